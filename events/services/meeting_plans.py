"""Who meets whom at a matchmaking day: planned by a worker, looked at, published, and anew when somebody leaves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import EventFormat, EventState, RegistrationState
from events.models import (
    DayProfile,
    Encounter,
    Event,
    MatchmakingDay,
    MeetingPlan,
    Registration,
    Table,
    Wish,
)
from events.notices.events import about_event
from events.notices.matchmaking import (
    AboutTable,
    MeetingsPlanned,
    MeetingsPlannedAtTable,
    PlanFailed,
    PlanToPublish,
    about_table,
    line_of,
)
from events.notices.registrations import about_registration
from events.queries.matchmaking import day_of, meetings_of, plan_published, plan_to_publish
from events.querysets.matchmaking import PLANNING_STALE
from events.services.locks import lock_event
from matching.scoring.assignment.meetings import plan as best_plan
from matching.scoring.assignment.meetings import replan
from matching.scoring.assignment.plans import Plan, Score
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.jobs import enqueue
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify_all, notify_each
from portal.users.models import User
from programmes.access import may_administer

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
"""Workers that may die over a plan, and people who may leave while it is made."""


class PlanUnderWay(DomainError):
    message = _("A plan is being made already. It takes a few seconds.")


class WishesAreOpen(DomainError):
    message = _("Close the wishes first, so that the plan knows all of them.")


class NothingToPlan(DomainError):
    message = _("Nobody who comes wishes to meet anybody yet.")


class PlanIsOld(DomainError):
    message = _("Somebody has dropped out, or meetings have begun, since this plan was made. Make it anew.")


# --- Asked for -----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_plan(*, event: Event, by: User) -> MeetingPlan:
    """Let a worker plan the day: anew, or, where a plan is published, near that one.

    What was made before and not published is replaced.
    Raises NotAllowed, PlanUnderWay, WishesAreOpen and NothingToPlan.
    """
    event = lock_event(event.pk)
    if not may_administer(by, "publish", event):
        raise NotAllowed
    if MatchmakingDay.objects.filter(event=event, takes_wishes=True).exists():
        raise WishesAreOpen
    draft = plan_to_publish(event)
    if draft is not None and draft.is_under_way:
        raise PlanUnderWay
    if not day_of(event).guests and plan_published(event) is None:
        raise NothingToPlan
    if draft is not None:
        draft.delete()
    return _asked_for(event, by)


@transaction.atomic
def discard_plan(*, event: Event, by: User) -> None:
    """Throw away what was not published. Raises NotAllowed and WrongState."""
    event = lock_event(event.pk)
    if not may_administer(by, "publish", event):
        raise NotAllowed
    draft = plan_to_publish(event)
    if draft is None or draft.is_under_way:
        raise WrongState
    draft.delete()


def follow_day(*, event: Event) -> None:
    """Somebody may have dropped out: where they are in a plan, one without them is made. The event is locked.

    What is published stays until a coordinator publishes the change.
    """
    if event.format != EventFormat.MATCHMAKING:
        return
    _hide_who_left(event)
    if event.state != EventState.PUBLISHED:
        return
    latest = plan_to_publish(event) or plan_published(event)
    day = MatchmakingDay.objects.filter(event=event).first()
    if latest is None or day is None or latest.made_at is None:
        return
    day.event = event
    if not Encounter.objects.filter(plan=latest, slot__gte=day.begun).impossible().exists():
        return
    if latest.published_at is None:
        latest.delete()
    _asked_for(event, None)


def _hide_who_left(event: Event) -> None:
    """Whoever registers again after all is asked again whether the organisations may see them."""
    shown = DayProfile.objects.filter(registration__event=event, shown_since__isnull=False)
    left = shown.exclude(registration__state=RegistrationState.REGISTERED)
    left.update(shown_since=None, updated_at=timezone.now())


def hand_on_meetings(*, gone: Registration, kept: Registration) -> None:
    """Two registrations turn out to be one person's: what they wish and meet stays with the one that stays."""
    rows: tuple[QuerySet[Any], ...] = (DayProfile.objects.all(), Wish.objects.all(), Encounter.objects.all())
    for each in rows:
        if not each.filter(registration=kept).exists():
            each.filter(registration=gone).update(registration=kept)


