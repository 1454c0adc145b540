"""How words are taken out of a text, and spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import fold
from portal.core.words.spelling import LONGEST_WORD, is_hyphenated, spellings, tokens


def test_both_genders_in_one_word_are_the_feminine_one():
    for written in ("Mechatroniker/in", "Mechatroniker/-in", "Mechatroniker*in", "Mechatroniker:in"):
        assert tokens(f"{written} (m/w/d)") == ["Mechatronikerin", "m", "w", "d"], written
    assert tokens("Entwickler_innen, Pflege/Inklusion") == ["Entwicklerinnen", "Pflege", "Inklusion"]


def test_signs_stay_without_which_a_programming_language_would_be_another_one():
    assert tokens("C++, C# or C? Node.js.") == ["C++", "C#", "or", "C", "Node", "js"]


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("Müller", ("muller", "mueller")),
        ("Šoštanj", ("sostanj",)),
        ("STRASSE", ("strasse",)),
        ("Straße", ("strasse",)),
        ("Żółć", ("zolc",)),
    ],
)
def test_a_word_is_found_with_and_without_marks_on_its_letters(word, keys):
    assert spellings(word) == keys


def test_what_is_written_with_hyphens_is_one_word():
    assert is_hyphenated("(Java-Entwickler)")
    assert not is_hyphenated("Elektro-/Informationstechnik")
    assert not is_hyphenated("Aus-")


@given(st.text(max_size=200))
def test_any_text_has_words_whose_spellings_are_their_own(text):
    for word in tokens(text):
        assert 0 < len(word) <= LONGEST_WORD
        for key in spellings(word):
            assert fold(key) == key
