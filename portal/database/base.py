"""The backend that `DATABASES` names; Django looks for it in a module of this name."""

from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg_pool import PoolTimeout

from portal.core import replica
from portal.core.breaker import Breaker
from portal.database.connection import NoAnswer, PatientConnection, ReplicaConnection


class _Driver:
    """psycopg, whose connections are patient ones."""

    def __init__(self, connection_class: type[PatientConnection]) -> None:
        self.connect = connection_class.connect
        self.breaker = connection_class.breaker

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class PreparingCursor(base.ServerBindingCursor):
    """Sends parameters beside the statement, which the server keeps, with its plan, from the first time on."""

    def execute(self, query: Any, params: Any = None) -> Any:
        return psycopg.Cursor.execute(self, query, params, prepare=True)  # type: ignore[call-overload]


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """For logs and tests: a statement that the server keeps is sent by its name alone; here it is written out."""
        if isinstance(cursor, PreparingCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    Database = _Driver(PatientConnection)  # type: ignore[assignment]  # Django reads nothing of it but names

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        if alias == replica.REPLICA:
            self.Database = _Driver(ReplicaConnection)

    def prepared_cursor(self) -> CursorWrapper:
        """A cursor whose statements are prepared, where the settings allow it (`prepare_threshold`)."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparingCursor(self.connection))  # type: ignore[attr-defined,call-arg]

    @property
    def pool(self) -> Any:
        """Django's, which asks a connection whether it works before it hands it out; ours ask less patiently."""
        pool = super().pool
        if pool is not None and pool._check is not None:
            pool._check = PatientConnection.check
        return pool

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One request finds out that the server is away, or back; the others are told at once."""
        breaker: Breaker = self.Database.breaker
        if not breaker.lets_through():
            raise NoAnswer("the database did not answer a moment ago")
        known = breaker.resting_until
        try:
            connection = super().get_new_connection(conn_params)
        except PoolTimeout:
            if breaker.resting_until == known:  # else somebody has noted something meanwhile
                self._note_whether_it_lives(conn_params)
            raise
        except (NoAnswer, psycopg.errors.ConnectionTimeout):
            raise  # who has waited has noted it
        except psycopg.OperationalError:
            breaker.succeeded()  # a server that refuses at once keeps nobody waiting
            raise
        breaker.succeeded()
        return connection

    def _note_whether_it_lives(self, conn_params: dict[str, Any]) -> None:
        """The pool doesn't say whether its connections are all taken, or whether it can make none."""
        breaker: Breaker = self.Database.breaker
        try:
            self.Database.connect(**conn_params).close()
        except psycopg.OperationalError:
            breaker.failed()
        else:
            breaker.succeeded()
