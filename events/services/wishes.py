"""Whom both sides of a matchmaking day wish to meet, and what each says after a meeting."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import AttendanceMode, EventState, MeetingOutcome, RegistrationState, WishSide
from events.models import DayProfile, Encounter, Event, MatchmakingDay, Registration, Table, Wish
from events.notices.matchmaking import MeetAgain, MeetAgainAtTable, about_table
from events.notices.registrations import about_registration
from events.services.locks import lock_event
from events.services.seats import lock_registration
from matching.scoring.assignment.days import MOST_WISHES
from portal.core.errors import DomainError, NotAllowed
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.access import access_of, may


class WishesAreClosed(DomainError):
    message = _("Wishes are closed. The plan is made from those that were there.")


class NotAtTables(DomainError):
    message = _("Only whoever has a place on site can meet organisations at their tables.")


class RanksDiffer(DomainError):
    message = _("Give each number once, from 1 to 8.")


class NotToBeSeen(DomainError):
    message = _("Organisations are shown nobody who is not of age.")
    field = "is_shown"


class MeetingIsAhead(DomainError):
    message = _("The meeting has not begun yet.")


@transaction.atomic
def wish_for_tables(
    *,
    registration: Registration,
    ranks: Mapping[int, int],
    away: Collection[int] = (),
    is_shown: bool = False,
    by: User,
) -> None:
    """Say which tables somebody wishes to sit at, key → rank; what was said before is replaced.

    `is_shown` is their yes to being seen by the day's organisations. Taken back, those that wished for them forget it.
    Raises NotAllowed, WishesAreClosed, NotAtTables, RanksDiffer and NotToBeSeen.
    """
    row = lock_registration(registration.pk)
    if by != row.person:
        raise NotAllowed
    day = _open_day(row.event)
    if row.state != RegistrationState.REGISTERED or row.attendance != AttendanceMode.ON_SITE:
        raise NotAtTables
    if is_shown and access_of(row.person).is_pupil:
        raise NotToBeSeen
    tables = set(Table.objects.there().filter(event=row.event, pk__in=ranks).values_list("pk", flat=True))
    _check_ranks(ranks, tables)
    _keep_profile(row, away, day, is_shown=is_shown)
    Wish.objects.filter(registration=row, side=WishSide.PERSON).delete()
    Wish.objects.bulk_create(
        Wish(side=WishSide.PERSON, registration=row, table_id=key, rank=rank) for key, rank in ranks.items()
    )


@transaction.atomic
def hide_from_tables(*, registration: Registration, by: User) -> None:
    """Take back the yes to being seen by the day's organisations, at any time. Raises NotAllowed."""
    row = lock_registration(registration.pk)
    if by != row.person:
        raise NotAllowed
    DayProfile.objects.filter(registration=row).update(shown_since=None, updated_at=timezone.now())
    Wish.objects.filter(registration=row, side=WishSide.TABLE).delete()


@transaction.atomic
def wish_for_people(*, table: Table, ranks: Mapping[int, int], away: Collection[int] = (), by: User) -> None:
    """Say whom an organisation wishes to meet, key of the registration → rank; what was said before is replaced.

    Raises NotAllowed, also for people who are not to be seen, WishesAreClosed and RanksDiffer.
    """
    event = lock_event(table.event_id)
    table = Table.objects.select_for_update().get(pk=table.pk, event=event)
    if not may(by, "change", table):
        raise NotAllowed
    day = _open_day(event)
    seen = DayProfile.objects.visible_to(by).shown().in_use()
    seen = seen.filter(registration__event=event, registration__in=list(ranks))
    _check_ranks(ranks, set(seen.values_list("registration", flat=True)))
    table.away = _slots(away, day)
    table.save()
    Wish.objects.filter(table=table, side=WishSide.TABLE).delete()
    Wish.objects.bulk_create(
        Wish(side=WishSide.TABLE, table=table, registration_id=key, rank=rank) for key, rank in ranks.items()
    )


def _open_day(event: Event) -> MatchmakingDay:
    day = MatchmakingDay.objects.filter(event=event, takes_wishes=True).first()
    if day is None or event.state != EventState.PUBLISHED or event.is_over:
        raise WishesAreClosed
    return day


