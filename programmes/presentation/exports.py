"""An export in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.db.models import Model
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.personal_data import field_of
from programmes.extensions import exporters
from programmes.models import Export
from programmes.workflows.exports import EXPORT


def facts_of(export: Export) -> list[tuple[str, str]]:
    """What was asked for, and what became of it."""
    rows = ngettext("%(number)s row", "%(number)s rows", export.rows)
    return [
        (_("Rows of"), export.rows_of),
        (_("Kind of file"), export.get_format_display()),
        (_("What for"), export.get_purpose_display()),
        (_("Filter"), _filter(export)),
        (_("Programme in view"), export.programme.acronym if export.programme else ""),
        (_("Asked for on"), _moment(export.created_at)),
        (_("Finished"), _moment(export.finished_at)),
        (_("Length"), rows % {"number": formats.localize(export.rows)} if export.expires_at else ""),
    ]


def table_rows(exports: Iterable[Export]) -> list[list[object]]:
    """One's exports, a row each: what of, kind of file, state, when it was asked for."""
    return [
        [
            {"text": export.rows_of, "url": export.get_absolute_url()},
            export.get_format_display(),
            {"text": export.get_state_display(), "kind": EXPORT.badge(export.state)},
            _moment(export.created_at),
        ]
        for export in exports
    ]


def file_name(export: Export) -> str:
    """What the rows are and the day; nothing about anybody."""
    return (
        f"{export.kind.rpartition('.')[2]}-{timezone.localdate(export.created_at):%Y-%m-%d}.{export.format}"
    )


def _filter(export: Export) -> str:
    """What was asked of the list, in words where the list has words for it; the order of rows is no filter."""
    model = exporters[export.kind].model
    asked = [
        _condition(model, name, str(value))
        for name, value in QueryDict(export.query).items()
        if value and name != ORDER_VAR
    ]
    if export.chosen:
        chosen = ngettext("%(number)s chosen row", "%(number)s chosen rows", len(export.chosen))
        asked.append(chosen % {"number": formats.localize(len(export.chosen))})
    return "; ".join(asked) or _("none, the whole list")


def _condition(model: type[Model], name: str, value: str) -> str:
    if name == SEARCH_VAR:
        return f"{_('Search')}: {value}"
    field = field_of(model, name.split("__", maxsplit=1)[0])
    if field is None:
        return f"{name}: {value}"
    return f"{capfirst(str(field.verbose_name))}: {dict(field.flatchoices).get(value, value)}"


def _moment(value: datetime | None) -> str:
    return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""
