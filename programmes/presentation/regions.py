"""Programmes and organisations on the map: which dots are theirs, and where their towns are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.core.presentation import spoken
from portal.core.regions.drawing import HEIGHT, WIDTH, at, dots
from portal.core.regions.towns import coordinates
from programmes.models import Organisation, Programme
from programmes.presentation.programmes import place, programme_tag

MARK = 24
"""How wide a number on the map is, in its units."""


@dataclass(frozen=True)
class OnMap:
    """A programme with its number on the map and in the list beside it; `spots` are its towns, its own first."""

    number: int
    slug: str
    url: str
    acronym: str
    title: str
    place: str
    tag: str
    tag_kind: str
    dots: str
    spots: list[tuple[int, int]]


def programmes_on_map(programmes: Iterable[Programme], below: Iterable[Programme]) -> list[OnMap]:
    """`below` are their subprogrammes, whose towns are marked in the same colour."""
    parts = list(below)
    marked: list[OnMap] = []
    for number, programme in enumerate(programmes, start=1):
        place = _on_map(number, programme, [part for part in parts if part.parent_id == programme.pk])
        marked.append(_moved_aside(place, [each.spots[0] for each in marked if each.spots]))
    return marked


def _moved_aside(programme: OnMap, taken: list[tuple[int, int]]) -> OnMap:
    """Beside the numbers that are there already, so that all can be read: two programmes may be in one town."""
    if not programme.spots:
        return programme
    (x, y), *others = programme.spots
    while any(abs(x - left) < MARK and abs(y - top) < MARK for left, top in taken):
        x += MARK
    return replace(programme, spots=[(x, y), *others])


def _on_map(number: int, programme: Programme, parts: list[Programme]) -> OnMap:
    points = [coordinates(each.place, each.region, each.country) for each in (programme, *parts)]
    tag, tag_kind = programme_tag(programme)
    return OnMap(
        number=number,
        slug=programme.slug,
        url=programme.get_absolute_url(),
        acronym=programme.acronym,
        title=spoken(programme.title),
        place=place(programme),
        tag=tag,
        tag_kind=tag_kind,
        dots=dots(programme.region) if programme.region else "",
        spots=list(dict.fromkeys(at(point) for point in points if point)),
    )


@dataclass(frozen=True)
class Spot:
    """One place on the map, with the dots of the region it lies in."""

    x: int
    y: int
    dots: str


def organisation_on_map(organisation: Organisation) -> Spot | None:
    """None where neither its town nor its region is known, or where both lie beyond the map's edge."""
    point = coordinates(organisation.city, organisation.region, organisation.country)
    if point is None:
        return None
    x, y = at(point)
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return None
    return Spot(x, y, dots(organisation.region) if organisation.region else "")
