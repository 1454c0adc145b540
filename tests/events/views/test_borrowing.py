"""Whoever plans an event sees what is free then, asks for it, and prints who hands over what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.constants import ReservationState
from events.models import Reservation
from tests.events.lending import HOUR, Lending
from tests.factories import i18n, make_equipment, make_reservation

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def lending():
    lending = Lending()
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    lending.event = lending.make_event(starts_at=start, ends_at=start + 2 * HOUR)
    return lending


def page_of(lending) -> str:
    return f"/events/{lending.event.pk}/equipment/"


def sent(lending, **fields):
    zone = lending.programme.zone
    times = {"starts_at": lending.event.starts_at - HOUR, "ends_at": lending.event.ends_at + HOUR}
    typed = {"equipment": lending.device.pk, "note": "For two groups", **fields}
    for name, time in times.items():
        local = time.astimezone(zone)
        typed |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}
    return typed


def offered(answer) -> dict[str, bool]:
    """Name of each device → can it be chosen?"""
    field = answer.context["form"]["equipment"]
    return {
        str(each.data["value"].instance.name): "disabled" not in each.data["attrs"]
        for each in field.subwidgets
    }


def test_a_device_is_asked_for_from_the_page_of_an_event(lending):
    client = signed_in(lending.trainer)
    answer = client.post(page_of(lending), sent(lending))
    assert answer["Location"] == page_of(lending)
    reservation = Reservation.objects.get()
    assert (reservation.starts_at, reservation.ends_at, reservation.requested_by) == (
        lending.event.starts_at - HOUR,
        lending.event.ends_at + HOUR,
        lending.trainer,
    )
    page = client.get(page_of(lending)).text
    assert "Asked for so far" in page
    assert "Robot arm of ZuMiRo" in page


def test_what_is_taken_at_the_time_is_seen_and_not_chosen(lending):
    make_equipment(lending.company, name=i18n("Printer"))
    make_reservation(lending.device, lending.make_event(starts_at=lending.event.starts_at))
    client = signed_in(lending.coordinator)
    assert offered(client.get(page_of(lending))) == {"Robot arm of ZuMiRo": False, "Printer": True}
    assert client.post(page_of(lending), sent(lending)).status_code == 400
    assert Reservation.objects.count() == 1


def test_another_time_is_looked_at_by_its_address(lending):
    later = lending.event.ends_at + 2 * HOUR
    make_reservation(
        lending.device,
        lending.make_event(starts_at=later, ends_at=later + HOUR),
        starts_at=later,
        ends_at=later + HOUR,
    )
    client = signed_in(lending.coordinator)
    assert offered(client.get(page_of(lending))) == {"Robot arm of ZuMiRo": True}
    longer = {**sent(lending), "ends_at_0": f"{later + timedelta(days=1):%Y-%m-%d}"}
    assert offered(client.get(page_of(lending), longer)) == {"Robot arm of ZuMiRo": False}


def test_a_time_that_is_none_is_said_and_nothing_is_asked(lending):
    answer = signed_in(lending.coordinator).post(page_of(lending), {**sent(lending), "ends_at_1": "later"})
    assert answer.status_code == 400
    assert set(answer.context["when"].errors) == {"ends_at"}
    assert Reservation.objects.count() == 0


def test_what_a_service_refuses_is_said_on_the_page(lending):
    far = {**sent(lending), "ends_at_0": f"{lending.event.ends_at + timedelta(days=20):%Y-%m-%d}"}
    answer = signed_in(lending.coordinator).post(page_of(lending), far)
    assert answer.status_code == 400
    assert "at most 14 days before the event begins" in answer.text


def test_devices_of_other_programmes_are_not_offered(lending):
    Lending("Other")
    assert offered(signed_in(lending.coordinator).get(page_of(lending))) == {"Robot arm of ZuMiRo": True}


def test_who_does_not_plan_events_has_no_such_page(lending):
    assert signed_in(lending.manager).get(page_of(lending)).status_code == 403
    assert signed_in(Lending("Other").coordinator).get(page_of(lending)).status_code == 403


def test_an_event_without_a_device_in_reach_says_so(lending):
    lending.device.programmes.clear()
    assert "Nothing is lent to this programme" in signed_in(lending.trainer).get(page_of(lending)).text


# --- The list that is printed --------------------------------------------------------------------------------------


def test_the_list_has_what_is_promised_or_out_for_both_sides(lending):
    other = Lending("Other")
    make_reservation(other.device, other.event, state=ReservationState.CONFIRMED)
    make_reservation(lending.device, lending.event, state=ReservationState.CONFIRMED)
    make_reservation(
        make_equipment(lending.company, name=i18n("Printer")),
        lending.make_event(days=-1),
        state=ReservationState.HANDED_OVER,
    )
    make_reservation(make_equipment(lending.company, name=i18n("Asked for")), lending.event)
    for person in (lending.trainer, lending.keeper):
        rows = signed_in(person).get("/events/handovers/").context["rows"]
        assert [(row[1], row[4]) for row in rows] == [("Printer", "It is out."), ("Robot arm of ZuMiRo", "")]


def test_nobody_else_reads_it(lending):
    assert signed_in(lending.recruiter).get("/events/handovers/").status_code == 403
    assert "Nothing is to be handed over" in signed_in(lending.keeper).get("/events/handovers/").text
