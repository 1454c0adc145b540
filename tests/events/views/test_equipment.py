"""What an organisation sees of what it lends, and how it answers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.constants import ReservationState
from events.models import Equipment, Reservation
from programmes.extensions import steps_for
from tests.events.lending import Lending
from tests.factories import i18n, make_contact, make_equipment, make_organisation, make_reservation

pytestmark = pytest.mark.django_db

LIST = "/organisation/equipment/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def lending():
    return Lending()


def typed(**fields):
    return {
        "name_0": "Laser cutter",
        "handover": "on_site",
        "place": "Hall 1",
        "people": "3",
        "languages": ["de"],
        "is_lent": "on",
        **fields,
    }


# --- Devices -------------------------------------------------------------------------------------------------------


def test_a_device_is_named_and_stands_in_the_list(lending):
    client = signed_in(lending.keeper)
    answer = client.post(f"{LIST}add/", typed(programmes=[lending.programme.pk]))
    device = Equipment.objects.latest("pk")
    assert answer["Location"] == f"{LIST}{device.pk}/"
    assert (str(device.name), device.people, device.languages, device.organisation) == (
        "Laser cutter",
        3,
        ["de"],
        lending.company,
    )
    page = client.get(LIST).text
    assert "Laser cutter" in page
    assert "It is used where it stands" in page


def test_what_is_missing_is_named_beside_its_field(lending):
    answer = signed_in(lending.keeper).post(f"{LIST}add/", typed(name_0="", people="0"))
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"name", "people", "programmes"}


def test_the_only_programme_is_chosen_already(lending):
    form = signed_in(lending.keeper).get(f"{LIST}add/").context["form"]
    assert form.initial["programmes"] == [lending.programme.pk]


def test_a_device_is_changed_and_withdrawn(lending):
    client, path = signed_in(lending.manager), f"{LIST}{lending.device.pk}/"
    sent = typed(programmes=[lending.programme.pk])
    del sent["is_lent"]
    assert client.post(f"{path}edit/", sent)["Location"] == path
    page = client.get(path).text
    assert "Laser cutter" in page
    assert "Not lent at the moment" in page


def test_who_does_not_keep_equipment_sees_no_devices(lending):
    for person in (lending.recruiter, lending.teacher):
        client = signed_in(person)
        assert client.get(LIST)["Location"] == "/organisation/"
        assert client.get(f"{LIST}{lending.device.pk}/").status_code == 404
        assert LIST not in client.get("/organisation/").text


def test_the_list_takes_as_many_questions_for_thirty_devices_as_for_one(lending):
    client = signed_in(lending.keeper)

    def number_of_questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    make_reservation(lending.device, lending.event)
    few = (number_of_questions(), number_of_questions())[1]
    for number in range(30):
        device = make_equipment(lending.company, name=i18n(f"Device {number}"))
        make_reservation(device, lending.event)
    assert number_of_questions() == few
    assert client.get(LIST).context["page"].paginator.count == 31


# --- Answering -----------------------------------------------------------------------------------------------------


def test_a_request_is_confirmed_in_one_tap(lending):
    reservation = lending.reserve()
    client = signed_in(lending.keeper)
    page = client.get(LIST).text
    assert "Waiting for your answer" in page
    answer = client.post(f"/organisation/reservations/{reservation.pk}/confirm/", {"then": "list"})
    assert answer["Location"] == LIST
    reservation.refresh_from_db()
    assert reservation.state == ReservationState.CONFIRMED
    page = client.get(LIST).text
    assert "Waiting for your answer" not in page
    assert "When it is out" in page


def test_declining_asks_for_a_reason(lending):
    reservation = lending.reserve()
    client, path = signed_in(lending.keeper), f"/organisation/reservations/{reservation.pk}/"
    assert client.post(f"{path}decline/", {"note": ""}).status_code == 400
    assert client.post(f"{path}decline/", {"note": "In repair"})["Location"] == path
    page = client.get(path).text
    assert "In repair" in page
    assert "Declined" in page


def test_hand_over_and_return_stand_in_the_history_of_the_reservation(lending):
    reservation = make_reservation(lending.device, lending.event, state="confirmed")
    client, path = signed_in(lending.keeper), f"/organisation/reservations/{reservation.pk}/"
    client.post(f"{path}hand_over/", {"note": "Two grippers"})
    client.post(f"{path}take_back/", {"note": "One gripper is missing"})
    history = client.get(path).context["history"]
    assert [(each["title"], each["text"], each["by"]) for each in history] == [
        ("Returned", "One gripper is missing", lending.keeper.get_full_name()),
        ("Handed over", "Two grippers", lending.keeper.get_full_name()),
    ]


def test_what_can_be_done_follows_from_where_it_stands(lending):
    reservation = lending.reserve()
    client, path = signed_in(lending.keeper), f"/organisation/reservations/{reservation.pk}/"
    offered = {}
    for state in ReservationState:
        Reservation.objects.filter(pk=reservation.pk).update(state=state)
        offered[state] = [step.name for step in client.get(path).context["steps"]]
    assert offered == {
        ReservationState.REQUESTED: ["confirm", "decline"],
        ReservationState.CONFIRMED: ["hand_over", "cancel"],
        ReservationState.HANDED_OVER: ["take_back"],
        ReservationState.RETURNED: [],
        ReservationState.DECLINED: [],
        ReservationState.CANCELLED: [],
    }


def test_a_step_that_came_too_late_is_said_and_changes_nothing(lending):
    reservation = make_reservation(lending.device, lending.event, state="returned")
    path = f"/organisation/reservations/{reservation.pk}/"
    answer = signed_in(lending.keeper).post(f"{path}confirm/")
    assert answer.status_code == 400
    assert "This step is no longer possible" in answer.text
    assert signed_in(lending.keeper).get(f"{path}nonsense/").status_code == 404


def test_another_organisation_sees_none_of_it(lending):
    reservation = lending.reserve()
    stranger = make_contact(make_organisation(lending.programme), role="equipment")
    client = signed_in(stranger)
    for path in (f"{LIST}{lending.device.pk}/", f"/organisation/reservations/{reservation.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/organisation/reservations/{reservation.pk}/confirm/").status_code == 404
    assert "Robot arm" not in client.get(LIST).text
    assert Reservation.objects.get().state == ReservationState.REQUESTED


def test_who_keeps_equipment_finds_what_waits_on_their_own_page(lending):
    assert [step.title for step in steps_for(lending.keeper) if step.url == LIST] == []
    lending.reserve()
    keeper = type(lending.keeper).objects.get(pk=lending.keeper.pk)
    assert [step.title for step in steps_for(keeper) if step.url == LIST] == [
        "1 event asks for your equipment"
    ]
    for person in (lending.manager, lending.recruiter, lending.coordinator):
        assert [step.title for step in steps_for(person) if step.url == LIST] == []


def test_an_organisations_page_shows_what_is_out(lending):
    client = signed_in(lending.keeper)
    assert "1 device" in client.get("/organisation/").text
    reservation = lending.reserve()
    assert "1 request to answer" in client.get("/organisation/").text
    Reservation.objects.filter(pk=reservation.pk).update(state=ReservationState.HANDED_OVER)
    page = client.get("/organisation/").text
    assert "1 is out" in page
    assert "to answer" not in page


def test_what_should_be_back_is_marked(lending):
    event = lending.make_event(days=-2)
    make_reservation(lending.device, event, state="handed_over")
    assert "Should be back" in signed_in(lending.keeper).get(LIST).text
