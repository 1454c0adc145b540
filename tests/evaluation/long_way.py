"""Figures counted from the answers themselves: what facts, and the lists behind figures, must agree with."""

from evaluation.queries.contributions import CONTRIBUTIONS, Period
from programmes.querysets.programmes import EnrolmentQuerySet


def rows_behind(code: str, people: EnrolmentQuerySet, period: Period) -> EnrolmentQuerySet:
    """The participants a figure counts."""
    return people.filter(CONTRIBUTIONS[code].during(period))
