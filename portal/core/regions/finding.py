"""Regions and towns by what somebody typed, and what they may have meant where the list has nothing like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from rapidfuzz import fuzz, process

from portal.core.locales import country_name
from portal.core.regions.towns import COUNTRIES, Town, towns, towns_by_key
from portal.core.regions.tree import Region, around, full_name, region_name, regions, searchable_names, within
from portal.core.text import clean_line, fold
from portal.core.words.spelling import spellings

ALIKE = 78
"""Of a hundred, from which two names are alike enough to ask whether one was meant."""
NEARER = 10
"""What a region has before a town, and a country listed down to its towns before others, of the hundred."""
FAR_LARGER = 15
"""A town that has so many times the people of its namesakes is the one that is meant."""
SHOWN = 12
"""Suggestions at once."""
SHORTEST = 3
"""Characters from which a part of a region's name is looked for."""
NAMED = 4
"""Namesakes that an error names."""


@dataclass(frozen=True, slots=True)
class Place:
    """A town and its region as rows keep them."""

    city: str
    region: str


def find_region(text: str) -> str:
    """The code of the region called so in any of the portal's languages, or that a town of this name lies in.

    "" where there is none, or where several towns far from each other are called so.
    """
    key = fold(text)
    if codes := _regions_by_key().get(key):
        return codes[0]
    town = _the_one(_towns_called(text))
    return town.region if town else ""


@lru_cache(maxsize=5000)
def regions_called(text: str) -> tuple[str, ...]:
    """The codes of regions called so in any of the portal's languages; and of a Land whose name begins so with another
    part behind, as people say Mecklenburg for Mecklenburg-Vorpommern, but not Sachsen for Sachsen-Anhalt.
    """
    key = _plain(text)
    codes = _regions_by_plain_key().get(key, ()) if len(key) > 1 else ()
    if any(_is_land(code) for code in codes) or len(key) < SHORTEST:
        return codes
    lands = (code for name, code in _lands_by_key().items() if name.startswith(f"{key} "))
    return tuple(dict.fromkeys((*codes, *lands)))


def _is_land(code: str) -> bool:
    return len(code) <= 3 or len(around(code)) <= 2


@cache
def _lands_by_key() -> Mapping[str, str]:
    return {
        key: code
        for code, region in regions().items()
        if region.country in COUNTRIES and len(code) == 3
        for name in (region.name, *region.names.values())
        for key in map(_plain, spellings(name))
    }


@cache
def _regions_by_plain_key() -> Mapping[str, tuple[str, ...]]:
    """Who searches leaves hyphens out."""
    found: dict[str, tuple[str, ...]] = {}
    for key, codes in _regions_by_key().items():
        found[_plain(key)] = (*found.get(_plain(key), ()), *codes)
    return found


def _plain(text: str) -> str:
    return fold(text).replace("-", " ")


def well_known_regions() -> list[str]:
    """Names of countries, Länder and areas in each language, where the list goes down to towns."""
    near = (region for region in regions().values() if region.country in COUNTRIES)
    return [name for region in near for name in (region.name, *region.names.values())]


def find_town(text: str, *, region: str = "", country: str = "") -> Town | None:
    """The town called so, in this region or country. None where there is none, or one can't say which."""
    return _the_one(_candidates(text, region=region, country=country))


def find_well_known_town(text: str) -> Town | None:
    """The same where no region elsewhere is called so: Thüringen is a village in Vorarlberg, too, that few mean."""
    town, named = find_town(text), _regions_by_key().get(fold(text), ())
    return town if town and (not named or any(town.region in within(code) for code in named)) else None


def as_listed(city: str, region: str, *, country: str, keeps_wider: bool = False) -> Place:
    """Town and region as they are kept: the town as the list spells it, the region by its code, or from the town.

    Raises ValidationError, by field, with what may have been meant: for a region that isn't in the list, for a town
    that isn't and has no region either, for a town that lies elsewhere. Of countries that the list has not, both stay
    as they were typed. `keeps_wider` is for what covers a region around its town: it keeps the one that was named.
    """
    city, region = clean_line(city), clean_line(region)
    code = find_region(region) if region else ""
    if region and not code and country in known_countries():
        raise ValidationError({"region": unknown_region(region)})
    if code and country in known_countries() and regions()[code].country != country:
        raise ValidationError({"region": _abroad(code)})
    if not city:
        return Place(city, code or region)
    town = find_town(city, region=code, country=country)
    if town is not None:
        is_wider = keeps_wider and code in around(town.region)
        return Place(town.name, code if is_wider else town.region)
    if country in COUNTRIES:
        _check_town(city, code, country)
    return Place(city, code or region)


