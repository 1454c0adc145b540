"""Three days and one day before an event, whoever is registered is asked whether they still come, each once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from events.models import Event, Registration, Session
from events.services.excuses import excuse_from_date
from events.services.guests import confirm_guest, register_guest
from events.services.registrations import cancel_registration, register
from events.services.sessions import add_sessions, cancel_session
from portal.notifications.models import Notification
from portal.notifications.tasks import deliver_pending
from programmes.models import Programme, Reminder
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.factories import make_event, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    """Reminders go out in the morning and not at night, whenever the tests run."""
    now = timezone.now().astimezone(BERLIN).replace(hour=15, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def programme() -> Programme:
    programme = make_programme(modules=["events"])
    add_standard_reminders()
    Reminder.objects.update(on_since=timezone.now() - timedelta(days=60))
    return programme


def comes(event, name="Ana") -> Registration:
    person = make_user(name)
    return register(event=event, person=person, attendance="on_site", by=person)


def reminded() -> list:
    send_reminders()
    rows = Notification.objects.filter(kind="events.soon").order_by("pk")
    return [row.recipient for row in rows]


def begins_in(event, hours: float) -> None:
    start = timezone.now() + timedelta(hours=hours)
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))


def test_whoever_is_registered_is_asked_three_days_and_one_day_before(programme):
    event = make_event(programme, days=9, places=1)
    row, waiting = comes(event), comes(event, "Boris")
    assert reminded() == []
    begins_in(event, 71.5)
    assert reminded() == reminded() == [row.person]
    begins_in(event, 23.5)
    assert reminded() == [row.person] * 2
    assert waiting.person not in reminded()


def test_who_has_given_the_place_back_and_whose_event_is_cancelled_is_not_reminded(programme):
    event, off = make_event(programme, places=2), make_event(programme, places=2)
    row = comes(event)
    comes(off)
    cancel_registration(registration=row, by=row.person)
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    for each in (event, off):
        begins_in(each, 23.5)
    assert reminded() == []


def test_guests_are_reminded_too_and_the_link_leads_to_their_registration(programme):
    event = make_event(programme, places=2)
    row = confirm_guest(
        registration=register_guest(event=event, name="Gita", email="g@example.org", attendance="on_site")
    )
    begins_in(event, 23.5)
    assert reminded() == [row.person]
    deliver_pending()
    body = mail.outbox[-1].body
    assert (mail.outbox[-1].to, "/events/registrations/" in body) == (["g@example.org"], True)
    assert "If you come, there is nothing to do." in body


def test_of_a_course_each_date_that_stands_is_reminded_of_but_those_one_is_excused_from(programme):
    coordinator = make_member(programme)
    event = make_event(programme, days=9, places=3)
    row, away = comes(event), comes(event, "Boris")
    first = event.starts_at
    more = [
        Session(starts_at=first + timedelta(days=7 * n), ends_at=first + timedelta(days=7 * n, hours=2))
        for n in (1, 2)
    ]
    second, off = add_sessions(event=event, sessions=more, by=coordinator)
    cancel_session(session=off, reason="No room.", by=coordinator)
    excuse_from_date(session=second, registration=away, by=away.person)
    now = timezone.now()
    for session, hours in ((second, 23.5), (off, 23.6), (event.sessions.get(is_first=True), -200)):
        start = now + timedelta(hours=hours)
        Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))
    assert reminded() == reminded() == [row.person]
    soon = Notification.objects.get(kind="events.soon").notice
    second.refresh_from_db()
    assert (soon.session, soon.starts_at) == (second.pk, second.starts_at.isoformat())
    assert "Your place at the others stays." in " ".join(soon.paragraphs())
    assert soon.is_still_true()
    excuse_from_date(session=second, registration=row, by=row.person)
    assert not soon.is_still_true()


def test_a_reminder_that_waited_is_not_sent_for_what_was_cancelled_or_moved_meanwhile(programme):
    event = make_event(programme, days=9, places=1)
    row = comes(event)
    begins_in(event, 23.5)
    assert reminded() == [row.person]
    soon = Notification.objects.get(kind="events.soon").notice
    assert soon.is_still_true()
    begins_in(event, 40)
    assert not soon.is_still_true()
    begins_in(event, 23.5)
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    assert not soon.is_still_true()
