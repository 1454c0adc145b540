"""The open offers, as the list of offers is answered from them: an index in the process, one for all who may see it.

It is read from placements, postings, organisations and programmes themselves. There is no second table of what they
say, so there is nothing that could say something else. Changes are followed (`portal.core.changes`), so it never is
behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from matching.constants import SHOWN_TO_PUPILS
from matching.models import Placement, PlacementLanguage, Posting
from matching.queries.answers import Answer, answer_all
from matching.queries.offer_names import OFFER_NAMES, OfferNames
from matching.querysets.placements import PlacementQuerySet, PostingQuerySet
from matching.scoring.offer_columns import Asking, Row
from matching.scoring.offer_wishes import Spans, Wanted
from matching.scoring.offers import OfferIndex, Showing
from portal.core.changes.following import Changed, Follower
from portal.core.compiled import CompiledQuery, is_any_of
from portal.core.regions.distance import Point
from portal.core.regions.towns import coordinates
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import Module
from programmes.models import Organisation, Programme
from programmes.scoping import sees_public
from programmes.workflows.programmes import PROGRAMME

SOON = timedelta(days=31)
LATER = timedelta(days=92)
NEW = timedelta(days=7)
MOST_READ_AGAIN = 2000
"""So many changed offers are read anew one by one; where more have changed, all are."""
MOST_REMEMBERED, MOST_COLUMNS = 50, 300
"""Answers to different words, and terms in all of them: each is a column as long as the index."""
Facts = QuerySet[Any, tuple[Any, ...]]


class ShownProgramme(NamedTuple):
    pk: int
    slug: str
    acronym: str
    languages: list[str]
    sort_keys: Mapping[str, str]


class OfferFigures(NamedTuple):
    total: int
    places: int
    new: int


class _Rule(NamedTuple):
    """What of a programme decides whether, and in whose lists, its placements are shown."""

    shows: bool
    parent: int | None


@dataclass(frozen=True)
class OpenOffers:
    index: OfferIndex
    programmes: Mapping[str, ShownProgramme]
    """Those that have pages, by slug."""
    rules: Mapping[int, _Rule]
    is_narrowed: bool = False
    """To what is meant for pupils."""
    _words: dict[str, Answer] = field(default_factory=dict)
    _narrowed: dict[Collection[str], OpenOffers] = field(default_factory=dict)

    def of_kinds(self, kinds: frozenset[str]) -> OpenOffers:
        """The same as if there were no other offers: nothing counts, finds or suggests one. Remembered as words are."""
        known = self._narrowed.get(kinds)
        if known is None:
            wanted = [at for at, kind in enumerate(self.index.kinds) if kind in kinds]
            known = replace(self.only(self.index.ids[np.isin(self.index.kind, wanted)]), is_narrowed=True)
            self._narrowed[kinds] = known
        return known

    def names(self) -> OfferNames:
        """What occurs in these offers, and in no others."""
        names = OFFER_NAMES.current()
        return names.among(self.index.ids.tolist()) if self.is_narrowed else names

    def answer(self, words: str) -> Answer:
        """How close each offer of the index comes to these words (`matching.queries.answers`).

        Remembered while no offer changes: who types words turns pages, and tries filters.
        """
        known = self._words.get(words)
        return known if known is not None else self._found_out([words])[words]

    def answer_ahead(self, words: Iterable[str]) -> None:
        """Find out in one go what `answer` will be asked for. Of more than are remembered, the first."""
        unknown = [each for each in dict.fromkeys(words) if each not in self._words][:MOST_REMEMBERED]
        if unknown:
            self._found_out(unknown)

    def _found_out(self, unknown: Sequence[str]) -> Mapping[str, Answer]:
        """Remembered, and handed back: another thread may forget them at any moment."""
        found = answer_all(unknown, self.index, self.names())
        remembered = [*self._words.values(), *found.values()]
        if len(remembered) > MOST_REMEMBERED or sum(len(each.each) for each in remembered) > MOST_COLUMNS:
            self._words.clear()
        self._words.update(found)
        return found

    def only(self, ids: NDArray[np.int64]) -> OpenOffers:
        """The same as if there were no others than these."""
        others = self.index.ids[~np.isin(self.index.ids, ids)]
        return replace(self, index=self.index.replaced(others.tolist(), []), _words={}, _narrowed={})


NOTHING = OpenOffers(OfferIndex.of([]), {}, {})


def open_offers(user: User | AnonymousUser) -> OpenOffers:
    """What `Placement.objects.visible_to(user).open()` and `Programme.objects.visible_to(user).public()` find.

    What is open is public, so it is all or nothing: all for whoever may see what is public, and of that for pupils what
    is meant for them.
    """
    if sees_public(user, Placement) and sees_public(user, Programme):
        offers = OPEN_OFFERS.current()
        return offers.of_kinds(SHOWN_TO_PUPILS) if access_of(user).is_pupil else offers
    return NOTHING


def newest_open(
    offers: OpenOffers,
    count: int,
    *,
    programme: int | None = None,
    fields: Collection[str] = (),
    kinds: Collection[str] = (),
) -> NDArray[np.int64]:
    """The ids of the newest offers that are open, of all or of those that a programme or a part of it shows, and of
    those in these fields and of these kinds, where any are named. Pupils' days stand last, as in the list."""
    index = offers.index
    wanted = Wanted(programme=programme, field=fields, kind=kinds)
    found = index.asking(wanted, language="", now=now(), spans=spans())
    first = [] if offers.is_narrowed else [index.is_for_graduates]
    return found.ordered(index.newest, *first)[:count]


