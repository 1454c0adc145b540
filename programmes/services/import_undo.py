"""Taking a row of an import back, unless somebody has done something with it since."""

from __future__ import annotations

from collections.abc import Iterator

import pghistory
from django.db import transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from programmes.constants import RowOutcome
from programmes.extensions import RowImporter
from programmes.models import ImportRow


def reason_to_keep(row: ImportRow, importer: RowImporter) -> str:
    """Remove what the row created, or put back what it changed; else say why that is left as it is."""
    found = importer.model._base_manager.select_for_update().filter(pk=row.object_id).first()
    if found is None:
        return "" if row.outcome == RowOutcome.NEW else _("It has been deleted since.")
    now = importer.stored(found)
    if any(now.get(name) != value for name, value in row.after.items()):
        return _("It has been changed since.")
    if row.outcome == RowOutcome.CHANGED:
        importer.put_back(found, row.before)
        return ""
    return _reason_not_to_delete(row, found)


def _reason_not_to_delete(row: ImportRow, found: Model) -> str:
    if any(_is_later(row, each) for each in _dependents(found)):
        return _("Something has been added to it since.")
    try:
        with transaction.atomic():
            found.delete()
    except (ProtectedError, RestrictedError):
        return _("Something has been added to it since.")
    return ""


def _dependents(found: Model) -> Iterator[Model]:
    """Rows of any app that belong to it; its history aside, which outlives it."""
    for relation in found._meta.related_objects:
        model = relation.related_model
        if (
            isinstance(model, type)
            and not issubclass(model, pghistory.models.Event)
            and relation.field.concrete
        ):
            yield from model._base_manager.filter(**{relation.field.name: found}).iterator()


def _is_later(row: ImportRow, dependent: Model) -> bool:
    """Was it made, or changed, after the row was carried out? What came with the row goes with it."""
    moment = getattr(dependent, "updated_at", None) or getattr(dependent, "created_at", None)
    return moment is None or row.done_at is None or moment > row.done_at