def unknown_region(text: str) -> ValidationError:
    """What to say of a region or town that the list doesn't have; what may be meant can be chosen from the error."""
    if several := _towns_called(text):
        return _several(text, several)
    if alike := similar(text):
        said = _("“%(text)s” is not in the list of regions and towns. Did you mean %(name)s?")
        return _unknown(text, said, alike)
    return _unknown(
        text,
        _("“%(text)s” is not in the list of regions and towns. Name a district, a Land or a larger town."),
    )


def unknown_town(text: str) -> ValidationError:
    """The same where only a town will do."""
    if fold(text) in _regions_by_key():
        return _unknown(text, _("“%(text)s” is a region. Name a town in it."))
    if several := _towns_called(text):
        return _several(text, several)
    if alike := [name for name in similar(text) if find_town(name)]:
        return _unknown(text, _("“%(text)s” is not in the list of towns. Did you mean %(name)s?"), alike)
    return _unknown(text, _("“%(text)s” is not in the list of towns. Name a larger one nearby."))


def _unknown(text: str, said: str, alike: Sequence[str] = ()) -> ValidationError:
    names = {"text": text[:40], "name": _in_quotes(alike)}
    return ValidationError(said, params={**names, "suggestions": [*alike]})


def similar(text: str, limit: int = 2) -> list[str]:
    """Names most like the text, as the reader's language has them: regions and what lies near count for more."""
    names = _names()
    found = process.extract(
        fold(text), names.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None, processor=None
    )
    found.sort(key=lambda each: each[1] + NEARER * _weight(names[each[0]])[0], reverse=True)
    return list(dict.fromkeys(label(names[key]) for key, _score, _index in found[: 3 * limit]))[:limit]


def regions_named(text: str) -> frozenset[str]:
    """The codes of regions in whose names, or in those of what they lie in, the text stands in any language."""
    key = fold(text)
    if len(key) < SHORTEST:
        return frozenset()
    return frozenset(code for code, names in _names_around().items() if key in names)


def suggestions(text: str, *, limit: int = SHOWN) -> list[str]:
    """Regions and towns whose name begins so: regions and large towns first; what is alike where none does."""
    return _begun(text, _names(), limit) or (similar(text, limit) if text.strip() else [])


def town_suggestions(text: str, *, limit: int = SHOWN) -> list[str]:
    """Towns alone, the largest first."""
    return _begun(text, {key: named[0] for key, named in towns_by_key().items()}, limit)


def _begun(text: str, names: Mapping[str, Region | Town], limit: int) -> list[str]:
    key = fold(text)
    if not key:
        return []
    begun = [name for known, name in names.items() if known.startswith(key)]
    begun.sort(key=_weight, reverse=True)
    return list(dict.fromkeys(label(name) for name in begun[: 2 * limit]))[:limit]


def label(name: Region | Town) -> str:
    """What to type for it: its name, with where it lies if others are called so."""
    if isinstance(name, Region):
        own = region_name(name.code)
        return own if find_region(own) == name.code else full_name(name.code)
    if find_town(name.name) == name:
        return name.name
    return f"{name.name} ({region_name(name.region)})"


@cache
def known_countries() -> frozenset[str]:
    return frozenset(region.country for region in regions().values())


# --- Towns of one name ---


def _candidates(text: str, *, region: str, country: str) -> list[Town]:
    inside = within(region) if region else None
    return [
        town
        for town in _towns_called(text)
        if (inside is None or town.region in inside) and (not country or town.country == country)
    ]


def _towns_called(text: str) -> Sequence[Town]:
    """The largest first; of several in one region the one that is called just so: Hüsby isn't the larger Husby."""
    key = fold(text)
    named = sorted(towns_by_key().get(key, ()), key=lambda town: _unlike(town, text, key))
    by_region: dict[str, Town] = {}
    for town in named:
        by_region.setdefault(town.region, town)
    found = sorted(by_region.values(), key=lambda town: -town.people)
    labelled = _labelled().get(key)
    return found or ([labelled] if labelled else [])


