"""How what stands in a model's field reads, whatever kind of field it is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import models
from django.utils.translation import override
from i18nfield.fields import I18nTextField
from i18nfield.strings import LazyI18nString

from matching.models import Placement, Talent
from portal.core.facts import Fact, Shown
from portal.core.fields import MoneyField
from portal.core.markdown import MarkdownField
from portal.core.presentation import Rendering, in_html, in_words, items, phrases, plain, reviewed
from programmes.models import Milestone, Programme


def read(model, name, value) -> str:
    return in_words(model._meta.get_field(name), value)


@pytest.mark.parametrize(
    ("model", "name", "value", "said"),
    [
        (Placement, "kind", "job", "Job"),
        (Placement, "starts_on", date(2027, 3, 1), "1\xa0March 2027"),
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
    assert words == ["38,5", "1.\xa0März 2027", "Slowenien"]


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


LETTERS = models.CharField(choices=[("a", "Alpha"), ("b", "Beta")])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (LETTERS, "b", "Beta"),
        (LETTERS, "c", "c"),
        (
            models.DateTimeField(),
            datetime(2027, 3, 1, 11, 30, tzinfo=UTC),
            "1.\xa0März 2027, 12:30\xa0Uhr",
        ),
        (models.IntegerField(), 2000, "2000"),
        (models.IntegerField(), 0, "0"),
        (MoneyField(), Decimal("2000.50"), "2.000,50"),
    ],
)
def test_each_kind_of_value_has_its_form(field, value, said):
    with override("de"):
        assert in_words(field, value) == said


TEXT = LazyI18nString({"en": "Run **lines**", "de": "Die <b>Linien</b>", "sl": ""})


def test_markdown_is_shown_as_it_looks_in_every_language():
    with override("de"):
        assert in_html(MarkdownField(), TEXT) == (
            '<div lang="de"><b>Deutsch</b><div><p>Die &lt;b&gt;Linien&lt;/b&gt;</p>\n</div></div>'
            '<div lang="en"><b>English</b><div><p>Run <strong>lines</strong></p>\n</div></div>'
        )


def test_what_is_no_markdown_is_escaped_and_left_alone():
    text = LazyI18nString({"en": "**<b>**", "de": "<i>"})
    assert in_html(I18nTextField(), text) == (
        '<div lang="en"><b>English</b><div>**&lt;b&gt;**</div></div>'
        '<div lang="de"><b>Deutsch</b><div>&lt;i&gt;</div></div>'
    )


def test_what_is_empty_is_shown_as_nothing():
    assert in_html(MarkdownField(), LazyI18nString({})) == ""
    assert in_html(MarkdownField(), LazyI18nString("")) == ""


FACTS = (Fact("size", frozenset({Shown.CARD})), Fact("shop", frozenset({Shown.CARD})))
WORDS = {
    "size": Rendering(
        label="size", value=lambda row: f"{row} m", phrase=lambda row: "big" if row > 5 else ""
    ),
    "shop": Rendering(
        label="shop", value=lambda row: "Shop", url=lambda row: "/shop/", review=lambda row: "Shop, <b>"
    ),
}


def test_items_have_labels_and_addresses():
    assert items(3, FACTS, WORDS) == [("Size", "3 m"), ("Shop", "Shop", "/shop/")]


def test_phrases_stand_alone_and_leave_out_what_says_nothing():
    assert phrases(3, FACTS, WORDS) == ["Shop"]
    assert phrases(9, FACTS, WORDS) == ["big", "Shop"]


def test_whoever_vouches_reads_more_where_there_is_more():
    assert [reviewed(3, WORDS[fact.name]) for fact in FACTS] == ["3 m", "Shop, <b>"]
