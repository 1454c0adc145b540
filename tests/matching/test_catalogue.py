"""The starter list of skills can be loaded, read and trusted."""

import csv
import re
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "matching" / "catalogue" / "skills.csv"
URI = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COLUMNS = ["key", "type", "esco_uri", "en", "de", "sl"]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_list_has_about_two_hundred_skills_of_which_most_are_esco_concepts(rows):
    assert 190 <= len(rows) <= 230
    assert sum(bool(row["esco_uri"]) for row in rows) >= 90


def test_every_row_has_the_columns_and_no_empty_or_untrimmed_text(rows):
    assert [list(row) for row in rows] == [COLUMNS] * len(rows)
    filled = [row[name] for row in rows for name in COLUMNS if name != "esco_uri"]
    assert [text for text in filled if not text or text != text.strip()] == []


@pytest.mark.parametrize("column", ["key", "esco_uri", "en", "de", "sl"])
def test_nothing_is_there_twice(rows, column):
    texts = [row[column].casefold() for row in rows if row[column]]
    assert sorted(texts) == sorted(set(texts))


def test_keys_are_names_and_uris_are_esco_skills(rows):
    assert [row["key"] for row in rows if not re.fullmatch(r"[a-z][a-z0-9_]{0,79}", row["key"])] == []
    assert [row["esco_uri"] for row in rows if row["esco_uri"] and not URI.fullmatch(row["esco_uri"])] == []


def test_types_are_those_of_the_portal(rows):
    assert {row["type"] for row in rows} == {"skill", "knowledge", "transversal"}
