from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.constants import ReportState
from evaluation.models import ParticipantRecord, Report, Target
from evaluation.models.indicator import Indicator
from evaluation.services.reports import build_report
from portal.privacy.constants import AccessKind
from portal.privacy.models import AccessLog
from programmes.constants import EnrolmentStatus, ProgrammeStatus
from programmes.extensions import steps_for
from tests.factories import (
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
    make_pupil,
    make_record,
    make_user,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PERIOD = "?from=2026-01-01&to=2026-12-31"


def page(client, name, *args, query="", user=None):
    if user is not None:
        client.force_login(user)
    return client.get(reverse(f"evaluation:{name}", args=args) + query)


def text_of(response):
    return " ".join(response.content.decode().split())


def populated(slug="wortplus", **fields):
    programme = make_programme(slug, **fields)
    for gender in "ffm":
        make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)), gender=gender)
    make_enrolment(programme, entered_on=date(2026, 3, 2))
    return programme


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


# --- Who gets in ---------------------------------------------------------------------------------------------------


def people(programme):
    return {
        "evaluator": make_member(programme, "evaluator"),
        "coordinator": make_member(programme),
        "assistant": make_member(programme, "assistant"),
        "adviser": make_member(programme, "adviser"),
        "trainer": make_member(programme, "trainer"),
        "foreign evaluator": make_member(make_programme(), "evaluator"),
        "talent": make_enrolment(programme).person,
        "pupil": make_pupil(has_consent=True),
        "contact": make_contact(make_organisation(programme)),
        "operator": make_user("Olga", is_superuser=True),
    }


@pytest.mark.parametrize(
    ("name", "args", "query"),
    [
        ("programme", ["wortplus"], ""),
        ("indicator", ["wortplus", "EECO01"], ""),
        ("indicator", ["wortplus", "not_reportable"], ""),
        ("reports", ["wortplus"], ""),
        ("trend_chart", ["wortplus", "EECO01"], ""),
        ("enrolments_chart", [], "?programme=wortplus"),
    ],
)
def test_figures_of_a_running_programme_are_for_its_evaluators_and_coordinators(client, name, args, query):
    programme = make_programme("wortplus")
    found = {
        who: page(client, name, *args, query=query, user=user).status_code
        for who, user in people(programme).items()
    }
    allowed = {"evaluator", "coordinator", "operator"}
    assert found == {who: 200 if who in allowed else 403 for who in found}


def test_figures_of_a_draft_do_not_exist_for_others(client):
    programme = make_programme("wortplus", status=ProgrammeStatus.DRAFT)
    evaluator, stranger = make_member(programme, "evaluator"), make_member(make_programme(), "evaluator")
    assert page(client, "programme", "wortplus", user=evaluator).status_code == 200
    assert page(client, "programme", "wortplus", user=stranger).status_code == 404
    assert page(client, "programme", "nothing", user=stranger).status_code == 404


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("home", []),
        ("programme", ["wortplus"]),
        ("indicator", ["wortplus", "EECO01"]),
        ("reports", ["wortplus"]),
        ("trend_chart", ["wortplus", "EECO01"]),
        ("enrolments_chart", []),
        ("entry_questions", ["wortplus"]),
        ("exit_questions", ["wortplus"]),
        ("report_detail", [1]),
        ("report_download", [1, "xlsx"]),
    ],
)
def test_visitors_are_asked_to_sign_in(client, name, args):
    make_programme("wortplus")
    response = page(client, name, *args)
    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("account_login"))


def test_the_home_page_lists_the_own_programmes_only(client):
    own, parent = make_programme("own"), make_programme("parent")
    child = make_programme("child", parent=parent)
    make_programme("foreign")
    evaluator = make_member(own, "evaluator")
    response = page(client, "home", user=evaluator)
    assert [group[0].slug for group in response.context["groups"]] == ["own"]
    response = page(client, "home", user=make_member(parent))
    assert [(top.slug, [each.slug for each in below]) for top, below in response.context["groups"]] == [
        ("parent", ["child"])
    ]
    response = page(client, "home", user=make_member(child, "evaluator"))
    assert [(top.slug, below) for top, below in response.context["groups"]] == [("child", [])]
    assert page(client, "home", user=make_user("Talent")).status_code == 403


