"""Rows of a query as the database writes them by itself: the fastest way from a table into a file.

`COPY` knows nothing of models, so every column is a text: a day as ISO 8601, a number in digits, nothing as "". The
rows lie in a file between, so memory stays flat, the connection is free while they are worked on, and all are of one
moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.models import QuerySet

ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

Cells = list[str]


def copy_rows(rows: QuerySet[Any], path: Path) -> int:
    """Write the rows of `rows.values_list(…)` into a file that `copied_rows` reads. Returns how many there are."""
    connection = connections[rows.db]
    sql, values = rows.query.get_compiler(connection=connection).as_sql()
    statement = f"COPY ({connection.ops.compose_sql(sql, values)}) TO STDOUT WITH (FORMAT text, NULL '')"  # type: ignore[attr-defined]
    with connection.cursor() as cursor, path.open("wb") as file:
        with cursor.copy(statement) as portions:
            for portion in portions:
                file.write(portion)
        return int(cursor.rowcount)


def copied_rows(path: Path, *, at_a_time: int) -> Iterator[list[Cells]]:
    """The rows in portions: texts in the order of the query's columns."""
    with path.open(encoding="utf-8", newline="\n") as file:
        while lines := list(islice(file, at_a_time)):
            yield [_cells(line) for line in lines]


def _cells(line: str) -> Cells:
    cells = line[:-1].split("\t")
    return [ESCAPED.sub(_meant, cell) for cell in cells] if "\\" in line else cells


def _meant(found: re.Match[str]) -> str:
    return MEANT.get(found[1], found[1])
