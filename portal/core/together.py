"""Several questions in one statement: PostgreSQL plans each by itself, and the way there and back is gone once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connections
from django.db.models import QuerySet


@dataclass(frozen=True)
class InParts:
    """Rows that are read once and counted several times: all of them, and those of which each column is true."""

    rows: QuerySet[Any]
    columns: tuple[str, ...]


def counts_together(many: Sequence[QuerySet[Any] | InParts]) -> list[int]:
    """How many rows each of them has; of parts, how many there are in all, and how many of each."""
    asked = [each if isinstance(each, InParts) else InParts(each, ()) for each in many]
    found = _answers(
        [(_counts_of(each.columns), each.rows.values(*(each.columns or ["pk"]))) for each in asked]
    )
    return [number for numbers in found for number in numbers]


def rows_together(many: Sequence[QuerySet[Any, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of each of them, by the names of their columns; values as JSON has them: a day is a text."""
    return [found or [] for found in _answers([("json_agg(rows)", rows) for rows in many])]


def _counts_of(columns: Sequence[str]) -> str:
    parts = [f"count(*) FILTER (WHERE {column})" for column in columns]
    return f"ARRAY[{', '.join(['count(*)', *parts])}]"


def _answers(asked: Sequence[tuple[str, QuerySet[Any, Any]]]) -> Sequence[Any]:
    """What each expression says of the rows beside it; of conditions that contradict each other there are none."""
    if not asked:
        return []
    selected: list[str] = []
    parameters: list[Any] = []
    for expression, rows in asked:
        sql, values = rows.query.get_compiler(rows.db, elide_empty=False).as_sql()
        selected.append(f"(SELECT {expression} FROM ({sql}) AS rows)")  # noqa: S608  Django's own
        parameters += values
    with connections[asked[0][1].db].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selected)}", parameters)
        return cast("Sequence[Any]", cursor.fetchone())
