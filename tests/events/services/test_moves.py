"""What people who are registered are told when an event is moved, cancelled, or held after all."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.utils import timezone

from events.models import Event, Registration
from events.services.invitations import invite_to_event
from events.services.refusals import RegistrationClosed
from events.services.registrations import cancel_registration, register
from events.services.states import (
    PeopleAreRegistered,
    cancel_event,
    hide_event,
    hold_event_after_all,
    save_event,
)
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.notifications.tasks import deliver_pending
from tests.factories import make_confirmed_user, make_event, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(modules=["events"])


@pytest.fixture
def coordinator(programme):
    return make_member(programme)


@pytest.fixture
def event(programme):
    return make_event(programme, places=1)


def comes(event, name="Ana") -> Registration:
    person = make_confirmed_user(name)
    return register(event=event, person=person, attendance="on_site", by=person)


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def calendar_of_last_mail() -> str:
    deliver_pending()
    message = message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    text = parts[0].get_content()
    return text if isinstance(text, str) else text.decode()


def test_everybody_in_the_list_is_told_why_an_event_is_cancelled_and_their_places_stay(event, coordinator):
    comer, waiting = comes(event), comes(event, "Boris")
    gone = comes(event, "Cene")
    cancel_registration(registration=gone, by=gone.person)
    cancel_event(event=event, reason="The hall is flooded.", by=coordinator)
    for row in (comer, waiting):
        assert told(row.person)[-1] == "events.called_off"
    assert told(gone.person)[-1] == "events.waits_in_line"
    notice = Notification.objects.get(recipient=comer.person, kind="events.called_off")
    assert notice.payload["reason"] == "The hall is flooded."
    comer.refresh_from_db()
    assert comer.state == "registered"
    hold_event_after_all(event=event, by=coordinator)
    assert told(comer.person)[-1] == told(waiting.person)[-1] == "events.held_after_all"


def test_whoever_is_registered_is_told_of_another_time_or_place_and_of_nothing_else(event, coordinator):
    row = comes(event)
    event = Event.objects.get(pk=event.pk)
    event.description = "More of it."
    save_event(event=event, by=coordinator)
    assert told(row.person) == ["events.registered"]
    event.starts_at += timedelta(hours=1)
    event.ends_at += timedelta(hours=1)
    save_event(event=event, by=coordinator)
    event.place = "Another hall"
    save_event(event=event, by=coordinator)
    assert told(row.person) == ["events.registered", "events.moved", "events.moved"]


def test_calendars_follow_with_one_entry_whose_sequence_rises(event, coordinator):
    row = comes(event)
    entered = calendar_of_last_mail()
    event = Event.objects.get(pk=event.pk)
    Event.objects.filter(pk=event.pk).update(updated_at=timezone.now())
    event.starts_at += timedelta(hours=1)
    event.ends_at += timedelta(hours=1)
    Registration.objects.filter(pk=row.pk).update(updated_at=timezone.now() - timedelta(minutes=5))
    save_event(event=event, by=coordinator)
    moved = calendar_of_last_mail()
    cancel_event(event=event, reason="Flooded.", by=coordinator)
    cancelled = calendar_of_last_mail()

    def line(text: str, name: str) -> str:
        """Of the entry or the calendar, not of the rules of its time zone."""
        return [each for each in text.splitlines() if each.startswith(name)][-1]

    assert [line(text, "METHOD") for text in (entered, moved, cancelled)] == [
        "METHOD:REQUEST",
        "METHOD:REQUEST",
        "METHOD:CANCEL",
    ]
    assert len({line(text, "UID") for text in (entered, moved, cancelled)}) == 1
    assert line(entered, "DTSTART") != line(moved, "DTSTART")


def test_giving_a_place_back_takes_the_entry_out_of_the_calendar(event):
    row = comes(event)
    cancel_registration(registration=row, by=row.person)
    assert "METHOD:CANCEL" in calendar_of_last_mail()


def test_an_event_that_somebody_would_miss_is_cancelled_and_not_hidden(event, coordinator):
    row = comes(event)
    with pytest.raises(PeopleAreRegistered):
        hide_event(event=event, by=coordinator)
    cancel_registration(registration=row, by=row.person)
    assert hide_event(event=event, by=coordinator).state == "draft"


def test_a_group_is_invited_and_each_once(event, coordinator):
    ana, boris = make_user("Ana"), make_user("Boris")
    with pytest.raises(NotAllowed):
        invite_to_event(event=event, people=[ana], by=ana)
    assert [row.person for row in invite_to_event(event=event, people=[ana], by=coordinator)] == [ana]
    assert [row.person for row in invite_to_event(event=event, people=[ana, boris], by=coordinator)] == [
        boris
    ]
    assert told(ana) == ["events.invited"]
    assert event.admissions.get().seats_taken == 0, "an invitation takes no place"
    row = register(event=event, person=ana, attendance="on_site", by=ana)
    assert (row.state, event.registrations.count()) == ("registered", 2)


def test_nobody_is_invited_to_what_takes_nobody(programme, coordinator):
    for event in (make_event(programme), make_event(programme, places=1, state="draft")):
        with pytest.raises(RegistrationClosed):
            invite_to_event(event=event, people=[make_user()], by=coordinator)


def test_who_is_invited_finds_an_event_that_is_not_for_everybody(programme, coordinator):
    event, ana, other = make_event(programme, places=1, access="invited"), make_user("Ana"), make_user()
    seen = Event.objects.visible_to
    assert (event in seen(ana), event in seen(coordinator)) == (False, True)
    with pytest.raises(NotAllowed):
        register(event=event, person=ana, attendance="on_site", by=ana)
    invite_to_event(event=event, people=[ana], by=coordinator)
    assert (event in seen(ana), event in seen(other)) == (True, False)
    assert register(event=event, person=ana, attendance="on_site", by=ana).state == "registered"
    Event.objects.filter(pk=event.pk).update(state="draft")
    assert event not in seen(ana)


def test_who_is_invited_is_told_of_what_becomes_of_the_event(event, coordinator):
    ana = make_user("Ana")
    invite_to_event(event=event, people=[ana], by=coordinator)
    cancel_event(event=event, reason="Flooded.", by=coordinator)
    assert told(ana) == ["events.invited", "events.called_off"]


def test_who_has_given_a_place_back_is_asked_again_and_no_longer_finds_what_is_not_for_everybody(
    programme, coordinator
):
    event, ana = make_event(programme, places=1, access="invited"), make_user("Ana")
    (row,) = invite_to_event(event=event, people=[ana], by=coordinator)
    cancel_registration(registration=row, by=coordinator)
    assert event not in Event.objects.visible_to(ana)
    assert [each.pk for each in invite_to_event(event=event, people=[ana], by=coordinator)] == [row.pk]
    assert event in Event.objects.visible_to(ana)


@pytest.mark.parametrize(
    ("access", "words"),
    [("public", "you can register again"), ("invited", "ask the people who run the event")],
)
def test_who_gives_a_place_back_reads_how_they_could_come_after_all(programme, coordinator, access, words):
    event, ana = make_event(programme, places=1, access=access), make_user("Ana")
    invite_to_event(event=event, people=[ana], by=coordinator)
    row = register(event=event, person=ana, attendance="on_site", by=ana)
    cancel_registration(registration=row, by=ana)
    said = Notification.objects.get(recipient=ana, kind="events.given_back").notice.paragraphs()
    assert [words in each for each in said] == [False, True]


def test_who_declines_without_having_had_a_place_is_sent_nothing(event, coordinator):
    ana = make_user("Ana")
    (row,) = invite_to_event(event=event, people=[ana], by=coordinator)
    cancel_registration(registration=row, by=ana)
    assert told(ana) == ["events.invited"]


def test_somebody_whom_no_message_would_reach_is_not_invited(event, coordinator):
    nobody = make_user("Nobody", is_active=False)
    assert invite_to_event(event=event, people=[nobody], by=coordinator) == []
