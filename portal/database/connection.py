"""A connection that doesn't trust the server to keep its own time-outs.

`statement_timeout` is the server's: one that is frozen, or whose machine has gone from the network, never looks at its
clock. So the client looks at its own. It can't tell a slow statement from a dead server by waiting, therefore it asks:
when nothing has come for a while, it knocks as a newcomer would. Who is let in or sent away has found a server that is
alive, and goes on waiting for as long as that server allows a statement to take; who is not even answered closes the
socket. That needs no help from the network and works over the sockets of the embedded server, too.

A server has a process for each connection, and one of them alone may be stuck. Then the server lives, and only this
connection is given up.
"""

from time import monotonic
from typing import Any, ClassVar, Self, TypeVar

import psycopg
from django.conf import settings
from psycopg import errors
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from portal.core.breaker import DATABASE, REPLICA, Breaker

Answer = TypeVar("Answer")
INTERVAL = 0.1  # seconds between two looks at the clock


class NoAnswer(psycopg.OperationalError):
    """The server has stopped answering; the connection is closed."""


class PatientConnection(psycopg.Connection[Any]):
    breaker: ClassVar[Breaker] = DATABASE
    longest_wait: float | None = None
    """Seconds one answer may take though the server lives; None for what the settings say."""

    @classmethod
    def connect(cls, *args: Any, **kwargs: Any) -> Self:
        try:
            return super().connect(*args, **kwargs)
        except errors.ConnectionTimeout:
            cls.breaker.failed()
            raise

    def wait(self, gen: PQGen[Answer], interval: float = INTERVAL, timeout: float | None = None) -> Answer:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        longest = settings.DATABASE_LONGEST_WAIT if self.longest_wait is None else self.longest_wait
        ends = monotonic() + longest
        while True:
            try:
                return super().wait(gen, interval, min(settings.DATABASE_SILENCE, max(ends - monotonic(), 0)))
            except errors._WaitTimeout:
                lives = self._server_answers_others()
                if lives and monotonic() < ends:
                    continue
                self.pgconn.finish()
                if not lives:
                    self.breaker.failed()
                raise NoAnswer("the database does not answer") from None

    def check(self) -> None:
        """Raises OperationalError when the connection is of no use any more; the pool then looks for another.

        A statement that says nothing takes no time, so a stuck process is found before the page's own statements are.
        """
        self.longest_wait = settings.DATABASE_KNOCK
        try:
            ConnectionPool.check_connection(self)
        finally:
            self.longest_wait = None

    def _server_answers_others(self) -> bool:
        parameters = {**self.info.get_parameters(), "connect_timeout": str(settings.DATABASE_KNOCK)}
        try:
            psycopg.connect(make_conninfo(password=self.info.password, **parameters)).close()
        except psycopg.OperationalError as error:
            return "FATAL" in str(error)  # it has said why it lets nobody in
        return True


class ReplicaConnection(PatientConnection):
    breaker = REPLICA
