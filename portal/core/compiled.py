"""Queries that are compiled once and sent many times: for what every request asks.

The ORM writes a query's SQL anew each time it is asked. For one with subqueries in it that takes longer than the
answer, and PostgreSQL then plans it anew, too. A compiled query is written by the ORM like any other, once in a
process, and sent as a prepared statement whose plan the server keeps, too:

    MINE = CompiledQuery(lambda: Contact.objects.approved().filter(user=Parameter("user")).values("role"))
    rows = MINE(user=user.pk)

What differs from one time to the next is a `Parameter`; everything else is a constant of the SQL, and stays what it was
when the process began. So no day and no moment may stand in the query itself: one that would be frozen is refused
(`FrozenMoment`). A queryset that depends on the present says `moment()`, which is a parameter where it must be. An
answer is a list, of rows, dictionaries or tuples as the queryset says; it can't be narrowed any further.

It is worth it for what is asked in every request, or dozens of times in one, and for nothing else: a query whose
conditions depend on who asks has as many forms as there are people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import BooleanField, DateTimeField, Expression, F, Field, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import get_language

if TYPE_CHECKING:
    from portal.database.base import DatabaseWrapper

Row = TypeVar("Row")
Values = Mapping[str, Any]


class FrozenMoment(TypeError):
    """A day or a moment stands in the query itself, and would be the same for as long as the process lives."""


class Parameter(Expression):
    """What a compiled query is told each time it is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def __repr__(self) -> str:
        return f"Parameter({self.name!r})"


