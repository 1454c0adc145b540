"""The ledger of hours in the administration, and the funding for which somebody counts."""

import pytest
from django.urls import reverse

from portal.privacy.models import AccessLog
from programmes.models import Enrolment, Hours
from programmes.workflows.hours import HoursStanding
from tests.attending import sessions_attended
from tests.factories import make_enrolment, make_funding
from tests.workplace import address, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions():
    with sessions_attended() as kept:
        yield kept


@pytest.fixture
def counted(mine):
    funding = make_funding(mine.programme, threshold_hours=8)
    return make_enrolment(mine.programme), funding


def page_of(row):
    return reverse("admin:programmes_enrolment_change", args=[row.pk])


def shown(client, **asked):
    answer = client.get(reverse("admin:programmes_enrolment_changelist"), asked)
    return {row.pk for row in answer.context["cl"].result_list}


def test_an_enrolment_shows_its_hours_and_what_they_come_from(coordinator, counted, sessions):
    enrolment, funding = counted
    sessions.attend(1, enrolment.person, funding, 90)
    sessions.attend(2, enrolment.person, funding, 120)
    page = text_of(coordinator.get(page_of(enrolment)))
    for words in ("3.5 of 8 hours", "Short contact", "Session: Session 1", "Session: Session 2"):
        assert words in page


def test_an_enrolment_shows_as_many_hours_in_as_many_questions(
    coordinator, counted, sessions, django_assert_max_num_queries
):
    enrolment, funding = counted
    sessions.attend(1, enrolment.person, funding, 10)
    with django_assert_max_num_queries(100) as one:
        coordinator.get(page_of(enrolment))
    for key in range(2, 31):
        sessions.attend(key, enrolment.person, funding, 10)
    with django_assert_max_num_queries(len(one)):
        coordinator.get(page_of(enrolment))


def test_the_list_is_filtered_by_standing(coordinator, mine, sessions):
    funding = make_funding(mine.programme, threshold_hours=8)
    rows = [make_enrolment(mine.programme) for _ in range(4)]
    for key, minutes in enumerate((60, 400, 480), start=1):
        sessions.attend(key, rows[key].person, funding, minutes)
    found = {
        name: [row.pk in shown(coordinator, hours=name) for row in rows]
        for name in ("none", "short", "near", "reached")
    }
    assert found == {
        "none": [True, False, False, False],
        "short": [False, True, True, False],
        "near": [False, False, True, False],
        "reached": [False, False, False, True],
    }


def test_a_coordinator_chooses_a_funding_where_there_are_several(coordinator, mine, foreign):
    first, second = make_funding(mine.programme), make_funding(mine.programme, threshold_hours=8)
    elsewhere = make_funding(foreign.programme)
    enrolment = make_enrolment(mine.programme)
    answer = coordinator.get(page_of(enrolment))
    offered = answer.context["adminform"].form.fields["funding"].queryset
    assert set(offered) == {first, second}
    assert coordinator.post(page_of(enrolment), {"funding": elsewhere.pk}).status_code == 200
    assert coordinator.post(page_of(enrolment), {"funding": second.pk}).status_code == 302
    enrolment.refresh_from_db()
    assert (enrolment.funding, enrolment.hours_standing) == (second, HoursStanding.NONE)
    refused = coordinator.post(page_of(enrolment), {"funding": ""})
    assert "funding" in refused.context["adminform"].form.errors


def test_where_there_is_one_funding_nothing_is_chosen(coordinator, counted):
    enrolment, funding = counted
    assert coordinator.get(page_of(enrolment)).context["adminform"].form.fields == {}
    coordinator.post(page_of(enrolment), {"funding": ""})
    assert Enrolment.objects.get(pk=enrolment.pk).funding == funding


def test_hours_are_listed_and_each_look_at_one_is_noted(coordinator, counted, foreign, sessions):
    enrolment, funding = counted
    sessions.attend(1, enrolment.person, funding, 90)
    row, other = Hours.objects.get(person=enrolment.person), foreign.row_of(Hours)
    answer = coordinator.get(reverse("admin:programmes_hours_changelist"))
    assert {each.pk for each in answer.context["cl"].result_list} == {row.pk}
    page = coordinator.get(reverse("admin:programmes_hours_change", args=[row.pk]))
    assert "1.5" in text_of(page)
    assert AccessLog.objects.filter(subject=enrolment.person, object_id=row.pk).count() == 1
    assert coordinator.get(reverse("admin:programmes_hours_change", args=[other.pk])).status_code == 404
    assert coordinator.get(address(Hours, "add")).status_code == 403
