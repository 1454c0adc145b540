"""The figures of a programme: who sees them, and for which time."""

from datetime import date

import pytest
from django.urls import reverse

from evaluation.models import Target
from evaluation.models.indicator import Indicator
from evaluation.queries.contributions import CODES, Period
from programmes.constants import ProgrammeStatus
from tests.evaluation.views.conftest import PERIOD, page, populated, shares_without_their_numbers, text_of
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

pytestmark = pytest.mark.django_db


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
    assert "4 of 8 since the start: 50 %, milestone 5" in text_of(response)


@pytest.mark.parametrize("query", [PERIOD, "?from=2025-03-14&to=2026-05-16"], ids=["months", "days"])
@pytest.mark.parametrize("count", [1, 30])
def test_the_dashboard_takes_the_same_few_queries(client, django_assert_max_num_queries, count, query):
    parent = make_programme("parent")
    for number in range(count):
        child = make_programme(f"child-{number}", parent=parent)
        make_record(make_enrolment(child, entered_on=date(2026, 3, 1)))
    client.force_login(make_member(parent, "evaluator"))
    with django_assert_max_num_queries(9):
        assert page(client, "programme", "parent", query=query).status_code == 200


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


def test_the_period_shown_first_is_the_last_one_in_which_somebody_joined(client):
    programme = make_programme("wortplus", starts_on=date(2023, 1, 1), ends_on=None)
    make_record(make_enrolment(programme, entered_on=date(2024, 3, 1)))
    make_enrolment(programme, entered_on=date(2023, 5, 1))
    evaluator = make_member(programme, "evaluator")
    led_on = page(client, "programme", "wortplus", user=evaluator)
    shown = client.get(led_on.url).context["period"]
    assert shown == Period(date(2024, 1, 1), date(2024, 12, 31))
    rows = client.get(page(client, "indicator", "wortplus", "EECO01").url)
    assert (rows.context["period"], rows.context["total"]) == (shown, 1)
    form = page(client, "reports", "wortplus").context["form"]
    assert (form["from"].value(), form["to"].value()) == (shown.starts_on, shown.ends_on)


def test_this_year_is_shown_first_where_somebody_joined_in_it_or_nobody_ever(client):
    programme = make_programme("wortplus")
    today = programme.today()
    evaluator = make_member(programme, "evaluator")
    this_year = Period(today.replace(month=1, day=1), today)
    response = page(client, "programme", "wortplus", user=evaluator)
    assert response.context["period"] == this_year
    assert "Nobody has joined yet" in text_of(response)
    make_enrolment(programme, entered_on=today)
    make_enrolment(programme, entered_on=today.replace(year=today.year - 1))
    response = page(client, "programme", "wortplus")
    assert response.context["period"] == this_year
    assert "1 person joined from" in text_of(response)


def test_a_period_without_anybody_shows_no_zeros_but_the_way_to_the_last_one_with_people(client):
    programme = populated()
    evaluator = make_member(programme, "evaluator")
    response = page(client, "programme", "wortplus", query="?from=2021-01-01&to=2021-12-31", user=evaluator)
    text = text_of(response)
    assert "Nobody joined in this period, or left it in work" in text
    assert "Indicators with their targets" not in text
    assert client.get(response.context["last_with_people"]).context["joined"] == 4


def test_the_year_before_stands_beside_the_period_and_opens_its_own_rows(client):
    programme = populated()
    make_record(make_enrolment(programme, entered_on=date(2025, 3, 1)))
    make_record(make_enrolment(programme, entered_on=date(2024, 3, 1)))
    response = page(client, "programme", "wortplus", query=PERIOD, user=make_member(programme, "evaluator"))
    line = response.context["lines"]["EECO01"]
    assert (line.figure.total, line.before, line.figure.so_far) == (3, 1, 5)
    assert client.get(line.before_url()).context["page"].paginator.count == 1


@pytest.mark.parametrize("code", CODES)
def test_each_share_is_said_with_the_two_numbers_it_is_a_share_of(client, code):
    """Never the number of a period beside a share of everybody since the start."""
    programme = populated()
    for year in (2024, 2025):
        for _number in range(3):
            make_record(make_enrolment(programme, entered_on=date(year, 3, 1)))
    Target.objects.create(
        programme=programme, indicator=Indicator.objects.get(code=code), value=11, milestone=7
    )
    evaluator = make_member(programme, "evaluator")
    for name, args, query in (("programme", ["wortplus"], PERIOD), ("home", [], "")):
        text = text_of(page(client, name, *args, query=query, user=evaluator))
        assert shares_without_their_numbers(text) == []
        assert "of 11 since the start: " in text


@pytest.mark.parametrize(
    ("code", "words"),
    [("EECO01", "Nobody counts here in this period"), ("not_reportable", "Everybody can be reported")],
)
def test_a_figure_that_is_zero_says_so_and_leads_back(client, code, words):
    programme = make_programme("north")
    evaluator = make_member(programme, "evaluator")
    assert words in text_of(page(client, "indicator", "north", code, query=PERIOD, user=evaluator))
