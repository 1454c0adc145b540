"""One word for one thing in each language, as the table at the end of the glossary decides it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT

COLUMNS = {"de": (1, 3), "sl": (2, 4)}
"""For each language: where its word stands, and what must not."""
SIGNING_IN = re.compile(r"\bsign(s|ed|ing)?[ -]ins?\b", re.IGNORECASE)
"""In Slovenian one word meant both signing in and applying, on the same page."""
SINGULAR = (
    r"Dodaj|Filtriraj|Izberi|Izbriši|Izklopi|Izvedi|Izvozi|Nadaljuj|Nastavi|Natisni|Obdrži|Odpri|"
    r"Odstrani|Označi|Počisti|Podaljšaj|Ponastavi|Poskusi|Pošlji|Potrdi|Prekliči|Preimenuj|Prenesi|Prevzemi|"
    r"Prikaži|Pripravi|Razširi|Registriraj|Sestavi|Shrani|Skoči|Skrij|Ustavi|Ustvari|Uporabi|Uvozi|"
    r"Vklopi|Vnesi|Zahtevaj|Zapri"
)
"""Imperatives that address one familiar person, as buttons of other programs do."""
NOUNS = {"Exports", "Imports", "exports", "imports"}
"""Whose Slovenian plurals look like such imperatives."""


@dataclass(frozen=True)
class Translation:
    english: str
    context: str | None
    text: str


def rows() -> list[list[str]]:
    """The cells of the table, without its head."""
    section = (
        (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## In German and Slovenian")[2]
    )
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def translations(language: str) -> Iterator[Translation]:
    path = ROOT / "portal" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        for message in read_po(file, locale=language):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[0]
                strings = [message.string] if isinstance(message.string, str) else list(message.string)
                yield from (Translation(" ".join(english.split()), message.context, text) for text in strings)


def told(node: object, language: str) -> Iterator[str]:
    """Every text of this language in the demonstration's data."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == language and isinstance(value, str):
                yield value
            else:
                yield from told(value, language)
    elif isinstance(node, list):
        for value in node:
            yield from told(value, language)


def texts(language: str) -> Iterator[str]:
    yield from (translation.text for translation in translations(language))
    for path in sorted((ROOT / "portal" / "demo" / "data").glob("*.json")):
        yield from told(json.loads(path.read_text(encoding="utf-8")), language)


def offences(language: str, all_texts: list[str]) -> list[tuple[str, str]]:
    """Which word that must not stand there stands in which text."""
    unwanted = [
        word.strip() for row in rows() for word in row[COLUMNS[language][1]].split(",") if word.strip()
    ]
    found = re.compile("|".join(re.escape(word) for word in unwanted), re.IGNORECASE)
    return [(match.group(), text) for text in all_texts if (match := found.search(text))]


@pytest.mark.parametrize("language", COLUMNS)
def test_no_text_has_a_word_that_the_glossary_rules_out(language):
    assert offences(language, list(texts(language))) == []


def test_a_word_that_is_ruled_out_is_found():
    assert offences("de", ["Sie sind als arbeitssuchend gemeldet."]) == [
        ("arbeitssuchend", "Sie sind als arbeitssuchend gemeldet.")
    ]


@pytest.mark.parametrize("language", COLUMNS)
def test_a_word_alone_is_translated_as_the_glossary_says(language):
    place = COLUMNS[language][0]
    wanted = {word.strip(): row[place].casefold() for row in rows() for word in row[0].split(",")}
    found = {
        (each.english, each.text)
        for each in translations(language)
        if not each.context
        and each.english.casefold() in wanted
        and wanted[each.english.casefold()] not in each.text.casefold()
    }
    assert found == set()


def test_signing_in_and_applying_are_two_words_in_slovenian():
    assert [
        t for t in translations("sl") if SIGNING_IN.search(t.english) and "prijav" in t.text.casefold()
    ] == []


def test_slovenian_buttons_say_vi():
    familiar = re.compile(rf"({SINGULAR})(?! se\b)\b")
    assert [t for t in translations("sl") if t.english not in NOUNS and familiar.match(t.text.strip())] == []
