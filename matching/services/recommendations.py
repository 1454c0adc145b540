"""Telling people of offers that fit them: those who asked for it, of each offer once.

Nothing is fitted beforehand. When a digest is near, everybody who is due is taken in blocks, each a job of its own and
one transaction: rank, note who was told of what, put the message into the outbox. A worker that is killed leaves its
block as it was, and the next look finds the same people again; two workers never hold the same person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from matching.constants import LEAST_TOLD, MOST_TOLD, PREPARED, SHOWN_TO_PUPILS, TOLD_DAYS
from matching.models import Application, Placement, Recommendation, Talent
from matching.notices.placements import OffersFit, about_placement
from matching.queries.fits import SHOWN_PLACEMENTS, ShownPlacements
from matching.queries.open_offers import OPEN_OFFERS
from matching.queries.profiles import read_talents, talent_profile
from matching.queries.saved_searches import people_to_tell, pupils_among
from portal.core.jobs import enqueue
from portal.notifications.constants import DIGESTS, Frequency
from portal.notifications.models import Preference
from portal.notifications.services.notifications import notify_each
from portal.users.models import User

BLOCK = 500
"""People told in one transaction: enough to share the reading, few enough that little is done again."""
IN_COMMIT = timedelta(hours=1)
"""What was published this long before somebody was told may have been under way still, and seen by nobody."""

Told = list[tuple[int, int]]
"""Placements and scores."""


def tell_of_offers() -> int:
    """Have everybody told who is due, block by block, and forget who was told of what is over. Returns how many."""
    _forget()
    pks = list(_due(timezone.now()).order_by("pk").values_list("pk", flat=True))
    for block in range(0, len(pks), BLOCK):
        enqueue("matching.tell_block", pks[block], pks[min(block + BLOCK, len(pks)) - 1])
    return len(pks)


def tell_block(*, first_id: int, last_id: int) -> int:
    """Tell those of these talents who are due. Run again, or twice at the same time, it tells nobody twice."""
    now, shown = timezone.now(), SHOWN_PLACEMENTS.current()
    with transaction.atomic():
        due = _due(now).filter(pk__gte=first_id, pk__lte=last_id)
        pks = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True))
        talents = list(read_talents(Talent.objects.filter(pk__in=pks)))
        told = dict(zip(talents, _chosen(talents, shown), strict=True))
        _note(told, now)
        _say({talent: chosen for talent, chosen in told.items() if chosen}, now)
        Talent.objects.filter(pk__in=pks).update(told_at=now)
    return len(pks)


def _due(now: datetime) -> QuerySet[Talent]:
    """Who has asked for a digest that is near, and was not told for it yet."""
    is_due = Q(pk__in=[])
    for frequency in DIGESTS:
        since = Frequency(frequency).next_delivery(now) - PREPARED
        if since <= now:
            asked = Preference.objects.filter(kind=OffersFit.name, frequency=frequency)
            is_due |= Q(user__in=asked.values("user")) & (Q(told_at__isnull=True) | Q(told_at__lt=since))
    return Talent.objects.filter(is_due, user__in=people_to_tell())


def _chosen(talents: list[Talent], shown: ShownPlacements) -> Iterator[Told]:
    """For each of them the offers to tell of: new or changed ones that fit well, of which they don't know."""
    known = _known_to(talents)
    supplies = [talent_profile(talent) for talent in talents]
    is_open = shown.are_open()
    pupils = pupils_among(talent.user_id for talent in talents)
    meant = OPEN_OFFERS.current().of_kinds(SHOWN_TO_PUPILS).index.ids
    for talent, fits in zip(talents, shown.index.fits_of(supplies), strict=True):
        among = fits.is_recommended & (fits.score >= LEAST_TOLD) & is_open & shown.are_new(_since(talent))
        if talent.user_id in pupils:
            among &= np.isin(fits.demand_ids, meant)
        among[fits.places_of(np.array(known[talent.pk], dtype=np.int64))] = False
        best = fits.best(MOST_TOLD, among=among)
        yield list(zip(fits.demand_ids[best].tolist(), fits.score[best].tolist(), strict=True))


def _since(talent: Talent) -> datetime | None:
    """From when on an offer is new to them: all are, to whom was told nothing since the profile has changed."""
    if talent.told_at is None or (talent.changed_at and talent.changed_at > talent.told_at):
        return None
    return talent.told_at - IN_COMMIT


def _known_to(talents: list[Talent]) -> dict[int, list[int]]:
    """The offers of which each was told, or for which they have applied."""
    known: dict[int, list[int]] = {talent.pk: [] for talent in talents}
    told = Recommendation.objects.filter(talent__in=known, told_at__isnull=False)
    applied = Application.objects.filter(talent__in=known)
    for rows in (told, applied):
        for talent, placement in rows.order_by().values_list("talent", "placement"):
            known[talent].append(placement)
    return known


def _note(told: dict[Talent, Told], now: datetime) -> None:
    Recommendation.objects.bulk_create(
        [
            Recommendation(talent=talent, placement_id=placement, score=score, told_at=now)
            for talent, chosen in told.items()
            for placement, score in chosen
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["talent", "placement"],
        update_fields=["score", "told_at"],
    )


def _say(told: dict[Talent, Told], now: datetime) -> None:
    """One message each, with the offers as they are called now."""
    pks = {placement for chosen in told.values() for placement, _score in chosen}
    offers = Placement.objects.select_related("organisation").defer("description", "search").in_bulk(pks)
    people = User.objects.in_bulk([talent.user_id for talent in told])
    notify_each(
        (
            people[talent.user_id],
            OffersFit(
                day=timezone.localdate(now).isoformat(),
                offers=[
                    {**about_placement(offers[pk]), "score": score} for pk, score in chosen if pk in offers
                ],
            ),
        )
        for talent, chosen in told.items()
    )


def _forget() -> None:
    """Rows that an older release wrote, which told nobody, and those about what was over long ago."""
    over = timezone.now() - timedelta(days=TOLD_DAYS)
    Recommendation.objects.filter(Q(told_at__isnull=True) | Q(placement__expires_at__lt=over)).delete()
