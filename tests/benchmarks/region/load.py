"""Writes a region into the database of the default connection, which has been migrated and is otherwise empty."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pghistory.models
import psycopg
from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg import sql

from portal.embedded_roles import SUPERUSER
from tests.benchmarks.region import (
    derived,
    events,
    history,
    messages,
    offers,
    participants,
    people,
    programmes,
    talents,
    words,
)
from tests.benchmarks.region.sizes import Sizes
from tests.benchmarks.region.steps import SCHEMA, Step

ROOMS = (words, programmes, people, offers, participants, talents, events, messages, derived, history)
"""In the order of their foreign keys; what is kept of all rows comes last."""
AT_ONCE = 2
"""Indexes that are made at the same time."""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS (
        SELECT FROM pg_constraint WHERE conindid = format('public.%I', indexname)::regclass AND contype IN ('p', 'u', 'x'))
    ORDER BY tablename, indexname
"""
"""Those that no constraint needs. Rows come in several times faster while they are away."""
SEQUENCES = """
    SELECT format('SELECT setval(%L, coalesce(max(%I), 1)) FROM %I',
        pg_get_serial_sequence(table_name, column_name), column_name, table_name)
    FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'
"""
Progress = Callable[[int, int, str], None]


def steps() -> list[Step]:
    return [step for room in ROOMS for step in room.steps()]


def load(sizes: Sizes, progress: Progress = lambda done, total, label: None) -> None:
    """Write it all. No trigger and no foreign key is heard meanwhile; what they would have done is done here."""
    everything, parameters = steps(), sizes.parameters()
    with _unhindered(), _without_indexes(lambda label: progress(len(everything), len(everything) + 1, label)):
        for number, step in enumerate(everything):
            progress(number, len(everything) + 1, step.label)
            step.run(parameters)
    _execute("DROP SCHEMA region CASCADE", *_answers(SEQUENCES), "VACUUM (ANALYZE)")
    progress(len(everything) + 1, len(everything) + 1, "done")


@contextmanager
def _unhindered() -> Iterator[None]:
    _patient()
    _grant_silence()
    _execute("SET session_replication_role = replica", SCHEMA)
    try:
        yield
    finally:
        _execute("RESET session_replication_role")


def _grant_silence() -> None:
    """Let the portal's role silence triggers, which of the embedded server's roles only the superuser may by itself.

    On another server its keeper says `GRANT SET ON PARAMETER session_replication_role TO …` once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone()[0]:
            return
    server = connection.settings_dict
    with psycopg.connect(
        host=server["HOST"], user=SUPERUSER, dbname="postgres", autocommit=True
    ) as superuser:
        role = sql.Identifier(server["USER"])
        superuser.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(role))


def _patient() -> None:
    connection.ensure_connection()
    connection.connection.longest_wait = 3600
    _execute(
        "SET statement_timeout = 0", "SET lock_timeout = 0", "SET synchronous_commit = off", "SET jit = off",
        "SET work_mem = '256MB'", "SET maintenance_work_mem = '256MB'",
    )  # fmt: skip


@contextmanager
def _without_indexes(progress: Callable[[str], None]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = dict(cursor.fetchall())
    _execute(*(f'DROP INDEX "{name}"' for name in indexes))
    try:
        yield
    finally:
        progress("indexes")
        _at_once([definition for _name, definition in sorted(indexes.items())])


def _at_once(statements: Sequence[str]) -> None:
    left, failures = list(reversed(statements)), []

    def work() -> None:
        try:
            _patient()
            while left:
                _execute(left.pop())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _answers(question: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [row[0] for row in cursor.fetchall()]


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def bar(done: int, total: int, label: str) -> None:
    """For a terminal: how far it has come, and what is being written."""
    full = 30 * done // total
    sys.stderr.write(f"\r[{'#' * full}{'.' * (30 - full)}] {100 * done // total:3} % {label:<40.40}")
    if done == total:
        sys.stderr.write("\n")
    sys.stderr.flush()


def filled() -> set[type[Model]]:
    """Every model that some step writes rows of."""
    return {model for step in steps() for model in step.fills}


def models() -> list[type[Model]]:
    """All that have a table."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not issubclass(model, pghistory.models.Events)
    ]


def timed(sizes: Sizes) -> list[tuple[float, str]]:
    """Load, and say how long each step took."""
    times: list[tuple[float, str]] = []
    begun, last = time.perf_counter(), ""

    def note(done: int, total: int, label: str) -> None:
        nonlocal begun, last
        now = time.perf_counter()
        if last:
            times.append((now - begun, last))
        begun, last = now, label
        bar(done, total, label)

    load(sizes, note)
    return times
