"""Which offers fit whom, kept in `Recommendation` so that lists can be sorted by it.

Up to FEW_PLACEMENTS open placements, a row is kept for every pair, also for those a talent is not eligible for, so
that the whole list has an order. Beyond that, each talent keeps the KEPT_RECOMMENDATIONS best of what is
recommended; the rest of the list follows by date.

`matched_at` holds the `changed_at` that the rows rest on, or the time when there was none. A profile that is
changed while its offers are being fitted is therefore found again by `refresh_stale`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from matching.constants import FEW_PLACEMENTS, KEPT_RECOMMENDATIONS
from matching.models import Placement, Recommendation, Talent
from matching.queries.profiles import (
    placement_profile,
    talent_profile,
    with_placement_profile,
    with_talent_profile,
)
from matching.scoring.batch import DemandIndex
from matching.scoring.gaps import smallest_gap
from matching.scoring.rules import Demand, Fit, Supply, explain, rank
from portal.users.models import User

BATCH = 500
"""Talents handled in one transaction: short enough that nobody waits long for the writer's lock."""
WRITERS_LOCK = 0x0FFE25
"""One transaction at a time writes recommendations, so that two can't wait for each other's rows."""
GAP_PLACEMENTS = 500
"""The newest so many open placements are asked which small step would help a talent most."""

Row = TypeVar("Row", bound=models.Model)


def refresh_talent(*, talent_id: int) -> None:
    """Fit all open placements to this talent anew. Run again, it changes nothing."""
    _refresh_talents(_usable_talents().filter(pk=talent_id), _open_profiles())


def refresh_placement(*, placement_id: int) -> None:
    """Fit this placement to all talents anew, or forget its fits when it is not open. Run again, it changes nothing."""
    placement = with_placement_profile(Placement.objects.filter(pk=placement_id)).first()
    if placement is None or not placement.is_open:
        _forget_placements(Placement.objects.filter(pk=placement_id))
        return
    profile = placement_profile(placement)
    keeps_all = Placement.objects.open().count() <= FEW_PLACEMENTS
    for talents in _batches(with_talent_profile(_usable_talents().order_by("pk"))):
        with transaction.atomic():
            _take_turn()
            fits = [explain(talent_profile(talent), profile) for talent in talents]
            chosen = fits if keeps_all else _good_enough(fits)
            stale = Recommendation.objects.filter(placement=placement, talent__in=talents)
            stale.exclude(talent__in=[fit.supply_id for fit in chosen]).delete()
            _write((fit.supply_id, fit.demand_id, fit.is_eligible, fit.score) for fit in chosen)
    _mark(Placement, [placement])


def refresh_stale() -> int:
    """Fit whatever has changed and was not fitted since: the safety net below the two functions above."""
    _forget_placements(Placement.objects.exclude(pk__in=_open_ids()))
    stale = Q(matched_at__isnull=True) | Q(changed_at__gt=F("matched_at"))
    placements = list(Placement.objects.open().filter(stale).values_list("pk", flat=True))
    talents = _usable_talents().filter(stale)
    count = _refresh_talents(talents, _open_profiles()) if talents.exists() else 0
    for placement_id in placements:
        refresh_placement(placement_id=placement_id)
    return count + len(placements)


@transaction.atomic
def fit_again(*, person: User) -> None:
    """Fit offers to somebody whose data was not used for a while: the sweeper finds the profile."""
    Talent.objects.filter(user=person).update(matched_at=None)


def _usable_talents() -> QuerySet[Talent]:
    """Without those who have asked to be erased: their data is kept and not used (Article 18 GDPR)."""
    return Talent.objects.filter(user__in=User.objects.unrestricted())


