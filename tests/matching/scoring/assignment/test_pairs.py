"""Two sides assigned to each other by three methods."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring.assignment.days import points_of
from matching.scoring.assignment.pairs import (
    NOT_WISHED,
    WISH,
    Alone,
    Assignment,
    Method,
    Missed,
    Outcome,
    Pair,
    Partner,
    Party,
    assign,
)
from matching.scoring.assignment.plans import Why

METHODS = pytest.mark.parametrize("method", Method)


@st.composite
def tasks(draw: st.DrawFn) -> tuple[list[Party], list[Party], dict[Pair, int]]:
    def side(number: int, others: int) -> list[Party]:
        wishes = st.dictionaries(st.integers(1, others + 1), st.integers(1, 8), max_size=others)
        return [Party(pk, draw(st.integers(0, 2)), draw(wishes)) for pk in range(1, number + 1)]

    left, right = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    pairs = st.sampled_from([*product(range(1, left + 1), range(1, right + 1))])
    fits = st.dictionaries(pairs, st.integers(0, 100) | st.sampled_from([50]), max_size=8)
    return side(left, right), side(right, left), draw(fits)


def all_assignments(left, right, fits):
    limits = [
        ({party.id: party.capacity for party in side}, place) for place, side in enumerate((left, right))
    ]
    for number in range(len(fits) + 1):
        for pairs in combinations(sorted(fits), number):
            if all(
                sum(pair[place] == pk for pair in pairs) <= most
                for capacities, place in limits
                for pk, most in capacities.items()
            ):
                yield pairs


def worth(left, right, fits, pairs):
    of_left, of_right = {party.id: party for party in left}, {party.id: party for party in right}
    return sum(
        fits[a, b] + WISH * (points_of(of_left[a].wishes.get(b)) + points_of(of_right[b].wishes.get(a)))
        for a, b in pairs
    )


def fairness(left, pairs):
    """What the fair method looks at, most important first."""
    of_left = {party.id: party for party in left}
    ranks = [of_left[a].rank(b) if of_left[a].wishes else 1 for a, b in pairs]
    lowest_first = [-sum(rank >= least for rank in ranks) for least in range(NOT_WISHED, 1, -1)]
    return len({a for a, _ in pairs}), len(pairs), *lowest_first


def dearest(party, others, fits):
    return sorted(others, key=lambda other: (party.rank(other), -fits[other], other))


@given(tasks())
@settings(deadline=None)
def test_a_total_assignment_has_most_pairs_and_of_those_most_worth(task):
    left, right, fits = task
    made = assign(left, right, fits=fits, method=Method.TOTAL)
    found = [*all_assignments(left, right, fits)]
    assert made.pairs in found
    best = max((len(pairs), worth(left, right, fits, pairs)) for pairs in found)
    assert (len(made.pairs), worth(left, right, fits, made.pairs)) == best


@given(tasks())
@settings(deadline=None)
def test_a_fair_assignment_has_as_few_as_possible_at_the_lowest_ranks(task):
    left, right, fits = task
    made = assign(left, right, fits=fits, method=Method.FAIR)
    found = [*all_assignments(left, right, fits)]
    assert made.pairs in found
    best = max((fairness(left, pairs), worth(left, right, fits, pairs)) for pairs in found)
    assert (fairness(left, made.pairs), worth(left, right, fits, made.pairs)) == best


@given(tasks())
@settings(deadline=None)
def test_in_a_stable_assignment_no_two_would_rather_have_each_other(task):
    left, right, fits = task
    made = assign(left, right, fits=fits, method=Method.STABLE)
    assert made.pairs in [*all_assignments(left, right, fits)]

    def would(party, other, partners, of_party):
        has = dearest(party, [*partners, other], of_party)
        return has.index(other) < party.capacity

    of_left, of_right = {party.id: party for party in left}, {party.id: party for party in right}
    for a, b in fits.keys() - {*made.pairs}:
        partners_of_a, partners_of_b = (
            [y for x, y in made.pairs if x == a],
            [x for x, y in made.pairs if y == b],
        )
        fits_a = {y: fit for (x, y), fit in fits.items() if x == a}
        fits_b = {x: fit for (x, y), fit in fits.items() if y == b}
        assert not (
            would(of_left[a], b, partners_of_a, fits_a) and would(of_right[b], a, partners_of_b, fits_b)
        )


@METHODS
@given(task=tasks())
@settings(deadline=None)
def test_everybody_is_told_what_they_get_and_why_not_more(method, task):
    left, right, fits = task
    made = assign(left, right, fits=fits, method=method)
    mirrored = {(b, a): fit for (a, b), fit in fits.items()}
    for parties, others, outcomes, fitting, pairs in (
        (left, right, made.left, fits, made.pairs),
        (right, left, made.right, mirrored, [(b, a) for a, b in made.pairs]),
    ):
        capacity = {party.id: party.capacity for party in others}
        full = {pk for pk, most in capacity.items() if sum(b == pk for _, b in pairs) >= most}
        assert outcomes.keys() == {party.id for party in parties}
        for party in parties:
            outcome = outcomes[party.id]
            partners = [b for a, b in pairs if a == party.id]
            fits_of = {b: fit for (a, b), fit in fitting.items() if a == party.id}
            assert outcome.partners == tuple(
                Partner(other, party.wishes.get(other), fits_of[other])
                for other in dearest(party, partners, fits_of)
            )
            assert {each.other: each.rank for each in outcome.missed} == {
                other: rank for other, rank in party.wishes.items() if other not in partners
            }
            for missed in outcome.missed:
                expected = Why.OWN_FULL if len(partners) >= party.capacity else Why.OTHER_FULL
                expected = expected if missed.other in fits_of else Why.EXCLUDED
                assert missed.why == (expected if missed.other in capacity else Why.ABSENT)
                assert missed.why is not Why.OTHER_FULL or missed.other in full
            if partners:
                assert outcome.alone is None
            elif party.capacity == 0:
                assert outcome.alone is Alone.NO_ROOM
            else:
                assert outcome.alone is (Alone.ALL_FULL if fits_of else Alone.NOBODY_POSSIBLE)
                assert full >= fits_of.keys()


LEFT = [Party(1, 1, {1: 1, 2: 2}), Party(2, 1, {1: 1}), Party(3, 1, {1: 1, 3: 2})]
RIGHT = [Party(1, 1, {3: 1}), Party(2), Party(3)]
FITS = {(1, 1): 100, (1, 2): 10, (2, 1): 0, (2, 2): 0, (3, 1): 20, (3, 3): 20, (2, 3): 0}


@pytest.mark.parametrize(
    ("method", "pairs"),
    [
        (Method.STABLE, ((1, 2), (2, 3), (3, 1))),
        (Method.TOTAL, ((1, 1), (2, 2), (3, 3))),
        (Method.FAIR, ((1, 2), (2, 1), (3, 3))),
    ],
)
def test_the_methods_differ(method, pairs):
    """All three wish for the same one, who wishes for the third; the second has no other wish."""
    assert assign(LEFT, RIGHT, fits=FITS, method=method).pairs == pairs


def test_what_is_told_of_a_small_assignment():
    left = [Party(1, 1, {1: 1, 9: 2}), Party(2, 1, {1: 1, 2: 2}), Party(3, 0), Party(4)]
    made = assign(left, [Party(1)], fits={(1, 1): 80, (2, 1): 70, (3, 1): 100}, method=Method.STABLE)
    assert made == Assignment(
        Method.STABLE,
        ((1, 1),),
        {
            1: Outcome((Partner(1, 1, 80),), (Missed(9, 2, Why.ABSENT),), None),
            2: Outcome((), (Missed(1, 1, Why.OTHER_FULL), Missed(2, 2, Why.ABSENT)), Alone.ALL_FULL),
            3: Outcome((), (), Alone.NO_ROOM),
            4: Outcome((), (), Alone.NOBODY_POSSIBLE),
        },
        {1: Outcome((Partner(1, None, 80),), (), None)},
    )


def test_of_two_with_the_same_rank_the_better_fit_and_then_the_lower_id_is_preferred():
    right = [Party(1), Party(2), Party(3)]
    for fits, expected in (({1: 5, 2: 6, 3: 6}, 2), ({1: 6, 2: 6, 3: 5}, 1)):
        made = assign(
            [Party(7, 1, {1: 2, 2: 2})],
            right,
            fits={(7, pk): fit for pk, fit in fits.items()},
            method=Method.STABLE,
        )
        assert made.pairs == ((7, expected),)


@METHODS
def test_nobody_is_assigned_where_nobody_is(method):
    assert assign([], [], fits={}, method=method) == Assignment(method, (), {}, {})
    assert assign([Party(1)], [], fits={(1, 1): 50}, method=method).left[1].alone is Alone.NOBODY_POSSIBLE


def test_parties_are_checked():
    with pytest.raises(ValueError, match="Capacity below 0"):
        Party(1, -1)
    with pytest.raises(ValueError, match="Up to 8 wishes"):
        Party(1, 1, {1: 9})
    for left, right in (([Party(1), Party(1)], []), ([], [Party(1), Party(1)])):
        with pytest.raises(ValueError, match="An id stands twice"):
            assign(left, right, fits={}, method=Method.STABLE)
