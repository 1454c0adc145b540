"""Tables are emptied of the rows they have, after a test that commits.

Django truncates all of them, which gives every table and every index a new file: 0.4 s, and all that the database knew
about any of them is to be found out anew by the next test. Most tests fill a few of them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

WRITTEN_BY_DJANGO = {"django_content_type", "auth_permission"}
"""After every migration and every emptying; no test changes them."""
ALWAYS = """
    SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgenabled = 'A' AND relname = ANY(%s)
"""


def empty_by_deleting() -> None:
    DatabaseOperations.sql_flush = _deletions  # type: ignore[method-assign]


def _deletions(operations: Any, _style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """Statements of one transaction. Nobody notes, guards or forbids what they delete."""
    with operations.connection.cursor() as cursor:
        filled = list(_filled(cursor, set(tables) - WRITTEN_BY_DJANGO))
        cursor.execute(ALWAYS, [filled])
        always = cursor.fetchall()
    return [
        *(f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in filled),
        *(f'DELETE FROM "{table}"' for table in filled),
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in filled),
        *(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{trigger}"' for table, trigger in always),
    ]


def _filled(cursor: Any, tables: Iterable[str]) -> Iterator[str]:
    names = sorted(tables)
    cursor.execute(
        " UNION ALL ".join(f'(SELECT {number} FROM "{name}" LIMIT 1)' for number, name in enumerate(names))
    )
    yield from (names[number] for (number,) in cursor.fetchall())
