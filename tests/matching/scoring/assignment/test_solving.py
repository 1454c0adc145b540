"""OR-Tools as it is asked here: in the same way each time, on one processor, and by those alone who ask."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from matching.scoring.assignment import meetings, solving
from matching.scoring.assignment.meetings import plan, replan
from matching.scoring.assignment.solving import Question
from tests.matching.scoring.assignment.examples import is_possible, large_day


def test_the_best_of_what_the_limits_allow_is_found_with_its_worth():
    question = Question()
    first, second, third = (question.yes_or_no() for _ in range(3))
    question.at_most(1, [first, second])
    question.at_least(1, [third])
    question.no_more_than([first, second, third], [third])
    answer = question.best([(5, first), (4, second), (-2, third)])
    assert (answer.bound, [answer.takes(each) for each in (first, second, third)]) == (
        -2,
        [False, False, True],
    )


def test_amounts_are_whole_where_sums_make_up_a_network():
    question = Question()
    whole, parts = question.amount(3), [question.amount(2) for _ in range(2)]
    question.as_many_as([whole], parts)
    answer = question.best([(1, whole), (1, parts[0])])
    assert (answer.bound, answer.values[whole], [answer.values[each] for each in parts]) == (5, 3, [2, 1])


def test_limits_that_contradict_each_other_are_an_error():
    question = Question()
    yes = question.yes_or_no()
    question.at_least(1, [yes])
    question.at_most(0, [yes])
    with pytest.raises(RuntimeError, match="No answer is possible"):
        question.best([(1, yes)])


def test_a_search_cut_short_ends_with_a_plan_that_is_possible_and_a_gap_that_is_not_hidden(monkeypatch):
    day = large_day(2, hosts=10, guests=40, away=0.6)
    earlier = plan(day)
    monkeypatch.setattr(solving, "PATIENCE", timedelta(0))
    for made in (plan(day), replan(day, earlier)):
        assert is_possible(day, list(made.meetings))
        assert made.bound > made.score
        assert (made.is_best, made.gap > 0) == (False, True)
    assert replan(day, earlier).meetings == earlier.meetings


def test_nothing_of_or_tools_is_imported_before_something_is_solved():
    """Web processes read plans and know these modules, and shall not hold what they never call."""
    code = (
        "import json, sys; from matching.scoring.assignment import meetings, pairs, days;"
        "loaded = lambda: sorted({name.split('.')[0] for name in sys.modules} & {'ortools', 'pandas'});"
        "before = loaded(); meetings.plan(days.Day(1, (days.Host(1),), (days.Guest(1, wishes={1: 1}),)));"
        "print(json.dumps([before, loaded()]))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(told.stdout) == [[], ["ortools"]]
    assert meetings.MOST_MOVED == 0.05
