"""What occurs in the open offers by name: titles, skills, organisations and towns, as the process keeps them.

Read from the rows themselves and following their changes, like the index of offers. It says which towns there is an
offer in, which compounds a word is part of, what a mistyped word may have meant, and what to suggest while somebody
types.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.models import Placement, PlacementSkill, Skill, SkillLabel
from matching.querysets.placements import PlacementQuerySet
from matching.scoring.lexicon import keys_of, known_names, made_ahead
from portal.core.changes.following import Changed, Follower
from portal.core.compiled import CompiledQuery, is_any_of
from portal.core.regions.finding import find_well_known_town, regions_called, well_known_regions
from portal.core.regions.towns import coordinates, towns_by_key
from portal.core.regions.tree import regions
from portal.core.text import fold
from portal.core.words.query import any_name
from portal.core.words.spelling import spellings, tokens
from programmes.models import Organisation

SHORTEST_PART = 5
"""Letters of a word that is looked for inside others."""
MOST_COMPOUNDS = 40
MOST_CORRECTIONS = 1000
MOST_READ_AGAIN = 2000
"""Where more offers have changed, all names are read anew."""
DISTRICT = 5
"""Signs of its code."""


@dataclass(frozen=True)
class Named:
    """One offer."""

    titles: Mapping[str, str]
    organisation: str
    city: str
    region: str
    country: str
    skills: tuple[int, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        return frozenset(
            word for text in (*self.titles.values(), self.organisation, self.city) for word in tokens(text)
        )


@dataclass(frozen=True)
class OfferNames:
    offers: Mapping[int, Named]
    words: Counter[str]
    """Words as they are written, with how many offers have them."""
    towns: Counter[tuple[str, str, str]]
    """Town, region and country."""
    labels: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """Of the skills that are asked for: language and text."""
    _keys: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, offers: Mapping[int, Named], labels: Mapping[int, Sequence[tuple[str, str]]]) -> OfferNames:
        words = Counter(word for each in offers.values() for word in each.words)
        towns = Counter((each.city, each.region, each.country) for each in offers.values() if each.city)
        return cls(offers, words, towns, labels)

    def among(self, offers: Iterable[int]) -> OfferNames:
        """The same as if there were no others: nothing suggests or corrects to what occurs in one."""
        found = {pk: self.offers[pk] for pk in offers if pk in self.offers}
        skills = {skill for each in found.values() for skill in each.skills}
        return OfferNames.of(found, {skill: self.labels[skill] for skill in skills & self.labels.keys()})

    def replaced(
        self,
        changed: Iterable[int],
        now: Mapping[int, Named],
        labels: Mapping[int, Sequence[tuple[str, str]]],
    ) -> OfferNames:
        other = [pk for pk in changed if self.offers.get(pk) != now.get(pk)]
        if not other and all(self.labels.get(skill) == called for skill, called in labels.items()):
            return self  # something else of these offers has changed
        labels = {**self.labels, **labels}
        offers, words, towns = dict(self.offers), self.words.copy(), self.towns.copy()
        for pk in other:
            for one, sign in ((offers.pop(pk, None), -1), (now.get(pk), 1)):
                if one is None:
                    continue
                for word in one.words:
                    words[word] += sign
                if one.city:
                    towns[one.city, one.region, one.country] += sign
        names = OfferNames({**offers, **now}, +words, +towns, labels)
        names._keys.update(self._keys_still_right_for(names))
        return names

    def _keys_still_right_for(self, other: OfferNames) -> dict[str, Any]:
        """Most changes bring no new word and take none away; then what was made of all words need not be made anew."""
        has_same_words = self.words.keys() == other.words.keys()
        has_same_towns = self.towns.keys() == other.towns.keys()
        is_right = {
            "titles": has_same_words,
            "towns": has_same_towns,
            "words": has_same_words and has_same_towns and self.labels == other.labels,
        }
        known = dict(self._keys)  # another thread may add to it meanwhile
        return {name: made for name, made in known.items() if is_right.get(name)}

    # --- Names ---

    def titles_in(self, language: str) -> Mapping[str, int]:
        """Titles as a reader of this language has them, each with how many offers are called so."""
        return self._counted(
            f"titles {language}",
            lambda: (_in(language, list(each.titles.items())) for each in self.offers.values()),
        )

    def skills_in(self, language: str) -> Mapping[str, int]:
        def called() -> Iterable[str]:
            names = {skill: _in(language, labels) for skill, labels in self.labels.items()}
            return (names.get(skill, "") for each in self.offers.values() for skill in each.skills)

        return self._counted(f"skills {language}", called)

    def others_in(self, language: str) -> Mapping[str, str]:
        """Of titles and skills that a reader of this language has in another, which one."""
        known = self._keys.get(f"others {language}")
        if known is None:
            skills = (_chosen(language, labels) for labels in self.labels.values())
            titles = (_chosen(language, list(each.titles.items())) for each in self.offers.values())
            known = {text: code for code, text in (*skills, *titles) if code != language}
            self._keys[f"others {language}"] = known
        others: Mapping[str, str] = known
        return others

    @property
    def organisation_names(self) -> Mapping[str, int]:
        return self._counted("organisations", lambda: (each.organisation for each in self.offers.values()))

    def _counted(self, name: str, names: Callable[[], Iterable[str]]) -> Mapping[str, int]:
        """Counted when first asked for, while no offer changes."""
        known = self._keys.get(name)
        if known is None:
            known = self._keys[name] = Counter(each for each in names() if each)
        counted: Mapping[str, int] = known
        return counted

    # --- Places ---

    def places(self, text: str) -> list[str]:
        """The facts of the place called so: a region of the list, or a town that there is an offer in."""
        for name in (text, *_nominatives(text)):
            facts = [f"at={code}" for code in _regions(name)] + self._towns_called(fold(name))
            if facts:
                return facts
        return []

    def _towns_called(self, key: str) -> list[str]:
        return [
            f"town={point[0]},{point[1]}"
            for city, region, country in self._towns_by_key.get(key, ())
            if (point := coordinates(city, region, country))
        ]

    @property
    def _towns_by_key(self) -> Mapping[str, Sequence[tuple[str, str, str]]]:
        known = self._keys.get("towns")
        if known is None:
            found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
            for town in self.towns:
                for key in _town_keys(*town):
                    found[key].append(town)
            known = self._keys["towns"] = dict(found)
        return known

    # --- Words ---

    @property
    def _words_by_key(self) -> Mapping[str, str]:
        """Words by their keys: those of titles, then of what else can be meant."""
        known = self._keys.get("words")
        if known is None:
            labels = (
                word for named in self.labels.values() for _language, text in named for word in tokens(text)
            )
            towns = (name for town in self.towns for name in (town[0],))
            every = (*well_known_regions(), *towns, *labels, *known_names(), *self.words)
            known = self._keys["words"] = {key: word for word in every for key in spellings(word)}
        return known

    def compounds(self, text: str) -> str:
        """A question for words of titles that this one is part of; nothing where it is part of none."""
        words = tokens(text)
        if len(words) != 1 or len(words[0]) < SHORTEST_PART:
            return ""
        keys = {key for key in keys_of(words[0]) if len(key) >= SHORTEST_PART}
        found = [
            word
            for whole, word in self._title_words
            if any(key in whole and len(whole) > len(key) + 2 for key in keys)
        ]
        return next(iter(any_name((word, None) for word in found[:MOST_COMPOUNDS])), "")

    @property
    def _title_words(self) -> Sequence[tuple[str, str]]:
        """With the key of each."""
        known = self._keys.get("titles")
        if known is None:
            known = self._keys["titles"] = [
                (spellings(word)[0], word) for word in self.words if word[0].isalpha()
            ]
        return known

    def corrections(self, words: Iterable[str]) -> dict[str, str]:
        """For words that nothing has, the most alike of those that occur. Remembered: all are compared with each."""
        known: dict[str, str] = self._keys.setdefault("corrections", {})
        found = {}
        for word in words:
            right = known.get(word)
            found[word] = self._alike(word) if right is None else right
        if len(known) + len(found) > MOST_CORRECTIONS:
            known.clear()
        known.update(found)
        return {word: right for word, right in found.items() if right}

    def _alike(self, word: str) -> str:
        key = fold(word)
        most = _most_mistakes(len(key))
        if not most or key in self._words_by_key:
            return ""
        by_key = self._words_by_key
        near = process.extract(
            key, by_key.keys(), scorer=OSA.distance, score_cutoff=most, limit=20, processor=None
        )
        if not near:
            return ""
        best = min(
            near, key=lambda each: (each[1], each[0][0] != key[0], -self.words[by_key[each[0]]], each[0])
        )
        return by_key[best[0]]


@lru_cache(maxsize=5000)
def _regions(name: str) -> tuple[str, ...]:
    """Of districts that are called like a town, or around it, only the one that the town is."""
    town = find_well_known_town(name)
    if town is None:
        return regions_called(name)
    larger = tuple(code for code in regions_called(name) if len(code) < DISTRICT or "-" in code)
    own = regions()[town.region]
    return (*larger, own.code) if fold(own.name) == fold(town.name) and own.code not in larger else larger


def _in(language: str, labels: Sequence[tuple[str, str]]) -> str:
    return _chosen(language, labels)[1]


def _chosen(language: str, labels: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Language and text: in this one, else in English as elsewhere, else in any."""
    by_language: dict[str, str] = {}
    for code, text in labels:
        by_language.setdefault(code, text)
    code = next((each for each in (language, "en", *by_language) if by_language.get(each)), "")
    return code, by_language.get(code, "")