def tell_tables(*, event: Event, notice: Callable[[AboutTable], Notice]) -> None:
    """The same to those who speak for the organisations with a table, about their own."""
    for table in Table.objects.there().verified().filter(event=event).select_related("organisation"):
        table.event = event
        people = User.objects.recruiting_for(table.organisation)
        notify_all(people, notice(about_table(table)))


def sweep_plans() -> int:
    """Take up what stands still, as its worker died or the broker was away. Returns how many."""
    keys = list(MeetingPlan.objects.standing_still().values_list("pk", flat=True))
    for key in keys:
        enqueue("events.make_meeting_plan", key)
    return len(keys)


def _asked_for(event: Event, by: User | None) -> MeetingPlan:
    plan = MeetingPlan.objects.create(event=event, requested_by=by)
    enqueue("events.make_meeting_plan", plan.pk)
    return plan


# --- Made by a worker ----------------------------------------------------------------------------------------------


def make_plan(*, plan_id: int) -> None:
    """Find the best meetings and keep them as a draft. Run twice, or by two workers, it is made once.

    What nobody waits for holds nothing up: the search runs outside of any transaction. Where somebody has left
    meanwhile, it begins again.
    """
    plan = _taken_up(plan_id)
    while plan is not None:
        day = MatchmakingDay.objects.select_related("event").get(event=plan.event_id)
        made = _searched(plan.event, day.begun)
        if _is_kept(plan, made, day.begun):
            return
        plan = _taken_up(plan_id, attempt=plan.attempts)


def _searched(event: Event, since: int) -> Plan:
    published, day, nothing = plan_published(event), day_of(event), Score(0, 0, 0)
    if published is None and since == 0:
        return best_plan(day)
    meetings = () if published is None else meetings_of(published)
    return replan(day, Plan(meetings, nothing, nothing, {}), since=since)


@transaction.atomic
def _taken_up(plan_id: int, attempt: int | None = None) -> MeetingPlan | None:
    """The plan, this worker's from now on; None where there is nothing to make, or another worker is at it.

    `attempt` is the one that this worker has made in vain.
    """
    rows = MeetingPlan.objects.under_way().select_for_update(of=("self",)).select_related("event__programme")
    plan = rows.filter(pk=plan_id).first()
    if plan is None or (attempt is not None and plan.attempts != attempt):
        return None
    if attempt is None and plan.attempts and plan.updated_at > timezone.now() - PLANNING_STALE:
        return None
    if plan.attempts >= MAX_ATTEMPTS:
        _give_up(plan)
        return None
    plan.attempts += 1
    plan.save()
    return plan


def _give_up(plan: MeetingPlan) -> None:
    plan.failed_at = timezone.now()
    plan.save()
    logger.error("The plan %s of a matchmaking day was given up after %s attempts.", plan.pk, plan.attempts)
    _tell_planners(plan, PlanFailed(**about_event(plan.event), plan=plan.pk))


@transaction.atomic
def _is_kept(plan: MeetingPlan, made: Plan, since: int) -> bool:
    """Keep the meetings as a draft; False where somebody has dropped out meanwhile, and nothing was kept."""
    event = lock_event(plan.event_id)
    rows = MeetingPlan.objects.under_way().filter(pk=plan.pk, attempts=plan.attempts)
    if not rows.exists():
        return True  # another worker has taken over, or nobody wants it any more
    there = set(Registration.objects.at_tables().filter(event=event).values_list("pk", flat=True))
    tables = set(Table.objects.there().filter(event=event).values_list("pk", flat=True))
    ahead = [each for each in made.meetings if each.slot >= since]
    if any(each.guest not in there or each.host not in tables for each in ahead):
        return False
    Encounter.objects.bulk_create(
        Encounter(plan=plan, table_id=each.host, registration_id=each.guest, slot=each.slot, seat=each.table)
        for each in made.meetings
    )
    plan.since, plan.made_at = since, timezone.now()
    plan.score = {"reached": list(_numbers(made.score)), "bound": list(_numbers(made.bound))}
    plan.save()
    _tell_planners(plan, PlanToPublish(**about_event(event), plan=plan.pk))
    return True


def _numbers(score: Score) -> tuple[int, int, int]:
    return score.first, score.second, score.points


