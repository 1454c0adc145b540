"""Long reads from a copy of the database that follows it: reports and exports, where `DATABASE_REPLICA_URL` names one.

Pages never read there. Somebody who has just saved something must find it, and whoever has lost a right must have lost
it everywhere; a replica knows both a moment later. A worker can wait for that moment: it asks the database how far it
is, and reads from the replica once that has come as far. One that is away or far behind is done without.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

REPLICA = "replica"
PATIENCE = 5.0
"""Seconds a worker waits for the replica to come as far as the database."""
LOOK = 0.02
"""Seconds between two looks at how far it is."""
WHICH = "SELECT concat_ws(' ', system_identifier, current_database()) FROM pg_control_system()"
"""A standby has this from the server that it follows. How far another server is says nothing."""
logger = logging.getLogger(__name__)
_reads_there: ContextVar[bool] = ContextVar("reads_there", default=False)


class ReplicaRouter:
    """Sends reads to the replica inside `reading_from_replica`, and everything else to the database."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return REPLICA if _reads_there.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *rows: Any, **hints: Any) -> bool:
        """Rows from either are rows of the same database."""
        return True

    def allow_migrate(self, db: str, *args: Any, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@contextmanager
def reading_from_replica() -> Iterator[None]:
    """What is read inside comes from the replica, and holds all that was committed before. Writes go to the database.

    Without a replica, with one that is away or behind, or inside of a transaction, whose own changes only the database
    knows, nothing is different.
    """
    token = _reads_there.set(REPLICA in connections and not connection.in_atomic_block and _has_caught_up())
    try:
        yield
    finally:
        _reads_there.reset(token)


def _has_caught_up() -> bool:
    position, own = (_asked(DEFAULT_DB_ALIAS, each) for each in ("SELECT pg_current_wal_insert_lsn()", WHICH))
    ends = time.monotonic() + PATIENCE
    try:
        if _asked(REPLICA, WHICH) != own or not _asked(REPLICA, "SELECT pg_is_in_recovery()"):
            logger.warning(
                "What DATABASE_REPLICA_URL names is no standby of the database; the database is read."
            )
            return False
        while not _asked(REPLICA, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", position):
            if time.monotonic() > ends:
                logger.warning("The replica is more than %d seconds behind; the database is read.", PATIENCE)
                return False
            time.sleep(LOOK)
    except DatabaseError:
        logger.warning("The replica is away; the database is read.")
        return False
    return True


def _asked(alias: str, question: str, *parameters: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, parameters)
        return cursor.fetchone()[0]
