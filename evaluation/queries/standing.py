"""Where programmes stand: how many each indicator has counted, year by year and since the start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from evaluation.queries.contributions import Participants, participants_in
from portal.users.models import User
from programmes.models import Programme
from programmes.querysets.programmes import ProgrammeQuerySet


@dataclass
class Standing:
    """How many an indicator counts in a programme and its parts: in each year, and until this quarter began."""

    by_year: Counter[int] = field(default_factory=Counter)
    before_quarter: int = 0

    @property
    def so_far(self) -> int:
        """Everybody since the start: what a target is held against."""
        return self.by_year.total()


NOBODY = Standing()
Standings = Mapping[tuple[int, str], Standing]
"""By the programme's key and the indicator's code."""


def this_quarter(today: date) -> date:
    """Its first day."""
    return today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)


def standings_of(user: User, programmes: ProgrammeQuerySet) -> Standings:
    """Of the programmes in view, as far as the user evaluates them; read once for all who ask with one queryset."""
    if not hasattr(programmes, "_standings"):
        own = list(programmes)
        programmes._standings = standings(participants_in([each.pk for each in own], user), own)  # type: ignore[attr-defined]
    found: Standings = programmes._standings  # type: ignore[attr-defined]
    return found


def standings(people: Participants, programmes: Iterable[Programme]) -> Standings:
    """Programme's key and code → where it stands, subprogrammes included. One query over the kept counts.

    Nobody enters or leaves on a day to come, so whole months are exact to the day.
    """
    wholes = {each.pk: each.parent_id for each in programmes}
    today = timezone.localdate()
    months = people.months.filter(month__lte=today).order_by()
    rows = months.values_list("programme", "code", ExtractYear("month")).annotate(
        total=Sum("number"), before=Coalesce(Sum("number", filter=Q(month__lt=this_quarter(today))), 0)
    )
    found: dict[tuple[int, str], Standing] = {}
    for programme, code, year, total, before in rows:
        for key in {programme, wholes.get(programme)} & wholes.keys():
            standing = found.setdefault((key, code), Standing())
            standing.by_year[year] += total
            standing.before_quarter += before
    return found
