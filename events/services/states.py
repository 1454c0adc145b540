"""From a draft to an event that everybody finds, and to its end."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import PICTURE_WIDTH, ClassState, EventState, ReviewStep
from events.models import ClassBooking, Event, EventReview
from events.notices.classes import ClassCalledOff, ClassHeldAfterAll, ClassMoved
from events.notices.events import EventPublished, EventSentBack, EventToReview, about_event
from events.notices.matchmaking import TableCalledOff, TableHeldAfterAll, TableMoved
from events.notices.registrations import EventCalledOff, EventHeldAfterAll, EventMoved
from events.notices.trainers import (
    LedEventCalledOff,
    LedEventHeldAfterAll,
    LedEventMoved,
    times_of,
)
from events.queries.events import may_draft
from events.services.class_moves import hand_classes_on, move_classes, tell_of_classes
from events.services.meeting_plans import tell_tables
from events.services.presence import follow_times, write_lists
from events.services.reservations import follow_event
from events.services.seats import release_offers, settle, tell_registered
from events.services.trainers import tell_trainers
from events.workflows.events import EVENT
from portal.core.errors import DomainError, NotAllowed
from portal.core.pictures import fitted
from portal.notifications.services.notifications import notify, notify_all
from portal.users.models import User
from programmes.access import may_administer
from programmes.models import Programme

WHERE_AND_WHEN = ("starts_at", "ends_at", "room_id", "place", "link")
"""What whoever is registered is told of when it changes."""


class NoteMissing(DomainError):
    message = _("Write what has to change; whoever submitted the event gets your note.")
    field = "reason"


class ReasonMissing(DomainError):
    message = _("Write why it does not take place; everybody reads it on the event’s page.")
    field = "reason"


class PeopleAreRegistered(DomainError):
    message = _("People are registered, or invited. Cancel the event, so that they are told.")


class EventIsOver(DomainError):
    message = _("The event is over. Move it to a day that is still to come first.")


@transaction.atomic
def submit_event(*, event: Event, note: str = "", by: User) -> Event:
    """Ask the programme's coordinators to look at a draft: staff, or the host who drafted it.

    Raises NotAllowed and WrongState.
    """
    event = _row(event)
    if not may_draft(by, event):
        raise NotAllowed
    EVENT.check("submit", event.state)
    review = _moved(event, EventState.SUBMITTED, ReviewStep.SUBMITTED, note, by)
    notice = EventToReview(**about_event(event), review=review.pk, note=review.note)
    notify_all(User.objects.coordinating(event.programme), notice, exclude=by)
    return event


@transaction.atomic
def publish_event(*, event: Event, by: User) -> Event:
    """Show it to everybody from now on, and tell whoever submitted it. Raises NotAllowed, EventIsOver, WrongState."""
    event = _locked(event, "publish", by)
    EVENT.check("publish", event.state)
    if event.is_over:
        raise EventIsOver
    was_submitted = event.state == EventState.SUBMITTED
    review = _moved(event, EventState.PUBLISHED, ReviewStep.PUBLISHED, "", by)
    if was_submitted:
        _tell_whoever_submitted(event, EventPublished(**about_event(event), review=review.pk), by)
    return event


@transaction.atomic
def send_back_event(*, event: Event, note: str, by: User) -> Event:
    """Make it a draft again and tell whoever submitted it why. Raises NotAllowed, NoteMissing and WrongState."""
    if not note.strip():
        raise NoteMissing
    event = _locked(event, "publish", by)
    EVENT.check("send_back", event.state)
    review = _moved(event, EventState.DRAFT, ReviewStep.SENT_BACK, note, by)
    _tell_whoever_submitted(
        event, EventSentBack(**about_event(event), review=review.pk, note=review.note), by
    )
    return event


@transaction.atomic
def hide_event(*, event: Event, by: User) -> Event:
    """Show it to nobody but those who run the programme any more.

    Raises NotAllowed, WrongState and, where somebody would miss it, PeopleAreRegistered.
    """
    event = _locked(event, "publish", by)
    EVENT.check("hide", event.state)
    if event.registrations.expecting().exists() or event.class_bookings.coming().exists():
        raise PeopleAreRegistered
    _moved(event, EventState.DRAFT, ReviewStep.HIDDEN, "", by)
    return event


@transaction.atomic
def cancel_event(*, event: Event, reason: str, by: User) -> Event:
    """Say on its page that it does not take place, and why, and tell everybody who was registered.

    Registrations stay as they are: it may be held after all.
    Raises NotAllowed, ReasonMissing, EventIsOver and WrongState.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    event = _locked(event, "publish", by)
    EVENT.check("cancel", event.state)
    if event.is_over:
        raise EventIsOver
    write_lists(event)
    event.cancel_reason = reason
    _moved(event, EventState.CANCELLED, ReviewStep.CANCELLED, reason, by)
    release_offers(event)
    follow_event(event=event, by=by)
    tell_registered(event, EventCalledOff, reason=reason)
    changed_at = event.updated_at.isoformat()
    tell_tables(
        event=event, notice=lambda about: TableCalledOff(**about, changed_at=changed_at, reason=reason)
    )
    tell_of_classes(event, ClassCalledOff, reason=reason)
    tell_trainers(
        event=event, notice=lambda about: LedEventCalledOff(**about, **times_of(event), reason=reason), by=by
    )
    return event