def is_any_of(column: str, name: str) -> Func:
    """A condition: does what stands in the column stand in the list that the parameter `name` is?"""
    return Func(
        F(column),
        Parameter(name),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


NOW = "now"
_NOW_MARK = "\0"
_is_compiled: ContextVar[bool] = ContextVar("_is_compiled", default=False)


def moment() -> Expression:
    """Now, for a queryset's conditions: a compiled query is told anew each time what that is."""
    if _is_compiled.get():
        return Parameter(NOW, DateTimeField())
    return Value(timezone.now(), DateTimeField())


class CompiledQuery(Generic[Row]):
    """Calls `write` once in a process, database and language, when it is first asked, and never again.

    What is read or sorted in the reader's language is another query in each.
    Two threads that ask first both compile it; none waits for the other.
    """

    def __init__(self, write: Callable[[], QuerySet[Any, Row]]) -> None:
        self._write = write
        self._statements: dict[tuple[str, str | None], _Statement] = {}

    def __call__(self, *, using: str = DEFAULT_DB_ALIAS, **values: Any) -> list[Row]:
        """All rows of the answer. One of its parameters that is missing raises TypeError."""
        return list(cast("Iterator[Row]", self._statement(using).rows(values)))

    def among(
        self, asked: Mapping[str, tuple[str, Sequence[Any]]], *, using: str = DEFAULT_DB_ALIAS
    ) -> set[tuple[Any, ...]]:
        """Of many values of its parameters those to which there is an answer, found in one statement.

        `asked`: name of each parameter → its type in the database, and its values in the order of the others'.
        """
        statement = self._statement(using)
        if not statement.sql or not any(values for _type, values in asked.values()):
            return set()
        with cast("DatabaseWrapper", connections[using]).prepared_cursor() as cursor:
            values = {name: list(column) for name, (_type, column) in asked.items()}
            cursor.execute(
                statement.among({name: kind for name, (kind, _values) in asked.items()}),
                {**values, NOW: timezone.now()},
            )
            return set(cursor.fetchall())

    def first(self, *, using: str = DEFAULT_DB_ALIAS, **values: Any) -> Row | None:
        return next(iter(self(using=using, **values)), None)

    def _statement(self, using: str) -> _Statement:
        key = using, get_language()
        statement = self._statements.get(key)
        if statement is None:
            with _compiling():
                queryset = self._write()
            statement = self._statements[key] = _compile(queryset.using(using))
        return statement


class _Statement:
    """A queryset with its SQL, in which constants are written out and parameters have names."""

    def __init__(
        self, queryset: QuerySet[Any, Any], compiler: SQLCompiler, sql: str, names: set[str]
    ) -> None:
        self.queryset, self.compiler, self.sql, self.names = queryset, compiler, sql, names

    def rows(self, values: Values) -> Iterator[Any]:
        """Made by Django out of what comes back, as for any queryset."""
        if NOW in self.names:
            values = {NOW: timezone.now(), **values}
        if missing := self.names - values.keys():
            raise TypeError(f"The query must be told: {', '.join(sorted(missing))}.")
        original: Any = self.queryset
        answer = type(original)(original.model, cast("Any", _Asked(self, values)), original.db)
        answer._fields = original._fields
        return iter(original._iterable_class(answer))

    def among(self, types: Mapping[str, str]) -> str:
        """The SQL that asks it for each row of a table of parameters, which takes the place of single ones."""
        columns = {name: f'asked."{name}"' for name in types}
        each = (self.sql % {**columns, NOW: _NOW_MARK}).replace("%", "%%").replace(_NOW_MARK, f"%({NOW})s")
        arrays = ", ".join(f"%({name})s::{kind}[]" for name, kind in types.items())
        names = ", ".join(f'"{name}"' for name in types)
        return f"SELECT * FROM unnest({arrays}) AS asked({names}) WHERE EXISTS ({each})"  # noqa: S608


class _Asked:
    """Stands where a queryset has its query, and hands out a compiler that has nothing left to do."""

    def __init__(self, statement: _Statement, values: Values) -> None:
        self._statement, self._values = statement, values

    def __getattr__(self, name: str) -> Any:
        return getattr(self._statement.queryset.query, name)

    def get_compiler(self, using: str) -> SQLCompiler:
        return _Answers(self._statement, self._values, using)


class _Answers(SQLCompiler):
    """What the compiler knows of its columns, with the SQL and this thread's connection."""

    def __init__(self, statement: _Statement, values: Values, using: str) -> None:
        self.__dict__ |= statement.compiler.__dict__
        self.connection = connections[using]
        self._statement, self._values = statement, values

    def execute_sql(self, *_arguments: Any, **_options: Any) -> Any:
        if not self._statement.sql:
            return []
        with cast("DatabaseWrapper", self.connection).prepared_cursor() as cursor:
            cursor.execute(self._statement.sql, self._values)
            return [cursor.fetchall()]


@contextmanager
def _compiling() -> Iterator[None]:
    token = _is_compiled.set(True)
    try:
        yield
    finally:
        _is_compiled.reset(token)


def _compile(queryset: QuerySet[Any, Any]) -> _Statement:
    connection = connections[queryset.db]
    connection.ensure_connection()  # its server's version decides about some functions, and how constants are written
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:  # its conditions contradict each other
        sql, parameters = "", ()
    if queryset._prefetch_related_lookups or compiler.has_extra_select:  # type: ignore[attr-defined]
        raise TypeError("A compiled query has no prefetches, and is in no order of what it doesn't select.")
    names = {each.name for each in parameters if isinstance(each, Parameter)}
    if (
        queryset.query.combinator
    ):  # begins with a bracket, before which pghistory would put a statement of its own
        sql = f"SELECT * FROM ({sql}) AS answer"  # noqa: S608 - the compiler's own
    written = tuple(_written(each, connection) for each in parameters)
    return _Statement(queryset, compiler, sql.replace("%%", "%%%%") % written, names)


def _written(value: Any, connection: BaseDatabaseWrapper) -> str:
    if isinstance(value, Parameter):
        return f"%({value.name})s"
    if isinstance(value, date | datetime):
        raise FrozenMoment(f"{value} must be a parameter of the query, or it is the same for ever.")
    return mogrify("%s", [value], connection).replace("%", "%%")
