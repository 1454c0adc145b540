"""A list finds rows by words of several tables at once, and only rows that the list has."""

import pytest

from matching.models import Application
from portal.core.admin_search import searches_words, with_words
from programmes.models import Membership, Milestone
from tests.factories import (
    make_application,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db

FIELDS = ("talent__user__words", "placement__words", "placement__organisation__words")


@pytest.fixture
def applications():
    programme = make_programme()
    return [
        make_application(
            make_placement(make_organisation(programme, name=works), programme, title=title),
            make_talent(make_user(name)),
        )
        for name, works, title in (
            ("Jana Müller", "Steel Works", "Welder"),
            ("Milan Novak", "Müller & Sons", "Turner"),
            ("Nina Weber", "Glass Works", "Müllerin"),
            ("Omar Haddad", "Glass Works", "Turner"),
        )
    ]


def found(typed: str, rows=None) -> list[str]:
    rows = with_words(Application.objects.all() if rows is None else rows, FIELDS, typed)
    return sorted(rows.values_list("talent__user__name", flat=True))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mueller", ["Jana Müller", "Milan Novak", "Nina Weber"]),
        ("mueller turn", ["Milan Novak"]),
        ("glass turner omar", ["Omar Haddad"]),
        ("glass welder", []),
        ("???", []),
    ],
)
def test_each_word_stands_in_one_of_the_tables(applications, typed, names):
    assert found(typed) == names


def test_only_what_the_list_has_is_found(applications):
    assert found("mueller", Application.objects.exclude(pk=applications[0].pk)) == [
        "Milan Novak",
        "Nina Weber",
    ]


def test_nothing_is_joined_by_or(applications):
    """The database answers "or" over several tables by reading all of them."""
    assert " OR " not in str(with_words(Application.objects.all(), FIELDS, "omar").query)


def test_no_column_of_words_is_asked_for_rows_of_another_table():
    """Of a join PostgreSQL guesses how many rows have a word, and reads whole tables where it guesses wrong."""
    said = str(with_words(Application.objects.all(), FIELDS, "omar").query)
    assert " JOIN " not in said
    assert said.count('"words" @@') == len(FIELDS)


def test_whose_rows_they_are_is_asked_once():
    reader = make_member(make_programme())
    said = str(with_words(Application.objects.administered_by(reader), FIELDS, "omar").query)
    assert said.count("programme_id") == str(Application.objects.administered_by(reader).query).count(
        "programme_id"
    )


def test_lists_of_short_tables_are_searched_as_django_does():
    assert searches_words(Membership, ("user__words", "programme__acronym"))
    assert not searches_words(Milestone, ("title", "activity__title"))