def _check_ranks(ranks: Mapping[int, int], possible: set[int]) -> None:
    """Raises NotAllowed for somebody who can't be wished for, and RanksDiffer."""
    if not ranks.keys() <= possible:
        raise NotAllowed
    numbers = set(ranks.values())
    if len(numbers) < len(ranks) or not numbers <= set(range(1, MOST_WISHES + 1)):
        raise RanksDiffer


def _keep_profile(row: Registration, away: Collection[int], day: MatchmakingDay, *, is_shown: bool) -> None:
    profile = DayProfile.objects.filter(registration=row).first() or DayProfile(registration=row)
    if not is_shown:
        profile.shown_since = None
        Wish.objects.filter(registration=row, side=WishSide.TABLE).delete()
    elif profile.shown_since is None:
        profile.shown_since = timezone.now()
    profile.away = _slots(away, day)
    profile.save()


def _slots(numbers: Collection[int], day: MatchmakingDay) -> list[int]:
    return sorted(set(numbers) & set(range(len(day.starts))))


# --- After a meeting -----------------------------------------------------------------------------------------------


@transaction.atomic
def person_says(*, registration: Registration, table_id: int, outcome: MeetingOutcome, by: User) -> Encounter:
    """Say whether somebody meets the organisation again. Raises NotAllowed and MeetingIsAhead."""
    row = lock_registration(registration.pk)
    if by != row.person:
        raise NotAllowed
    encounter = _begun(row.event, registration=row.pk, table=table_id)
    was_mutual = _is_mutual(encounter)
    encounter.person_says = outcome
    encounter.save()
    if not was_mutual:
        _tell_both(encounter)
    return encounter


@transaction.atomic
def table_says(*, table: Table, registration_id: int, outcome: MeetingOutcome, by: User) -> Encounter:
    """Say whether the organisation meets somebody again. Raises NotAllowed and MeetingIsAhead."""
    event = lock_event(table.event_id)
    if not may(by, "change", table):
        raise NotAllowed
    encounter = _begun(event, registration=registration_id, table=table.pk)
    was_mutual = _is_mutual(encounter)
    encounter.table_says, encounter.table_said_by = outcome, by
    encounter.save()
    if not was_mutual:
        _tell_both(encounter)
    return encounter


def _begun(event: Event, **found_by: int) -> Encounter:
    rows = Encounter.objects.published().filter(plan__event=event, **found_by).for_lines()
    encounter = rows.select_related("table_said_by").select_for_update(of=("self",)).first()
    day = MatchmakingDay.objects.filter(event=event).first()
    if encounter is None or day is None:
        raise NotAllowed
    day.event = encounter.table.event = encounter.registration.event = event
    if encounter.slot >= day.begun:
        raise MeetingIsAhead
    return encounter


def _is_mutual(row: Encounter) -> bool:
    return row.person_says == row.table_says == MeetingOutcome.AGAIN


def _tell_both(row: Encounter) -> None:
    """Once both have said yes, each gets the other's name and address; of minors nobody gets one."""
    if not _is_mutual(row):
        return
    person, contact = row.registration.person, _speaker(row.table, row.table_said_by_id)
    is_minor = access_of(person).is_pupil
    about = about_registration(row.registration) | {"changed_at": f"again-{row.table_id}"}
    notify(
        person,
        MeetAgain(
            **about,
            table=row.table_id,
            organisation=str(row.table.organisation),
            contact=None if is_minor or contact is None else contact.pk,
        ),
    )
    if contact is None:
        return
    notify(
        contact,
        MeetAgainAtTable(
            **about_table(row.table),
            guest=row.registration_id,
            person=person.get_full_name(),
            shows_address=not is_minor,
        ),
    )


def _speaker(table: Table, said_by: int | None) -> User | None:
    """Whoever said it, as long as they speak for the organisation; else somebody who does."""
    if not table.organisation.is_verified:
        return None
    people = User.objects.recruiting_for(table.organisation).order_by("pk")
    return people.filter(pk=said_by).first() or people.first()
