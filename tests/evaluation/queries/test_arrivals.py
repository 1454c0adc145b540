"""Which places count four weeks after the start, and in which participation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.queries.arrivals import arrivals, figures_of, rows_of
from evaluation.queries.contributions import Period
from tests.evaluation.views.test_arrivals import taken
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db


def test_rows_and_figures_are_made_of_the_same_places():
    programme, part = make_programme("north"), make_programme("part")
    part.parent = programme
    part.save()
    first, second = taken(programme, "Amira", "started"), taken(part, "Bojan", "left")
    taken(make_programme("south"), "Cleo", "started")
    today = timezone.localdate()
    evaluator = make_member(programme, "evaluator")
    found = arrivals([programme, part], evaluator, Period(today - timedelta(days=60), today))
    figures = figures_of(found)
    rows = {row["pseudonym"]: (row["acronym"], row["outcome"]) for row in rows_of(found, evaluator)}
    assert (figures.began, figures.answered, figures.in_work) == (2, 2, 1)
    assert rows == {
        first.pseudonym: (programme.acronym, "started"),
        second.pseudonym: (part.acronym, "left"),
    }
    assert list(arrivals([programme], make_member(make_programme()), Period(today, today))) == []
