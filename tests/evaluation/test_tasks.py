"""The way of a report through a real worker."""

from datetime import date, timedelta

from django.utils import timezone

from evaluation.constants import ReportState
from evaluation.models import Report
from evaluation.services.reports import request_report
from portal.celery import app
from tests.factories import make_enrolment, make_member, make_programme, make_record


def test_a_worker_builds_what_was_asked_for_and_what_was_left_lying(celery_worker):
    programme = make_programme("wortplus")
    make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)))
    evaluator = make_member(programme, "evaluator")
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    left_lying = Report.objects.create(programme=programme, requested_by=evaluator, **period)
    Report.objects.update(updated_at=timezone.now() - timedelta(minutes=10))
    asked_for = request_report(programme=programme, language="de", by=evaluator, **period)

    def is_built(report):
        return lambda: Report.objects.get(pk=report.pk).state == ReportState.READY

    celery_worker.wait_for(is_built(asked_for))
    assert Report.objects.get(pk=left_lying.pk).state == ReportState.QUEUED
    app.send_task("evaluation.resume_reports")
    celery_worker.wait_for(is_built(left_lying))
    figures = Report.objects.get(pk=left_lying.pk).figures
    assert figures["indicators"]["EECO01"]["total"] == 1
