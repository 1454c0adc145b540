"""What a request sends to the database, and which big tables that reads from end to end."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

BIG_TABLE = 9_000
"""Rows from which a table is big, in a tenth: talents and all that has more."""
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
    scanned: set[str] = field(default_factory=set)


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
                sent.scanned |= scanned(sql, params[0] if many else params)
            finally:
                is_looking = False
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield sent


def scanned(sql: str, params: Any = None) -> set[str]:
    """The big tables of which a statement reads half or more, however few rows it then gives back.

    In a sequential scan, or by an index that leads to nearly all of them: which of the two the planner takes where much
    is read is its affair. A scan that a limit stops early reads less. What is written is taken back again.
    """
    if not sql.lstrip("( ").upper().startswith(PLANNED):
        return set()
    rows = big_tables()
    if not rows.keys() & _read(_plan(sql, params, "FORMAT JSON")).keys():
        return set()
    read = _read(_plan(sql, params, "ANALYZE, TIMING OFF, FORMAT JSON"))
    return {table for table, number in rows.items() if read.get(table, 0) >= number / 2}


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
