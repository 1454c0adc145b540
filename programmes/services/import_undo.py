"""Taking rows of an import back, unless somebody has done something with them since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pghistory
from django.db import transaction
from django.db.models import ForeignObjectRel, Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from portal.core.models import DerivedModel
from programmes.constants import RowOutcome
from programmes.extensions import RowImporter
from programmes.models import ImportRow

Pair = tuple[ImportRow, Model]


def take_back(rows: Sequence[ImportRow], importer: RowImporter) -> dict[int, str]:
    """Remove what the rows created, and put back what they changed. Key of a row → why that is left as it is.

    In as many statements for many new rows as for one; what was changed is put back one by one.
    """
    keys = [row.object_id for row in rows if row.object_id is not None]
    locked = importer.model._base_manager.select_for_update().filter(pk__in=keys)
    there = {found.pk: found for found in locked.prefetch_related(*importer.shown_with)}
    kept: dict[int, str] = {}
    created: list[Pair] = []
    for row in rows:
        found = there.get(row.object_id or 0)
        if reason := _reason_to_leave(row, found, importer):
            kept[row.pk] = reason
        elif found is not None and row.outcome == RowOutcome.CHANGED:
            importer.put_back(found, row.before)
        elif found is not None:
            created.append((row, found))
    return kept | _remove(created, importer)


def _reason_to_leave(row: ImportRow, found: Model | None, importer: RowImporter) -> str:
    if found is None:
        return "" if row.outcome == RowOutcome.NEW else _("It has been deleted since.")
    now = importer.stored(found)
    is_changed = any(now.get(name) != value for name, value in row.after.items())
    return _("It has been changed since.") if is_changed else ""


def _remove(pairs: Sequence[Pair], importer: RowImporter) -> dict[int, str]:
    if not pairs:
        return {}
    done = {found.pk: row.done_at for row, found in pairs}
    later = _with_later_rows(importer.model, done)
    free = [pair for pair in pairs if pair[1].pk not in later]
    needed = [pair for pair in pairs if pair[1].pk in later] + _refused(free, importer)
    return {row.pk: _("Something has been added to it since.") for row, _found in needed}


def _refused(pairs: Sequence[Pair], importer: RowImporter) -> list[Pair]:
    """Delete them all; where something stands against one, one by one. Returns those that stay."""
    try:
        with transaction.atomic():
            importer.remove([found for _row, found in pairs])
    except (ProtectedError, RestrictedError):
        if len(pairs) == 1:
            return list(pairs)
        return [refused for pair in pairs for refused in _refused([pair], importer)]
    return []


def _with_later_rows(model: type[Model], done: Mapping[int, datetime | None]) -> set[int]:
    """Which of them have something that was made, or changed, after them. What came with the row goes with it."""
    found: set[int] = set()
    for relation in model._meta.related_objects:
        found |= {key for key, moment in _moments(relation, done) if _is_later(moment, done.get(key))}
    return found


def _moments(relation: ForeignObjectRel, keys: Mapping[int, object]) -> Iterator[tuple[int, datetime | None]]:
    """Which of the keys has a row of any app, and when that was changed.

    Their history outlives them, and what the database makes of them goes with them: both are left aside.
    """
    model, name = relation.related_model, relation.field.name
    if (
        not isinstance(model, type)
        or issubclass(model, pghistory.models.Event | DerivedModel)
        or not relation.field.concrete
    ):
        return
    rows = model._base_manager.filter(**{f"{name}__in": list(keys)})
    dated = next((each for each in ("updated_at", "created_at") if _has(model, each)), None)
    if dated is None or relation.many_to_many:  # a link has no day, and no import makes one from there
        yield from ((key, None) for key in rows.values_list(name, flat=True))
    else:
        yield from rows.values_list(name, dated)


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _is_later(moment: datetime | None, done_at: datetime | None) -> bool:
    return moment is None or done_at is None or moment > done_at
