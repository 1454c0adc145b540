"""What somebody typed, as a question."""

import pytest
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Cast

from portal.core.words.query import MOST_WORDS, WordsQuery, query
from portal.core.words.vector import Text, vector
from portal.users.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TITLE = "Head of sensor development for the medicine of tomorrow"


def found(typed: str, title: str = TITLE) -> bool:
    with connection.cursor() as cursor:
        texts = [Text(title, "A", "en", is_short=True)]
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector(texts), query(typed)])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "typed",
    [
        "sensors",
        "sensor medicine",
        "medicine SENSOR",
        '"sensor development"',
        '"head of sensors"',
        "sensor for medicine in Rostock or sensor",
        "nurse or sensor",
        "Pflege oder Sensor",
        "nega ali sensor",
        "sensor -nurse",
        "sensor - medicine",
        "sensor – medicine -- tomorrow",
        '-"development sensor"',
        "sens",
        "head sens",
        "sensor-development",
        "the",
        '"sensor',
    ],
)
def test_is_found(typed):
    assert found(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "nurse",
        "sensor nurse",
        '"development sensor"',
        "se",
        "sens head",
        '"sens"',
        "sensor -head",
        "sensor --head",
        "sensor - nurse",
        "-sensors",
        'sensor -"head of"',
        "sensor -nurse -tomorrow",
        "or",
        "",
        "-",
        "a & | !",
        ":*",
        "💥",
        "x" * 200,
        "1' or 1=1",
    ],
)
def test_is_not_found(typed):
    assert not found(typed)


def test_many_words_are_a_question_of_bounded_length():
    assert len(query("job " * 5_000)) < 100 * MOST_WORDS
    assert len(query("-a" + " -b" * 5_000)) < 100 * MOST_WORDS
    assert not found("-" * 20_000 + "sensor")


def test_a_column_is_asked_as_django_asks_one():
    person = make_user()
    column = Cast(Value(vector([Text(TITLE, "A")])), SearchVectorField())
    rows = User.objects.filter(pk=person.pk).annotate(searched=column)
    assert rows.filter(searched=WordsQuery("sensors")).count() == 1
    assert rows.filter(searched=WordsQuery("nurses")).count() == 0
    assert rows.filter(searched=WordsQuery("")).count() == 0
