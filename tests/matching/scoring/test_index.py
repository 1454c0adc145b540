"""The index of all demands against the plain rules, however it came to be."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring.batch import rank
from matching.scoring.gaps import smallest_gap
from matching.scoring.index import RankingIndex
from matching.scoring.rules import Demand, Supply, explain
from tests.matching.scoring.examples import DEMANDS, SUPPLY


def said(index: RankingIndex, brought: Supply) -> list[tuple[int, bool, bool, int]]:
    """What the index says of each demand."""
    fits = index.fits(brought)
    return list(
        zip(
            fits.demand_ids.tolist(),
            fits.is_eligible.tolist(),
            fits.is_recommended.tolist(),
            fits.score.tolist(),
            strict=True,
        )
    )


def by_the_rules(demands: list[Demand], brought: Supply) -> list[tuple[int, bool, bool, int]]:
    fits = sorted((explain(brought, asked) for asked in demands), key=lambda fit: fit.demand_id)
    return [(fit.demand_id, fit.is_eligible, fit.is_recommended, fit.score) for fit in fits]


@settings(max_examples=300, deadline=None)
@given(SUPPLY, DEMANDS)
def test_index_says_of_every_demand_what_the_rules_say(brought, demands):
    assert said(RankingIndex(demands), brought) == by_the_rules(demands, brought)


@settings(max_examples=300, deadline=None)
@given(SUPPLY, DEMANDS, DEMANDS, st.data())
def test_patched_index_says_what_one_says_that_was_built_anew(brought, before, changed, data):
    gone = data.draw(
        st.lists(st.sampled_from([asked.id for asked in before]), unique=True) if before else st.just([])
    )
    gone = [number for number in gone if number not in {asked.id for asked in changed}]
    left = {asked.id: asked for asked in before if asked.id not in gone}
    left |= {asked.id: asked for asked in changed}
    index = RankingIndex(before)
    patched = index.patched(changed, gone=gone)
    assert said(patched, brought) == by_the_rules(list(left.values()), brought)
    assert said(index, brought) == by_the_rules(before, brought)
    assert patched.gap(brought) == smallest_gap(brought, left.values())


@settings(max_examples=300, deadline=None)
@given(SUPPLY, DEMANDS)
def test_gap_is_the_smallest_step_that_the_rules_find(brought, demands):
    assert RankingIndex(demands).gap(brought) == smallest_gap(brought, demands)


@settings(max_examples=200, deadline=None)
@given(SUPPLY, DEMANDS, st.integers(0, 30))
def test_best_ones_are_the_first_of_the_ranking(brought, demands, limit):
    fits = RankingIndex(demands).fits(brought)
    first = [fit.demand_id for fit in rank(brought, demands, limit=limit)]
    assert fits.demand_ids[fits.best(limit)].tolist() == first
