"""Applications that wait for a company's answer, as reminders see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Subquery
from django.utils import timezone

from matching.constants import PAUSES, REMINDS
from matching.models import Application, Placement, Posting
from matching.querysets.applications import ApplicationQuerySet
from matching.workflows.placements import PLACEMENT
from programmes.models import BulkAct, ReminderOccasion
from programmes.models.reminder_rules import Rule, rules_in_force


def unanswered_occasions() -> ApplicationQuerySet:
    """Applications that wait for the company and that it can read, told of company by company.

    They count from the day on which they were sent, or taken up again. One belongs to the running programme that its
    placement was posted to first, of those that show it.
    """
    return _waiting().annotate(together=F("placement__organisation"))


def unanswered_for_staff() -> ApplicationQuerySet:
    """The same, told of programme by programme."""
    return _waiting().annotate(together=F("of_programme"))


def unanswered_on_show() -> ApplicationQuerySet:
    """The same for placements that are published, told of placement by placement."""
    shown = _waiting().filter(placement__state__in=PLACEMENT.states_where(is_public=True))
    return shown.annotate(together=F("placement"))


def first_late_of_each_company(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Of these applications the one of each company that has waited longest, where that is more than a week."""
    first = (
        rows.late()
        .order_by("placement__organisation_id", "waits_since", "pk")
        .distinct("placement__organisation_id")
    )
    return rows.filter(pk__in=first.values("pk"))


REMIND = "remind-companies"
"""Name of the act by which staff reminds companies."""
LOOKED_BACK = 20
"""So many of these acts are looked at to tell when a company was reminded last."""


def last_reminded(applications: Sequence[Application]) -> dict[int, datetime]:
    """Key of each → when its company was reminded last, by itself or by staff; without those that never were."""
    companies = {each.pk: each.placement.organisation_id for each in applications}
    told = ReminderOccasion.objects.filter(
        kind=REMINDS, together__in=set(companies.values()), told__gt=0, settled_at__isnull=False
    )
    last: dict[int, datetime] = dict(told.order_by().values_list("together").annotate(last=Max("settled_at")))
    for company, moment in _asked_by_staff(companies.values()):
        last[company] = max(moment, last.get(company, moment))
    return {pk: last[company] for pk, company in companies.items() if company in last}


def _asked_by_staff(companies: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    acts = BulkAct.objects.filter(kind=REMIND, finished_at__isnull=False).order_by("-created_at")
    found = [
        (set(keys).difference(without), moment)
        for keys, without, moment in acts.values_list("keys", "keys_left_out", "finished_at")[:LOOKED_BACK]
    ]
    keys = {key for each, _moment in found for key in each}
    rows = Application.objects.filter(pk__in=keys, placement__organisation__in=set(companies))
    of = dict(rows.values_list("pk", "placement__organisation"))
    return ((of[key], moment) for each, moment in found if moment for key in each if key in of)


def is_silent(placement: Placement) -> bool:
    """Was it paused, and does something still wait as long as the reminder of its programme says by now?"""
    if not placement.is_paused_unanswered:
        return False
    now = timezone.now()
    rules: dict[int, Rule] = {}
    for rule in rules_in_force(PAUSES):
        known = rules.get(rule.programme)
        if known is None or rule.due_at(now) < known.due_at(now):
            rules[rule.programme] = rule
    waiting = _waiting_for(placement.pk)
    return any(programme in rules and rules[programme].due_at(since) <= now for since, programme in waiting)


def _waiting_for(placement: int) -> list[tuple[datetime, int]]:
    """Since when each application for it waits that its company can read, and for which programme."""
    rows: Any = _waiting().filter(placement=placement)
    found = rows.order_by("waits_since").values_list("waits_since", "of_programme")
    return [(since, programme) for since, programme in found if programme is not None]


def _waiting() -> ApplicationQuerySet:
    postings = Posting.objects.carried_on().filter(placement=OuterRef("placement"))
    return Application.objects.waiting_for_company().annotate(
        counts_from=F("waits_since"),
        moment=F("waits_since"),
        of_programme=Subquery(postings.order_by("pk").values("programme")[:1]),
    )


def waiting_by_placement(organisation: int) -> list[dict[str, object]]:
    """Of one organisation: how many applications wait for each placement, and since when, the longest first."""
    return _by("placement", _waiting().filter(placement__organisation=organisation))


def waiting_by_organisation(applications: Collection[int]) -> list[dict[str, object]]:
    """Of these applications: how many wait for each organisation, and since when, the longest first."""
    return _by("placement__organisation", _waiting().filter(pk__in=applications))


def _by(path: str, rows: ApplicationQuerySet) -> list[dict[str, object]]:
    counted = rows.order_by().values(path).annotate(number=Count("pk"), since=Min("waits_since"))
    return list(counted.order_by("since", path).values(path, "number", "since"))
