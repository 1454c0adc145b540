"""Telling people of what their saved searches find anew: of each offer once, at the time they chose.

Every minute it is noted which offers were opened or changed since (`OfferOpening`), and who is due is found in
the rows: whoever wants to be told at once as soon as there is anything that their searches have not looked at, others
when a morning or a Monday has come. People are taken in blocks, each a job and a transaction of its own: look, note
what was looked at, put the messages into the outbox. A worker that is killed leaves its block as it was, and the next
look finds the same searches again; two workers never hold the same search.

The few offers that are new are tried on each search first, all words of a block in one statement. Those searches that
may find one are then asked in full, so that people are told of exactly what the list shows them.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from matching.constants import MOST_FOUND, SHOWN_TO_PUPILS, SearchFrequency
from matching.models import OfferOpening, Placement, SavedSearch, Talent
from matching.notices.searches import FoundBySearch, OffersFound
from matching.queries.answers import may_find
from matching.queries.offer_names import OFFER_NAMES
from matching.queries.open_offers import OPEN_OFFERS, OpenOffers
from matching.queries.profiles import has_content, read_talents
from matching.queries.saved_searches import (
    last_opening,
    next_opening,
    people_to_tell,
    programme_names,
    pupils_among,
)
from matching.queries.searches import OfferSearch, said_in
from matching.services.search import index_stale_among
from portal.core.jobs import enqueue, run_on_each
from portal.notifications.constants import Frequency
from portal.notifications.services.notifications import notify_each
from portal.users.models import User

logger = logging.getLogger(__name__)

BLOCK = 300
"""People of one job: enough to share the reading, few enough that little is done again."""
LOCK = 0x4F50_454E  # "OPEN": keeps this module's advisory lock apart from others'
PORTION = 40
"""Searches that are asked in full together: as many different words as are remembered."""

_AS_OF = Coalesce(Greatest("published_at", "changed_at", "organisation__updated_at"), "created_at")
"""An offer is found by its organisation's name, too."""

Ids = list[int]


def tell_of_searches() -> int:
    """Note what was opened, and have everybody told who is due, block by block. Returns how many people."""
    note_openings()
    now = timezone.now()
    due = _due(now).order_by("person").values_list("person", flat=True).distinct()
    people = list(due)
    for at in range(0, len(people), BLOCK):
        enqueue("matching.tell_searches", people[at], people[min(at + BLOCK, len(people)) - 1])
    return len(people)


@transaction.atomic
def note_openings() -> int:
    """Number the offers that are open and were not, or have changed since; and note which are not open any more.

    One at a time, so that nothing with a number comes to light after what has a higher one. The words of an offer are
    made first, or searches would look at it without them. Returns how many offers have got a number.
    """
    if not _alone():
        return 0
    shown = Placement.objects.open().annotate(as_of=_AS_OF)
    noted = OfferOpening.objects.filter(placement=OuterRef("pk"), is_open=True, as_of=OuterRef("as_of"))
    new = list(shown.exclude(Exists(noted)).order_by("pk").values_list("pk", "as_of"))
    index_stale_among(placements=[pk for pk, _as_of in new])
    number = next_opening()
    OfferOpening.objects.bulk_create(
        [OfferOpening(placement_id=pk, number=number, as_of=as_of, is_open=True) for pk, as_of in new],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["placement"],
        update_fields=["number", "as_of", "is_open"],
    )
    gone = OfferOpening.objects.filter(is_open=True).exclude(Exists(shown.filter(pk=OuterRef("pk"))))
    gone.update(is_open=False)
    return len(new)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (is_alone,) = cursor.fetchone()
    return bool(is_alone)


def _due(now: datetime) -> QuerySet[SavedSearch]:
    is_due = Q(frequency=SearchFrequency.AT_ONCE, seen__lt=last_opening())
    for digest in (SearchFrequency.DAILY, SearchFrequency.WEEKLY):
        is_due |= Q(frequency=digest, looked_at__lt=Frequency(digest).last_delivery(now))
    return SavedSearch.objects.kept().filter(is_due, person__in=people_to_tell())


def tell_searches(*, first_person: int, last_person: int) -> int:
    """Tell those of these people who are due. Run again, or twice at the same time, it tells nobody twice.

    Where one of their searches can't be answered, each is told alone: it keeps nobody else's news back. Returns how
    many searches were looked at.
    """
    try:
        return _tell(first_person, last_person)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        if first_person == last_person or not connection.is_usable():
            raise
        logger.exception("Searches of people %s to %s failed together.", first_person, last_person)
    due = _due(timezone.now()).filter(person__gte=first_person, person__lte=last_person)
    people = list(due.order_by("person").values_list("person", flat=True).distinct())
    return run_on_each(people, lambda person: _tell(person, person), what="Searches of person")


