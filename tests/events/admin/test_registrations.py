"""Staff sees who comes, puts people in, takes them out, and reads nothing of other programmes."""

import pytest
from django.test import Client

from events.models import Admission, Registration
from events.services.registrations import register
from portal.privacy.models import AccessLog
from tests.factories import make_enrolment, make_event, make_member, make_programme, make_user
from tests.sessions import sign_in
from tests.workplace import act, address, event_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"], starts_on="2026-01-01", ends_on="2031-12-31")


def at_work(programme, role="coordinator") -> Client:
    client = Client()
    sign_in(client, make_member(programme, role))
    return client


def comes(event, name="Ana") -> Registration:
    person = make_user(name)
    return register(event=event, person=person, attendance="on_site", by=person)


def people_page(event) -> str:
    return f"/admin/events/event/{event.pk}/people/"


def listed(response) -> list[str]:
    return [person.name for person in response.context["people"]]


def test_who_works_for_the_programme_sees_who_comes_and_nobody_of_another(programme):
    row, other = (
        comes(make_event(programme, places=1)),
        comes(make_event(make_programme(), places=1), "Other"),
    )
    page = at_work(programme).get(address(Registration, "changelist"))
    assert [each.pk for each in page.context["cl"].result_list] == [row.pk]
    assert at_work(programme).get(address(Registration, "change", other.pk)).status_code == 404


def test_looking_at_somebodys_registration_is_noted(programme):
    row = comes(make_event(programme, places=1))
    at_work(programme).get(address(Registration, "change", row.pk))
    assert AccessLog.objects.filter(subject=row.person, object_label="events.registration").count() == 1


def test_staff_cancels_and_the_next_person_is_asked(programme):
    event = make_event(programme, places=1)
    first, second = comes(event), comes(event, "Boris")
    client = at_work(programme, "trainer")
    act(client, Registration, "cancel", first, has_reason=1, reason="Asked by telephone")
    states = dict(Registration.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("cancelled", "offered")


def test_coordinators_put_somebody_first_and_others_may_not(programme):
    event = make_event(programme, places=1)
    _first, second, third = comes(event), comes(event, "Boris"), comes(event, "Cene")
    assert act(at_work(programme, "trainer"), Registration, "prefer", third).status_code in (302, 403)
    act(at_work(programme), Registration, "prefer", third, has_reason=1, reason="She speaks.")
    assert list(Registration.objects.in_line()) == [third, second]


def test_participants_who_are_not_in_the_list_are_invited_or_registered(programme):
    event = make_event(programme, places=1)
    ana, boris, cene = (
        make_enrolment(programme, make_user(name)).person for name in ("Ana", "Boris", "Cene")
    )
    make_enrolment(make_programme(), make_user("Stranger"))
    client = at_work(programme)
    assert listed(client.get(people_page(event))) == ["Ana", "Boris", "Cene"]
    assert listed(client.get(people_page(event), {"q": "bor"})) == ["Boris"]
    client.post(people_page(event), {"row": [ana.pk], "act": "invite"})
    client.post(people_page(event), {"row": [boris.pk, cene.pk], "act": "register"})
    states = dict(Registration.objects.values_list("person", "state"))
    assert states == {ana.pk: "invited", boris.pk: "registered", cene.pk: "waiting"}
    assert listed(client.get(people_page(event))) == []


def test_nobody_is_ticked_and_nobody_from_elsewhere_is_taken(programme):
    event = make_event(programme, places=1)
    make_enrolment(programme, make_user("Ana"))
    stranger = make_enrolment(make_programme(), make_user("Stranger")).person
    client = at_work(programme)
    for rows in ([], [stranger.pk], ["x"]):
        answer = client.post(people_page(event), {"row": rows, "act": "invite"})
        assert answer.status_code == 400
    assert not Registration.objects.exists()


def test_the_page_of_people_is_for_those_who_may_change_the_event(programme):
    event = make_event(programme, places=1)
    codes = {
        role: at_work(programme, role).get(people_page(event)).status_code
        for role in ("coordinator", "trainer", "adviser")
    }
    assert codes == {"coordinator": 200, "trainer": 200, "adviser": 403}
    assert at_work(make_programme()).get(people_page(event)).status_code == 404


def with_places(capacity, **more) -> dict[str, object]:
    return {
        "admissions-TOTAL_FORMS": 1,
        "admissions-0-attendance": "on_site",
        "admissions-0-capacity": capacity,
        **more,
    }


def test_how_many_may_come_is_said_with_the_event_and_never_below_what_is_taken(programme):
    client = at_work(programme)
    answer = client.post(address(type(make_event(programme)), "add"), event_form(programme, **with_places(5)))
    assert answer.status_code == 302
    admission = Admission.objects.get()
    assert (admission.capacity, admission.seats_taken) == (5, 0)
    event = admission.event
    type(event).objects.filter(pk=event.pk).update(state="published")
    comes(event), comes(event, "Boris")
    known = {"admissions-INITIAL_FORMS": 1, "admissions-0-id": admission.pk, "admissions-0-event": event.pk}
    refused = client.post(
        address(type(event), "change", event.pk), event_form(programme, **with_places(1, **known))
    )
    assert (refused.status_code, Admission.objects.get().capacity) == (200, 5)
    assert "More places are taken than this." in refused.text


def test_staff_chooses_how_those_it_enters_take_part_and_on_site_comes_first(programme):
    event = make_event(programme, places=9)
    Admission.objects.create(event=event, attendance="online")
    ana, boris = (make_enrolment(programme, make_user(name)).person for name in ("Ana", "Boris"))
    client = at_work(programme)
    client.post(people_page(event), {"row": [ana.pk], "act": "register"})
    client.post(people_page(event), {"row": [boris.pk], "act": "register", "attendance": "online"})
    assert dict(Registration.objects.values_list("person", "attendance")) == {
        ana.pk: "on_site",
        boris.pk: "online",
    }


def test_without_a_way_of_taking_part_nobody_is_entered(programme):
    event = make_event(programme)
    ana = make_enrolment(programme, make_user("Ana")).person
    at_work(programme).post(people_page(event), {"row": [ana.pk], "act": "register"})
    assert not Registration.objects.exists()


def test_what_somebody_needs_is_read_by_who_runs_the_event_alone(programme):
    row = comes(make_event(programme, places=1))
    Registration.objects.filter(pk=row.pk).update(needs="A ramp")
    page = address(Registration, "change", row.pk)
    assert "A ramp" in at_work(programme, "trainer").get(page).text
    assert "A ramp" not in at_work(programme, "adviser").get(page).text
