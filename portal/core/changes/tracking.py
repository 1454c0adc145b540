"""Database triggers that note what has changed: nothing slips past, not even SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pgtrigger
from django.db import models

from portal.core.models import Change

ModelClass = TypeVar("ModelClass", bound=type[models.Model])
MOST_ROWS = 1000
"""One statement that changes more rows than this is noted as a change of everything of the kind."""


def track_changes(
    *, row: str = "pk", programme: str = "", programmes: str = "", exclude: Iterable[str] = ()
) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: note every insert, update, delete and truncation of the model's rows in `Change`.

    `row` names the foreign key to what a row is a part of, where that is what has changed: another skill is a change of
    the placement. `programme` names the column that holds the programme, if there is one. Both may lead over one
    further row, as in `work_package__programme`. `programmes` names the related rows of what has changed that say which
    programmes it belongs to, where it may be several: each is noted. Updates of the
    columns in `exclude` alone, and of those that say when a row was saved, are no changes.
    """

    def decorate(model: ModelClass) -> ModelClass:
        for operation in (pgtrigger.Insert, pgtrigger.Update, pgtrigger.Delete, pgtrigger.Truncate):
            note = _Note(operation, row=row, programme=programme, programmes=programmes, exclude=exclude)
            note.register(model)  # type: ignore[arg-type]
        return model

    return decorate


def kind_of(model: type[models.Model]) -> str:
    return model._meta.label_lower


class _Note(pgtrigger.Trigger):
    """One row in `Change` for each row that a statement changed, in one statement."""

    level = pgtrigger.Statement
    when = pgtrigger.After

    def __init__(
        self, operation: Any, *, row: str, programme: str, programmes: str, exclude: Iterable[str]
    ) -> None:
        self.row, self.programme, self.belonging, self.exclude = (
            row,
            programme,
            programmes,
            frozenset(exclude),
        )
        rows = {"INSERT": {"new": "new_rows"}, "DELETE": {"old": "old_rows"}}
        rows["UPDATE"] = rows["INSERT"] | rows["DELETE"]
        named = rows.get(str(operation))
        super().__init__(
            name=f"note_{str(operation).lower()}",
            operation=operation,
            referencing=pgtrigger.Referencing(**named) if named else None,
        )

    def get_func(self, model: type[models.Model]) -> str:  # type: ignore[override]  # of pgtrigger, that says Model
        kind = self._kind(model)
        match str(self.operation):
            case "TRUNCATE":
                return _noted(f"VALUES ('{kind}', NULL::bigint, NULL::bigint)")
            case "INSERT":
                changed = _SELECTED.format(columns=self._columns(model, "new_rows"), rows="new_rows")
            case "DELETE":
                changed = _SELECTED.format(columns=self._columns(model, "old_rows"), rows="old_rows")
            case _:
                changed = self._updated(model)
        if self.belonging:
            changed = self._in_programmes(model, changed)
        return _noted(_BOUNDED.format(kind=kind, changed=changed, most=MOST_ROWS))

    def _kind(self, model: type[models.Model]) -> str:
        return kind_of(self._whole(model))

    def _whole(self, model: type[models.Model]) -> type[models.Model]:
        """The model of what has changed, of which a row may be a part."""
        for name in () if self.row == "pk" else self.row.split("__"):
            model = model._meta.get_field(name).related_model  # type: ignore[assignment]
        return model

    def _in_programmes(self, model: type[models.Model], changed: str) -> str:
        relation: Any = self._whole(model)._meta.get_field(self.belonging)
        belonging = relation.related_model._meta
        return _IN_PROGRAMMES.format(
            changed=changed,
            table=belonging.db_table,
            whole=relation.field.column,
            programme=belonging.get_field("programme").column,
        )

    def _columns(self, model: type[models.Model], rows: str) -> str:
        programme = _column(model, rows, self.programme) if self.programme else "NULL::bigint"
        return f"{_column(model, rows, self.row)}, {programme}"

    def _updated(self, model: type[models.Model]) -> str:
        """What a row was and what it is: one that moves to another programme concerns both."""
        names = [field.name for field in model._meta.concrete_fields if self._counts(field)]
        old, new = "old_rows", "new_rows"
        return _UPDATED.format(
            old_key=_column(model, old, "pk"),
            new_key=_column(model, new, "pk"),
            old_side=self._columns(model, old),
            new_side=self._columns(model, new),
            before=", ".join(_column(model, old, name) for name in names),
            after=", ".join(_column(model, new, name) for name in names),
        )

    def _counts(self, field: models.Field[Any, Any]) -> bool:
        return field.name not in self.exclude and not getattr(field, "auto_now", False)


_SELECTED = "SELECT {columns} FROM {rows}"
_UPDATED = (
    "SELECT side.row, side.programme FROM old_rows FULL JOIN new_rows ON {new_key} = {old_key} CROSS JOIN LATERAL "
    "(VALUES ({old_key}, {old_side}), ({new_key}, {new_side})) AS side (key, row, programme) "
    "WHERE side.key IS NOT NULL AND ROW({before}) IS DISTINCT FROM ROW({after})"
)
_IN_PROGRAMMES = (
    'SELECT found.row, belongs."{programme}" FROM ({changed}) AS found (row, programme) '
    'LEFT JOIN {table} AS belongs ON belongs."{whole}" = found.row'
)
_BOUNDED = (
    "WITH changed AS MATERIALIZED (SELECT DISTINCT each.row, each.programme FROM ({changed}) AS each (row, programme) "
    "LIMIT {most} + 1), extent AS (SELECT count(*) > {most} AS is_large FROM changed) "
    "SELECT DISTINCT '{kind}', CASE WHEN NOT extent.is_large THEN changed.row END, "
    "CASE WHEN NOT extent.is_large THEN changed.programme END FROM changed, extent"
)


def _noted(rows: str) -> str:
    return f"INSERT INTO {Change._meta.db_table} (kind, row, programme) {rows}; RETURN NULL;"


def _column(model: type[models.Model], rows: str, path: str) -> str:
    """A column of the changed rows; for `a__b`, what stands in b of the row that a leads to."""
    first, _, rest = path.partition("__")
    field: models.Field[Any, Any] = model._meta.pk if first == "pk" else model._meta.get_field(first)  # type: ignore[assignment]
    column = f'{rows}."{field.column}"'
    if not rest:
        return column
    parent: type[models.Model] = field.related_model  # type: ignore[assignment]
    return _LOOKED_UP.format(
        table=parent._meta.db_table,
        key=_column(parent, "up", "pk"),
        up=_column(parent, "up", rest),
        column=column,
    )


_LOOKED_UP = "(SELECT {up} FROM {table} AS up WHERE {key} = {column})"