def common_places(user: User | AnonymousUser, most: int) -> list[str]:
    """Regions and towns that most of the open offers are in."""
    found = open_offers(user).index.asking(Wanted(), language="", now=now(), spans=spans())
    counted = [(-count, str(name)) for name, count in found.counts("place").items() if name]
    return [name for _count, name in sorted(counted)[:most]]


def offer_figures(offers: OpenOffers) -> OfferFigures:
    """How many offers are open, in how many regions and towns, and how many have come within a week."""
    index = offers.index
    found = index.asking(Wanted(), language="", now=now(), spans=spans())
    since = moment(timezone.now() - NEW)
    places = sum(1 for place, count in found.counts("place").items() if place and count)
    return OfferFigures(found.total, places, int(np.count_nonzero(index.published_at[found.flags] >= since)))


def spans() -> Spans:
    """Until when "soon" and "later" reach, today."""
    today = timezone.localdate()
    return Spans((today + SOON).toordinal(), (today + LATER).toordinal())


def now() -> int:
    return moment(timezone.now())


def moment(at: datetime) -> int:
    """Microseconds since 1970: whole numbers, as the database keeps moments."""
    return round(at.timestamp() * 1_000_000)


class _Following(Follower[OpenOffers]):
    follows = (Placement, Programme, Organisation)

    def build(self) -> OpenOffers:
        return _built(*_programmes())

    def patch(self, thing: OpenOffers, changed: Changed) -> OpenOffers:
        if changed.everything_of(Placement) or changed.everything_of(Organisation):
            return self.build()
        programmes, rules = thing.programmes, thing.rules
        if changed.rows_of(Programme) or changed.everything_of(Programme):
            programmes, rules = _programmes()
            if rules != thing.rules:
                return _built(programmes, rules)
        placements = set(changed.rows_of(Placement)) | _offered_by(changed.rows_of(Organisation))
        if len(placements) > MOST_READ_AGAIN:
            return _built(programmes, rules)
        index = thing.index.replaced(placements, *_offers(placements)) if placements else thing.index
        return OpenOffers(index, programmes, rules)


OPEN_OFFERS = _Following()


def _built(programmes: Mapping[str, ShownProgramme], rules: Mapping[int, _Rule]) -> OpenOffers:
    return OpenOffers(OfferIndex.of(*_offers()), programmes, rules)


def _offered_by(organisations: Collection[int]) -> set[int]:
    if not organisations:
        return set()
    offered = Placement.objects.shown().filter(organisation__in=organisations)
    return set(offered.order_by().values_list("pk", flat=True))


