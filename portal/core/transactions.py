"""Doing the same work for what is kept and for what is only done for the look of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction


@contextmanager
def kept_if(is_kept: bool) -> Iterator[None]:  # noqa: FBT001  the one thing it is about
    """What the block writes is kept, or taken back as if it had never been; nobody can tell which from outside.

    Either way the database runs as many statements, the commit waits for the disk, and background jobs are sent: those
    of what was taken back find no row and do nothing. For answers that must not tell whether an address is known, by
    their length any more than by their words. A row that points to nobody may be written inside a block that is taken
    back: foreign keys are checked at the commit.
    """
    with transaction.atomic():
        jobs_before = len(connection.run_on_commit)
        with transaction.atomic():
            yield
            jobs = connection.run_on_commit[jobs_before:]
            if not is_kept:
                transaction.set_rollback(True)
        with connection.cursor() as cursor:
            if is_kept:
                cursor.execute("SELECT 1")  # in the place of the statement that takes back
            else:
                for _savepoints, job, is_robust in jobs:  # type: ignore[misc]  # Django's stubs lack the third
                    transaction.on_commit(job, robust=is_robust)
            # A mark in the log of the database: a commit with nothing else to keep waits for the disk like any other.
            cursor.execute("SELECT pg_logical_emit_message(true, 'kept', '')")


@contextmanager
def one_moment(using: str) -> Iterator[None]:
    """All that is read inside is of one moment, however many statements do. In a transaction: of that one's.

    Nothing is to be written inside.
    """
    begins = not connections[using].in_atomic_block
    with transaction.atomic(using=using):
        if begins:
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
