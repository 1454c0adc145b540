"""How what stands in a model's field reads, whatever kind of field it is."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from matching.models import Placement, Talent
from portal.core.presentation import in_html, in_words, plain
from programmes.models import Milestone, Programme


def read(model, name, value) -> str:
    return in_words(model._meta.get_field(name), value)


@pytest.mark.parametrize(
    ("model", "name", "value", "said"),
    [
        (Placement, "kind", "job", "Job"),
        (Placement, "starts_on", date(2027, 3, 1), "1 March 2027"),
        (Placement, "is_remote", True, "yes"),
        (Placement, "is_remote", False, "no"),
        (Placement, "hours", Decimal("38.50"), "38.5"),
        (Placement, "country", "DE", "Germany"),
        (Placement, "city", "Suhl", "Suhl"),
        (Talent, "regions", ["Suhl", "erfurt"], "erfurt, Suhl"),
        (Programme, "languages", ["sl", "de"], "German, Slovenian"),
        (Milestone, "due_on", None, ""),
        (Talent, "regions", [], ""),
        (Placement, "city", "", ""),
    ],
)
def test_a_value_reads_as_people_say_it(model, name, value, said):
    assert read(model, name, value) == said


def test_it_reads_as_the_reader_s_language_says_it():
    with override("de"):
        words = [
            read(Placement, "hours", Decimal("38.50")),
            read(Placement, "starts_on", date(2027, 3, 1)),
            read(Placement, "country", "SI"),
        ]
    assert words == ["38,5", "1. März 2027", "Slowenien"]


def test_a_text_is_read_in_all_its_languages_the_reader_s_first():
    text = LazyI18nString({"en": "Welder", "de": "Schweißerin", "sl": ""})
    with override("de"):
        assert read(Placement, "title", text) == "Deutsch: Schweißerin · English: Welder"


def test_a_text_in_one_language_needs_no_name_of_it():
    assert read(Placement, "title", LazyI18nString({"en": "Welder", "de": ""})) == "Welder"


def test_markdown_is_shown_as_it_looks_and_other_words_are_escaped():
    description = LazyI18nString({"en": "Run the **lines**."})
    field = Placement._meta.get_field("description")
    assert "<strong>lines</strong>" in in_html(field, description)
    title = LazyI18nString({"en": "<b>Welder</b>", "de": "Schweißerin"})
    assert "&lt;b&gt;Welder" in in_html(Placement._meta.get_field("title"), title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, ""),
        ([], ""),
        (LazyI18nString({"en": "Welder", "de": ""}), LazyI18nString({"en": "Welder"})),
        (LazyI18nString({"en": ""}), None),
    ],
)
def test_values_that_mean_the_same_are_no_change(one, other):
    assert plain(one) == plain(other)


def test_values_that_differ_are_a_change():
    assert plain(0) != plain(None)
    assert plain(False) != plain("")