def _refresh_talents(talents: QuerySet[Talent], placements: list[Demand]) -> int:
    """Each talent's rows become exactly what scoring says about `placements`."""
    count = 0
    index = None if len(placements) <= FEW_PLACEMENTS else DemandIndex(placements)
    for batch in _batches(with_talent_profile(talents.order_by("pk"))):
        with transaction.atomic():
            _take_turn()
            profiles = [talent_profile(talent) for talent in batch]
            rows = _all_rows(profiles, placements) if index is None else _best_rows(profiles, index)
            _replace(batch, rows)
            for talent, profile in zip(batch, profiles, strict=True):
                talent.gap = _gap(profile, placements)
            _mark(Talent, batch, "gap")
        count += len(batch)
    return count


def _all_rows(profiles: Iterable[Supply], placements: list[Demand]) -> list[tuple[int, int, bool, int]]:
    return [
        (fit.supply_id, fit.demand_id, fit.is_eligible, fit.score)
        for profile in profiles
        for fit in rank(profile, placements)
    ]


def _best_rows(profiles: Iterable[Supply], index: DemandIndex) -> list[tuple[int, int, bool, int]]:
    best = index.top_matches(profiles, limit=KEPT_RECOMMENDATIONS)
    return [
        (talent, placement, True, score) for talent, matches in best.items() for placement, score in matches
    ]


def _replace(talents: Collection[Talent], rows: list[tuple[int, int, bool, int]]) -> None:
    kept = {(talent, placement) for talent, placement, _is_eligible, _score in rows}
    present = Recommendation.objects.filter(talent__in=talents).values_list("pk", "talent", "placement")
    gone = [pk for pk, talent, placement in present if (talent, placement) not in kept]
    Recommendation.objects.filter(pk__in=gone).delete()
    _write(rows)


def _write(rows: Iterable[tuple[int, int, bool, int]]) -> None:
    now = timezone.now()
    Recommendation.objects.bulk_create(
        [
            Recommendation(
                talent_id=talent,
                placement_id=placement,
                is_eligible=is_eligible,
                score=score,
                computed_at=now,
            )
            for talent, placement, is_eligible, score in rows
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["talent", "placement"],
        update_fields=["is_eligible", "score", "computed_at"],
    )


def _good_enough(fits: Collection[Fit]) -> list[Fit]:
    """Of many placements' fits, those that stand among the best their talent keeps."""
    worst = dict(
        Recommendation.objects.filter(talent__in=[fit.supply_id for fit in fits])
        .values_list("talent")
        .annotate(kept=models.Count("pk"), worst=models.Min("score"))
        .filter(kept__gte=KEPT_RECOMMENDATIONS)
        .values_list("talent", "worst")
    )
    return [fit for fit in fits if fit.is_recommended and fit.score >= worst.get(fit.supply_id, 0)]


def _gap(profile: Supply, placements: list[Demand]) -> dict[str, object] | None:
    gap = smallest_gap(profile, placements[-GAP_PLACEMENTS:])
    if gap is None:
        return None
    return {
        "code": str(gap.code),
        "subject": gap.subject,
        "has": gap.has,
        "target": gap.target,
        "placements": list(gap.demand_ids),
    }


def _forget_placements(placements: QuerySet[Placement]) -> None:
    """What is not open fits nobody. Once it opens again it counts as never fitted."""
    with transaction.atomic():
        _take_turn()
        Recommendation.objects.filter(placement__in=placements.order_by().values("pk")).delete()
        placements.filter(matched_at__isnull=False).update(matched_at=None)


def _mark(model: type[Row], rows: Collection[Row], *also: str) -> None:
    now = timezone.now()
    for row in rows:
        row.matched_at = row.changed_at or now  # type: ignore[attr-defined]
    model._default_manager.bulk_update(rows, ["matched_at", *also], batch_size=BATCH)


def _open_profiles() -> list[Demand]:
    placements = with_placement_profile(Placement.objects.open().order_by("pk"))
    return [placement_profile(placement) for placement in placements.iterator(2000)]


def _open_ids() -> QuerySet[Placement, int]:
    return Placement.objects.open().values_list("pk", flat=True)


def _batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """The rows in portions by primary key; each is read when its turn comes, nothing is held open between them."""
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])
