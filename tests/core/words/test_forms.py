"""Forms of words: lemmas, the word without its feminine ending, stems, and the parts of compounds."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.words.forms import (
    _stems,
    index_forms,
    languages,
    last_parts,
    part_forms,
    parts,
    query_forms,
)


def is_found(typed: str, written: str, language: str | None) -> bool:
    return bool(query_forms(typed) & (index_forms(written, language) | part_forms(written, language)))


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("Praktika", "Praktikum", "de"),
        ("PRAKTIKA", "Praktikums", "de"),
        ("Pflegefachkräfte", "Pflegefachkraft", "de"),
        ("Ingenieur", "Ingenieurinnen", "de"),
        ("Ingenieurin", "Ingenieure", "de"),
        ("Arzt", "Ärztin", "de"),
        ("Kollege", "Kolleginnen", "de"),
        ("Elektriker", "Elektrikerin", "de"),
        ("Haeuser", "Haus", "de"),
        ("Hoergeraeteakustiker", "Hörgeräteakustikerin", "de"),
        ("nursing", "nurse", "en"),
        ("theses", "thesis", "en"),
        ("developers", "developer", "en"),
        ("inženirja", "inženir", "sl"),
        ("inzenirja", "inženir", "sl"),
        ("programer", "programerka", "sl"),
        ("Velenju", "Velenje", "sl"),
        ("prakse", "praksa", None),
        ("internships", "internship", None),
    ],
)
def test_a_word_is_found_in_another_form(typed, written, language):
    assert is_found(typed, written, language)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Entwicklung", "Softwareentwicklung"),
        ("Software", "Softwareentwicklung"),
        ("Ingenieur", "Prozessingenieurin"),
        ("Ingenieur", "Wirtschaftsingenieurwesen"),
        ("Prozess", "Prozessingenieurin"),
        ("Akustiker", "Hörgeräteakustiker"),
        ("Pflege", "Altenpflege"),
        ("Technik", "Elektrotechnik"),
        ("Bau", "Maschinenbauingenieur"),
        ("Information", "Informationstechnik"),
        ("Entwicklung", "Kwazentwicklung"),
    ],
)
def test_a_compound_is_found_by_what_it_is_made_of(typed, written):
    assert is_found(typed, written, "de")


@pytest.mark.parametrize(
    ("typed", "written"),
    [("Term", "Termin"), ("Mediz", "Medizin"), ("treuer", "Betreuer"), ("Arbeiter", "Mitarbeiterin")],
)
def test_a_word_is_not_found_by_what_it_only_looks_like(typed, written):
    assert not is_found(typed, written, "de")


def test_stems_of_one_language_are_no_words_of_another():
    assert "engin" not in index_forms("engineers", "en")
    assert index_forms("engineers", "en") & index_forms("engineering", "en") == {"en~engin"}


def test_compounds_are_taken_apart_in_languages_that_write_them_as_one_word():
    assert part_forms("Softwareentwicklung", "sl") == frozenset()
    assert part_forms("Softwareentwicklung", "xx") == part_forms("Softwareentwicklung", "de")
    assert last_parts("Weiterbildung") == ["bildung"]


@given(st.text(min_size=1, max_size=70), st.sampled_from([None, *languages(), "xx"]))
def test_any_word_is_found_by_itself(word, language):
    if index_forms(word, language):
        assert index_forms(word, language) & query_forms(word)
    parts(word)


def test_no_dictionary_is_read_before_a_word_is_looked_up():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings.test'\n"
        "import django; django.setup(); import portal.core.words.query\n"
        "from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY as full\n"
        "from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY as small\n"
        "from portal.core.words.query import query\n"
        "read = lambda one: one._get_dictionary.cache_info().currsize\n"
        "before = read(full), read(small); query('Praktika'); print(before, (read(full), read(small) > 0))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "(0, 0) (0, True)"


def test_words_of_two_people_at_once_have_the_stems_that_each_has_alone():
    words = [
        "Softwareentwicklerinnen",
        "Krankenpflegeausbildung",
        "Häuser",
        "Verantwortlichkeiten",
        "und",
    ] * 40
    alone = [list(_stems(word, "de")) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(lambda word: list(_stems(word, "de")), words))
    finally:
        sys.setswitchinterval(before)
    assert together == alone
