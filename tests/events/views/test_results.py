"""The result of an event in numbers, and what earlier events let one expect of the places."""

from decimal import Decimal

import pytest
from django.test import Client

from events.models import Admission, Event
from tests.events.attending import event_with, moved, was_there
from tests.factories import make_event, make_funding, make_member, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = make_programme(modules=["events"])
    make_funding(programme)
    return programme


@pytest.fixture
def coordinator(programme):
    return make_member(programme, "coordinator")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def held(programme, by, registered: int, came: int, days_ago: int = 2) -> Event:
    event, rows = event_with(programme, *(f"Person {number}" for number in range(registered)))
    moved(event, 60 * 24 * days_ago)
    for row in rows[:came]:
        was_there([event.sessions.get()], row, by)
    return event


def test_whoever_runs_or_evaluates_the_programme_reads_numbers_and_no_name(
    programme, coordinator, django_assert_max_num_queries
):
    event = held(programme, coordinator, 5, 4)
    Event.objects.filter(pk=event.pk).update(costs_spent=Decimal(100), principles=["digital"])
    page = f"/events/{event.pk}/result/"
    client = signed_in(make_member(programme, "evaluator"))
    client.get(page)
    with django_assert_max_num_queries(18):
        answer = client.get(page)
    assert dict(answer.context["facts"]) | {"Registered": "5"} == {
        "Registered": "5",
        "Came": "4",
        "Did not come": "20 %",
        "Did not come, at the programme’s events before": "not known yet",
        "Places": "",
        "Hours in the ledger": "4",
        "Certificates issued": "",
        "Horizontal principles": "Digital skills",
        "Costs planned": "",
        "Costs spent": "100 €",
        "Costs for each person who came": "25 €",
        "Fees paid": "",
    }
    assert answer.context["ways"] == [["On site", "5", "4"]]
    assert [(each["belonged"], each["came"]) for each in answer.context["dates"]] == [(5, 4)]
    assert "Person 1" not in answer.content.decode()
    assert signed_in(make_member(programme, "trainer")).get(page).status_code == 200
    assert signed_in(make_member(make_programme(), "coordinator")).get(page).status_code == 403
    assert signed_in(make_member(make_programme(), "evaluator")).get(page).status_code == 403


def test_places_come_with_advice_once_enough_events_have_noted_who_came(programme, coordinator):
    other = make_programme(modules=["events"])
    for days in (2, 3, 4):
        held(other, make_member(other, "coordinator"), 8, 1, days)
    event = make_event(programme, places=30)
    page = f"/admin/events/event/{event.pk}/people/"
    client = signed_in(coordinator)
    held(programme, coordinator, 9, 8, 2)
    held(programme, coordinator, 8, 7, 3)
    [only] = client.get(page).context["advice"]
    assert (
        only
        == "How many registered people stay away can’t be said yet: too few events with noted attendance."
    )
    held(programme, coordinator, 8, 7, 4)
    said, needed = client.get(page).context["advice"]
    assert said == "Of those registered for your last 3 events 12 % did not come."
    assert needed == "On site: 34 registrations would fill the places that are set."
    assert Admission.objects.get(event=event).capacity == 30