def _tell_planners(plan: MeetingPlan, notice: Notice) -> None:
    """Whoever asked, as long as they may publish it; else those who answer for the programme."""
    by = plan.requested_by
    if by is not None and by.is_active and may_administer(by, "publish", plan.event):
        notify_all([by], notice)
    else:
        notify_all(User.objects.coordinating(plan.event.programme), notice)


# --- Published -----------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_plan(*, plan: MeetingPlan, by: User) -> MeetingPlan:
    """Show both sides whom they meet, and tell those for whom that is something new.

    What was published before is replaced; what both sides have said about their meetings is kept.
    Raises NotAllowed, WrongState and PlanIsOld.
    """
    event = lock_event(plan.event_id)
    if not may_administer(by, "publish", event):
        raise NotAllowed
    draft = MeetingPlan.objects.drafts().filter(pk=plan.pk, made_at__isnull=False).first()
    if draft is None or event.state != EventState.PUBLISHED:
        raise WrongState
    day = MatchmakingDay.objects.get(event=event)
    day.event = event
    rows = list(Encounter.objects.filter(plan=draft).for_lines())
    begun, published = day.begun, plan_published(event)
    ahead = Encounter.objects.filter(plan=draft, slot__gte=begun)
    if begun > draft.since or ahead.impossible().exists():
        raise PlanIsOld
    before = _rows_of(published)
    _keep_what_was_said(rows, before)
    if published is not None:
        published.delete()
    draft.published_at = timezone.now()
    draft.save()
    draft.event = event
    _tell_people(draft, before, rows, day)
    _tell_tables(draft, before, rows, day)
    return draft


def _rows_of(plan: MeetingPlan | None) -> list[Encounter]:
    return [] if plan is None else list(Encounter.objects.filter(plan=plan).for_lines())


def _keep_what_was_said(rows: Iterable[Encounter], before: Iterable[Encounter]) -> None:
    said = {(row.table_id, row.registration_id): row for row in before if row.person_says or row.table_says}
    kept = []
    for row in rows:
        if earlier := said.get((row.table_id, row.registration_id)):
            row.person_says, row.table_says = earlier.person_says, earlier.table_says
            row.table_said_by_id = earlier.table_said_by_id
            kept.append(row)
    Encounter.objects.bulk_update(kept, ["person_says", "table_says", "table_said_by"])


def _tell_people(
    plan: MeetingPlan, before: list[Encounter], rows: list[Encounter], day: MatchmakingDay
) -> None:
    """Those whose meetings are others now; the first time, whoever has wished for one without getting it, too."""
    old, new = _by(before, "registration_id"), _by(rows, "registration_id")
    keys = {key for key in old.keys() | new.keys() if _places(old.get(key)) != _places(new.get(key))}
    if not before:
        keys |= {guest.id for guest in day_of(plan.event).guests}
    said = []
    for row in Registration.objects.at_tables().filter(pk__in=keys).select_related("person").order_by("pk"):
        row.event = plan.event
        about = about_registration(row) | {"changed_at": f"plan-{plan.pk}"}
        lines = [line_of(each, day, str(each.table.organisation)) for each in new.get(row.pk, [])]
        said.append((row.person, MeetingsPlanned(**about, lines=lines, is_change=bool(before))))
    notify_each(said)


def _tell_tables(
    plan: MeetingPlan, before: list[Encounter], rows: list[Encounter], day: MatchmakingDay
) -> None:
    old, new = _by(before, "table_id"), _by(rows, "table_id")
    tables = Table.objects.there().verified().filter(event=plan.event).select_related("organisation")
    said = []
    for table in tables:
        table.event = plan.event
        if before and _places(old.get(table.pk)) == _places(new.get(table.pk)):
            continue
        lines = [
            line_of(each, day, each.registration.person.get_full_name()) for each in new.get(table.pk, [])
        ]
        notice = MeetingsPlannedAtTable(
            **about_table(table), plan=plan.pk, lines=lines, is_change=bool(before)
        )
        said += [(person, notice) for person in User.objects.recruiting_for(table.organisation)]
    notify_each(said)


def _by(rows: Iterable[Encounter], key: str) -> Mapping[int, list[Encounter]]:
    found: dict[int, list[Encounter]] = {}
    for row in sorted(rows, key=lambda each: each.place):
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _places(rows: Iterable[Encounter] | None) -> set[tuple[int, int, int, int]]:
    return {(row.slot, row.seat, row.table_id, row.registration_id) for row in rows or ()}
