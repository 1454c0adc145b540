"""What is said about where a programme stands."""

from collections import Counter
from datetime import date

import pytest
from django.utils.translation import override

from evaluation.models import Indicator, Report, Target
from evaluation.presentation.standing import Promise, SinceReport, at_a_glance, promises_of
from evaluation.queries.standing import Standing
from programmes.models import Programme

PROGRAMME = Programme(pk=1, slug="own")
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("joined", "in_work", "words", "is_same"),
    [
        (12, 0, {"joined": "+12", "in_work": "±0"}, False),
        (-2, 3, {"joined": "−2", "in_work": "+3"}, False),
        (0, 0, {"joined": "±0", "in_work": "±0"}, True),
    ],
)
def test_what_is_new_since_a_report_has_its_sign(joined, in_work, words, is_same):
    with override("en"):
        since = SinceReport(Report(), joined, in_work)
        assert (since.words, since.is_same) == (words, is_same)


def test_a_target_of_zero_has_no_share():
    target = Target(indicator=Indicator(code="EECO01"), value=0)
    (promise,) = promises_of(PROGRAMME, {(1, "EECO01"): Standing(Counter({2026: 3}), 1)}, [target], TODAY)
    assert (promise.so_far, promise.before, promise.percent) == (3, 1, None)


def test_a_target_that_is_almost_reached_is_not_said_to_be_reached():
    promise = Promise(Target(value=250), so_far=249, before=0, url="")
    assert promise.percent == 99


def test_the_year_is_the_last_one_with_people_and_ends_today_where_it_is_not_over():
    found = {(1, "EECO01"): Standing(Counter({2026: 2, 2024: 1})), (1, "not_reportable"): Standing()}
    glance = at_a_glance(PROGRAMME, [], found, [], None, TODAY)
    assert glance.year is not None
    assert (glance.year.year, glance.year.joined, glance.year_before) == (2026, 2, None)
    assert glance.year.called == "2026 (until today)"
    assert glance.year.url == "/evaluation/own/?from=2026-01-01&to=2026-11-26"


def test_nothing_is_said_since_a_report_without_its_numbers_so_far():
    report = Report(figures={"indicators": {"EECO01": {"total": 1}}})
    assert at_a_glance(PROGRAMME, [], {}, [], report, TODAY).since is None