# --- Figures and rows ----------------------------------------------------------------------------------------------


def test_every_figure_of_the_dashboard_equals_the_list_it_opens(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    response = page(client, "programme", "wortplus", query=PERIOD, user=evaluator)
    assert [line.figure.total for line in response.context["lines"].values()] == [3, 3, 0, 0, 0]
    for line in response.context["lines"].values():
        assert client.get(line.url()).context["page"].paginator.count == line.figure.total
        assert client.get(line.so_far_url()).context["page"].paginator.count == line.figure.so_far
        for _name, number, url in line.genders():
            assert client.get(url).context["page"].paginator.count == number
    lacking = client.get(response.context["not_reportable_url"])
    assert lacking.context["page"].paginator.count == response.context["figures"].not_reportable == 1


def test_progress_is_told_against_the_target_from_the_start_of_the_programme(client):
    programme = populated()
    make_record(make_enrolment(programme, entered_on=date(2025, 3, 1)))
    indicator = Indicator.objects.get(code="EECO01")
    Target.objects.create(programme=programme, indicator=indicator, value=8, milestone=5)
    response = page(client, "programme", "wortplus", query=PERIOD, user=make_member(programme, "evaluator"))
    assert "50 % of the target, milestone 5" in text_of(response)


def test_rows_show_pseudonyms_and_no_names(client):
    programme = populated()
    response = page(
        client, "indicator", "wortplus", "EECO01", query=PERIOD, user=make_member(programme, "evaluator")
    )
    text = text_of(response)
    for enrolment in programme.enrolments.filter(record__gender__gt="").select_related("person"):
        assert enrolment.pseudonym in text
        assert enrolment.person.email not in text
    assert "1998" not in text


def test_the_list_of_those_not_reportable_says_what_is_missing(client):
    programme = make_programme("wortplus")
    make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)), birth_date=None, isced_entry=None)
    response = page(
        client, "indicator", "wortplus", "not_reportable", query=PERIOD, user=make_member(programme)
    )
    assert [row["missing"] for row in response.context["rows"]] == [["date of birth", "education"]]
    assert "date of birth, education" in text_of(response)


def test_each_look_at_rows_is_logged(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    page(client, "indicator", "wortplus", "EECO01", query=PERIOD + "&gender=f", user=evaluator)
    entry = AccessLog.objects.get()
    assert (entry.actor, entry.kind, entry.rows) == (evaluator, AccessKind.READ, 2)
    assert entry.details == {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "gender": "f"}


def test_a_parents_evaluator_sees_the_rows_of_subprogrammes_and_a_childs_does_not_see_the_parents(client):
    parent = populated("parent")
    child = populated("child", parent=parent)
    response = page(client, "programme", "parent", query=PERIOD, user=make_member(parent, "evaluator"))
    assert response.context["lines"]["EECO01"].figure.total == 6
    assert [row[1]["text"] for row in response.context["subprogrammes"]] == ["3"]
    assert client.get(response.context["lines"]["EECO01"].url()).context["total"] == 6
    assert page(client, "programme", "parent", user=make_member(child, "evaluator")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_of_rows_takes_the_same_few_queries(client, django_assert_num_queries, count):
    programme = make_programme("wortplus")
    for _number in range(count):
        make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)))
    client.force_login(make_member(programme, "evaluator"))
    with django_assert_num_queries(8):
        assert page(client, "indicator", "wortplus", "EECO01", query=PERIOD).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_dashboard_takes_the_same_few_queries(client, django_assert_max_num_queries, count):
    parent = make_programme("parent")
    for number in range(count):
        child = make_programme(f"child-{number}", parent=parent)
        make_record(make_enrolment(child, entered_on=date(2026, 3, 1)))
    client.force_login(make_member(parent, "evaluator"))
    with django_assert_max_num_queries(12):
        assert page(client, "programme", "parent", query=PERIOD).status_code == 200


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


