"""The dates of a course: the event's times follow them, and whoever is registered is told of each by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from events.models import Event, Session
from events.services.registrations import register
from events.services.sessions import (
    OnlySession,
    SessionIsExpected,
    SessionIsOver,
    add_sessions,
    cancel_session,
    change_session,
    remove_session,
)
from events.services.states import ReasonMissing, save_event
from portal.core.day_rules import ImplausibleDay
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.roles import Role
from tests.events.services.test_moves import calendar_of_last_mail
from tests.factories import (
    i18n,
    make_confirmed_user,
    make_event,
    make_member,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


@pytest.fixture
def event(programme):
    return make_event(programme, places=3)


def later(event, days: int, **fields) -> Session:
    start = event.starts_at + timedelta(days=days)
    return Session(starts_at=start, ends_at=start + HOUR, **fields)


@pytest.fixture
def course(event, coordinator):
    """Of three dates, a week apart."""
    add_sessions(event=event, sessions=[later(event, 7), later(event, 14)], by=coordinator)
    event.refresh_from_db()
    return event


@pytest.fixture
def comer(event):
    person = make_confirmed_user("Ana")
    return register(event=event, person=person, attendance="on_site", by=person)


def span(event) -> tuple:
    return Event.objects.values_list("starts_at", "ends_at").get(pk=event.pk)


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def entries(text: str) -> list:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_each_event_has_a_date_which_follows_its_own_time_while_it_is_the_only_one(event, coordinator):
    session = event.sessions.get()
    assert (session.starts_at, session.ends_at, session.is_first) == (event.starts_at, event.ends_at, True)
    event.starts_at += HOUR
    event.ends_at += HOUR
    save_event(event=event, by=coordinator)
    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (event.starts_at, event.ends_at)


def test_an_event_goes_on_from_its_first_date_to_its_last(course, coordinator):
    first, second, last = course.sessions.all()
    assert span(course) == (first.starts_at, last.ends_at)
    last.starts_at += 3 * HOUR
    last.ends_at += 3 * HOUR
    change_session(session=last, by=coordinator)
    assert span(course) == (first.starts_at, last.ends_at)
    remove_session(session=first, by=coordinator)
    assert span(course)[0] == second.starts_at
    cancel_session(session=last, reason="The trainer is ill.", by=coordinator)
    assert span(course)[1] == second.ends_at


def test_what_is_written_in_the_event_does_not_move_its_dates_where_it_has_several(course, coordinator):
    before = span(course)
    course.starts_at += HOUR
    save_event(event=course, by=coordinator)
    assert span(course) == before


def test_one_date_is_cancelled_and_the_others_stand(course, coordinator):
    middle = course.sessions.all()[1]
    with pytest.raises(ReasonMissing):
        cancel_session(session=middle, reason=" ", by=coordinator)
    cancel_session(session=middle, reason="The hall is flooded.", by=coordinator)
    assert list(course.sessions.values_list("state", "cancel_reason")) == [
        ("standing", ""),
        ("cancelled", "The hall is flooded."),
        ("standing", ""),
    ]
    middle.refresh_from_db()
    for again in (
        lambda: change_session(session=middle, by=coordinator),
        lambda: cancel_session(session=middle, reason="Again.", by=coordinator),
    ):
        with pytest.raises(WrongState):
            again()


def test_the_last_date_that_takes_place_is_not_cancelled_nor_taken_back(event, coordinator):
    only = event.sessions.get()
    with pytest.raises(OnlySession):
        cancel_session(session=only, reason="The hall is flooded.", by=coordinator)
    with pytest.raises(OnlySession):
        remove_session(session=only, by=coordinator)
    assert event.sessions.count() == 1


def test_what_is_over_is_not_cancelled(event, coordinator):
    (past,) = add_sessions(event=event, sessions=[later(event, -20)], by=coordinator)
    with pytest.raises(SessionIsOver):
        cancel_session(session=past, reason="The hall is flooded.", by=coordinator)


def test_whoever_is_registered_is_told_of_each_change_once(course, coordinator, comer):
    add_sessions(event=course, sessions=[later(course, 21), later(course, 28)], by=coordinator)
    first, second, *_others = course.sessions.all()
    second.title = i18n("Letters")
    change_session(session=second, by=coordinator)
    assert told(comer.person) == ["events.registered", "events.sessions_added"]
    second.starts_at -= HOUR
    change_session(session=second, by=coordinator)
    cancel_session(session=first, reason="The hall is flooded.", by=coordinator)
    assert told(comer.person)[2:] == ["events.session_moved", "events.session_called_off"]
    with pytest.raises(SessionIsExpected):
        remove_session(session=second, by=coordinator)


def test_each_date_has_an_entry_of_its_own_and_the_first_keeps_the_event_s(event, coordinator, comer):
    (alone,) = entries(calendar_of_last_mail())
    add_sessions(event=event, sessions=[later(event, 7)], by=coordinator)
    both = calendar_of_last_mail()
    assert "METHOD:PUBLISH" in both
    first, second = entries(both)
    assert (first["uid"], first["sequence"] >= alone["sequence"]) == (alone["uid"], True)
    assert second["uid"] != first["uid"]
    assert str(first["uid"]).startswith(f"event-{event.pk}@")
    Event.objects.filter(pk=event.pk).update(updated_at=timezone.now() - HOUR)
    type(comer).objects.filter(pk=comer.pk).update(updated_at=timezone.now() - HOUR)
    session = event.sessions.get(is_first=False)
    session.starts_at -= HOUR
    change_session(session=session, by=coordinator)
    text = calendar_of_last_mail()
    (moved,) = entries(text)
    assert "METHOD:REQUEST" in text
    assert (moved["uid"], second["dtstart"].dt - moved["dtstart"].dt) == (second["uid"], HOUR)
    cancel_session(session=session, reason="The hall is flooded.", by=coordinator)
    text = calendar_of_last_mail()
    (off,) = entries(text)
    assert "METHOD:CANCEL" in text
    assert (off["uid"], str(off["status"])) == (second["uid"], "CANCELLED")
    assert "The hall is flooded." in str(off["description"])


def test_dates_of_what_everybody_reads_are_changed_by_those_who_could_publish_it(programme, coordinator):
    trainer = make_member(programme, role=Role.TRAINER)
    draft, public = make_event(programme, state="draft"), make_event(programme)
    assert len(add_sessions(event=draft, sessions=[later(draft, 7)], by=trainer)) == 1
    session = public.sessions.get()
    for refused in (
        lambda: add_sessions(event=public, sessions=[later(public, 7)], by=trainer),
        lambda: change_session(session=session, by=trainer),
        lambda: cancel_session(session=session, reason="No.", by=trainer),
        lambda: remove_session(session=session, by=trainer),
        lambda: add_sessions(event=draft, sessions=[later(draft, 9)], by=make_user()),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_what_was_done_goes_on_with_a_date_to_come(programme, coordinator):
    event = make_event(programme, days=-9, state="done")
    add_sessions(event=event, sessions=[later(event, 18)], by=coordinator)
    event.refresh_from_db()
    assert event.state == "published"


def test_a_course_lasts_no_longer_than_a_year(event, coordinator):
    with pytest.raises(ImplausibleDay):
        add_sessions(event=event, sessions=[later(event, 400)], by=coordinator)


def test_a_cancelled_date_says_why_and_ends_after_it_begins_whoever_writes_it(event):
    for wrong in ({"state": "cancelled"}, {"ends_at": event.starts_at}, {"is_first": True}):
        session = later(event, 7)
        session.event = event
        for name, value in wrong.items():
            setattr(session, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            session.save()
