"""Whose mails are whose while several workers send.

Who sends a mail holds an advisory lock on it. The locks belong to a transaction on a connection of their own, which
says nothing else: what became of each mail is committed by itself, on the ordinary one, and a worker that is killed
loses the locks with the connection, so nothing has to guess how long a claim is good for. They are advisory, so that
people can read and mark a message while its mail is on its way; and a transaction's, which a pooler never hands to
somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db import DEFAULT_DB_ALIAS, connections

from portal.notifications.constants import SENDING_LIMIT

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Claims:
    """What this worker holds, from `take` to the next `release`."""

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper = connections.create_connection(DEFAULT_DB_ALIAS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def take(self, names: Sequence[str]) -> set[str]:
        """Those of these names that nobody else holds are now held here."""
        self._connection.set_autocommit(False)
        with self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, set_config('idle_in_transaction_session_timeout', %s, true)"
                " FROM unnest(%s::text[]) AS name WHERE pg_try_advisory_xact_lock(hashtextextended(name, 0))",
                [f"{int(SENDING_LIMIT.total_seconds())}s", list(names)],
            )
            return {name for name, _limit in cursor.fetchall()}

    def release(self) -> None:
        self._connection.rollback()
        self._connection.set_autocommit(True)
