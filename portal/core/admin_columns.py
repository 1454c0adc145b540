"""What a list of the admin reads of its rows: no text that only the row's own page shows, and of related rows the name.

A programme has twenty-seven columns, six of them texts in several languages; fifty rows of a list show its acronym.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import GeneratedField, Model, QuerySet

from portal.core.collation import SortedByName, SortKeysField
from portal.core.markdown import MarkdownField

ALL_COLUMNS: tuple[frozenset[str], bool] = (frozenset(), True)
"""What a query says that defers nothing, and names nothing that alone is read."""


def with_shown_columns(rows: QuerySet[Any], others: Iterable[str] = ()) -> QuerySet[Any]:
    """Rows whose list shows them and, by `list_select_related`, rows they lead to.

    A related row that stands in lists by its name is read by that alone; `others` are columns of such rows that the
    list shows, too. Rows of other models come whole. So do rows that already say what is read of them.
    """
    joined = rows.query.select_related
    if rows.query.deferred_loading != ALL_COLUMNS or joined is True:
        return rows
    return rows.only(*_own(rows.model), *_joined(rows.model, joined or {}), *others)


def _own(model: type[Model], prefix: str = "") -> Iterator[str]:
    """Columns of the row, but for those that rows are only found or sorted by, and for descriptions."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, GeneratedField | SearchVectorField | SortKeysField | MarkdownField):
            yield prefix + field.name


def _joined(model: type[Model], joined: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, further in joined.items():
        related: Any = model._meta.get_field(name).related_model
        path = f"{prefix}{name}__"
        if issubclass(related, SortedByName):
            yield from (path + column for column in related.named_by())
            yield from (path + step for step in further)
        else:
            yield from _own(related, path)
        yield from _joined(related, further, path)
