"""Setting a matchmaking day up: when people meet, which organisations have a table, and until when both sides wish."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import MOST_TABLES, EventFormat
from events.models import DayProfile, Encounter, Event, MatchmakingDay, MeetingPlan, Table
from events.notices.matchmaking import WishesOpen, WishesOpenAtTable, about_table
from events.notices.registrations import about_registration
from events.services.locks import lock_event
from events.services.meeting_plans import follow_day
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify_each
from portal.users.models import User
from programmes.access import may_administer
from programmes.models import Organisation


class NoMatchmakingDay(DomainError):
    message = _("Only an event of the format “Matchmaking day” has tables and meetings.")


class DayIsPlanned(DomainError):
    message = _(
        "There is a plan already, so the times stay. Discard it first, as long as it is not published."
    )


class TableIsPlanned(DomainError):
    message = _("Meetings are planned at this table. Say that the organisation does not come instead.")


class NoSlots(DomainError):
    message = _("Say first when people meet.")


class NoTables(DomainError):
    message = _("Give at least one organisation a table first.")


class NumberTaken(DomainError):
    message = _("Another table has this number.")
    field = "number"


class NotTheirContact(DomainError):
    message = _("Choose somebody who speaks for the organisation.")
    field = "representative"


class TooManyTables(DomainError):
    message = _("These are too many tables for one day.")


@transaction.atomic
def set_slots(*, event: Event, minutes: int, starts: Sequence[int], by: User) -> MatchmakingDay:
    """Say when people meet: in slots of so many minutes that begin so many minutes after the event does.

    Where this is another number of slots than before, nobody is known to be away any more: the numbers mean other
    times now. Raises NotAllowed, NoMatchmakingDay and DayIsPlanned.
    """
    event = _locked(event, by)
    if MeetingPlan.objects.filter(event=event).exists():
        raise DayIsPlanned
    day = MatchmakingDay.objects.filter(event=event).first() or MatchmakingDay(event=event)
    if day.pk and (day.minutes, day.starts) != (minutes, list(starts)):
        Table.objects.filter(event=event).update(away=[], updated_at=timezone.now())
        DayProfile.objects.filter(registration__event=event).update(away=[], updated_at=timezone.now())
    day.minutes, day.starts = minutes, list(starts)
    day.save()
    return day


@transaction.atomic
def add_tables(*, event: Event, organisations: Collection[Organisation], by: User) -> list[Table]:
    """Give each of these a table with the next number; those that have one keep it.

    Raises NotAllowed, also for an organisation that the person does not work with or nobody has verified,
    NoMatchmakingDay and TooManyTables.
    """
    event = _locked(event, by)
    known = (
        Organisation.objects.administered_by(by).verified().filter(pk__in=[row.pk for row in organisations])
    )
    if known.count() < len(organisations):
        raise NotAllowed
    tables = Table.objects.filter(event=event)
    new = [row for row in organisations if not tables.filter(organisation=row).exists()]
    if tables.count() + len(new) > MOST_TABLES:
        raise TooManyTables
    last = tables.aggregate(last=Max("number"))["last"] or 0
    made = [
        Table.objects.create(event=event, organisation=row, number=number)
        for number, row in enumerate(new, start=last + 1)
    ]
    if MatchmakingDay.objects.filter(event=event, takes_wishes=True).exists():
        _tell_tables(made)
    return made


@transaction.atomic
def save_table(*, table: Table, by: User) -> Table:
    """Keep what staff has written of a table. Raises NotAllowed, NumberTaken and NotTheirContact."""
    event = _locked(table.event, by)
    now = Table.objects.get(pk=table.pk, event=event)
    table.organisation_id, table.left_at = now.organisation_id, now.left_at
    if Table.objects.filter(event=event, number=table.number).exclude(pk=table.pk).exists():
        raise NumberTaken
    _check_representative(table)
    table.save()
    return table


@transaction.atomic
def remove_table(*, table: Table, by: User) -> None:
    """Take a table away at which nothing is planned. Raises NotAllowed and TableIsPlanned."""
    _locked(table.event, by)
    if Encounter.objects.filter(table=table).exists():
        raise TableIsPlanned
    table.delete()


@transaction.atomic
def leave_day(*, table: Table, by: User) -> Table:
    """The organisation does not come after all. Where meetings are planned, a plan without it is made at once.

    Raises NotAllowed and WrongState.
    """
    event = _locked(table.event, by)
    table = Table.objects.get(pk=table.pk, event=event)
    if table.left_at is not None:
        raise WrongState
    table.left_at = timezone.now()
    table.save()
    follow_day(event=event)
    return table


@transaction.atomic
def come_after_all(*, table: Table, by: User) -> Table:
    """The organisation comes again; the next plan counts on it. Raises NotAllowed and WrongState."""
    event = _locked(table.event, by)
    table = Table.objects.get(pk=table.pk, event=event)
    if table.left_at is None:
        raise WrongState
    table.left_at = None
    table.save()
    return table


@transaction.atomic
def open_wishes(*, event: Event, by: User) -> MatchmakingDay:
    """From now on both sides say whom they wish to meet, and are asked to.

    Raises NotAllowed, NoMatchmakingDay, NoSlots, NoTables and WrongState.
    """
    event = _locked(event, by)
    day = _day(event)
    if day.takes_wishes:
        raise WrongState
    tables = list(Table.objects.there().filter(event=event).select_related("organisation"))
    if not tables:
        raise NoTables
    day.takes_wishes = True
    day.save()
    _tell_people(event)
    _tell_tables(tables)
    return day


@transaction.atomic
def close_wishes(*, event: Event, by: User) -> MatchmakingDay:
    """Nobody changes a wish any more, so that a plan can be made. Raises NotAllowed, NoSlots and WrongState."""
    event = _locked(event, by)
    day = _day(event)
    if not day.takes_wishes:
        raise WrongState
    day.takes_wishes = False
    day.save()
    return day


def _locked(event: Event, by: User) -> Event:
    event = lock_event(event.pk)
    if not may_administer(by, "publish", event):
        raise NotAllowed
    if event.format != EventFormat.MATCHMAKING:
        raise NoMatchmakingDay
    return event


def _day(event: Event) -> MatchmakingDay:
    day = MatchmakingDay.objects.filter(event=event).first()
    if day is None:
        raise NoSlots
    return day


def _check_representative(table: Table) -> None:
    chosen = table.representative_id
    contacts = table.organisation.contacts.approved()
    if chosen is not None and not contacts.filter(user=chosen).exists():
        raise NotTheirContact


def _tell_people(event: Event) -> None:
    rows = event.registrations.at_tables().select_related("person").order_by("pk")
    said = []
    for row in rows:
        row.event = event
        said.append((row.person, WishesOpen(**about_registration(row))))
    notify_each(said)


def _tell_tables(tables: Collection[Table]) -> None:
    notify_each(
        (person, WishesOpenAtTable(**about_table(table)))
        for table in tables
        if table.organisation.is_verified
        for person in User.objects.recruiting_for(table.organisation)
    )
