"""Excel files to fill in: columns called as their reader calls them, with what may be chosen in them."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.collation import in_order
from portal.core.spreadsheet import Sheet, workbook
from portal.users.models import User
from programmes.extensions import Column, importers
from programmes.models import Programme

MANY = frozenset({"languages"})
"""Columns that hold several values, which Excel has no list for."""
ROWS = 2000
"""So many rows below the head offer their lists; further ones take the same words typed."""


def write_template(path: Path, kind: str, *, by: User) -> None:
    """Write the file in the active language. What can't be imported has no column in it."""
    columns = [column for column in importers[kind].columns() if column.is_written]
    slugs = Programme.objects.administered_by(by, "import", importers[kind].model).values_list(
        "slug", flat=True
    )
    with workbook(path, title=str(importers[kind].called), created=timezone.now()) as book:
        sheet = book.sheet(str(importers[kind].called), [len(column.name) + 8 for column in columns])
        lists = book.sheet(_("Choices"))
        lists.hide()
        sheet.add([column.name for column in columns], style="head")
        sheet.freeze_head()
        offered = {column.key: _offered(column, sorted(slugs)) for column in columns}
        _write_lists(lists, [values for values in offered.values() if values])
        position = 0
        for number, column in enumerate(columns):
            if offered[column.key]:
                sheet.offer(
                    number, lists, position, len(offered[column.key]), rows=ROWS, hint=str(column.hint)
                )
                position += 1
            elif column.hint:
                sheet.explain(number, str(column.hint), rows=ROWS)


def _offered(column: Column, slugs: list[str]) -> list[str]:
    if column.key == "programme":
        return slugs
    return [] if column.key in MANY else sorted((str(label) for _code, label in column.choices), key=in_order)


def _write_lists(lists: Sheet, offered: list[list[str]]) -> None:
    for number in range(max(map(len, offered), default=0)):
        lists.add([values[number] if number < len(values) else None for values in offered])