BAD_PERIODS = [
    "?from=abc",
    "?from=2026-02-30",
    "?from=2026-06-01&to=2026-05-01",
    "?from=0001-01-01",
    "?to=9999-12-31",
    "?from=%00",
    "?from=2026-01-01%00&to=\N{PILE OF POO}",
    "?to=" + "9" * 5000,
]


@pytest.mark.parametrize("query", BAD_PERIODS)
@pytest.mark.parametrize("name", [["programme", "wortplus"], ["indicator", "wortplus", "EECO01"]])
def test_a_period_that_is_none_is_refused_beside_its_field(client, name, query):
    programme = make_programme("wortplus")
    response = page(client, *name, query=query, user=make_member(programme, "evaluator"))
    assert response.status_code == 400
    assert response.context["form"].errors
    assert 'class="error-summary"' in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=-1",
        "?page=99999999999999999999",
        "?page=%00",
        "?gender=x",
        "?gender=%00",
        "?trend=%00",
        "?trend=x",
    ],
)
def test_other_parameters_that_make_no_sense_are_left_out(client, query):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    for name in (
        ["programme", "wortplus"],
        ["indicator", "wortplus", "EECO01"],
        ["reports", "wortplus"],
        ["enrolments_chart"],
    ):
        assert page(client, *name, query=query, user=evaluator).status_code == 200


def test_codes_nobody_counts_do_not_exist(client):
    programme = make_programme("wortplus")
    evaluator = make_member(programme, "evaluator")
    for code in ("EECO99", "eeco01", "reports-"):
        assert page(client, "indicator", "wortplus", code, user=evaluator).status_code == 404
        assert page(client, "trend_chart", "wortplus", code, user=evaluator).status_code == 404


