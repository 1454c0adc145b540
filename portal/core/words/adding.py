"""How a column of words comes into a table that people use meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

AT_A_TIME = 5_000
KEEP = """
    ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} tsvector;
    ALTER TABLE {table} ALTER COLUMN {column} DROP EXPRESSION IF EXISTS;
    CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT {words} INTO NEW.{column} FROM (SELECT NEW.*) AS written;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER {function} BEFORE INSERT OR UPDATE OF {sources} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}();
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER {function}
"""
"""Also where an older release has made a generated column."""
FILL = """
    UPDATE {table} SET {column} = {words} WHERE id >= {first} AND id < {end} AND {column} IS DISTINCT FROM {words}
"""


class AddWords(migrations.AddField):
    """Adds a `WordsField` without a lock that anybody would notice, where the migration isn't atomic.

    A generated column would be added by writing the whole table anew while nobody may even read it: forty seconds for
    600,000 people. So a trigger keeps the words, heard in every session, and rows of before get theirs in portions.
    May be broken off and begun again.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _before: Any, after: Any
    ) -> None:
        _keep_words(after.apps.get_model(app_label, self.model_name), self.name, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, before: Any, _after: Any
    ) -> None:
        names = _names(before.apps.get_model(app_label, self.model_name), self.name, schema_editor)
        schema_editor.execute("ALTER TABLE {table} DROP COLUMN {column}".format(**names), None)
        schema_editor.execute("DROP FUNCTION IF EXISTS {function}() CASCADE".format(**names), None)


class MakeWordsAnew(Operation):
    """Once words are made in another way: rows of before get theirs as well, in portions."""

    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """It is the same column."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _before: Any, after: Any
    ) -> None:
        _keep_words(after.apps.get_model(app_label, self.model_name), self.name, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, before: Any, after: Any
    ) -> None:
        """The words of now serve the release before."""


def _keep_words(model: Any, name: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    names = _names(model, name, schema_editor)
    schema_editor.execute(KEEP.format(**names), None)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{model._meta.db_table}"')  # noqa: S608  our own name
        (last,) = cursor.fetchone()
        for first in range(0, last + 1, AT_A_TIME):
            cursor.execute(FILL.format(**names, first=first, end=first + AT_A_TIME))


def _names(model: Any, name: str, schema_editor: BaseDatabaseSchemaEditor) -> dict[str, str]:
    quote, field = schema_editor.quote_name, model._meta.get_field(name)
    words, _none = field.generated_sql(schema_editor.connection)
    return {
        "table": quote(model._meta.db_table),
        "column": quote(name),
        "function": quote(f"{model._meta.db_table}_{name}"),
        "words": words,
        "sources": ", ".join(quote(model._meta.get_field(each).column) for each in field.of),
    }
