"""An import in words: what its columns were taken for, and how its rows are sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.amounts import amount_shown
from programmes.constants import RowOutcome
from programmes.extensions import Column, importers
from programmes.models import Import
from programmes.workflows.imports import IMPORT

Tab = tuple[str, str, bool, int | None]


def table_rows(batches: Iterable[Import]) -> list[list[object]]:
    """One's imports, a row each: file, what its rows are, state, when it was sent."""
    return [
        [
            {"text": batch.file_name, "url": batch.get_absolute_url()},
            str(importers[batch.kind].called),
            {"text": batch.get_state_display(), "kind": IMPORT.badge(batch.state)},
            _moment(batch.created_at),
        ]
        for batch in batches
    ]


def column_rows(batch: Import) -> list[list[object]]:
    """Each column of the file: what it was taken for, and why not for anything."""
    columns = {column.key: column for column in importers[batch.kind].columns()}
    return [
        [
            each["title"],
            {"text": _column_fate(columns, each), "kind": "" if each["key"] else "warn"},
            {"text": amount_shown(each["filled"]), "num": True},
        ]
        for each in batch.columns
    ]


def _column_fate(columns: Mapping[str, Column], said: Mapping[str, Any]) -> str:
    key: str = said["key"]
    if said.get("is_hidden"):
        return _("Left out: it is hidden in Excel")
    if not key:
        return _("Left out: the portal has no such column")
    column = columns.get(key)
    if column is None:
        return key
    if column.is_written:
        return column.name
    return _("%(column)s, only compared") % {"column": column.name}


def outcome_tabs(batch: Import, chosen: str, *, noted: int, kept: int) -> list[Tab]:
    """Rows by what becomes of them; those that stand nowhere are not offered.

    `noted` is how many rows leave something out, `kept` how many were not put back.
    """
    counted = [(str(outcome), str(outcome.label), batch.counts.get(outcome, 0)) for outcome in RowOutcome]
    counted += [("noted", _("Something is left out"), noted), ("kept", _("Not put back"), kept)]
    tabs = [(f"?rows={name}", label, chosen == name, number) for name, label, number in counted if number]
    return [("?", _("All rows"), chosen == "", batch.rows_total), *tabs]


def facts_of(batch: Import) -> list[tuple[str, str]]:
    total = amount_shown(batch.rows_total)
    rows = ngettext("%(number)s row", "%(number)s rows", batch.rows_total) % {"number": total}
    empty = _("clear what is there") if batch.clears_cells else _("leave what is there")
    return [
        (_("Rows of"), str(importers[batch.kind].called)),
        (_("Sent on"), _moment(batch.created_at)),
        (_("Ended on"), _moment(batch.finished_at)),
        (_("Length"), rows if batch.rows_total else ""),
        (_("Empty cells"), empty),
    ]


def _moment(value: datetime | None) -> str:
    return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""
