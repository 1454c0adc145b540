"""What stands in a field, as the reader's language says it, whatever kind of field it is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation
from i18nfield.fields import I18nTextField
from i18nfield.strings import LazyI18nString

from portal.core.facts import Fact, Shown
from portal.core.fields import CountryField, LanguageField, MoneyField
from portal.core.markdown import MarkdownField
from portal.core.presentation import Rendering, in_html, in_words, items, phrases, plain, reviewed

TEXT = LazyI18nString({"en": "Run **lines**", "de": "Die <b>Linien</b>", "sl": ""})
LETTERS = models.CharField(choices=[("a", "Alpha"), ("b", "Beta")])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (CountryField(), "SI", "Slowenien"),
        (LanguageField(), "sl", "Slowenisch"),
        (ArrayField(LanguageField()), ["sl", "en"], "Englisch, Slowenisch"),
        (ArrayField(models.CharField()), ["Suhl", "Jena"], "Jena, Suhl"),
        (LETTERS, "b", "Beta"),
        (LETTERS, "c", "c"),
        (models.BooleanField(), True, "ja"),
        (models.BooleanField(), False, "nein"),
        (models.DateField(), date(2027, 3, 1), "1. März 2027"),
        (models.DateTimeField(), datetime(2027, 3, 1, 11, 30, tzinfo=UTC), "1. März 2027 12:30"),
        (models.IntegerField(), 2000, "2000"),
        (models.IntegerField(), 0, "0"),
        (MoneyField(), Decimal("2000.50"), "2.000,50"),
        (models.CharField(), "Suhl", "Suhl"),
        (I18nTextField(), LazyI18nString({"en": "One"}), "One"),
        (I18nTextField(), TEXT, "Deutsch: Die <b>Linien</b> · English: Run **lines**"),
        (models.CharField(), "", ""),
        (models.IntegerField(), None, ""),
        (ArrayField(models.CharField()), [], ""),
        (I18nTextField(), LazyI18nString({"en": ""}), ""),
    ],
)
def test_a_value_is_said_in_the_reader_s_language(field, value, words):
    with translation.override("de"):
        assert in_words(field, value) == words


def test_markdown_is_shown_as_it_looks_in_every_language():
    with translation.override("de"):
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


@pytest.mark.parametrize("value", [None, "", [], {}, LazyI18nString({"en": ""})])
def test_nothing_is_nothing_however_it_is_stored(value):
    assert plain(value) == ""


def test_nought_and_no_are_something():
    assert (plain(0), plain(False)) == (0, False)


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