def _most_mistakes(length: int) -> int:
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 12 else 3


@lru_cache(maxsize=5000)
def _town_keys(city: str, region: str, country: str) -> frozenset[str]:
    """What a town is called in any language."""
    keys = set(spellings(city))
    for town in towns_by_key().get(fold(city), ()):
        if town.region == region or (not region and town.country == country):
            keys |= town.keys
    return frozenset(keys)


def _nominatives(text: str) -> list[str]:
    """What a Slovenian name may be whose case was taken for the sentence: v Ljubljani, na Dunaju, iz Celja."""
    if len(text) < 5 or not text[-1].isalpha():
        return []
    endings = {
        "i": ("a", ""),
        "u": ("", "o", "e", "a"),
        "o": ("a",),
        "e": ("a",),
        "a": ("", "o", "e"),
        "s": ("",),
    }
    return [text[:-1] + end for end in endings.get(text[-1].lower(), ())]


class _Following(Follower[OfferNames]):
    follows = (Placement, Organisation, Skill)

    def build(self) -> OfferNames:
        made_ahead()
        offers = _named()
        return OfferNames.of(offers, _labels({skill for each in offers.values() for skill in each.skills}))

    def patch(self, thing: OfferNames, changed: Changed) -> OfferNames:
        if any(changed.everything_of(model) for model in self.follows):
            return self.build()
        placements = changed.rows_of(Placement) | _offered_by(changed.rows_of(Organisation))
        if len(placements) > MOST_READ_AGAIN:
            return self.build()
        now = _named(placements)
        asked = {skill for each in now.values() for skill in each.skills} - thing.labels.keys()
        skills = asked | (changed.rows_of(Skill) & thing.labels.keys())
        return thing.replaced(placements, now, _labels(skills))


