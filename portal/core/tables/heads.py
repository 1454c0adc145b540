"""Where in a file the table begins: people put titles above it and lists before it, and name columns in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from portal.core.tables.lines import Line, Table, UnreadableFile
from portal.core.text import fold

HEAD_ROWS = 30
"""How many rows with something in them may stand above the names of the columns."""


@dataclass(frozen=True)
class Head:
    """The row that names the columns: for each position the column's key, or None for one that nobody knows."""

    table: Table
    number: int
    titles: list[str]
    keys: list[str | None]
    hidden: Mapping[int, str | None] = field(default_factory=dict)
    """Positions of columns that nobody sees, which are left out → the keys they would have had."""

    @property
    def known(self) -> set[str]:
        return {key for key in self.keys if key is not None}

    def lines_below(self) -> Iterator[Line]:
        return (line for line in self.table.lines() if line.number > self.number)

    def title(self, position: int) -> str:
        """What the column is called in the file; its letter in Excel where it has no name."""
        named = self.titles[position] if position < len(self.titles) else ""
        return named or _("Column %(letter)s") % {"letter": get_column_letter(position + 1)}


def find_head(
    tables: Collection[Table], key_of: Callable[[str], str | None], needed: Mapping[str, str]
) -> Head:
    """The first row, in the first table, that names all columns that are needed.

    `needed` gives each its name for people. Where no row does, the one that comes closest says what is missing.
    Raises UnreadableFile.
    """
    found: list[Head] = []
    refusals: list[UnreadableFile] = []
    for table in tables:
        try:
            for head in _possible_heads(table, key_of):
                if head.known.issuperset(needed.keys()):
                    return _without_doubles(head)
                found.append(head)
        except UnreadableFile as error:  # read with another separator it may well be a table
            refusals.append(error)
    raise _explained(found, refusals, needed)


def _explained(
    found: list[Head], refusals: list[UnreadableFile], needed: Mapping[str, str]
) -> UnreadableFile:
    """Why no row names the columns."""
    closest = max(found, key=lambda head: len(head.known), default=None)
    if refusals and (closest is None or not closest.known):
        return refusals[0]
    if closest is None:
        return UnreadableFile(_("This file has nothing in it."))
    hidden = [name for key, name in needed.items() if key in closest.hidden.values()]
    if hidden:
        said = _("These columns are needed, but hidden in Excel: %(names)s. Show them, and save the file.")
        return UnreadableFile(said % {"names": ", ".join(hidden)})
    missing = ", ".join(name for key, name in needed.items() if key not in closest.known)
    return UnreadableFile(_("The file lacks these columns: %(names)s.") % {"names": missing})


def has_rows(table: Table) -> bool:
    """Is there anything in it, or something that can't be read?"""
    try:
        return next(table.lines(), None) is not None
    except UnreadableFile:
        return True


def folded(text: str) -> str:
    """The same for "E-Mail-Adresse", "e_mail adresse" and "E‑Mail Adresse *"."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _possible_heads(table: Table, key_of: Callable[[str], str | None]) -> Iterator[Head]:
    for line in islice((line for line in table.lines() if not line.is_hidden), HEAD_ROWS):
        keys = [key_of(cell) if cell else None for cell in line.cells]
        hidden = {position: keys[position] for position in line.hidden_columns if position < len(keys)}
        seen = [None if position in hidden else key for position, key in enumerate(keys)]
        yield Head(table, line.number, line.cells, seen, hidden)


def _without_doubles(head: Head) -> Head:
    for key, times in Counter(key for key in head.keys if key is not None).items():
        if times > 1:
            titles = [title for title, each in zip(head.titles, head.keys, strict=True) if each == key]
            raise UnreadableFile(
                _("Two columns mean the same: %(names)s. Take one of them out.")
                % {"names": ", ".join(titles)}
            )
    return head
