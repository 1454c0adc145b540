"""Names of kinds, conditions, fields and occupations, in every language, however they are written."""

import csv

import pytest
from django.conf import settings

from matching.constants import Field, PlacementKind
from matching.scoring.lexicon import (
    CATALOGUE,
    Entry,
    idle_words,
    keys_of,
    language_names,
    lexicon,
    topic_words,
)


def facts(text):
    return [entry.fact for entry in lexicon().meanings(text.split()) if entry.fact]


def topics(text):
    return {entry.topic for entry in lexicon().meanings(text.split()) if entry.topic is not None}


@pytest.mark.parametrize(
    ("names", "fact"),
    [
        (
            ["Praktikum", "Praktika", "Praktikumsplätze", "Praktikantin", "internships", "praksi"],
            "kind=internship",
        ),
        (["Werkstudentinnen", "Werkstudium", "student job", "študentska dela"], "kind=working_student"),
        (["Schnuppertage", "job shadowing", "senčenje"], "kind=shadowing"),
        (["Betriebsbesichtigungen", "company visits", "ogled podjetja"], "kind=visit"),
        (["Home Office", "Homeoffice", "work from home", "delo od doma"], "remote"),
        (["Teilzeit", "part time", "parttime", "krajši delovni čas"], "hours=part"),
        (["Informatik", "Informatikerin", "computer science", "racunalnistvo"], "field=06"),
        (["Praxisaufgaben"], "kind=challenge"),
    ],
)
def test_names_are_known_in_all_their_forms(names, fact):
    assert {name: facts(name) for name in names} == {name: [fact] for name in names}


def test_an_occupation_has_its_names_in_common():
    assert topics("Krankenschwester") & topics("nurse") & topics("medicinska sestra")
    assert topics("Architektin") == topics("arhitektka") == topics("architects") != set()
    (topic,) = topics("accountant")
    assert any("'buchhaltung'" in words for words in topic_words(topic))


def test_a_word_that_only_begins_like_a_name_is_none():
    assert lexicon().meanings(["international"]) == []
    assert Entry(fact="field=07") not in lexicon().meanings(["engineer"])


def test_each_kind_and_field_has_names_in_every_language():
    with (CATALOGUE / "meanings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    named = {row["meaning"].lstrip("?~") for row in rows}
    assert {f"kind={kind}" for kind in PlacementKind.values} <= named
    assert {f"field={field}" for field in Field.values if field != Field.GENERIC} <= named
    for table in ("meanings", "topics", "idle", "languages"):
        with (CATALOGUE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                assert all(row[language] for language, _name in settings.LANGUAGES), row


def test_languages_are_known_by_their_names_in_each_language():
    names = language_names()
    for code, said in {"de": ["Deutsch", "German", "nemščina"], "sl": ["Slowenisch", "slovenščine"]}.items():
        assert [next(names[key] for key in keys_of(name) if key in names) for name in said] == [code] * len(
            said
        )


def test_small_words_say_nothing():
    assert {"fur", "the", "za"} <= idle_words()
