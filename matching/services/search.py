"""Keeping what placements are found by: their words in all their forms, made by `portal.core.words`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import F, QuerySet
from i18nfield.strings import LazyI18nString

from matching.models import Placement, PlacementSkill
from portal.core.words.vector import Text, vector

BATCH = 200
_WRITE = """
UPDATE matching_placement SET search = new.words::tsvector, search_name = new.name
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (id, words, name) WHERE matching_placement.id = new.id
"""

Named = tuple[str | None, str]
"""A text with its language, if it has one."""


def index_placement(*, placement: Placement) -> None:
    """Write anew what the search finds `placement` by. Call it after its texts, skills or organisation changed.

    The title weighs most (A), then organisation, town and skills in every language (B), then the description (C).
    Kind, region, fields and conditions are no words: what they are called is read in the question
    (`matching.scoring.reading`).
    """
    _write([placement])


def index_organisation(*, organisation_id: int) -> int:
    """The same for all placements of an organisation, after its name changed. Returns how many there are."""
    return _index(Placement.objects.filter(organisation=organisation_id))


def index_stale() -> int:
    """The same for placements of which something has changed since, past the services or because a job was lost.

    They are still found by another name than their organisation's, or by none: a trigger takes it where texts,
    places or skills are changed. Returns how many there were.
    """
    return _index(_stale(Placement.objects.all()))


def index_stale_among(*, placements: Collection[int]) -> int:
    """The same among these."""
    return _index(_stale(Placement.objects.filter(pk__in=placements))) if placements else 0


def _stale(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.exclude(search_name=F("organisation__name"))


def index_all() -> int:
    """The same for all placements. Returns how many there are."""
    return _index(Placement.objects.all())


def _index(placements: QuerySet[Placement]) -> int:
    count, last = 0, 0
    rows = placements.select_related("organisation").defer("search").order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        _write(batch)
        count, last = count + len(batch), batch[-1].pk
    return count


def _write(placements: Sequence[Placement]) -> None:
    labels = _labels([placement.pk for placement in placements])
    vectors = [vector(_texts(placement, labels[placement.pk])) for placement in placements]
    names = [placement.organisation.name for placement in placements]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [[placement.pk for placement in placements], vectors, names])


def _texts(placement: Placement, labels: Iterable[Named]) -> Iterator[Text]:
    for language, text in _languages(placement.title):
        yield Text(text, "A", language, is_short=True)
    yield Text(f"{placement.organisation.name}, {placement.city}", "B", is_short=True)
    for language, text in labels:
        yield Text(text, "B", language, is_short=True)
    for language, text in _languages(placement.description):
        yield Text(text, "C", language)


def _languages(text: LazyI18nString | str) -> list[Named]:
    data = text.data if isinstance(text, LazyI18nString) else text
    if isinstance(data, dict):
        return [(language, value) for language, value in sorted(data.items()) if value]
    return [(None, str(data or ""))]


def _labels(placements: Collection[int]) -> dict[int, list[Named]]:
    """All names of all skills asked for, joined by language."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = PlacementSkill.objects.filter(placement__in=placements, skill__labels__isnull=False)
    names = ("placement_id", "skill__labels__language", "skill__labels__text")
    for placement, language, text in rows.values_list(*names):
        found[placement][language].append(text)
    return defaultdict(
        list,
        {
            placement: [(language, ", ".join(sorted(texts))) for language, texts in sorted(named.items())]
            for placement, named in found.items()
        },
    )
