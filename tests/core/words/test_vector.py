"""What a row is found by."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.core.words.query import query
from portal.core.words.vector import APART, INDEXED_CHARACTERS, Text, vector


def matches(texts: list[Text], typed: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector(texts), query(typed)])
        return cursor.fetchone()[0]


def test_a_word_stands_at_its_place_in_all_its_forms():
    forms = ("de~ingenieurinn", "ingenieur", "ingenieurin", "ingenieurinnen")
    assert vector([Text("Ingenieurinnen", "B", "de")]) == " ".join(f"'{form}':1B" for form in forms)


def test_parts_of_a_compound_count_less_and_only_in_short_texts():
    assert "'software':1B" in vector([Text("Softwareentwicklung", "A", "de", is_short=True)])
    assert "'software'" not in vector([Text("Softwareentwicklung", "A", "de")])


def test_texts_stand_apart():
    assert f"'job':1A,{1 + APART}C" in vector([Text("Job", "A", "en"), Text("Job", "C", "en")])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Elektrotechnik", True),
        ("Informationstechnik", True),
        ("Technik", True),
        ("Softwareentwickler", True),
        ("Software-Entwicklerin", True),
        ("software entwickler", True),
        ("Hardware", False),
    ],
)
def test_words_cut_short_and_words_with_hyphens_are_found_whole(typed, found):
    title = "Elektro-/Informationstechnik, Software-Entwickler"
    assert matches([Text(title, "A", "de", is_short=True)], typed) is found


@pytest.mark.django_db
def test_a_text_beyond_all_bounds_is_still_one_that_the_database_takes():
    texts = [
        Text(" ".join(f"wort{number}x{text}" for number in range(4_000)), "C", "sl") for text in range(80)
    ]
    assert matches(texts, "wort7x0")
    assert not matches(texts, "wort7x79")
    assert matches([Text("job " * 40_000, "C", "en")], "jobs")
    assert not matches([Text("job " * INDEXED_CHARACTERS + "sensor", "C", "en")], "sensor")


class AnyText(TestCase):
    texts = st.text(max_size=80)

    @settings(max_examples=150, deadline=None)
    @given(texts, st.sampled_from([None, "de", "en", "sl", "fr"]), st.booleans())
    def test_is_found_by_itself(self, text, language, is_short):
        """Unless it has nothing but signs; quotation marks and what stands for "or" and "not" aside."""
        typed = "".join(sign for sign in text if sign not in '"-')
        texts = [Text(typed, "A", language, is_short=is_short)]
        assert matches(texts, typed) is bool(vector(texts))

    @settings(max_examples=150, deadline=None)
    @given(texts)
    def test_makes_a_question(self, text):
        matches([Text("Job", "A", "en")], text)


@pytest.mark.django_db
def test_what_is_written_with_very_many_hyphens_is_a_word_that_the_database_takes():
    chain = "-".join(f"teil{number}" for number in range(1_000))
    assert matches([Text(chain, "C", "de")], "teil7")
    assert matches([Text(chain, "C", "de")], "-".join(f"teil{number}" for number in range(40)))
