"""Where programmes stand, as the page on which evaluators begin shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from evaluation.models import Report, Target
from evaluation.presentation.figures import programme_address, rows_address
from evaluation.queries.contributions import BEGINNING, EVERYBODY, NOT_REPORTABLE, Period
from evaluation.queries.standing import NOBODY, Standings
from programmes.models import Programme


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{formats.localize(abs(number))}"


@dataclass(frozen=True)
class Year:
    """Who has joined in one year: how many, and how many of them can't be reported."""

    year: int
    joined: int
    lacking: int
    url: str
    lacking_url: str
    is_running: bool

    @property
    def called(self) -> str:
        """A year that isn't over says so, as it stands beside a whole one."""
        return _("%(year)s (until today)") % {"year": self.year} if self.is_running else str(self.year)


@dataclass(frozen=True)
class Promise:
    """A target, and everybody since the start who counts for it."""

    target: Target
    so_far: int
    before: int
    """Until this quarter began; of the same people."""
    url: str
    is_over: bool = False
    """Has the day passed by which it was to be reached?"""

    @property
    def percent(self) -> int | None:
        """How much of the target is reached, rounded down; nothing where it is zero."""
        return 100 * self.so_far // self.target.value if self.target.value else None


@dataclass(frozen=True)
class SinceReport:
    """What has been added since the last day of the latest report; less than nothing where rows were corrected."""

    report: Report
    joined: int
    in_work: int

    @property
    def is_same(self) -> bool:
        return not self.joined and not self.in_work

    @property
    def words(self) -> dict[str, str]:
        return {"joined": _signed(self.joined), "in_work": _signed(self.in_work)}


@dataclass(frozen=True)
class AtAGlance:
    """One programme: the last year in which somebody joined, the one before, targets, and what is new."""

    programme: Programme
    below: list[Programme]
    year: Year | None
    year_before: Year | None
    promises: list[Promise]
    since: SinceReport | None


def at_a_glance(
    programme: Programme,
    below: list[Programme],
    found: Standings,
    targets: Iterable[Target],
    report: Report | None,
    today: date,
) -> AtAGlance:
    joined = sum((found.get((programme.pk, code), NOBODY).by_year for code in EVERYBODY), Counter[int]())
    last = max(joined, default=None)
    return AtAGlance(
        programme,
        below,
        _year(programme, last, joined, found, today) if last else None,
        _year(programme, last - 1, joined, found, today) if last and joined[last - 1] else None,
        promises_of(programme, found, targets, today),
        _since(report, programme, found) if report else None,
    )


def _year(programme: Programme, year: int, joined: Counter[int], found: Standings, today: date) -> Year:
    period = Period(date(year, 1, 1), min(date(year, 12, 31), today))
    return Year(
        year,
        joined[year],
        found.get((programme.pk, NOT_REPORTABLE), NOBODY).by_year[year],
        programme_address(programme, period),
        rows_address(programme, NOT_REPORTABLE, period),
        is_running=year == today.year,
    )


def promises_of(
    programme: Programme, found: Standings, targets: Iterable[Target], today: date
) -> list[Promise]:
    """The programme's targets with where they stand, as everybody since the start."""
    lines = []
    for target in targets:
        standing = found.get((programme.pk, target.indicator.code), NOBODY)
        url = rows_address(programme, target.indicator.code, Period(BEGINNING, today))
        is_over = target.due_on is not None and target.due_on < today
        lines.append(Promise(target, standing.so_far, standing.before_quarter, url, is_over))
    return lines


def _since(report: Report, programme: Programme, found: Standings) -> SinceReport | None:
    """Of a report that was built before figures were kept so, nothing is said."""
    then = report.figures.get("indicators", {})
    if not all("so_far" in then.get(code, {}) for code in ("EECO01", "EECR04")):
        return None
    more = {
        code: found.get((programme.pk, code), NOBODY).so_far - then[code]["so_far"]
        for code in ("EECO01", "EECR04")
    }
    return SinceReport(report, more["EECO01"], more["EECR04"])
