"""The regions people choose from, and how they lie in each other: district, part of a Land, Land, country.

A region is known by a code: that of NUTS 2021 where the list goes down to districts (Germany, Austria, Slovenia), of
ISO 3166-2 for the neighbours' first level, two letters for a country. Areas that people name and no administration has,
such as Südthüringen, have a code with a hyphen and name their districts. What a field holds that is no code is text
from before there was the list: it is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.utils.translation import get_language

from portal.core.locales import locale_of
from portal.core.regions.reading import rows_of


@dataclass(frozen=True, slots=True)
class Region:
    """`names` are those in languages that have one of their own; `other_names` are what it is found by, too."""

    code: str
    name: str
    names: Mapping[str, str]
    other_names: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()

    @property
    def country(self) -> str:
        return self.code[:2]

    def name_in(self, language: str | None) -> str:
        return self.names.get((language or "").split("-")[0], self.name)


@cache
def regions() -> Mapping[str, Region]:
    """All of them by code: countries first, then what lies in them."""
    listed = [_read(row) for row in rows_of("regions")]
    countries = [_country(code) for code in sorted({region.country for region in listed})]
    return {region.code: region for region in (*countries, *listed)}


def is_region(code: str) -> bool:
    return code in regions()


def region_name(code: str) -> str:
    """What the reader's language calls it; a text that is no code is what it says."""
    region = regions().get(code)
    return region.name_in(get_language()) if region else code


@lru_cache(maxsize=5000)
def around(code: str) -> tuple[str, ...]:
    """The region and all that it lies in, the nearest first: a district, its area, its Land, its country."""
    if not is_region(code):
        return (code,) if code else ()
    own = [code, *(other for other in regions() if other != code and _lies_in(code, other))]
    return tuple(sorted(own, key=lambda each: (each != code, -_depth(each), each)))


@lru_cache(maxsize=5000)
def within(code: str) -> frozenset[str]:
    """The codes of all that lies in a region, and its own."""
    return frozenset((code, *(other for other in regions() if code in around(other))))


def full_name(code: str) -> str:
    """With the Land it lies in, where that says more: "Landkreis Gotha (Thüringen)"."""
    lands = [other for other in around(code)[1:] if _depth(other) == 1]
    names = dict.fromkeys(region_name(each) for each in (code, *lands))
    return names.popitem()[0] if len(names) == 1 else "{} ({})".format(*names)


def land_name(code: str) -> str:
    """What to say behind a town: the Land of a district, since nobody far away knows the district."""
    lands = [other for other in around(code)[1:] if _depth(other) == 1 and "-" not in code]
    return region_name(lands[0] if lands else code)


def searchable_names(code: str) -> list[tuple[str | None, str]]:
    """Each name of a region and of all that it lies in, with its language: what it is found by."""
    found: list[tuple[str | None, str]] = []
    for each in around(code):
        region = regions().get(each)
        if region is None:
            found.append((None, each))
            continue
        found += [(None, name) for name in (region.name, *region.other_names)]
        found += [(language, name) for language, name in region.names.items()]
    return list(dict.fromkeys(found))


def _lies_in(code: str, other: str) -> bool:
    region = regions()[other]
    if region.members:
        return code in region.members or any(code.startswith(member) for member in region.members)
    if "-" in other:
        return False
    return code.startswith(other)


def _depth(code: str) -> int:
    """Countries 0, Länder 1, parts of them 2, areas between, districts 3."""
    if "-" in code:
        return 1 if code[2] == "-" and not regions()[code].members else 2
    return max(0, len(code) - 2)


def _read(row: Mapping[str, str]) -> Region:
    languages = [code for code, _name in settings.LANGUAGES]
    return Region(
        code=row["code"],
        name=row["name"],
        names={language: row[language] for language in languages if row.get(language)},
        other_names=tuple(filter(None, row["aliases"].split("|"))),
        members=frozenset(filter(None, row["members"].split("|"))),
    )


def _country(code: str) -> Region:
    names = {
        language: locale_of(language).territories.get(code, code) for language, _name in settings.LANGUAGES
    }
    return Region(code=code, name=names[settings.LANGUAGE_CODE], names=names)
