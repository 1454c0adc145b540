"""Staff names devices on an organisation's behalf, and follows what is reserved."""

import pytest
from django.test import Client

from events.constants import ReservationState
from events.models import Equipment, Reservation
from tests.events.lending import Lending, told
from tests.factories import i18n, make_equipment, make_reservation
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

LIST, RESERVATIONS = "/admin/events/equipment/", "/admin/events/reservation/"


def signed_in(user):
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def lending():
    return Lending()


def typed(lending, **fields):
    return {
        "organisation": lending.company.pk,
        "name_0": "Laser cutter",
        "description_0": "",
        "people": "3",
        "place": "Hall 1",
        "handover": "fetched",
        "programmes": [lending.programme.pk],
        "is_lent": "on",
        "reservations-TOTAL_FORMS": "0",
        "reservations-INITIAL_FORMS": "0",
        **fields,
    }


def act(client, name, rows, **more):
    sent = {"action": name, "_selected_action": [row.pk for row in rows], "index": "0", **more}
    return client.post(RESERVATIONS, sent)


def test_a_coordinator_names_a_device_for_an_organisation(lending):
    client = signed_in(lending.coordinator)
    answer = client.post(f"{LIST}add/", typed(lending))
    assert answer.status_code == 302
    device = Equipment.objects.latest("pk")
    assert (str(device.name), device.organisation, list(device.programmes.all())) == (
        "Laser cutter",
        lending.company,
        [lending.programme],
    )


def test_a_coordinator_changes_it_and_the_organisation_stays(lending):
    other = Lending("Other").company
    path = f"{LIST}{lending.device.pk}/change/"
    answer = signed_in(lending.coordinator).post(path, typed(lending, organisation=other.pk, place="Hall 9"))
    assert answer.status_code == 302
    lending.device.refresh_from_db()
    assert (lending.device.place, lending.device.organisation) == ("Hall 9", lending.company)


def test_what_the_service_refuses_stands_in_the_form(lending):
    path = f"{LIST}{lending.device.pk}/change/"
    answer = signed_in(lending.coordinator).post(path, typed(lending, place="Hall 9", programmes=[]))
    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) == {"programmes"}
    lending.device.refresh_from_db()
    assert lending.device.place == ""


def test_the_list_is_that_of_ones_programmes(lending):
    Lending("Other")
    page = signed_in(lending.trainer).get(LIST)
    assert list(page.context["cl"].queryset) == [lending.device]
    assert signed_in(lending.trainer).get(f"{LIST}add/").status_code == 403


def test_reservations_are_followed_step_by_step_with_notes(lending):
    reservation = lending.reserve()
    client = signed_in(lending.coordinator)
    assert "Who has said so" in act(client, "confirm", [reservation]).text
    for name, note in (("confirm", "By telephone"), ("hand_over", "Complete"), ("take_back", "A cable less")):
        act(client, name, [reservation], has_reason="1", reason=note)
    noted = reservation.lending_steps.values_list("act", "note", "is_on_behalf")
    assert list(noted) == [
        ("requested", "", False),
        ("confirmed", "By telephone", True),
        ("handed_over", "Complete", False),
        ("returned", "A cable less", False),
    ]
    page = client.get(f"{RESERVATIONS}{reservation.pk}/change/").text
    assert "A cable less" in page


def test_several_are_declined_or_cancelled_with_one_reason(lending):
    first = lending.reserve()
    other = make_equipment(lending.company, name=i18n("Printer"))
    second = lending.reserve(equipment=other)
    client = signed_in(lending.coordinator)
    act(client, "cancel", [first, second], has_reason="1", reason="No room")
    assert set(Reservation.objects.values_list("state", flat=True)) == {ReservationState.CANCELLED}
    third = lending.reserve()
    act(client, "decline", [third], has_reason="1", reason="In repair")
    third.refresh_from_db()
    assert third.state == ReservationState.DECLINED
    assert told(lending.trainer) == ["equipment_declined"]


def test_who_may_not_answer_is_offered_to_hand_over_and_to_cancel_alone(lending):
    reservation = make_reservation(lending.device, lending.event)
    page = signed_in(lending.trainer).get(f"{RESERVATIONS}{reservation.pk}/change/")
    assert [name for name, _label in page.context["row_steps"]] == ["cancel"]
    page = signed_in(lending.coordinator).get(f"{RESERVATIONS}{reservation.pk}/change/")
    assert [name for name, _label in page.context["row_steps"]] == ["confirm", "decline", "cancel"]


def test_the_page_of_an_event_leads_to_what_it_borrows(lending):
    page = signed_in(lending.coordinator).get(f"/admin/events/event/{lending.event.pk}/change/")
    links = [address for address, _label in page.context["row_links"]]
    assert f"/events/{lending.event.pk}/equipment/" in links
