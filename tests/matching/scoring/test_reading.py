"""What somebody types is read as terms: names with a meaning, places, and plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring.reading import read

TOWNS = {"rostock": ["town=54.0,12.1"], "sachsen anhalt": ["at=DEE"], "sachsen": ["at=DED"]}


def places(text):
    return TOWNS.get(text.casefold(), [])


def meant(typed):
    return [[(term.text, *term.facts) for term in group] for group in read(typed, places).alternatives]


def test_names_of_several_words_come_before_those_of_one():
    assert meant("student job Sachsen-Anhalt") == [
        [("student job", "kind=working_student"), ("Sachsen Anhalt", "at=DEE")]
    ]
    assert meant("Praktikum in Sachsen") == [[("Praktikum", "kind=internship"), ("Sachsen", "at=DED")]]


def test_words_that_say_nothing_are_left_out_beside_others():
    assert meant("I am looking for an internship") == [[("internship", "kind=internship")]]
    assert meant("Stelle als Glaser") == [[("Glaser",)]]
    assert meant("Stelle") == [[("Stelle", "kind=job")]]
    assert [[term.text for term in group] for group in read("the", places).alternatives] == [["the"]]


def test_a_language_with_a_level_is_what_is_asked_for_at_most():
    for typed in ("Deutsch A2", "A2 German", "Deutschkenntnisse A2", "nemščina a2", "German level A2"):
        assert [term[1] for term in meant(typed)[0]] == ["language=de<=2"], typed
    assert meant("ohne Deutsch") == [[("ohne Deutsch", "language=de<=0")]]
    assert meant("Englisch B2 Rostock")[0][0][1] == "language=en<=4"


@pytest.mark.parametrize(
    "typed",
    ["ohne Deutsch", "kein Deutsch nötig", "no German required", "German not needed", "brez nemščine"],
)
def test_no_need_of_a_language_may_be_said_with_more_words(typed):
    assert [term[1] for term in meant(typed)[0]] == ["language=de<=0"]


@pytest.mark.parametrize(
    "typed", ["wenig Deutsch", "basic German", "Grundkenntnisse Deutsch", "osnovno znanje nemščine"]
)
def test_a_little_of_a_language_is_its_second_level(typed):
    assert [term[1] for term in meant(typed)[0]] == ["language=de<=2"]


@pytest.mark.parametrize(
    "typed",
    [
        "nur Englisch",
        "english only",
        "English speaking jobs",
        "Jobs auf Englisch",
        "englischsprachig",
        "samo angleščina",
    ],
)
def test_one_language_alone_means_that_no_other_is_asked_for(typed):
    assert [term[1] for term in meant(typed)[0]] == ["only=en"]


@pytest.mark.parametrize("typed", ["20 Stunden", "20h", "20 hours a week", "20 ur na teden"])
def test_hours_a_week_are_understood(typed):
    assert meant(typed)[0][0][1:] == ("weekly=20",)
    assert meant("20") == [[("20",)]]


def test_a_postcode_says_nothing_beside_the_town():
    assert meant("18055 Rostock") == [[("Rostock", "town=54.0,12.1")]]
    assert meant("18055") == [[("18055",)]]


def test_or_gives_a_choice_and_a_minus_takes_away():
    question = read('Praktikum oder Werkstudent -Rostock -"student job"', places)
    assert [[term.facts for term in group] for group in question.alternatives] == [
        [("kind=internship",)],
        [("kind=working_student",)],
    ]
    assert [term.facts for term in question.unwanted] == [("town=54.0,12.1",), ()]


def test_a_kind_and_what_it_is_about_may_be_one_word():
    assert meant("Marketingpraktikum") == [[("praktikum", "kind=internship"), ("Marketing",)]]
    assert meant("Glaserpraktikum")[0][0] == ("praktikum", "kind=internship")


def test_an_occupation_is_looked_for_by_all_its_names():
    ((term,),) = read("Krankenschwester", places).alternatives
    assert any("'nurse'" in words for words in term.other_words)
    assert term.is_meant


@given(st.text(max_size=200))
def test_any_text_is_read(typed):
    for term in read(typed, places).terms:
        assert term.text.strip()


@given(
    st.lists(
        st.sampled_from(["Praktikum", "-", "or", '"', "in", "Rostock", "A2", "Deutsch", "von", "zu", "Hause"])
    )
)
def test_any_row_of_such_words_is_read(words):
    read(" ".join(words), places)
