"""A programme's own words take the place of the portal's, with what they name filled in."""

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from programmes.notices.reminders import Reminding, unknown_names


@dataclass(frozen=True, kw_only=True)
class Example(Reminding):
    def names(self):
        return {"offer": "Welder {number}", "number": 3}

    def words(self):
        return ["The portal's words."]

    def facts(self):
        return ["A fact."]


def said(text):
    return Example(occasions="first:1", text=text).paragraphs()


def test_without_a_text_the_portal_speaks():
    assert said("") == said({}) == ["The portal's words.", "A fact."]


def test_the_programme_s_words_are_the_reader_s_language_with_names_filled_in_once():
    text = {"en": "{number} for { offer }.\n\nPlease\nanswer.", "de": "{number} für {offer}."}
    assert said(text) == ["3 for Welder {number}.", "Please answer.", "A fact."]
    with override("de"):
        assert said(text) == ["3 für Welder {number}.", "A fact."]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("{offer} {offers} {offers}", ["offers"]), ("{}", [""]), ("{{offer}}", []), ("100 % of {number", [])],
)
def test_what_nobody_knows_is_named(text, unknown):
    assert unknown_names(text, ["offer", "number"]) == unknown
    said({"en": text})