OFFER_NAMES = _Following()


def _offered_by(organisations: Collection[int]) -> set[int]:
    offered = Placement.objects.shown().filter(organisation__in=organisations)
    return set(offered.order_by().values_list("pk", flat=True)) if organisations else set()


def _named(only: Collection[int] | None = None) -> dict[int, Named]:
    facts: Iterable[tuple[Any, ...]]
    asked: Iterable[tuple[int, int]]
    if only is None:
        facts, asked = _facts(Placement.objects.all()), _asked(PlacementSkill.objects.all())
    else:
        facts, asked = _FACTS(ids=list(only)), _ASKED(ids=list(only))
    skills: dict[int, list[int]] = defaultdict(list)
    for placement, skill in asked:
        skills[placement].append(skill)
    return {
        pk: Named(_titles(title), organisation, city, region, country, tuple(skills.get(pk, ())))
        for pk, title, organisation, city, region, country in facts
    }


def _facts(placements: PlacementQuerySet) -> QuerySet[Any, tuple[Any, ...]]:
    names = ("pk", "title", "organisation__name", "city", "region", "country")
    return placements.shown().order_by().values_list(*names)


def _asked(skills: QuerySet[PlacementSkill]) -> QuerySet[Any, tuple[int, int]]:
    return skills.order_by().values_list("placement", "skill")


_FACTS = CompiledQuery(lambda: _facts(Placement.objects.filter(is_any_of("id", "ids"))))
_ASKED = CompiledQuery(lambda: _asked(PlacementSkill.objects.filter(is_any_of("placement_id", "ids"))))
"""Of some placements: asked for whenever one changes."""


def _titles(title: object) -> Mapping[str, str]:
    data = getattr(title, "data", title)
    return (
        {code: text for code, text in data.items() if text}
        if isinstance(data, dict)
        else {"": str(data or "")}
    )


def _labels(skills: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Of each skill what it is called first, then by which other names it is known."""
    found: dict[int, list[tuple[str, str]]] = {skill: [] for skill in skills}
    rows = (
        SkillLabel.objects.filter(skill__in=skills).order_by("-is_preferred", "pk")
        if skills
        else SkillLabel.objects.none()
    )
    for skill, language, text in rows.values_list("skill", "language", "text"):
        found[skill].append((language, text))
    return found
