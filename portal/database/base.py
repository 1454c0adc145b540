"""The backend that `DATABASES` names; Django looks for it in a module of this name."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from portal.core.breaker import DATABASE
from portal.database.connection import NoAnswer, PatientConnection


class _Driver:
    """psycopg, whose connections are patient ones."""

    connect = PatientConnection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _Driver()  # type: ignore[assignment]  # Django reads nothing of it but names

    @property
    def pool(self) -> Any:
        """Django's, which asks a connection whether it works before it hands it out; ours ask less patiently."""
        pool = super().pool
        if pool is not None and pool._check is not None:
            pool._check = PatientConnection.check
        return pool

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One request finds out that the server is away, or back; the others are told at once."""
        if not DATABASE.lets_through():
            raise NoAnswer("the database did not answer a moment ago")
        known = DATABASE.resting_until
        try:
            connection = super().get_new_connection(conn_params)
        except PoolTimeout:
            if DATABASE.resting_until == known:  # else somebody has noted something meanwhile
                self._note_whether_it_lives(conn_params)
            raise
        except (NoAnswer, psycopg.errors.ConnectionTimeout):
            raise  # who has waited has noted it
        except psycopg.OperationalError:
            DATABASE.succeeded()  # a server that refuses at once keeps nobody waiting
            raise
        DATABASE.succeeded()
        return connection

    def _note_whether_it_lives(self, conn_params: dict[str, Any]) -> None:
        """The pool doesn't say whether its connections are all taken, or whether it can make none."""
        try:
            self.Database.connect(**conn_params).close()
        except psycopg.OperationalError:
            DATABASE.failed()
        else:
            DATABASE.succeeded()
