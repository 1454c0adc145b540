"""What a request sends to the database, and which big tables that reads from end to end."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

BIG_TABLE = 9_000
"""Rows from which a table is big, in a tenth: talents and all that has more."""
HALF = 0.5
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK TO")
"""Of transactions inside the one of the test, which the database's planner never sees."""
LOOK = '"core_change"'
"""What a page asks once a request, of whoever asks it for changes; only inside a transaction, as here, again."""
READ = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
PLANNED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


@dataclass
class Sent:
    """All statements of a request, those of session, person and rights included, with the tables they scan."""

    statements: list[str] = field(default_factory=list)
    shares: dict[str, float] = field(default_factory=dict)
    """Of each big table the most that one of them reads: 1 is all of its rows, once."""

    @property
    def scanned(self) -> set[str]:
        """Of which half or more is read."""
        return {table for table, share in self.shares.items() if share >= HALF}


@contextmanager
def watched() -> Iterator[Sent]:
    sent, is_looking = Sent(), False

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal is_looking
        is_again = LOOK in sql and any(LOOK in each for each in sent.statements)
        if not is_looking and not is_again and not sql.startswith(MARKS):
            sent.statements.append(sql)
            is_looking = True
            try:
                for table, share in shares(sql, params[0] if many else params).items():
                    sent.shares[table] = max(share, sent.shares.get(table, 0))
            finally:
                is_looking = False
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield sent


def scanned(sql: str, params: Any = None) -> set[str]:
    """The big tables of which a statement reads half or more."""
    return {table for table, share in shares(sql, params).items() if share >= HALF}


def shares(sql: str, params: Any = None) -> dict[str, float]:
    """How much of each big table a statement reads, however few rows it then gives back.

    In a sequential scan, or by an index that leads to nearly all of them: which of the two the planner takes where much
    is read is its affair. A scan that a limit stops early reads less. What is written is taken back again.
    """
    if not sql.lstrip("( ").upper().startswith(PLANNED):
        return {}
    rows = big_tables()
    if not rows.keys() & _read(_plan(sql, params, "FORMAT JSON")).keys():
        return {}
    read = _read(_plan(sql, params, "ANALYZE, TIMING OFF, FORMAT JSON"))
    return {table: read[table] / number for table, number in rows.items() if table in read}


def _plan(sql: str, params: Any, options: str) -> dict[str, Any]:
    """As for the whole region, where reading a table from end to end takes ten times as long as in a tenth."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL seq_page_cost = 10")
        cursor.execute(f"EXPLAIN ({options}) {sql}", params)
        (answer,) = cursor.fetchone()
        transaction.set_rollback(True)
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]


def _read(plan: dict[str, Any]) -> dict[str, int]:
    """Rows that scans have read, table by table; without ANALYZE none."""
    found: dict[str, int] = {}
    if "Relation Name" in plan and plan["Node Type"].endswith("Scan"):
        rows = sum(plan.get(kind, 0) for kind in READ)
        found[plan["Relation Name"]] = round(rows * plan.get("Actual Loops", 1))
    for inner in plan.get("Plans", []):
        for table, read in _read(inner).items():
            found[table] = found.get(table, 0) + read
    return found


def big_tables() -> dict[str, float]:
    """With as many rows as the planner thinks they have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [BIG_TABLE]
        )
        return dict(cursor.fetchall())