def _unlike(town: Town, text: str, key: str) -> tuple[bool, bool]:
    return town.name.casefold() != clean_line(text).casefold(), key not in spellings(town.name)


@cache
def _labelled() -> Mapping[str, Town]:
    """Towns that share a name, by name and region; what a town is called before what it is called in short."""
    shared = [
        town
        for town in sorted(towns(), key=lambda town: town.people)
        if any(len(towns_by_key()[key]) > 1 for key in town.keys)
    ]
    return {
        key: town
        for own in (lambda town: town.plain_name, lambda town: town.name)
        for town in shared
        for region in (regions()[town.region],)
        for name in (region.name, *region.names.values())
        for key in spellings(f"{own(town)} ({name})")
    }


def _the_one(named: Sequence[Town]) -> Town | None:
    """The only one, or the one that everybody means."""
    if len(named) > 1 and named[0].people < FAR_LARGER * max(1, named[1].people):
        return None
    return named[0] if named else None


def _check_town(city: str, region: str, country: str) -> None:
    there = _candidates(city, region=region, country=country)
    if there:
        raise ValidationError({"city": _several(city, there)})
    elsewhere = _candidates(city, region="", country=country)
    if region and elsewhere:
        right = full_name(elsewhere[0].region)
        said = _("%(town)s lies in %(region)s. Leave the region empty, or name that one.")
        named = {"town": elsewhere[0].name, "region": right, "suggestions": [right]}
        raise ValidationError({"region": ValidationError(said, params=named)})
    if not region and _candidates(city, region="", country=""):
        said = _(
            "The list of %(country)s has no town called “%(town)s”. Check the country, or name the region, too."
        )
        named = {"town": city[:40], "country": country_name(country)}
        raise ValidationError({"city": ValidationError(said, params=named)})
    if not region:
        alike = [name for name in similar(city) if name != city]
        said = (
            _("“%(text)s” is not in the list of towns. Did you mean %(name)s? If not, name the region, too.")
            if alike
            else _("“%(text)s” is not in the list of towns. Name the region, too.")
        )
        raise ValidationError({"city": _unknown(city, said, alike)})


def _abroad(region: str) -> ValidationError:
    said = _("%(region)s: its country is %(country)s. Check the country, or name another region.")
    names = {"region": full_name(region), "country": country_name(regions()[region].country)}
    return ValidationError(said, params=names)


def _several(text: str, named: Sequence[Town]) -> ValidationError:
    shown = list(dict.fromkeys(label(town) for town in named[:NAMED]))
    return ValidationError(
        _("There are several called “%(text)s”. Say which: %(names)s."),
        params={"text": text[:40], "names": ", ".join(shown), "suggestions": shown},
    )


def _in_quotes(names: Sequence[str]) -> str:
    if len(names) == 2:
        return _("“%(one)s” or “%(other)s”") % {"one": names[0], "other": names[1]}
    return "".join(_("“%(name)s”") % {"name": name} for name in names)


# --- By name ---


@cache
def _names_around() -> Mapping[str, str]:
    return {code: "\n".join(fold(name) for _language, name in searchable_names(code)) for code in regions()}


@cache
def _regions_by_key() -> Mapping[str, tuple[str, ...]]:
    """Codes by each folded name, those of larger regions first; what only calls itself so comes after."""
    named: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for region in regions().values():
        for name, is_alias in _names_of(region):
            for key in spellings(name):
                named[key].append((is_alias, len(around(region.code)), region.code))
    return {
        key: tuple(dict.fromkeys(code for *_order, code in sorted(found))) for key, found in named.items()
    }


def _names_of(region: Region) -> Iterator[tuple[str, bool]]:
    for name in (region.code, region.name, *region.names.values()):
        yield name, False
    for name in region.other_names:
        yield name, True
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield full_name(region.code), True


@cache
def _names() -> Mapping[str, Region | Town]:
    """Everything that can be typed, by its folded name."""
    towns: dict[str, Region | Town] = {key: named[0] for key, named in towns_by_key().items()}
    return towns | {key: regions()[codes[0]] for key, codes in _regions_by_key().items()}


def _weight(name: Region | Town) -> tuple[int, int]:
    if isinstance(name, Town):
        return (1 if name.country in COUNTRIES else 0, name.people)
    return (2 if name.country in COUNTRIES else 1, -len(around(name.code)))
