"""From a file to rows: which columns it has, and what stands in their cells. Nothing is decided about the rows here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.core.spreadsheet import without_guard
from portal.core.tables.files import tables_in
from portal.core.tables.heads import Head, find_head, folded, has_rows
from portal.core.tables.lines import ROW_LIMIT, Line, Table, UnreadableFile
from portal.core.text import clean_text
from programmes.constants import RowOutcome
from programmes.extensions import Column
from programmes.models import Import, ImportRow

AT_A_TIME = 1000
MOST_RANGES = 20
"""So many are named; the list of rows shows all of them."""


def store_rows(batch: Import, columns: list[Column]) -> None:
    """Keep each row of the file under its number in Excel, and what the columns were taken for.

    Cells of columns that nobody knows are counted, not kept. Raises UnreadableFile.
    """
    with batch.file.open("rb") as file:
        tables = tables_in(file, language=batch.language)
        head = find_head(tables, key_finder(columns), needed(columns))
        filled: Counter[int] = Counter()
        hidden = RowNumbers()
        number = 0
        rows = _rows(batch, head, filled, hidden)
        while portion := list(islice(rows, AT_A_TIME)):
            ImportRow.objects.bulk_create(portion)
            number += len(portion)
        others = [each.title for each in tables if each is not head.table and each.title and has_rows(each)]
    if not number:
        raise UnreadableFile(_("This file has names of columns, but no row below them."))
    batch.rows_total, batch.rows_done = number, hidden.total
    remarks = [str(head.table.remark), _about_others(head.table, others), hidden.remark()]
    batch.remark = "\n".join(filter(None, remarks))
    width = max([len(head.titles), *(position + 1 for position in filled)])
    keys = [*head.keys, *[None] * (width - len(head.keys))]
    batch.columns = [
        {
            "title": head.title(position),
            "key": key or "",
            "filled": filled[position],
            "is_hidden": position in head.hidden,
        }
        for position, key in enumerate(keys)
        if key or filled[position]
    ]


def _about_others(read: Table, others: list[str]) -> str:
    if not others:
        return ""
    said = _("Only the sheet “%(sheet)s” was read. Left out is what stands in: %(others)s.")
    return said % {"sheet": read.title, "others": ", ".join(others[:MOST_RANGES])}


def key_finder(columns: Iterable[Column]) -> Callable[[str], str | None]:
    """Tells which column a title means: its key, or what it is called in any of the portal's languages."""
    known = {folded(column.key): column.key for column in columns}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {folded(str(column.label)): column.key for column in columns}
    return lambda title: known.get(folded(title))


def needed(columns: Iterable[Column]) -> dict[str, str]:
    """Key → what the reader calls it, of columns without which nothing can be read."""
    return {column.key: column.name for column in columns if column.is_needed}


@dataclass
class RowNumbers:
    """Numbers of rows that are hidden in Excel, as people write them down: 3–7, 12."""

    ranges: list[list[int]] = field(default_factory=list)
    total: int = 0

    def add(self, number: int) -> None:
        self.total += 1
        if self.ranges and self.ranges[-1][1] == number - 1:
            self.ranges[-1][1] = number
        elif len(self.ranges) <= MOST_RANGES:
            self.ranges.append([number, number])

    def __str__(self) -> str:
        said = [
            str(first) if first == last else f"{first}–{last}" for first, last in self.ranges[:MOST_RANGES]
        ]
        return ", ".join([*said, *(["…"] if len(self.ranges) > MOST_RANGES else [])])

    def remark(self) -> str:
        if not self.total:
            return ""
        said = ngettext(
            "%(number)d row is hidden in Excel, by a filter for instance, and is left out: %(rows)s. To import it as "
            "well, show it there, save the file, and choose it again.",
            "%(number)d rows are hidden in Excel, by a filter for instance, and are left out: %(rows)s. To import them "
            "as well, show them there, save the file, and choose it again.",
            self.total,
        )
        return said % {"number": self.total, "rows": self}


def _rows(batch: Import, head: Head, filled: Counter[int], hidden: RowNumbers) -> Iterator[ImportRow]:
    """A row with nothing in it that anybody sees, blanks for instance, is none."""
    filled_lines = (line for line in head.lines_below() if any(map(as_sent, line.cells)))
    for count, line in enumerate(filled_lines, 1):
        if count > ROW_LIMIT:
            raise UnreadableFile(
                ngettext(
                    "This file has more than %(limit)d row. Split it up.",
                    "This file has more than %(limit)d rows. Split it up.",
                    ROW_LIMIT,
                )
                % {"limit": ROW_LIMIT}
            )
        if line.is_hidden:
            hidden.add(line.number)
            yield _hidden_row(batch, line)
        else:
            filled.update(position for position, cell in enumerate(line.cells) if as_sent(cell))
            yield _row(batch, head, line)


def _hidden_row(batch: Import, line: Line) -> ImportRow:
    """What nobody sees in Excel is neither carried out nor kept; its number is."""
    note = ["", _("This row is hidden in Excel.")]
    return ImportRow(batch=batch, number=line.number, outcome=RowOutcome.LEFT_OUT, notes=[note])


def _row(batch: Import, head: Head, line: Line) -> ImportRow:
    cells = dict.fromkeys(head.known, "")
    problems = []
    for position, cell in enumerate(line.cells):
        key = head.keys[position] if position < len(head.keys) else None
        if key is not None:
            cells[key] = as_sent(cell)
            if problem := line.problems.get(position):
                problems.append([head.title(position), str(problem)])
    return ImportRow(batch=batch, number=line.number, cells=cells, problems=problems)


def as_sent(cell: str) -> str:
    """The cell's text, cleaned; an apostrophe that kept exported text from starting a formula is no part of it."""
    return without_guard(clean_text(cell))
