"""Figures as pages show them: lines of the table of indicators, names of groups, usual periods."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.constants import Gender
from evaluation.models import Indicator, Target
from evaluation.queries.contributions import (
    BEGINNING,
    NOT_REPORTABLE,
    SHORT_CONTACTS,
    WITHOUT_HOURS,
    Period,
)
from evaluation.queries.figures import Figure, Figures
from evaluation.queries.periods import a_year_before
from programmes.models import Programme


def query(period: Period, **more: str) -> str:
    """The period as a query string, with other parameters behind it."""
    days = f"from={period.starts_on.isoformat()}&to={period.ends_on.isoformat()}"
    return f"{days}&{urlencode(more)}" if more else days


def rows_address(programme: Programme, code: str, period: Period, **more: str) -> str:
    return f"{_path('evaluation:indicator', programme.slug, code)}?{query(period, **more)}"


def programme_address(programme: Programme, period: Period) -> str:
    return f"{_path('evaluation:programme', programme.slug)}?{query(period)}"


@lru_cache(maxsize=1000)
def _path(name: str, *args: str) -> str:
    """A page of figures leads to a hundred others, each time to the same ones."""
    return reverse(name, args=args)


def name_beside(code: str) -> str:
    """What is counted beside the indicators; "" for one of these."""
    names = {
        NOT_REPORTABLE: _("Not reportable"),
        SHORT_CONTACTS: _("Short contacts"),
        WITHOUT_HOURS: _("Joined, without any hours"),
    }
    return names.get(code, "")


def apart(programme: Programme, found: Figures, period: Period) -> list[tuple[str, int, str]]:
    """Name, number and address of those who have joined and are no participants, where there are any."""
    numbers = {SHORT_CONTACTS: found.short_contacts, WITHOUT_HOURS: found.without_hours}
    return [
        (name_beside(code), number, rows_address(programme, code, period))
        for code, number in numbers.items()
        if number
    ]


@dataclass(frozen=True)
class IndicatorLine:
    """One line of the table of indicators; every figure knows the address of the rows behind it."""

    indicator: Indicator
    figure: Figure
    programme: Programme
    period: Period
    target: Target | None
    before: int
    """How many it counts in the same days a year before."""

    def url(self) -> str:
        return rows_address(self.programme, self.indicator.code, self.period)

    def before_url(self) -> str:
        return rows_address(self.programme, self.indicator.code, a_year_before(self.period))

    def so_far_url(self) -> str:
        return rows_address(self.programme, self.indicator.code, Period(BEGINNING, self.period.ends_on))

    def genders(self) -> list[tuple[str, int, str]]:
        """Name, number and address for each gender."""
        return [
            (
                label,
                self.figure.by_gender[gender],
                rows_address(self.programme, self.indicator.code, self.period, gender=gender),
            )
            for gender, label in gender_names().items()
        ]

    def percent(self) -> int | None:
        """How much of the target everybody since the start has reached, rounded down; nothing without a target."""
        if self.target is None or not self.target.value:
            return None
        return 100 * self.figure.so_far // self.target.value


def gender_names() -> Mapping[str, str]:
    """How the groups are called in headings, in the active language."""
    return {
        Gender.WOMAN: pgettext("group", "Women"),
        Gender.MAN: pgettext("group", "Men"),
        Gender.NON_BINARY: pgettext("group", "Non-binary"),
    }


def presets(programme: Programme, chosen: Period) -> list[tuple[str, str, bool]]:
    """Periods one often wants, as tabs: address, name, is this the one shown?"""
    return [
        (programme_address(programme, period), name, period == chosen)
        for name, period in _usual_periods(programme)
    ]


def _usual_periods(programme: Programme) -> list[tuple[str, Period]]:
    today = programme.today()
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    last_day = quarter - timedelta(days=1)
    last_quarter = last_day.replace(month=last_day.month - 2, day=1)
    new_year = today.replace(month=1, day=1)
    last_year = new_year - timedelta(days=1)
    periods = [
        (_("This year"), Period(new_year, today)),
        (_("This quarter"), Period(quarter, today)),
        (_("Last quarter"), Period(last_quarter, last_day)),
        (_("Last year"), Period(last_year.replace(month=1, day=1), last_year)),
    ]
    if programme.starts_on and programme.starts_on <= today:
        end = min(today, programme.ends_on) if programme.ends_on else today
        periods.append((_("Whole programme"), Period(programme.starts_on, end)))
    return periods
