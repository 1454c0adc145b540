"""From a file to rows: which columns it has, and what stands in their cells. Nothing is decided about the rows here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.core.tables.files import tables_in
from portal.core.tables.heads import Head, find_head, folded
from portal.core.tables.lines import ROW_LIMIT, Line, UnreadableFile
from portal.core.text import clean_text
from programmes.extensions import Column
from programmes.models import Import, ImportRow

AT_A_TIME = 1000


def store_rows(batch: Import, columns: list[Column]) -> None:
    """Keep each row of the file under its number in Excel, and what the columns were taken for.

    Cells of columns that nobody knows are counted, not kept. Raises UnreadableFile.
    """
    with batch.file.open("rb") as file:
        head = find_head(tables_in(file, language=batch.language), key_finder(columns), needed(columns))
        filled: Counter[int] = Counter()
        number = 0
        rows = _rows(batch, head, filled)
        while portion := list(islice(rows, AT_A_TIME)):
            ImportRow.objects.bulk_create(portion)
            number += len(portion)
    if not number:
        raise UnreadableFile(_("This file has names of columns, but no row below them."))
    batch.rows_total = number
    batch.remark = str(head.table.remark)
    width = max([len(head.titles), *(position + 1 for position in filled)])
    keys = [*head.keys, *[None] * (width - len(head.keys))]
    batch.columns = [
        {"title": head.title(position), "key": key or "", "filled": filled[position]}
        for position, key in enumerate(keys)
        if key or filled[position]
    ]


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


def _rows(batch: Import, head: Head, filled: Counter[int]) -> Iterator[ImportRow]:
    for count, line in enumerate(head.lines_below(), 1):
        if count > ROW_LIMIT:
            raise UnreadableFile(
                ngettext(
                    "This file has more than %(limit)d row. Split it up.",
                    "This file has more than %(limit)d rows. Split it up.",
                    ROW_LIMIT,
                )
                % {"limit": ROW_LIMIT}
            )
        filled.update(position for position, cell in enumerate(line.cells) if cell)
        yield _row(batch, head, line)


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
    text = clean_text(cell)
    return text[1:] if text[:2] in {"'=", "'+", "'-", "'@"} else text
