"""Keeping a placement's search index: every language in its own grammar, and all words as written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchVector
from django.db.models import F, QuerySet, TextField, Value
from i18nfield.strings import LazyI18nString

from matching.constants import PLAIN_SEARCH, SEARCH_CONFIGS
from matching.models import Placement

INDEXED_CHARACTERS = 20_000
"""Of one text in one language. A tsvector holds a megabyte at most; nobody searches for what comes later."""


def index_placement(*, placement: Placement) -> None:
    """Write anew what the search finds `placement` by. Call it after its texts, skills or organisation changed.

    The title weighs most (A), then organisation, town, region and skills in every language (B), then the
    description (C). Each text is taken apart by the grammar of its language, and once as it is written, so
    that beginnings of words are found in languages whose grammar PostgreSQL does not know.
    """
    organisation = placement.organisation
    names = " ".join([organisation.name, placement.city, placement.region])
    parts = [_part(names, "B", PLAIN_SEARCH)]
    for language, text in _languages(placement.title):
        parts += _both(text, "A", language)
    for language, text in _labels(placement):
        parts += _both(text, "B", language)
    for language, text in _languages(placement.description):
        parts += _both(text, "C", language)
    Placement.objects.filter(pk=placement.pk).update(search=reduce(add, parts), search_name=organisation.name)


def index_organisation(*, organisation_id: int) -> int:
    """The same for all placements of an organisation, after its name changed. Returns how many there are."""
    return _index(Placement.objects.filter(organisation=organisation_id))


def index_stale() -> int:
    """The same for placements that are still found by another name than their organisation's, because a job was lost.

    Returns how many there were.
    """
    return _index(Placement.objects.exclude(search_name=F("organisation__name")))


def index_all() -> int:
    """The same for all placements. Returns how many there are."""
    return _index(Placement.objects.all())


def _index(placements: QuerySet[Placement]) -> int:
    count = 0
    for placement in placements.select_related("organisation").iterator(500):
        index_placement(placement=placement)
        count += 1
    return count


def _both(text: str, weight: str, language: str) -> Iterable[SearchVector]:
    yield _part(text, weight, PLAIN_SEARCH)
    config = SEARCH_CONFIGS.get(language, PLAIN_SEARCH)
    if config != PLAIN_SEARCH:
        yield _part(text, weight, config)


def _part(text: str, weight: str, config: str) -> SearchVector:
    clean = text.replace("\0", " ")[:INDEXED_CHARACTERS]
    return SearchVector(Value(clean, output_field=TextField()), config=config, weight=weight)


def _languages(text: LazyI18nString | str) -> list[tuple[str, str]]:
    data = text.data if isinstance(text, LazyI18nString) else text
    if isinstance(data, dict):
        return [(language, value) for language, value in sorted(data.items()) if value]
    return [("", str(data or ""))]


def _labels(placement: Placement) -> list[tuple[str, str]]:
    """All names of all skills asked for, joined by language."""
    labels: dict[str, list[str]] = defaultdict(list)
    for language, text in placement.skills.values_list("skill__labels__language", "skill__labels__text"):
        if text:
            labels[language].append(text)
    return [(language, " · ".join(sorted(texts))) for language, texts in sorted(labels.items())]
