"""What a plan says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring.assignment.days import Side
from matching.scoring.assignment.plans import Meeting, Plan, Scale, Score, Why, Wish

SCALE = Scale(people=5, points=40)
SCORE = st.builds(Score, st.integers(0, 5), st.integers(0, 5), st.integers(0, 40))


def number(score: Score) -> int:
    return SCALE.first * score.first + SCALE.second * score.second + score.points


@given(SCORE, SCORE)
def test_scores_are_numbers_of_the_same_order_and_back(one, other):
    assert SCALE.score(number(one)) == one
    assert (one < other) == (number(one) < number(other))
    assert number(one) <= SCALE.most == number(Score(5, 5, 40))


def made(score: Score, bound: Score) -> Plan:
    return Plan((), score, bound, {})


@pytest.mark.parametrize(
    ("score", "bound", "gap"),
    [
        (Score(4, 3, 20), Score(4, 3, 20), 0.0),
        (Score(4, 3, 20), Score(4, 3, 25), 0.2),
        (Score(4, 3, 30), Score(4, 4, 25), 0.25),
        (Score(4, 3, 30), Score(5, 1, 0), 0.2),
        (Score(1, 0, -8), Score(1, 0, 0), 1.0),
    ],
)
def test_the_gap_is_that_of_the_first_number_that_is_not_proven_best(score, bound, gap):
    assert (made(score, bound).gap, made(score, bound).is_best) == (gap, gap == 0)


def test_wishes_honoured_are_counted_by_rank_and_side():
    meeting = Meeting(0, 1, 1)
    wishes = {
        (Side.HOST, 1): (Wish(1, 2, meeting, None),),
        (Side.GUEST, 1): (Wish(1, 1, meeting, None), Wish(2, 3, None, Why.NO_SLOT)),
        (Side.GUEST, 2): (Wish(1, 1, None, Why.OTHER_FULL),),
    }
    plan = Plan((meeting,), Score(2, 0, 15), Score(2, 0, 15), wishes)
    assert plan.honoured(Side.HOST) == {2: (1, 1)}
    assert plan.honoured(Side.GUEST) == {1: (1, 2), 3: (0, 1)}
    assert (meeting.pair, meeting.place) == ((1, 1), (0, 1, 1))
