"""A row of a file on its way: what it says, what it is about, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from portal.core.errors import DomainError, NotAllowed
from programmes.constants import RowOutcome
from programmes.models import Programme

Row = Mapping[str, str]
"""What stands in each column of a row, by the column's key."""


@dataclass
class Line:
    """`found` is the row of the portal that it is about; None for one that is new."""

    cells: Row
    cleaned: dict[str, Any] = field(default_factory=dict)
    emptied: dict[str, Any] = field(default_factory=dict)
    """What an empty cell says of a row that is there already, where empty cells clear."""
    into: list[Programme] = field(default_factory=list)
    country: str = ""
    key: str = ""
    found: Any = None
    outcome: RowOutcome = RowOutcome.SAME
    before: dict[str, object] = field(default_factory=dict)
    shown_before: dict[str, str] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    """Column's key, or Django's word for none → why it can't be carried out."""

    @property
    def is_sound(self) -> bool:
        return not self.refused

    def refuse(self, error: DomainError | ValidationError) -> None:
        if isinstance(error, ValidationError):
            self.refused |= {column(name): list(texts) for name, texts in error.message_dict.items()}
        else:
            self.refused[column(error.field)] = [str(error)]

    def become(self, outcome: RowOutcome, found: Model) -> None:
        self.outcome, self.found = outcome, found


@contextmanager
def refusals_of(line: Line) -> Iterator[None]:
    """What a rule forbids stands beside the row; what may not be done at all ends the whole file."""
    try:
        yield
    except NotAllowed:
        raise
    except (DomainError, ValidationError) as error:
        line.refuse(error)


def column(name: str | None) -> str:
    return name if name and name != NON_FIELD_ERRORS else NON_FIELD_ERRORS