@transaction.atomic
def hold_event_after_all(*, event: Event, by: User) -> Event:
    """Take a cancellation back; whoever was registered still is, and is told so.

    Raises NotAllowed, EventIsOver and WrongState.
    """
    event = _locked(event, "publish", by)
    EVENT.check("hold_after_all", event.state)
    if event.is_over:
        raise EventIsOver
    event.cancel_reason = ""
    _moved(event, EventState.PUBLISHED, ReviewStep.HELD_AFTER_ALL, "", by)
    tell_registered(event, EventHeldAfterAll)
    changed_at = event.updated_at.isoformat()
    tell_tables(event=event, notice=lambda about: TableHeldAfterAll(**about, changed_at=changed_at))
    tell_of_classes(event, ClassHeldAfterAll)
    tell_trainers(event=event, notice=lambda about: LedEventHeldAfterAll(**about, **times_of(event)), by=by)
    move_classes(event)
    settle(event)
    return event


@transaction.atomic
def finish_events() -> int:
    """What was published and is over is done; how many. Runs every hour, and may run twice."""
    rows = Event.objects.to_finish().select_for_update(skip_locked=True)
    keys, now = list(rows.values_list("pk", flat=True)), timezone.now()
    ClassBooking.objects.coming().filter(event__in=keys).update(state=ClassState.DONE, updated_at=now)
    return Event.objects.filter(pk__in=keys).update(state=EventState.DONE, updated_at=now)


@transaction.atomic
def save_event(*, event: Event, by: User) -> Event:
    """Keep what was written. What everybody reads, only those change who could publish it.

    The state stays what it is by now, whoever has moved it meanwhile; but one that was done and has been moved to a day
    to come takes place. Whoever is registered is told of another time or place. Where an event has several dates, they
    say when it is, whatever is written here (`events.services.sessions`). Raises NotAllowed.
    """
    action, moved, has_other_host = "add", False, False
    if event.pk:
        now = Event.objects.select_for_update().get(pk=event.pk)
        event.state, event.cancel_reason = now.state, now.cancel_reason
        if now.has_many_sessions:
            event.starts_at, event.ends_at = now.starts_at, now.ends_at
        moved = any(getattr(event, name) != getattr(now, name) for name in WHERE_AND_WHEN)
        has_other_host = event.host_id != now.host_id
        action = "publish" if EVENT.state(now.state).is_public else "change"
        if not may_administer(by, action, now):  # it may be moved into another programme
            raise NotAllowed
    theirs = Programme.objects.administered_by(by, action, Event)
    if not theirs.filter(pk=event.programme_id).exists():
        raise NotAllowed
    if EVENT.allows("go_on", event.state) and not event.is_over:
        event.state = EventState.PUBLISHED
    _fit_picture(event)
    event.save()
    follow_times(event)
    follow_event(event=event, by=by)
    if moved and event.state == EventState.PUBLISHED:
        tell_registered(event, EventMoved)
        changed_at = event.updated_at.isoformat()
        tell_tables(event=event, notice=lambda about: TableMoved(**about, changed_at=changed_at))
        move_classes(event)
        tell_of_classes(event, ClassMoved)
        tell_trainers(event=event, notice=lambda about: LedEventMoved(**about, **times_of(event)), by=by)
        settle(event)  # an offer is never held past the beginning
    if has_other_host:
        hand_classes_on(event)
    return event


def _fit_picture(event: Event) -> None:
    if event.picture and not event.picture._committed:  # type: ignore[attr-defined]
        event.picture = fitted(event.picture.file, width=PICTURE_WIDTH)


def _locked(event: Event, action: str, by: User) -> Event:
    """The row, locked. Raises NotAllowed."""
    event = _row(event)
    if not may_administer(by, action, event):
        raise NotAllowed
    return event


def _row(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("programme").get(pk=event.pk)


def _moved(event: Event, state: EventState, step: ReviewStep, note: str, by: User) -> EventReview:
    event.state = state
    event.save()
    return EventReview.objects.create(event=event, step=step, note=note.strip(), by=by)


def _tell_whoever_submitted(event: Event, notice: EventPublished | EventSentBack, by: User) -> None:
    """The last who did, if their account is in use and they still work on it."""
    last = event.reviews.filter(step=ReviewStep.SUBMITTED).select_related("by").last()
    person = last.by if last else None
    if person and person != by and person.is_active and may_draft(person, event):
        is_host = not may_administer(person, "change", event)
        notify(person, replace(notice, is_host=is_host))
