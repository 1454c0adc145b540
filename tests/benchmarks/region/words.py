"""The words, in tables that the other rooms' statements read."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any
from unicodedata import normalize

from portal.core.collation import sort_keys
from portal.core.regions.finding import as_listed, find_region
from tests.benchmarks.region import vocabulary
from tests.benchmarks.region.steps import Step, copy_rows

TEXTS = """
    CREATE FUNCTION region.sentences(key bigint, salt int, most int, OUT de text, OUT en text, OUT sl text)
        LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT string_agg(replace(replace(s.de, '{topic}', t.de), '{activity}', a.de), ' ' ORDER BY i),
               string_agg(replace(replace(s.en, '{topic}', t.en), '{activity}', a.en), ' ' ORDER BY i),
               string_agg(replace(replace(s.sl, '{topic}', t.sl), '{activity}', a.sl), ' ' ORDER BY i)
        FROM generate_series(1, 4 + region.pick($1, $2, $3 - 3)) i
        JOIN region.sentence s ON s.number = mod(region.pick($1, $2 + 1, 20) + i * 7, 20)
        JOIN region.topic t ON t.number = region.zipf($1 * 31 + i, $2 + 2, (SELECT count(*)::int FROM region.topic))
        JOIN region.activity a ON a.number = region.zipf($1 * 31 + i, $2 + 3, (SELECT count(*)::int FROM region.activity))
        $$;
"""
"""So many sentences at most, none twice, each with a topic and an activity of its own."""


def steps() -> Iterator[Step]:
    yield Step("words", _write_words)
    yield Step("texts", TEXTS.replace("%", "%%"))
    yield Step("names", _write_names)


def _write_words(_sizes: Mapping[str, Any]) -> None:
    for table in ("topic", "activity", "sentence"):
        rows = vocabulary.rows_of(
            getattr(vocabulary, {"topic": "TOPICS", "activity": "ACTIVITIES"}.get(table, "SENTENCES"))
        )
        copy_rows(
            table,
            "number int PRIMARY KEY, de text, en text, sl text",
            ((n, *row) for n, row in enumerate(rows)),
        )
    copy_rows(
        "town",
        "number int PRIMARY KEY, name text, region text, land text, country text",
        ((n, *row) for n, row in enumerate(_listed_towns())),
    )
    professions = vocabulary.rows_of(vocabulary.PROFESSIONS)
    copy_rows(
        "profession",
        "number int PRIMARY KEY, field text, nace text, de text, en text, sl text",
        ((n, *row) for n, row in enumerate(professions)),
    )


def _listed_towns() -> Iterator[tuple[str, str, str, str]]:
    """As the portal keeps what somebody typed: the town's name, the code of its region and of the one around it."""
    for name, land, country in vocabulary.rows_of(vocabulary.TOWNS):
        place = as_listed(name, land, country=country)
        yield place.city, place.region, find_region(land), country


def _write_names(sizes: Mapping[str, Any]) -> None:
    """With their places in the alphabet, which the portal works out itself."""
    people = product(vocabulary.FIRST_NAMES, vocabulary.FAMILY_NAMES)
    copy_rows(
        "name",
        "number int PRIMARY KEY, name text, address text, keys jsonb",
        (
            (n, f"{a} {b}", f"{_plain(a)}.{_plain(b)}", json.dumps(sort_keys(f"{a} {b}")))
            for n, (a, b) in enumerate(people)
        ),
    )
    towns = [town for town, *_rest in vocabulary.rows_of(vocabulary.TOWNS)]
    companies = (
        f"{family} {kind} {town}"
        for town, kind, family in product(towns, vocabulary.COMPANY_KINDS, vocabulary.FAMILY_NAMES)
    )
    every = max(
        1, len(towns) * len(vocabulary.COMPANY_KINDS) * len(vocabulary.FAMILY_NAMES) // sizes["organisations"]
    )
    copy_rows(
        "company",
        "number int PRIMARY KEY, name text, town int, keys jsonb",
        (
            (
                n,
                name,
                towns.index(next(town for town in towns if name.endswith(town))),
                json.dumps(sort_keys(name)),
            )
            for n, name in enumerate(islice(companies, 0, every * sizes["organisations"], every), 1)
        ),
    )


def _plain(name: str) -> str:
    bare = normalize(
        "NFD", name.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("ı", "i")
    )
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha())
