"""What registrations add to shared pages: places to take, one's own dates, reminders, and what is deleted when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import GUEST_LINK_HOURS, NEEDS_DAYS, EventState, RegistrationState
from events.models import Event, Registration
from events.notices.entries import registration_entries
from events.notices.reminders import EventSoon
from events.presentation.registrations import registration_path
from events.queries.registrations import guests_to_forget, registration_occasions, registrations_there
from events.services.forgetting import forget_guests, forget_needs, forget_unconfirmed
from events.services.guests import join_registrations
from events.services.reminders import remind_of_event
from events.workflows.registrations import REGISTRATION
from portal.core.calendar import Entry, Status
from portal.core.links import Link
from portal.core.presentation import spoken
from portal.notifications.extensions import Asked, destinations
from portal.privacy.extensions import RetentionRule, accounts_in_use, retention_rules
from portal.users.extensions import held_without_account, mergers
from portal.users.models import User
from programmes.extensions import (
    OwnDate,
    ReminderKind,
    ReminderStandard,
    StoredText,
    own_dates,
    questionnaire_subjects,
    reminder_kinds,
)
from programmes.queries.kept import programmes_checked_on
from programmes.workflows.questionnaires import QuestionnaireSubject

PAST_DAYS = 30
"""So long what is over, or was given back, stands in one's own calendar."""


def _that_are_there(asked: Asked) -> Asked:
    """Links of registrations that are still there; a page opens for whoever holds its link."""
    return {reader: registrations_there(tokens) for reader, tokens in asked.items()}


destinations.add("events:registration", _that_are_there)


# --- One's own pages -----------------------------------------------------------------------------------------------


@own_dates.register("events.registrations")
def registrations_of(person: User, now: datetime) -> Iterable[OwnDate]:
    """What somebody comes to, and what they have given back, for a while: their calendar takes it out then."""
    since = now - timedelta(days=PAST_DAYS)
    rows = Registration.objects.visible_to(person).filter(
        person=person,
        state__in=[RegistrationState.REGISTERED, RegistrationState.CANCELLED],
        event__ends_at__gte=since,
    )
    for row in rows.select_related("event__programme").prefetch_related("event__sessions"):
        for entry in registration_entries(row):
            if entry.ends_at >= since:
                yield _own_date(row, entry)


def _own_date(row: Registration, entry: Entry) -> OwnDate:
    is_off = entry.status is Status.CANCELLED
    is_theirs = row.state != RegistrationState.REGISTERED
    off = str(row.get_state_display()) if is_theirs else str(EventState.CANCELLED.label)
    return OwnDate(
        entry=entry,
        path=registration_path(row),
        title=spoken(row.event.title),
        state=off if is_off else "",
        badge=REGISTRATION.badge(RegistrationState.CANCELLED if is_off else row.state),
    )


# --- Reminders -----------------------------------------------------------------------------------------------------


def _example(text: StoredText) -> EventSoon:
    return EventSoon(
        occasions="",
        text=text,
        registration=0,
        changed_at="",
        called=_("Open day at the company"),
        programme=_("Example programme"),
        starts_at="2026-03-02T10:00:00+01:00",
        ends_at="2026-03-02T12:00:00+01:00",
        zone="Europe/Berlin",
        place=_("Gate 2"),
        seats=1,
    )


reminder_kinds.add(
    "events.registration",
    ReminderKind(
        label=gettext_lazy("Events that people are registered for"),
        counted_from=gettext_lazy("the time at which each date of the event begins"),
        told=gettext_lazy("Everybody who is registered, guests too."),
        standards={
            "three_days_before": ReminderStandard(offset=3),
            "day_before": ReminderStandard(offset=1),
        },
        placeholders={
            "event": gettext_lazy("the event’s title"),
            "programme": gettext_lazy("the programme’s short name"),
            "time": gettext_lazy("when it begins"),
        },
        occasions=registration_occasions,
        tell=remind_of_event,
        example=_example,
        is_before=True,
        latest=timedelta(hours=12),
    ),
)


mergers.add("events.registration.person", join_registrations)


# --- Questions -----------------------------------------------------------------------------------------------------


def _asked_at(questionnaire: int, reader: User) -> list[Link]:
    """Events that ask these questions, for who works on them."""
    events = Event.objects.administered_by(reader).filter(questionnaire=questionnaire)
    return [Link(reverse("admin:events_event_change", args=[event.pk]), str(event.title)) for event in events]


def _over(before: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(event__ends_at__lt=before)


questionnaire_subjects.add(
    "events.registration",
    QuestionnaireSubject(
        label=gettext_lazy("Registrations for events"),
        rows=Registration.objects.all,
        ended=_over,
        uses=_asked_at,
    ),
)


# --- What is kept how long -----------------------------------------------------------------------------------------


def _unconfirmed(before: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(state=RegistrationState.UNCONFIRMED, created_at__lt=before)


def _with_needs(before: datetime) -> QuerySet[Registration]:
    return Registration.objects.with_needs().filter(event__ends_at__lt=before)


retention_rules.add(
    "unconfirmed-registrations",
    RetentionRule(
        title=gettext_lazy("Registrations for events that nobody has confirmed"),
        why=gettext_lazy("The link that was sent no longer works."),
        days=2,
        least=GUEST_LINK_HOURS // 24,
        rows=_unconfirmed,
        delete=forget_unconfirmed,
    ),
)
retention_rules.add(
    "event-needs",
    RetentionRule(
        title=gettext_lazy("What people needed at an event"),
        why=gettext_lazy("It was needed on the day of the event, and not after."),
        days=NEEDS_DAYS,
        rows=_with_needs,
        delete=forget_needs,
    ),
)
retention_rules.add(
    "event-guests",
    RetentionRule(
        title=gettext_lazy("Guests at events, once no funder may ask any more"),
        why=gettext_lazy(
            "They came without an account, and nobody has to prove the event or verify their certificates any more."
        ),
        days=183,
        least=30,
        rows=guests_to_forget,
        delete=forget_guests,
    ),
)


@held_without_account.register("events.registrations")
def people_registered() -> QuerySet[Any]:
    return Registration.objects.order_by().values("person")


@accounts_in_use.register("events.registrations")
def people_who_come() -> QuerySet[Any]:
    return Registration.objects.booked().ahead().order_by().values("person")


@accounts_in_use.register("events.guests")
def guests_to_prove() -> QuerySet[Any]:
    """Guests who came to what a funder may still check; their own rule deletes them afterwards."""
    rows = Registration.objects.coming().filter(
        event__programme__in=programmes_checked_on(timezone.localdate())
    )
    return rows.filter(person__is_unclaimed=True).order_by().values("person")
