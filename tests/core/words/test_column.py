"""The words of a row are kept by the database, folded as Python folds them, and found by their beginnings."""

import pytest
from django.db import connection

from matching.models import Placement
from portal.core.text import fold
from portal.core.words.column import beginnings, words_of
from portal.users.models import User
from tests.factories import i18n, make_organisation, make_placement, make_programme, make_user

pytestmark = pytest.mark.django_db


def found(typed: str) -> list[str]:
    query = beginnings(typed)
    return [] if query is None else list(User.objects.filter(words=query).values_list("name", flat=True))


@pytest.mark.parametrize(
    "typed", ["Müller", "mueller", "MULLER", "muller", "Mül", "MUE", "jana müller", "Müller Jana", "ja mu"]
)
def test_a_name_is_found_however_it_is_written(typed):
    make_user("Jana Müller")
    make_user("Jan Mahler")
    assert found(typed) == ["Jana Müller"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Björk Guðmundsdóttir", "gudmundsdottir"),
        ("Jörg Groß", "gross"),
        ("Jörg Groß", "GROẞ joerg"),
        ("Ana Šoštar", "sostar"),
        ("Ole Jørgensen", "jorgensen"),
        ("Łukasz Żak", "lukasz zak"),
        ("Nguyễn Văn An", "nguyen van"),
        ("Иван Петров", "ИВАН петр"),
        ("Ελένη Παππάς", "ελενη παπ"),
        ("Anne-Marie O'Neill", "marie neill"),
        ("Mueller", "Müller"),
        ("Dr. Eva (geb. Kern)", "kern"),
    ],
)
def test_letters_of_many_alphabets(name, typed):
    make_user(name)
    assert found(typed) == [name]


def test_each_word_must_begin_one_of_a_row():
    make_user("Jana Müller")
    assert [found(typed) for typed in ("Jana Mahler", "üller", "ana", "jana müllerin")] == [[], [], [], []]


def test_an_address_is_found_by_its_parts():
    make_user("Jana", email="jana.mueller@example.org")
    assert [found(typed) for typed in ("jana.mueller@example.org", "mueller@exam", "JANA.MUE")] == [
        ["Jana"]
    ] * 3


@pytest.mark.parametrize("typed", ["", " ", "-", "'", "&|!:*", "\\", "%", "''':*"])
def test_signs_are_no_words(typed):
    make_user("Jana")
    assert (words_of(typed), beginnings(typed), found(typed)) == ([], None, [])


def test_a_title_is_found_in_each_of_its_languages():
    programme = make_programme()
    title = i18n("Nurse 🚑", de="Pflegekraft für Ältere", sl="Medicinska sestra")
    placement = make_placement(make_organisation(programme), programme, title=title, city="Kočevje")
    for typed in ("nurse", "altere", "aeltere", "sestra koc"):
        assert list(Placement.objects.filter(words=beginnings(typed))) == [placement]
    assert not Placement.objects.filter(words=beginnings("sl")).exists()  # the language's code is no word


@pytest.mark.parametrize(
    "title", ['{"de": "x', "{}", '{"de": 1}', r"C:\ud83d", '{"en": "a\\\\ud83d b"}', "\\u0000"]
)
def test_no_title_is_too_odd_to_be_stored(title):
    programme = make_programme()
    placement = make_placement(make_organisation(programme), programme)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matching_placement SET title = %s WHERE id = %s", [title, placement.pk])


@pytest.mark.parametrize(
    "title", ["C:\\😀 Nurse", "\\\\😀 Nurse", '"\\😀" Nurse', "\\u0000 Nurse", "A\nNurse", "A\\\tNurse"]
)
def test_a_title_is_found_whatever_signs_stand_in_it(title):
    """Signs that JSON writes as an escape, and what only looks like one."""
    programme = make_programme()
    placement = make_placement(make_organisation(programme), programme, title=i18n(title, de="Pflege"))
    for typed in ("nurse", "pflege"):
        assert list(Placement.objects.filter(words=beginnings(typed, whole=True))) == [placement]


def test_words_follow_what_sql_writes_too():
    person = make_user("Jana", email="x@example.org")
    User.objects.filter(pk=person.pk).update(name="Šimić")
    assert (found("jana"), found("simic")) == ([], ["Šimić"])


def test_the_database_folds_as_the_portal_does():
    """Letters of the Latin, Greek and Cyrillic alphabets, each as a word of its own."""
    codes = (*range(0xC0, 0x250), *range(0x386, 0x3CE), *range(0x400, 0x460))
    letters = [letter for letter in map(chr, codes) if letter.isalpha() and fold(letter).isalnum()]
    letters = [letter for letter in letters if ord(letter) > 0x250 or fold(letter).isascii()]
    person = make_user("x", email="a@example.org")
    wrong = []
    for letter in letters:
        User.objects.filter(pk=person.pk).update(name=letter)
        if not User.objects.filter(words=beginnings(letter)).exists():
            wrong.append(letter)
    assert wrong == []