def test_charts_are_pictures_without_scripts(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    for response in (
        page(client, "trend_chart", "wortplus", "EECO01", query=PERIOD, user=evaluator),
        page(client, "enrolments_chart", user=evaluator),
        page(
            client,
            "trend_chart",
            "wortplus",
            "EECR04",
            query="?from=1990-01-01&to=2100-12-31",
            user=evaluator,
        ),
    ):
        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert b"<svg" in response.content
        assert b"<script" not in response.content


def test_a_chart_and_its_table_say_the_same(client):
    programme = populated()
    response = page(client, "programme", "wortplus", query=PERIOD, user=make_member(programme, "evaluator"))
    numbers = dict(response.context["trend_rows"])
    assert len(numbers) == 12
    assert {month: number for month, number in numbers.items() if number} == {"Mar 2026": 3}


# --- Reports -------------------------------------------------------------------------------------------------------


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
    assert 'hx-trigger="every 2s"' in text_of(waiting)
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


# --- Questions -----------------------------------------------------------------------------------------------------

ENTRY = {"gender": "f", "birth_date": "1998-03-04", "status_entry": "inactive", "isced_entry": "6"}
EXIT = {
    "status_exit": "employed",
    "is_job_searching_exit": "no",
    "is_in_education_exit": "no",
    "has_qualification_exit": "yes",
}


def test_the_person_answers_on_entry_and_the_step_goes_away(client):
    enrolment = make_enrolment(make_programme("wortplus"))
    client.force_login(enrolment.person)
    url = reverse("evaluation:entry_questions", args=["wortplus"])
    assert url in [step.url for step in steps_for(enrolment.person)]
    assert client.get(url).status_code == 200
    response = client.post(url, ENTRY)
    assert (response.status_code, response.url) == (302, reverse("programmes:me"))
    record = ParticipantRecord.objects.get()
    assert (record.gender, record.birth_date, record.status_entry, record.isced_entry) == (
        "f", date(1998, 3, 4), "inactive", 6,
    )  # fmt: skip
    assert url not in [step.url for step in steps_for(enrolment.person)]
    form = client.get(url).context["form"]
    assert form["birth_date"].value() == date(1998, 3, 4)


def test_the_person_answers_on_leaving_and_the_step_goes_away(client):
    today = timezone.localdate()
    enrolment = make_enrolment(
        make_programme("wortplus"),
        status=EnrolmentStatus.LEFT,
        entered_on=today - timedelta(days=90),
        left_on=today,
    )
    make_record(enrolment)
    client.force_login(enrolment.person)
    url = reverse("evaluation:exit_questions", args=["wortplus"])
    assert url in [step.url for step in steps_for(enrolment.person)]
    response = client.post(url, {**EXIT, "exit_checked_on": today.isoformat()})
    assert response.status_code == 302
    record = ParticipantRecord.objects.get()
    assert (record.status_exit, record.is_job_searching_exit, record.has_qualification_exit) == (
        "employed",
        False,
        True,
    )
    assert url not in [step.url for step in steps_for(enrolment.person)]
    form = client.get(url).context["form"]
    assert (form["has_qualification_exit"].value(), form["is_job_searching_exit"].value()) == ("yes", "no")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gender", ""),
        ("gender", "x\0"),
        ("birth_date", "2025-01-01"),
        ("birth_date", "0001-01-01"),
        ("birth_date", "9999-12-31"),
        ("birth_date", "\0"),
        ("birth_date", "yesterday"),
        ("status_entry", "\N{PILE OF POO}"),
        ("isced_entry", "99999999999999999999"),
        ("isced_entry", "six"),
        ("isced_entry", "x" * 100_000),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_beside_its_field(client, field, value):
    enrolment = make_enrolment(make_programme("wortplus"))
    client.force_login(enrolment.person)
    response = client.post(reverse("evaluation:entry_questions", args=["wortplus"]), {**ENTRY, field: value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert ParticipantRecord.objects.get().is_complete is False


@pytest.mark.parametrize("days", [-1, 1, 29])
def test_the_day_of_the_exit_answers_lies_in_the_window(client, days):
    today = timezone.localdate()
    enrolment = make_enrolment(
        make_programme("wortplus"),
        status=EnrolmentStatus.LEFT,
        entered_on=today - timedelta(days=9),
        left_on=today,
    )
    client.force_login(enrolment.person)
    response = client.post(
        reverse("evaluation:exit_questions", args=["wortplus"]),
        {**EXIT, "exit_checked_on": (today + timedelta(days=days)).isoformat()},
    )
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["exit_checked_on"])


def test_questions_wait_for_their_time(client):
    enrolment = make_enrolment(make_programme("wortplus"), status=EnrolmentStatus.APPLIED, entered_on=None)
    client.force_login(enrolment.person)
    for name, data in [("entry_questions", ENTRY), ("exit_questions", EXIT)]:
        response = page(client, name, "wortplus")
        assert (response.status_code, b"These questions open later" in response.content) == (200, True)
        assert client.post(reverse(f"evaluation:{name}", args=["wortplus"]), data).status_code == 400
    assert steps_for(enrolment.person) == [] or all(
        "entry" not in step.url for step in steps_for(enrolment.person)
    )


def test_questions_of_others_do_not_exist(client):
    programme = make_programme("wortplus")
    make_enrolment(programme)
    for user in (make_user("Charlie"), make_member(programme), make_pupil(has_consent=False)):
        assert page(client, "entry_questions", "wortplus", user=user).status_code == 404
        assert client.post(reverse("evaluation:entry_questions", args=["wortplus"]), ENTRY).status_code == 404


def test_programmes_that_do_not_evaluate_ask_nothing():
    enrolment = make_enrolment(make_programme(modules=["placements"]))
    assert not [step for step in steps_for(enrolment.person) if "/entry/" in step.url]
