"""The index of all demands against the plain rules, however it came to be."""

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring import batch
from matching.scoring.batch import DemandIndex
from matching.scoring.gaps import smallest_gap
from matching.scoring.rules import POINTS_PER_PERCENT, Demand, Supply, explain, rank
from tests.matching.scoring.examples import (
    CRITERIA,
    DEMANDS,
    OTHER_CRITERIA,
    SUPPLIES,
    SUPPLY,
    best_of,
    demand,
    one_of,
    supply,
    top_matches,
)


def recommended(brought: Supply, demands: list[Demand]) -> list[tuple[int, int]]:
    return [(fit.demand_id, fit.score) for fit in rank(brought, demands) if fit.is_recommended]


@given(SUPPLY, DEMANDS, st.randoms())
def test_ranking_does_not_depend_on_the_order_of_the_input(brought, demands, random):
    shuffled = random.sample(demands, len(demands))
    assert rank(brought, shuffled) == rank(brought, demands)


@given(SUPPLY, DEMANDS)
def test_the_eligible_come_first_then_the_higher_scores_then_the_lower_ids(brought, demands):
    order = [(not fit.is_eligible, -fit.score, fit.demand_id) for fit in rank(brought, demands)]
    assert order == sorted(order)


@given(SUPPLY, DEMANDS, st.integers(0, 30))
def test_limit_cuts_the_end_of_the_ranking(brought, demands, limit):
    assert rank(brought, demands, limit=limit) == rank(brought, demands)[:limit]


def said(index: DemandIndex, brought: Supply) -> list[tuple[int, bool, bool, int]]:
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
    assert said(DemandIndex(demands), brought) == by_the_rules(demands, brought)


@settings(max_examples=300, deadline=None)
@given(SUPPLY, DEMANDS, DEMANDS, st.data())
def test_patched_index_says_what_one_says_that_was_built_anew(brought, before, changed, data):
    gone = data.draw(
        st.lists(st.sampled_from([asked.id for asked in before]), unique=True) if before else st.just([])
    )
    gone = [number for number in gone if number not in {asked.id for asked in changed}]
    left = {asked.id: asked for asked in before if asked.id not in gone}
    left |= {asked.id: asked for asked in changed}
    index = DemandIndex(before)
    patched = index.patched(changed, gone=gone)
    assert said(patched, brought) == by_the_rules(list(left.values()), brought)
    assert said(index, brought) == by_the_rules(before, brought)
    assert patched.gap(brought) == smallest_gap(brought, left.values())


@settings(max_examples=300, deadline=None)
@given(SUPPLY, DEMANDS)
def test_gap_is_the_smallest_step_that_the_rules_find(brought, demands):
    assert DemandIndex(demands).gap(brought) == smallest_gap(brought, demands)


@settings(max_examples=200, deadline=None)
@given(SUPPLY, DEMANDS, st.integers(0, 30))
def test_best_ones_are_the_first_of_the_ranking(brought, demands, limit):
    fits = DemandIndex(demands).fits(brought)
    first = [fit.demand_id for fit in rank(brought, demands, limit=limit)]
    assert fits.demand_ids[fits.best(limit)].tolist() == first


@settings(max_examples=300, deadline=None)
@given(SUPPLIES, DEMANDS, st.integers(0, 30))
def test_matches_of_many_are_those_of_the_reference_with_every_tie_decided(supplies, demands, limit):
    reference = {brought.id: recommended(brought, demands)[:limit] for brought in supplies}
    assert top_matches(supplies, demands, limit=limit) == reference


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_matches_are_those_of_the_reference_in_many_blocks(seed, limit):
    random = Random(seed)
    supplies = [
        supply(
            id=number,
            skills={random.randint(1, 8): random.randint(1, 4) for _ in range(4)},
            languages={"de": random.randint(0, 7)},
            traits={
                "kind": one_of(*random.sample(["job", "thesis", "internship"], random.randint(0, 2))) or None,
                "field": one_of(random.choice(["06", "07"])),
                "region": random.choice([None, one_of(), one_of("DEG"), one_of("DEG", "SI03")]),
            },
            available_from=random.choice([None, date(2026, 1, 2)]),
        )
        for number in range(1, 2 * batch.BLOCK + 10)
    ]
    demands = [
        demand(
            id=number,
            criteria=random.choice([CRITERIA, *OTHER_CRITERIA]),
            required={random.randint(1, 8): random.randint(1, 4) for _ in range(3)},
            languages={"de": random.randint(0, 6)},
            wishes={
                "kind": one_of(random.choice(["job", "thesis", "internship"])),
                "field": one_of(*random.sample(["05", "06", "07"], 2)),
                "region": one_of(*random.sample(["DEG", "SI03"], random.randint(0, 2))),
            },
            start=date(2026, 1, random.randint(1, 3)),
        )
        for number in random.sample(range(1, 1000), 150)
    ]
    reference = {brought.id: recommended(brought, demands)[:limit] for brought in supplies}
    assert top_matches(supplies, demands, limit=limit) == reference


