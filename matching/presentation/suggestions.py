"""What to search for, as lines of a list: what begins so before what has it inside, and what more offers have first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from django.utils.translation import gettext as _

from matching.constants import Field, PlacementKind
from matching.queries.offer_names import OfferNames
from portal.core.regions import finding
from portal.core.suggestions import Suggestion
from portal.core.text import fold
from portal.core.words.spelling import spellings

SHORTEST = 2
"""Letters from which on something is suggested."""
MOST = 10
MOST_OF_A_KIND = 4


def suggested(
    text: str, names: OfferNames, language: str, kinds: Collection[PlacementKind] = tuple(PlacementKind)
) -> list[Suggestion]:
    """`kinds` are those that the reader is shown."""
    key = fold(text)
    if len(key) < SHORTEST or not names.offers:
        return []
    titles, skills, others = names.titles_in(language), names.skills_in(language), names.others_in(language)
    groups = (
        (_("Kind"), dict.fromkeys((str(kind.label) for kind in PlacementKind if kind in kinds), 1)),
        (
            _("Field of study"),
            dict.fromkeys((str(field.label) for field in Field if field != Field.GENERIC), 1),
        ),
        (_("Offer"), titles),
        (_("Skill"), skills),
        (_("Organisation"), names.organisation_names),
        (_("Town"), Counter({town: count for (town, *_where), count in names.towns.items()})),
    )
    found = [
        Suggestion(
            name, name, str(hint), others.get(name, "") if counted is titles or counted is skills else ""
        )
        for hint, counted in groups
        for name in islice(_like(key, counted), MOST_OF_A_KIND)
    ]
    return list({fold(each.value): each for each in reversed(found)}.values())[::-1][:MOST]


def suggested_places(text: str, names: OfferNames) -> list[Suggestion]:
    key = fold(text)
    if len(key) < SHORTEST:
        return []
    counted = Counter({town: count for (town, *_where), count in names.towns.items()})
    towns = list(islice(_like(key, counted), MOST_OF_A_KIND))
    others = [name for name in finding.suggestions(text) if name not in towns]
    return [Suggestion(name) for name in [*towns, *others]][:MOST]


def _like(key: str, counted: Mapping[str, int]) -> Iterator[str]:
    """Names in which a word begins so: first those that begin so themselves."""
    begins = f" {key}"
    found = (
        (not folded.startswith(key), -count, name)
        for name, count in counted.items()
        for folded, words in (_looked_through(name),)
        if begins in words
    )
    return (name for _first, _count, name in sorted(found))


@lru_cache(maxsize=100_000)
def _looked_through(name: str) -> tuple[str, str]:
    """Its key, and all ways to spell it with a blank before each word: tens of thousands are asked at each letter."""
    return fold(name), "\n".join(f" {own}" for own in spellings(name))
