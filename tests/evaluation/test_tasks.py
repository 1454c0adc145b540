"""The way of a report through a real worker."""

import os
import signal
from datetime import date, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from evaluation.constants import ReportState
from evaluation.models import Report
from evaluation.services.reports import STALE, request_report
from portal.celery import app
from tests.factories import make_enrolment, make_member, make_programme, make_record

TEMPORARY = settings.FILE_UPLOAD_TEMP_DIR


def test_the_report_of_a_killed_worker_is_built_by_the_next_and_its_rows_are_swept(celery_worker):
    programme = make_programme("wortplus")
    make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)))
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "language": "en"}
    with transaction.atomic(), connection.cursor() as cursor:
        report = Report.objects.create(programme=programme, **period)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE evaluation_participantrecord IN ACCESS EXCLUSIVE MODE")  # it can't finish
        app.send_task("evaluation.build_report", [report.pk])
        celery_worker.wait_for(lambda: Report.objects.get(pk=report.pk).state == ReportState.RUNNING)
        celery_worker.wait_for(lambda: list(TEMPORARY.glob("report-*")))
        celery_worker.stop(signal.SIGKILL)
    (left,) = TEMPORARY.glob("report-*")

    Report.objects.update(updated_at=timezone.now() - STALE)  # as time does, in a minute
    os.utime(left, (0, 0))
    celery_worker.start()
    app.send_task("evaluation.resume_reports")
    celery_worker.wait_for(lambda: Report.objects.get(pk=report.pk).state == ReportState.READY)
    app.send_task("core.sweep_temporary_files")
    celery_worker.wait_for(lambda: not left.exists())


def test_what_stands_still_is_taken_up_within_three_minutes():
    sweeper = next(
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == "evaluation.resume_reports"
    )
    oftenest = max(later - earlier for earlier, later in pairwise(sorted({*sweeper["schedule"].minute, 60})))
    assert STALE + timedelta(minutes=oftenest) < timedelta(minutes=3)


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