def _programmes() -> tuple[dict[str, ShownProgramme], dict[int, _Rule]]:
    shown, rules = {}, {}
    for *about, status, modules, parent in _PROGRAMMES():
        programme = ShownProgramme(*about)
        is_public = PROGRAMME.state(status).is_public
        rules[programme.pk] = _Rule(is_public and Module.PLACEMENTS in modules, parent)
        if is_public:
            shown[programme.slug] = programme
    return shown, rules


_PROGRAMME_FACTS = (*ShownProgramme._fields, "status", "modules", "parent_id")
_PROGRAMMES: CompiledQuery[tuple[Any, ...]] = CompiledQuery(
    lambda: Programme.objects.order_by("pk").values_list(*_PROGRAMME_FACTS)
)


def _offers(
    only: Collection[int] | None = None,
) -> tuple[Iterable[Row], Iterable[Asking], Iterable[Showing]]:
    """Rows of the index: of all that are shown, or of these as far as they are."""
    facts: Iterable[tuple[Any, ...]]
    languages: Iterable[tuple[Any, ...]]
    postings: Iterable[tuple[Any, ...]]
    if only is None:
        facts, languages = _facts(Placement.objects.all()), _languages(PlacementLanguage.objects.all())
        postings = _postings(Posting.objects.all())
    else:
        facts, languages, postings = (query(ids=list(only)) for query in (_FACTS, _LANGUAGES, _POSTINGS))
    return [_row(*values) for values in facts], (Asking(*each) for each in languages), _showings(postings)


def _facts(placements: PlacementQuerySet) -> Facts:
    names = ("pk", "kind", "place", "fields", "degree", "starts_on", "is_remote", "pay_min", "pay_max")
    where = ("published_at", "expires_at", "city", "region", "country", "organisation__languages", "hours")
    rows = placements.shown().with_place().with_languages().order_by("pk")
    return rows.values_list(*names, *where, "written")


def _languages(asked: QuerySet[PlacementLanguage]) -> Facts:
    return asked.order_by().values_list("placement_id", "language", "level")


def _postings(postings: PostingQuerySet) -> Facts:
    return postings.shown().order_by().values_list("placement_id", "programme_id", "programme__parent_id")


_FACTS = CompiledQuery(lambda: _facts(Placement.objects.filter(is_any_of("id", "ids"))))
_LANGUAGES = CompiledQuery(
    lambda: _languages(PlacementLanguage.objects.filter(is_any_of("placement_id", "ids")))
)
_POSTINGS = CompiledQuery(lambda: _postings(Posting.objects.filter(is_any_of("placement_id", "ids"))))
"""Of some placements: asked for whenever one changes."""


def _row(
    pk: int,
    kind: str,
    place: str,
    fields: list[str],
    degree: int | None,
    starts_on: date | None,
    is_remote: bool,  # noqa: FBT001 - columns
    pay_min: Any,
    pay_max: Any,
    published_at: datetime | None,
    expires_at: datetime,
    city: str,
    region: str,
    country: str,
    spoken: list[str],
    hours: Any,
    written: list[str],
) -> Row:
    return Row(
        pk,
        kind,
        place,
        fields,
        degree,
        starts_on.toordinal() if starts_on else None,
        is_remote,
        pay_min is not None or pay_max is not None,
        moment(published_at) if published_at else None,
        moment(expires_at),
        _point(city, region, country),
        written,
        spoken,
        None if hours is None else float(hours),
    )


@lru_cache(maxsize=5000)
def _point(city: str, region: str, country: str) -> Point | None:
    """Thousands of offers are in the same few towns."""
    return coordinates(city, region, country)


def _showings(postings: Iterable[tuple[int, int, int | None]]) -> Iterable[Showing]:
    """A programme's list holds what its subprogrammes show, too, each offer once."""
    return {
        Showing(placement, programme)
        for placement, *programmes in postings
        for programme in programmes
        if programme is not None
    }
