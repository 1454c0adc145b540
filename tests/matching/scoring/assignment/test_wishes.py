"""Why a wish is not honoured."""

import pytest

from matching.scoring.assignment.days import Day, Guest, Host, Side
from matching.scoring.assignment.meetings import plan, replan
from matching.scoring.assignment.plans import Meeting, Score, Why
from matching.scoring.assignment.wishes import honoured_ranks, score_of

ENGLISH, GERMAN = frozenset({"en"}), frozenset({"de"})
BUSY = Guest(1, wishes={1: 1})
WISHER = Guest(2, wishes={1: 2})


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (Day(2, (Host(2),), (WISHER,)), Why.ABSENT),
        (Day(2, (Host(1),), (WISHER,), frozenset({(1, 2)})), Why.EXCLUDED),
        (
            Day(2, (Host(1, languages=ENGLISH),), (Guest(2, wishes={1: 1}, languages=GERMAN),)),
            Why.NO_LANGUAGE,
        ),
        (Day(2, (Host(1, unavailable=frozenset({0, 1})),), (WISHER,)), Why.NEVER_TOGETHER),
        (Day(2, (Host(1),), (Guest(2, most=0, wishes={1: 1}),)), Why.OWN_FULL),
        (Day(1, (Host(1),), (BUSY, WISHER)), Why.OTHER_FULL),
        (
            Day(
                2,
                (Host(1),),
                (
                    Guest(1, wishes={1: 1}, unavailable=frozenset({1})),
                    Guest(2, wishes={1: 2}, unavailable=frozenset({1})),
                ),
            ),
            Why.NO_SLOT,
        ),
        (
            Day(
                1,
                (Host(1, languages=ENGLISH),),
                (Guest(2, wishes={1: 1}, languages=GERMAN),),
                frozenset({(1, 2)}),
            ),
            Why.EXCLUDED,
        ),
    ],
)
def test_the_first_reason_that_is_true_is_told(day, why):
    assert [wish.why for wish in plan(day).wishes[Side.GUEST, 2]] == [why]


def test_a_host_is_told_that_it_is_full_itself():
    day = Day(1, (Host(1, wishes={1: 1, 2: 2}),), (Guest(1), Guest(2)))
    assert [wish.why for wish in plan(day).wishes[Side.HOST, 1]] == [None, Why.OWN_FULL]


def test_slots_that_are_over_give_no_room():
    day = Day(2, (Host(1), Host(2)), (Guest(1, wishes={1: 1}), Guest(2, wishes={2: 1})))
    earlier = plan(Day(2, (Host(1),), (Guest(1, wishes={1: 1}),)))
    made = replan(day.without_host(2, since=1), earlier, since=1)
    assert [wish.why for wish in made.wishes[Side.GUEST, 2]] == [Why.NEVER_TOGETHER]


def test_ranks_are_those_that_each_of_the_two_gave():
    day = Day(2, (Host(1, wishes={1: 3}), Host(2)), (Guest(1, wishes={1: 1, 2: 2}), Guest(2, wishes={1: 8})))
    honoured = honoured_ranks(day, [Meeting(0, 1, 1), Meeting(1, 2, 1), Meeting(0, 5, 5)])
    assert honoured == {(Side.HOST, 1): [3], (Side.GUEST, 1): [1, 2], (Side.GUEST, 2): []}
    assert score_of(honoured, price=8) == Score(first=2, second=1, points=6 + 8 + 7 - 8)
