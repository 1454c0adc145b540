"""Where evaluators begin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from evaluation.models import Indicator, Report, Target
from tests.evaluation.views.conftest import page, text_of
from tests.factories import (
    make_enrolment,
    make_member,
    make_programme,
    make_record,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_the_home_page_lists_the_own_programmes_only(client):
    own, parent = make_programme("own"), make_programme("parent")
    child = make_programme("child", parent=parent)
    make_programme("foreign")
    evaluator = make_member(own, "evaluator")
    response = page(client, "home", user=evaluator)
    assert slugs_of(response) == [("own", [])]
    response = page(client, "home", user=make_member(parent))
    assert slugs_of(response) == [("parent", ["child"])]
    response = page(client, "home", user=make_member(child, "evaluator"))
    assert slugs_of(response) == [("child", [])]
    assert page(client, "home", user=make_user("Talent")).status_code == 403


def slugs_of(response):
    return [(each.programme.slug, [part.slug for part in each.below]) for each in response.context["glances"]]


def test_each_programme_says_who_joined_in_its_last_year_with_people_and_in_the_one_before(client):
    programme = make_programme("own", starts_on=date(2022, 1, 1))
    part = make_programme("part", parent=programme)
    make_record(make_enrolment(part, entered_on=date(2024, 3, 1)))
    make_enrolment(programme, entered_on=date(2024, 4, 1))
    make_record(make_enrolment(programme, entered_on=date(2023, 3, 1)))
    response = page(client, "home", user=make_member(programme, "evaluator"))
    (shown,) = response.context["glances"]
    assert [(each.year, each.joined, each.lacking) for each in (shown.year, shown.year_before)] == [
        (2024, 2, 1),
        (2023, 1, 0),
    ]
    text = text_of(response)
    assert "2 people joined in 2024" in text
    assert "1 of the 2 from 2024 can’t be reported" in text
    assert client.get(shown.year.url).context["joined"] == 2
    assert client.get(shown.year.lacking_url).context["page"].paginator.count == 1


def test_a_target_is_held_against_everybody_since_the_start(client):
    programme = make_programme("own", starts_on=date(2022, 1, 1))
    for year in (2023, 2024, 2025):
        make_record(make_enrolment(programme, entered_on=date(year, 3, 1)))
    Target.objects.create(programme=programme, indicator=Indicator.objects.get(code="EECO01"), value=4)
    response = page(client, "home", user=make_member(programme, "evaluator"))
    (promise,) = response.context["glances"][0].promises
    assert (promise.so_far, promise.percent) == (3, 75)
    assert "3 of 4 since the start: 75 %" in text_of(response)
    assert client.get(promise.url).context["page"].paginator.count == 3


def test_what_has_changed_since_the_latest_report_is_said(client):
    programme = make_programme("own", starts_on=date(2022, 1, 1))
    make_record(make_enrolment(programme, entered_on=date(2025, 3, 1)))
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 6, 30)}
    for so_far, finished in ((0, 1), (1, 2)):
        Report.objects.create(
            programme=programme,
            state="ready",
            finished_at=datetime(2025, 7, finished, tzinfo=UTC),
            figures={"indicators": {"EECO01": {"so_far": so_far}, "EECR04": {"so_far": 0}}},
            **days,
        )
    evaluator = make_member(programme, "evaluator")
    text = text_of(page(client, "home", user=evaluator))
    assert "Since 30 June 2025, where the latest report ends: nothing has changed." in text
    make_record(make_enrolment(programme, entered_on=date(2025, 8, 1)))
    text = text_of(page(client, "home"))
    assert "where the latest report ends: participants +1, in work on leaving ±0." in text


def test_a_programme_without_people_says_so_instead_of_zeros(client):
    programme = make_programme("own")
    Target.objects.create(programme=programme, indicator=Indicator.objects.get(code="EECO01"), value=4)
    text = text_of(page(client, "home", user=make_member(programme, "evaluator")))
    assert "Nobody has joined yet." in text
    assert "0 of 4" not in text


def test_of_a_programme_that_is_over_nothing_is_said_to_come(client):
    today = timezone.localdate()
    programme = make_programme(
        "own", starts_on=today - timedelta(days=400), ends_on=today - timedelta(days=1)
    )
    evaluator = make_member(programme, "evaluator")
    for address in (["home"], ["programme", "own"]):
        text = text_of(page(client, *address, user=evaluator))
        assert "Nobody has joined" in text
        assert "rogramme is over" in text
        assert "joined yet" not in text