def _tell(first_person: int, last_person: int) -> int:
    now = timezone.now()
    with transaction.atomic():
        latest = last_opening()
        due = _due(now).filter(person__gte=first_person, person__lte=last_person).defer("token")
        searches = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("person", "pk"))
        found = _found(searches, _News.until(latest, searches))
        _note(searches, found, latest, now)
        _say({search: new for search, new in found.items() if new}, now)
    return len(searches)


# --- Looking ---


class _News(NamedTuple):
    """What some searches have not looked at yet: offers that are open, and their numbers beside their keys."""

    offers: OpenOffers
    few: OpenOffers
    numbers: Mapping[int, int]

    @classmethod
    def until(cls, latest: int, searches: Collection[SavedSearch]) -> _News:
        since = min((search.seen for search in searches), default=latest)
        openings = OfferOpening.objects.filter(number__gt=since, number__lte=latest)
        numbers = dict(openings.values_list("placement", "number"))
        offers = OPEN_OFFERS.current()
        ids = np.array(sorted(numbers), dtype=np.int64)
        closed = ids[~np.isin(ids, offers.index.ids)]
        if closed.size:  # since they were noted: they are news again when they are opened again, however soon
            OfferOpening.objects.filter(placement__in=closed.tolist()).update(is_open=False)
        return cls(offers, offers.only(ids), numbers)

    def for_pupils(self) -> _News:
        offers, few = (each.of_kinds(SHOWN_TO_PUPILS) for each in (self.offers, self.few))
        return _News(offers, few, self.numbers)


def _found(searches: Collection[SavedSearch], news: _News) -> dict[SavedSearch, Ids]:
    """For each search the offers to tell of, the newest first."""
    if not len(news.few.index):
        return {}
    people = {search.person_id for search in searches}
    talents = {
        talent.user_id: talent
        for talent in read_talents(Talent.objects.filter(user__in=people))
        if has_content(talent)
    }
    pupils = pupils_among(people)
    found: dict[SavedSearch, Ids] = {}
    for news_of, is_pupil in ((news, False), (news.for_pupils() if pupils else news, True)):
        own = [search for search in searches if (search.person_id in pupils) == is_pupil]
        pairs = [
            (search, OfferSearch(said, offers=news_of.offers, talent=talent, is_pupil=is_pupil))
            for search in own
            for said, talent in [(said_in(search.query), talents.get(search.person_id))]
        ]
        found |= dict(_new_of(pairs, news_of))
    return found


def _new_of(
    pairs: Iterable[tuple[SavedSearch, OfferSearch]], news: _News
) -> Iterator[tuple[SavedSearch, Ids]]:
    left = [(search, asked) for search, asked in pairs if asked.leaves_among(news.few)]
    words = {asked.words for _search, asked in left if asked.words}
    may = may_find(words, news.few.index, OFFER_NAMES.current()) if words else set()
    left = [(search, asked) for search, asked in left if not asked.words or asked.words in may]
    for at in range(0, len(left), PORTION):
        portion = left[at : at + PORTION]
        news.offers.answer_ahead(asked.words for _search, asked in portion if asked.words)
        for search, asked in portion:
            yield search, _unknown(search, asked, news)


def _unknown(search: SavedSearch, asked: OfferSearch, news: _News) -> Ids:
    ids = asked.newest
    among = ids[np.isin(ids, news.few.index.ids) & ~np.isin(ids, search.known)].tolist()
    return [pk for pk in among if news.numbers[pk] > search.seen]


# --- Noting and saying ---


def _note(
    searches: Collection[SavedSearch], found: Mapping[SavedSearch, Ids], latest: int, now: datetime
) -> None:
    for search, new in found.items():
        search.known = [*search.known, *new]
    told = [search for search in searches if found.get(search)]
    SavedSearch.objects.bulk_update(told, ["known"], batch_size=500)
    SavedSearch.objects.filter(pk__in=[search.pk for search in searches]).update(seen=latest, looked_at=now)


def _say(found: Mapping[SavedSearch, Ids], now: datetime) -> None:
    """One message to each for all searches of the same frequency."""
    programmes = programme_names(OPEN_OFFERS.current())
    together: dict[tuple[int, str], list[SavedSearch]] = defaultdict(list)
    for search in found:
        together[search.person_id, search.frequency].append(search)
    people = User.objects.in_bulk({person for person, _frequency in together})
    notify_each(
        (
            people[person],
            OffersFound(
                at=now.isoformat(),
                frequency=frequency,
                count=len({pk for search in searches for pk in found[search]}),
                searches=[_about(search, found[search], programmes) for search in searches],
            ),
        )
        for (person, frequency), searches in together.items()
    )


def _about(search: SavedSearch, new: Ids, programmes: Mapping[str, str]) -> FoundBySearch:
    slug = said_in(search.query).get("programme", "")
    return {
        "search": search.pk,
        "name": search.name,
        "query": search.query,
        "programmes": {slug: programmes[slug]} if slug in programmes else {},
        "offers": new[:MOST_FOUND],
        "more": len(new[MOST_FOUND:]),
    }
