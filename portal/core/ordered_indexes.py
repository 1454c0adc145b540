"""By which columns a table of any length is read in order: those with which an index of its model begins."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Field, ForeignKey, Index, Model, OrderBy

from portal.core.collation import Alphabetical, SortedByName


def has_ordered_index(model: type[Model], path: str) -> bool:
    """Is there an index that gives rows of `model` in the order of `path`, such as "entered_on" or "person__name"?

    A related row's place is read from the related table's index, and the rows by their key to it.
    """
    name, _sep, rest = path.partition("__")
    if name == "pk":
        return True
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    if isinstance(field, ForeignKey):
        related = field.related_model
        path = rest or _order_of(related)
        return bool(path) and has_ordered_index(related, path)
    return isinstance(field, Field) and not rest and _is_ordered(model, field)


def _order_of(model: Any) -> str:
    """What rows of the model are ordered by before all else."""
    first = next(iter(model._meta.ordering), "")
    return first.lstrip("-") if isinstance(first, str) else _column(first)


def _is_ordered(model: type[Model], field: Field[Any, Any]) -> bool:
    if issubclass(model, SortedByName) and field.name == model.name_field:
        return has_ordered_index(model, "sort_keys")
    if field.choices:
        return False  # few values: between equal ones the index says nothing, and there are many of each
    if field.primary_key or field.unique or getattr(field, "db_index", False):
        return True
    return any(_first_column(index) == field.name for index in model._meta.indexes)


def _first_column(index: Index) -> str:
    """What an index of all rows begins with; one of some rows orders no others, and one of words orders nothing."""
    if index.condition is not None or type(index) is not Index:
        return ""
    return index.fields[0].lstrip("-") if index.fields else _column(index.expressions[0])


def _column(expression: Any) -> str:
    if isinstance(expression, OrderBy):
        expression = expression.expression
    if isinstance(expression, Alphabetical):
        (expression,) = expression.source_expressions
    return str(getattr(expression, "name", "")) if isinstance(expression, F) else ""
