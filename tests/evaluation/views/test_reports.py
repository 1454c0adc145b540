"""Reports are asked for, shown and downloaded."""

from datetime import date

import pytest
from django.urls import reverse

from evaluation.constants import ReportState
from evaluation.models import Report
from evaluation.services.reports import build_report
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog
from tests.evaluation.views.conftest import page, populated, text_of
from tests.factories import (
    make_member,
    make_programme,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


def ready_report(programme, by=None):
    report = Report.objects.create(
        programme=programme,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        requested_by=by or make_member(programme, "evaluator"),
    )
    build_report(report_id=report.pk)
    report.refresh_from_db()
    return report


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_reports_takes_the_same_few_queries(client, django_assert_max_num_queries, count):
    programme = make_programme("wortplus")
    for _number in range(count):
        Report.objects.create(
            programme=programme,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 2, 1),
            requested_by=make_user(),
        )
    client.force_login(make_member(programme, "evaluator"))
    with django_assert_max_num_queries(8):
        assert page(client, "reports", "wortplus").status_code == 200


def test_a_report_is_asked_for_from_the_dashboard(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    client.force_login(evaluator)
    response = client.post(
        reverse("evaluation:reports", args=["wortplus"]),
        {"from": "2026-01-01", "to": "2026-03-31", "language": "de"},
    )
    report = Report.objects.get()
    assert (response.status_code, response.url) == (302, report.get_absolute_url())
    assert (report.starts_on, report.ends_on, report.language, report.requested_by) == (
        date(2026, 1, 1), date(2026, 3, 31), "de", evaluator,
    )  # fmt: skip
    waiting = client.get(response.url)
    assert 'hx-trigger="every 1s"' in text_of(waiting)
    assert f'<noscript><p><a href="{response.url}">' in text_of(waiting)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"from": "2026-01-01", "to": "2025-01-01", "language": "en"},
        {"from": "x", "to": "2026-01-01", "language": "en"},
        {"from": "2026-01-01", "to": "2026-02-01", "language": "tlh"},
        {"from": "2026-01-01", "to": "2026-02-01", "language": "\0"},
    ],
)
def test_a_report_asked_for_wrongly_is_refused_with_what_was_typed(client, data):
    programme = make_programme("wortplus")
    client.force_login(make_member(programme, "evaluator"))
    response = client.post(reverse("evaluation:reports", args=["wortplus"]), data)
    assert response.status_code == 400
    assert Report.objects.count() == 0


def test_others_do_not_ask_for_reports(client):
    programme = make_programme("wortplus")
    for user, status in [(make_member(programme, "adviser"), 403), (make_user(), 403)]:
        client.force_login(user)
        response = client.post(reverse("evaluation:reports", args=["wortplus"]), {"language": "en"})
        assert response.status_code == status
    assert Report.objects.count() == 0


def test_reports_of_foreign_programmes_do_not_exist(client):
    report = ready_report(populated())
    stranger = make_member(make_programme(), "evaluator")
    sign_in(client, stranger)
    assert page(client, "report_detail", report.pk).status_code == 404
    assert page(client, "report_download", report.pk, "xlsx").status_code == 404
    assert client.post(reverse("evaluation:report_retry", args=[report.pk])).status_code == 404
    assert page(client, "report_detail", 2**63).status_code == 404


def test_the_page_of_a_report_shows_its_figures_and_checksum(client):
    programme = populated()
    report = ready_report(programme)
    text = text_of(page(client, "report_detail", report.pk, user=make_member(programme)))
    assert report.checksum in text
    assert "EECO01 Total number of participants" in text
    assert "hx-trigger" not in text.partition('id="report"')[2]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("xlsx", "wortplus-2026-01-01-2026-12-31.xlsx"),
        ("csv", "wortplus-2026-01-01-2026-12-31.csv"),
        ("microdata", "wortplus-2026-01-01-2026-12-31-rows.csv"),
    ],
)
def test_a_download_is_an_attachment_that_nobody_caches_and_is_logged(client, kind, name):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    report = ready_report(programme, evaluator)
    sign_in(client, evaluator)
    response = page(client, "report_download", report.pk, kind)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "private, no-store"
    with report.file(kind).open("rb") as stored:
        assert b"".join(response.streaming_content) == stored.read()
    entry = AccessLog.objects.get(kind=AccessKind.DOWNLOAD)
    assert (entry.actor, entry.object_id, entry.details["file"]) == (evaluator, str(report.pk), kind)


def test_a_download_asks_for_the_password_when_the_last_time_is_long_ago(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    report = ready_report(programme, evaluator)
    sign_in(client, evaluator, minutes_ago=6)
    response = page(client, "report_download", report.pk, "xlsx")
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert AccessLog.objects.count() == 0


def test_files_that_are_not_there_are_not_found(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    report = ready_report(programme, evaluator)
    sign_in(client, evaluator)
    assert page(client, "report_download", report.pk, "pdf").status_code == 404
    report.csv.storage.delete(report.csv.name)
    assert page(client, "report_download", report.pk, "csv").status_code == 404
    Report.objects.update(state=ReportState.RUNNING)
    assert page(client, "report_download", report.pk, "xlsx").status_code == 404


def test_a_failed_report_says_why_and_is_tried_again(client):
    programme = populated()
    report = ready_report(programme)
    Report.objects.update(state=ReportState.FAILED, failure="disk_full")
    coordinator = make_member(programme)
    assert "no room left" in text_of(page(client, "report_detail", report.pk, user=coordinator))
    response = client.post(reverse("evaluation:report_retry", args=[report.pk]))
    report.refresh_from_db()
    assert (response.url, report.state, report.requested_by) == (
        report.get_absolute_url(),
        ReportState.QUEUED,
        coordinator,
    )
    assert page(client, "report_retry", report.pk).status_code == 405
