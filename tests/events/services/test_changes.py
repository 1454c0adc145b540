"""Coming otherwise than the list says: at once while it is open, as the organiser answers once it is closed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.constants import RegistrationState
from events.models import Admission, Event, Registration, Session
from events.queries.registrations import registration_token
from events.services.changes import (
    NothingDiffers,
    accept_change,
    ask_change,
    change_party,
    decline_change,
    end_changes,
    take_change_back,
)
from events.services.registrations import NotEnoughPlaces, cancel_registration, register
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.extensions import action_counts
from programmes.models import Programme
from tests.events.attending import add_session, comes
from tests.events.lending import told
from tests.factories import make_event, make_member, make_programme, make_user
from tests.sessions import sign_in
from tests.workplace import act

pytestmark = pytest.mark.django_db

REGISTERED, WAITING, OFFERED = (
    RegistrationState.REGISTERED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
)


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def event(programme):
    """Two places on site and one online, to which people may bring others."""
    event = make_event(programme, places=2, most_companions=3, link="https://meet.example.org")
    Admission.objects.create(event=event, attendance="online", capacity=1)
    return event


def online(event, name="Online", **party):
    person = make_user(name)
    return register(event=event, person=person, attendance="online", by=person, **party)


def taken(event) -> dict[str, int]:
    return dict(event.admissions.values_list("attendance", "seats_taken"))


def now(row) -> tuple[str, str, int]:
    row.refresh_from_db()
    return row.state, row.attendance, row.companions


def close(event):
    event.admissions.update(closes_at=timezone.now() - timedelta(minutes=1))


def switch(row, way, companions=0):
    return change_party(registration=row, companions=companions, attendance=way, by=row.person)


# --- While the list is open ----------------------------------------------------------------------------------------


def test_whoever_changes_to_another_way_leaves_a_place_to_the_next_in_line(event):
    first, second, third = comes(event, "Ana"), comes(event, "Boris"), comes(event, "Cilka")
    assert (now(third), taken(event)) == ((WAITING, "on_site", 0), {"on_site": 2, "online": 0})
    switch(first, "online")
    assert [now(row) for row in (first, second, third)] == [
        (REGISTERED, "online", 0),
        (REGISTERED, "on_site", 0),
        (OFFERED, "on_site", 0),
    ]
    assert taken(event) == {"on_site": 2, "online": 1}
    with pytest.raises(NotEnoughPlaces):
        switch(second, "online")
    assert now(second) == (REGISTERED, "on_site", 0)


def test_whoever_waits_leaves_the_line_for_a_free_place_alone_and_keeps_it_otherwise(event):
    for name in ("Ana", "Boris"):
        comes(event, name)
    waiting, last = comes(event, "Cilka"), comes(event, "Dana")
    with pytest.raises(NotEnoughPlaces):
        switch(waiting, "online", companions=1)
    assert now(waiting) == (WAITING, "on_site", 0)
    switch(waiting, "online")
    assert (now(waiting), told(waiting.person)) == (
        (REGISTERED, "online", 0),
        ["waits_in_line", "registered"],
    )
    with pytest.raises(NotEnoughPlaces):
        switch(last, "online")


# --- Once it is closed ---------------------------------------------------------------------------------------------


def test_what_is_asked_for_waits_for_staff_who_agree_or_decline_and_the_person_is_told(event, programme):
    trainer, stranger = make_member(programme, "trainer"), make_member(make_programme("other"))
    row = comes(event, "Ana")
    with pytest.raises(WrongState):
        ask_change(registration=row, companions=1, by=row.person)
    close(event)
    with pytest.raises(NothingDiffers):
        ask_change(registration=row, companions=0, by=row.person)
    with pytest.raises(NotAllowed):
        ask_change(registration=row, companions=1, by=trainer)
    ask_change(registration=row, companions=3, by=row.person)
    ask_change(registration=row, companions=1, by=row.person)
    assert now(row) == (REGISTERED, "on_site", 0)
    assert _waiting(trainer) == 1
    for nobody in (stranger, row.person):
        with pytest.raises(NotAllowed):
            accept_change(registration=row, by=nobody)
    accept_change(registration=row, by=trainer)
    assert (now(row), taken(event)["on_site"], _waiting(trainer)) == ((REGISTERED, "on_site", 1), 2, 0)
    with pytest.raises(WrongState):
        accept_change(registration=row, by=trainer)

    ask_change(registration=row, companions=3, by=row.person)
    with pytest.raises(NotEnoughPlaces):
        accept_change(registration=row, by=trainer)
    decline_change(registration=row, reason="The room is full.", by=trainer)
    assert (now(row), told(row.person)) == (
        (REGISTERED, "on_site", 1),
        ["registered", "change_accepted", "change_declined"],
    )
    assert Notification.objects.get(kind="events.change_declined").notice.reason == "The room is full."


def _waiting(person) -> int:
    counts = dict(action_counts.items())["events.changes"](person, Programme.objects.all())
    return sum(each.number for each in counts)


def test_it_ends_when_it_is_taken_back_when_the_place_is_given_back_and_when_the_event_begins(event):
    rows = [comes(event, "Ana"), online(event), comes(event, "Boris")]
    close(event)
    for row in rows:
        ask_change(registration=row, companions=1, by=row.person)
    take_change_back(registration=rows[0], by=rows[0].person)
    cancel_registration(registration=rows[1], by=rows[1].person)
    assert (end_changes(), list(Registration.objects.asking())) == (0, [rows[2]])
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    assert (end_changes(), end_changes(), list(Registration.objects.asking())) == (1, 0, [])


def test_the_page_says_what_waits_and_a_button_takes_it_back(event):
    row = comes(event, "Ana")
    path, client = f"/events/registrations/{registration_token(row.pk)}/", Client()
    client.post(path, {"act": "change", "attendance": "on_site", "companions": "1"})
    assert now(row) == (REGISTERED, "on_site", 1)
    close(event)
    assert "waits for the people who run the event" in client.get(path).text
    client.post(path, {"act": "change", "attendance": "online", "companions": "0"})
    assert "You have asked for: Online · alone." in client.get(path).text
    client.post(path, {"act": "take_back"})
    assert ("You have asked for" in client.get(path).text, now(row)) == (False, (REGISTERED, "on_site", 1))


# --- Of courses ----------------------------------------------------------------------------------------------------


def test_on_one_date_of_a_course_somebody_is_excused_from_their_page_and_comes_after_all(programme):
    event = make_event(programme, places=None)
    row = comes(event, "Ana")
    second = add_session(event, begun=-60 * 24 * 10)
    path, client = f"/events/registrations/{registration_token(row.pk)}/", Client()
    client.post(path, {"act": "excuse", "session": second.pk})
    kept = row.attendances.get()
    assert (kept.session, kept.presence, kept.how, kept.noted_by) == (second, "excused", "person", row.person)
    assert "You don’t come" in client.get(path).text
    client.post(path, {"act": "come", "session": second.pk})
    assert not row.attendances.exists()
    client.post(path, {"act": "excuse", "session": second.pk})
    cancel_registration(registration=row, by=row.person)
    assert not row.attendances.exists()


@pytest.mark.parametrize(("joins_later", "state"), [(False, WAITING), (True, OFFERED)])
def test_a_place_that_comes_free_in_a_course_is_offered_where_people_may_join_later(
    programme, joins_later, state
):
    event = make_event(programme, places=1, joins_later=joins_later)
    first, waiting = comes(event, "Ana"), comes(event, "Boris")
    last = add_session(event, begun=-60 * 12)
    start = timezone.now() - timedelta(hours=1)
    Session.objects.filter(event=event, is_first=True).update(
        starts_at=start, ends_at=start + timedelta(minutes=30)
    )
    cancel_registration(registration=first, by=first.person)
    waiting.refresh_from_db()
    held = last.starts_at if joins_later else None
    assert (waiting.state, waiting.held_until) == (state, held)


# --- In the administration -----------------------------------------------------------------------------------------


def test_staff_agrees_and_declines_in_the_list_of_people(event, programme):
    coordinator, rows = make_member(programme), [comes(event, "Ana"), online(event)]
    close(event)
    for row in rows:
        ask_change(registration=row, companions=1, by=row.person)
    event.admissions.filter(attendance="on_site").update(capacity=9)
    client, path = Client(), "/admin/events/registration/"
    sign_in(client, coordinator)
    assert "Waits for an answer" in client.get(f"{path}?change=asked").text
    assert "On site · with 1 person" in client.get(f"{path}{rows[0].pk}/change/").text
    act(client, Registration, "accept_change", rows[0])
    act(client, Registration, "decline_change", rows[1], has_reason=1, reason="Full.")
    assert [now(row)[2] for row in rows] == [1, 0]
    assert [told(row.person)[-1] for row in rows] == ["change_accepted", "change_declined"]
