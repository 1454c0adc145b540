"""What a region is made of: steps, each a statement or a function, and how statements are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

SCHEMA = """
    DROP SCHEMA IF EXISTS region CASCADE;
    CREATE SCHEMA region;
    CREATE FUNCTION region.pick(key bigint, salt int, n int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT mod(hashint8extended($1, $2) & 1125899906842623, $3)::int';
    CREATE FUNCTION region.part(key bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT (hashint8extended($1, $2) & 1073741823) / 1073741824.0::float8';
    CREATE FUNCTION region.zipf(key bigint, salt int, n int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT floor($3 * power(region.part($1, $2), 3))::int';
    CREATE FUNCTION region.of(choices text[], key bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT $1[1 + region.pick($2, $3, cardinality($1))]';
"""
"""`pick`: evenly one of n. `zipf`: the first ones far oftener. `of`: one of a list. Always the same for the same key."""


@dataclass(frozen=True)
class Step:
    label: str
    action: str | Callable[[Mapping[str, Any]], None]
    """A statement, which may name `Sizes.parameters()`; or a function that is handed them."""
    fills: tuple[type[models.Model], ...] = ()
    defaults: Mapping[str, Any] | None = None

    def run(self, parameters: Mapping[str, Any]) -> None:
        if callable(self.action):
            self.action(parameters)
        else:
            with connection.cursor() as cursor:
                cursor.execute(self.action, {**parameters, **(self.defaults or {})})


def insert(model: type[models.Model], source: str, /, **columns: str) -> Step:
    """Rows of `model` from the rows of `source`: column → expression. What isn't said is as the model has it by default."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    if unknown := columns.keys() - fields.keys():
        raise LookupError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
    expressions, defaults = dict(columns), {}
    for column, field in fields.items():
        if (
            field.generated
            or column in columns
            or field.primary_key
            or field.null
            or field.generated
            or field.db_default is not models.NOT_PROVIDED
        ):
            continue
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            expressions[column] = columns.get("created_at", "%(noon)s::timestamptz")
            continue
        defaults[f"default_{column}"] = field.get_db_prep_save(field.get_default(), connection)
        expressions[column] = f"%(default_{column})s::{field.db_type(connection)}"
    names = ", ".join(f'"{column}"' for column in expressions)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(expressions.values())} {source}'
    )
    return Step(str(model._meta.verbose_name_plural), statement, (model,), defaults)


def in_languages(de: str, en: str, sl: str) -> str:
    """An expression for a text in several languages, as django-i18nfield stores it; a language without text is left out."""
    return f"json_strip_nulls(json_build_object('de', {de}, 'en', {en}, 'sl', {sl}))::text"


def copy_rows(table: str, columns: str, rows: Any) -> None:
    """Fill a table of the region's own schema."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE region.{table} ({columns})")
        with cursor.copy(f"COPY region.{table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE region.{table}")
