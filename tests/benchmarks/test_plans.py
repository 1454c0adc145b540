"""What `make bench-quick` takes for a statement, and for a table that is read from end to end."""

import pytest
from django.db import connection, transaction

from programmes.models import Programme
from tests.benchmarks.plans import BIG_TABLE, scanned, watched

pytestmark = pytest.mark.django_db


@pytest.fixture
def big_table() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE beads AS SELECT n AS id, mod(n, 50) AS colour FROM generate_series(1, %s) n",
            [BIG_TABLE + 1000],
        )
        cursor.execute("ALTER TABLE beads ADD PRIMARY KEY (id)")
        cursor.execute("ANALYZE beads")
    return "beads"


def number_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM beads WHERE colour = 7",
        "SELECT count(*) FROM beads WHERE id > 10",
        "SELECT * FROM (SELECT * FROM beads ORDER BY colour) AS inner_one LIMIT 5",
        "WITH red AS (SELECT * FROM beads WHERE colour = 1) SELECT count(*) FROM red",
        "SELECT a.id FROM beads a JOIN beads b ON b.id = a.colour WHERE a.colour = 3",
        "UPDATE beads SET colour = 1 WHERE colour = 2",
        "DELETE FROM beads WHERE colour = 2",
    ],
)
def test_a_big_table_that_is_read_from_end_to_end_is_named(big_table, statement):
    assert scanned(statement) == {big_table}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM beads WHERE id = 7",
        "SELECT * FROM beads LIMIT 5",
        "SELECT * FROM beads WHERE colour = 7 LIMIT 5",
        "SELECT count(*) FROM programmes_programme",
        "SAVEPOINT here",
    ],
)
def test_what_an_index_or_a_limit_cuts_short_is_no_reading_from_end_to_end(big_table, statement):
    assert scanned(statement) == set()


def test_looking_at_a_plan_writes_nothing(big_table):
    scanned("DELETE FROM beads WHERE colour = 2")
    assert number_of(big_table) == BIG_TABLE + 1000


def test_each_statement_counts_and_marks_of_transactions_do_not():
    with watched() as sent, transaction.atomic():
        list(Programme.objects.filter(slug="a"))
        list(Programme.objects.filter(slug="b"))
    assert len(sent.statements) == 2