def test_equal_scores_are_in_the_order_of_their_ids_also_where_the_list_ends():
    demands = [
        demand(id=number, required={1: 1}, wishes={"field": one_of("a")}) for number in (9, 3, 7, 1, 5)
    ]
    assert top_matches([supply(skills={1: 1})], demands, limit=3) == {1: [(1, 100), (3, 100), (5, 100)]}


def test_no_match_is_lost_whose_points_are_the_last_that_make_its_score():
    asked = demand(required={1: 3, 2: 3, 3: 3, 4: 4}, wishes={"field": one_of("a")})
    brought = supply(skills={1: 1, 2: 3, 3: 3, 4: 1})
    earned = sum(round(reason.earned * POINTS_PER_PERCENT) for reason in explain(brought, asked).reasons)
    assert divmod(earned, POINTS_PER_PERCENT) == (70, POINTS_PER_PERCENT // 2 - 1)
    demands = [replace(asked, id=number) for number in range(1, 6)]
    assert top_matches([brought], demands, limit=2) == {1: [(1, 70), (2, 70)]}


def test_decisive_wishes_that_are_missed_are_ranked_but_not_recommended():
    brought = supply(traits={"kind": one_of("job")})
    demands = [demand(id=1, wishes={"kind": one_of("thesis")}), demand(id=2, wishes={"kind": one_of("job")})]
    assert [fit.demand_id for fit in rank(brought, demands)] == [2, 1]
    assert top_matches([brought], demands, limit=5) == {1: [(2, 57)]}


def test_wish_that_is_decisive_for_one_demand_and_not_for_another_counts_once_in_both():
    strict, lenient = CRITERIA, replace(CRITERIA, decisive=frozenset())
    demands = [
        demand(id=number, criteria=criteria, wishes={"kind": one_of("job")})
        for number, criteria in enumerate((strict, lenient), start=1)
    ]
    found = top_matches([supply(id=1), supply(id=2, traits={})], demands, limit=5)
    assert found == {1: [(1, 57), (2, 57)], 2: [(2, 43)]}


def test_several_common_values_count_as_one():
    demands = [demand(wishes={"field": one_of("a", "b", "c")}), demand(id=2, wishes={"field": one_of("a")})]
    brought = supply(traits={"field": one_of("a", "b", "z")})
    assert top_matches([brought], demands, limit=2) == {1: [(1, 58), (2, 58)]}


def test_nobody_and_nothing_make_empty_matches():
    assert top_matches([], [demand()], limit=3) == {}
    assert top_matches([supply()], [], limit=3) == {1: []}
    assert top_matches([supply()], [demand()], limit=0) == {1: []}
    assert top_matches([supply()], [demand()], limit=1) == {1: [(1, 50)]}
    assert rank(supply(), []) == []


def test_supply_that_no_demand_admits_has_no_matches():
    assert top_matches([supply()], [demand(languages={"sl": 1})], limit=3) == {1: []}


def test_pair_that_scores_nothing_is_recommended_when_its_requirements_are_met():
    asked = demand(required={1: 1}, welcome={2: 1})
    assert top_matches([supply()], [asked], limit=3) == {1: [(1, 0)]}


def test_minimum_that_is_reached_exactly_suffices():
    demands = [
        demand(id=1, languages={"de": 3}, minima={"degree": 6}),
        demand(id=2, languages={"de": 4}),
        demand(id=3, minima={"degree": 7}),
        demand(id=4, minima={"hours": 1000}),
    ]
    brought = supply(languages={"de": 3}, reached={"degree": 6, "hours": 1000})
    assert top_matches([brought], demands, limit=9) == {1: [(1, 50), (4, 50)]}


def test_start_is_met_by_who_is_free_on_that_day():
    demands = [demand(id=day, start=date(2026, 1, day)) for day in (1, 2, 3)]
    brought = supply(available_from=date(2026, 1, 2))
    assert top_matches([brought], demands, limit=9) == {1: [(2, 54), (3, 54), (1, 46)]}


def test_skills_that_no_demand_asks_for_change_nothing():
    asked = demand(required={1: 1})
    unknown = supply(skills={1: 1, 2**70: 3})
    assert top_matches([unknown], [asked], limit=1) == top_matches([supply(skills={1: 1})], [asked], limit=1)


def test_more_skills_than_there_are_parts_still_add_up():
    skills = dict.fromkeys(range(1, 3001), 2)
    asked = demand(required=skills, wishes={"field": one_of("a")})
    half = supply(skills=dict.fromkeys(range(1, 3001), 1))
    assert top_matches([half], [asked], limit=1) == {1: [(1, explain(half, asked).score)]}
    assert explain(supply(skills=skills), asked).score == 100


def test_index_answers_for_one_supply_as_for_all():
    demands = [demand(id=number, required={number % 3: 1}) for number in range(1, 20)]
    supplies = [supply(id=number, skills={number % 3: 1}) for number in range(1, 5)]
    index = DemandIndex(demands)
    one_by_one: dict[int, list[tuple[int, int]]] = {}
    for brought in supplies:
        one_by_one |= best_of(index, [brought], limit=4)
    assert best_of(index, supplies, limit=4) == one_by_one
