"""What a view says about the page it makes for visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from portal.core.changes.tracking import kind_of

View = TypeVar("View", bound=Callable[..., Any])
Mark = tuple[object, ...]
ATTRIBUTE = "visitor_page"


@dataclass(frozen=True)
class VisitorPage:
    declared: Callable[[], Sequence[type[models.Model]]]
    knows: tuple[str, ...]

    @property
    def shows(self) -> Sequence[type[models.Model]]:
        return self.declared()

    def query(self, sent: QueryDict) -> str:
        """The address's parameters that the page knows and that say something, always in the same order."""
        kept = QueryDict(mutable=True)
        for name in self.knows:
            said = [value for value in sent.getlist(name) if value]
            values = list(dict.fromkeys(reversed(said)))[
                ::-1
            ]  # of the same value the last, as that one counts
            if name == "page":
                values = [str(int(value)) for value in values[-1:] if value.isascii() and value.isdecimal()]
            if values:
                kept.setlist(name, values)
        return kept.urlencode()


def for_visitors(
    *,
    shows: Sequence[type[models.Model]] | Callable[[], Sequence[type[models.Model]]],
    knows: Iterable[str] = (),
) -> Callable[[View], View]:
    """Decorator of a view whose page is the same for all visitors; see the package. Stands above all others.

    Where upper apps add to the page, `shows` is a function that asks which models are theirs.
    """
    page = VisitorPage(shows if callable(shows) else lambda: shows, tuple(knows))

    def decorate(view: View) -> View:
        setattr(view, ATTRIBUTE, page)
        return view

    return decorate


@dataclass
class Shown:
    """Which changes make the page that is just being made another one, and when it is another by itself."""

    marks: dict[type[models.Model], tuple[Mark, ...]]
    end: datetime = field(default_factory=lambda: next_quarter(timezone.now()))

    @classmethod
    def by(cls, page: VisitorPage) -> Shown:
        return cls({model: ((kind_of(model),),) for model in page.shows})

    def only(
        self, model: type[models.Model], *, rows: Iterable[int] = (), programmes: Iterable[int] = ()
    ) -> None:
        """Of this model, nothing else is shown or counted: these rows, or all of these programmes.

        A change of a row that belongs to no programme makes the page of none another one.
        """
        kind = kind_of(model)
        of_rows = {(kind, "row", key) for key in rows}
        of_programmes = {(kind, "programme", key) for key in programmes}
        self.marks[model] = (
            *of_rows,
            *of_programmes,
            (kind, "row", None),  # everything may have changed
        )

    def until(self, moment: Callable[[], datetime | None]) -> None:
        """The page is another one from this moment on: something it shows expires then. Asked before the page is made.

        It is asked for only where the page will be kept, as it may cost a question of the database.
        """
        end = moment()
        if end is not None:
            self.end = min(self.end, end)

    def all_marks(self) -> tuple[Mark, ...]:
        return tuple(mark for marks in self.marks.values() for mark in marks)


class _Unheard(Shown):
    def until(self, moment: Callable[[], datetime | None]) -> None:
        """Nobody wants to know."""


def shown_to_visitors(request: HttpRequest) -> Shown:
    """What the view that answers this request may say more about; nobody listens where the page is not kept."""
    shown: Shown | None = getattr(request, "shown_to_visitors", None)
    return shown or _Unheard({})


def next_quarter(moment: datetime) -> datetime:
    """No page is kept beyond it: somewhere, a new day begins then, and a date may be written in another way."""
    quarter = timedelta(minutes=15)
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return start + ((moment - start) // quarter + 1) * quarter
