"""An organisation names what it lends, and to whom."""

import pytest

from events.models import Equipment
from events.services.equipment import NoProgramme, change_equipment, register_equipment
from portal.core.errors import NotAllowed
from tests.events.lending import HOUR, Lending
from tests.factories import i18n, make_event, make_member, make_programme, make_reservation

pytestmark = pytest.mark.django_db


@pytest.fixture
def lending():
    return Lending()


def register(lending, by, **fields):
    given = {"organisation": lending.company, "programmes": [lending.programme], "name": i18n("Printer")}
    return register_equipment(**{**given, **fields}, by=by)


def test_manager_keeper_and_coordinators_name_devices(lending):
    for person in (lending.manager, lending.keeper, lending.coordinator):
        device = register(lending, person, people=4, place="Workshop")
        assert (device.organisation, device.people, device.is_lent) == (lending.company, 4, True)
        assert list(device.programmes.all()) == [lending.programme]


def test_nobody_else_does(lending):
    assistant = make_member(lending.programme, "assistant")
    other = Lending("Other")
    for person in (lending.recruiter, lending.teacher, lending.trainer, assistant, other.keeper):
        with pytest.raises(NotAllowed):
            register(lending, person)
        with pytest.raises(NotAllowed):
            change_equipment(equipment=lending.device, place="Elsewhere", by=person)


def test_a_device_is_lent_to_programmes_of_its_organisation(lending):
    for programmes in ([], [make_programme("elsewhere")]):
        with pytest.raises(NoProgramme):
            register(lending, lending.keeper, programmes=programmes)
        with pytest.raises(NoProgramme):
            change_equipment(equipment=lending.device, programmes=programmes, by=lending.keeper)


def test_what_nobody_knows_of_a_device_is_a_mistake(lending):
    with pytest.raises(TypeError):
        register(lending, lending.keeper, colour="red")


def test_what_is_said_of_it_changes_and_the_rest_stays(lending):
    device = change_equipment(equipment=lending.device, place="Hall 3", is_lent=False, by=lending.keeper)
    assert (device.place, device.is_lent, str(device.name)) == ("Hall 3", False, "Robot arm of ZuMiRo")
    assert list(Equipment.objects.get(pk=device.pk).programmes.all()) == [lending.programme]


def test_what_is_reserved_stays_so_when_it_is_not_lent_any_more(lending):
    reservation = make_reservation(lending.device, lending.event, state="confirmed")
    change_equipment(equipment=lending.device, is_lent=False, by=lending.keeper)
    reservation.refresh_from_db()
    assert reservation.state == "confirmed"


def test_every_change_is_in_the_history(lending):
    change_equipment(equipment=lending.device, place="Hall 3", by=lending.keeper)
    places = lending.device.history.order_by("pgh_id").values_list("pgh_label", "place")
    assert list(places) == [("insert", ""), ("update", "Hall 3")]


def test_free_and_taken_is_told_of_a_time_whatever_programme_has_it(lending):
    other = make_programme("other")
    event = make_event(other)
    make_reservation(lending.device, event)
    rows = Equipment.objects.all()
    assert rows.with_taken(event.starts_at, event.ends_at).get().is_taken is True
    later = event.ends_at + HOUR  # it is back then
    assert rows.with_taken(later, later + HOUR).get().is_taken is False
