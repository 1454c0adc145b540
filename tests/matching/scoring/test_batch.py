"""The sparse computation against the plain rules."""

import subprocess
import sys
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring import batch
from matching.scoring.batch import PlacementIndex, rank, top_matches
from matching.scoring.rules import PlacementProfile, TalentProfile, explain
from tests.matching.scoring.examples import PLACEMENTS, TALENT, TALENTS, placement, talent


def recommended(person: TalentProfile, placements: list[PlacementProfile]) -> list[tuple[int, int]]:
    return [(fit.placement_id, fit.score) for fit in rank(person, placements) if fit.is_recommended]


@given(TALENT, PLACEMENTS, st.randoms())
def test_ranking_does_not_depend_on_the_order_of_the_input(person, offers, random):
    shuffled = random.sample(offers, len(offers))
    assert rank(person, shuffled) == rank(person, offers)


@given(TALENT, PLACEMENTS)
def test_the_eligible_come_first_then_the_higher_scores_then_the_lower_ids(person, offers):
    order = [(not fit.is_eligible, -fit.score, fit.placement_id) for fit in rank(person, offers)]
    assert order == sorted(order)


@given(TALENT, PLACEMENTS, st.integers(0, 30))
def test_limit_cuts_the_end_of_the_ranking(person, offers, limit):
    assert rank(person, offers, limit=limit) == rank(person, offers)[:limit]


@settings(max_examples=200, deadline=None)
@given(TALENTS, PLACEMENTS, st.integers(1, 30))
def test_sparse_matches_are_those_of_the_reference_with_every_tie_decided(people, offers, limit):
    reference = {person.id: recommended(person, offers)[:limit] for person in people}
    assert top_matches(people, offers, limit=limit) == reference


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_sparse_matches_are_those_of_the_reference_in_many_blocks_and_groups(seed, limit):
    random = Random(seed)
    people = [
        talent(
            id=number,
            skills={random.randint(1, 8): random.randint(1, 4) for _ in range(4)},
            languages={"de": random.randint(0, 7)},
            kinds=frozenset(random.sample(["job", "thesis", "internship"], random.randint(0, 2))),
            field=random.choice(["06", "07"]),
        )
        for number in range(1, 2 * batch.BLOCK + 10)
    ]
    offers = [
        placement(
            id=number,
            required_skills={random.randint(1, 8): random.randint(1, 4) for _ in range(3)},
            languages={"de": random.randint(0, 6)},
            kind=random.choice(["job", "thesis", "internship"]),
            fields=frozenset(random.sample(["05", "06", "07"], 2)),
        )
        for number in random.sample(range(1, 1000), 150)
    ]
    reference = {person.id: recommended(person, offers)[:limit] for person in people}
    assert top_matches(people, offers, limit=limit) == reference


def test_equal_scores_are_in_the_order_of_their_ids_also_where_the_list_ends():
    offers = [placement(id=number, required_skills={1: 1}, kind="job") for number in (9, 3, 7, 1, 5)]
    assert top_matches([talent(skills={1: 1})], offers, limit=3) == {1: [(1, 100), (3, 100), (5, 100)]}


def test_kinds_that_are_not_sought_are_ranked_but_not_recommended():
    person = talent(kinds=frozenset({"job"}))
    offers = [placement(id=1, kind="thesis"), placement(id=2, kind="job")]
    assert [fit.placement_id for fit in rank(person, offers)] == [2, 1]
    assert top_matches([person], offers, limit=5) == {1: [(2, 57)]}


def test_nobody_and_nothing_make_empty_matches():
    assert top_matches([], [placement()], limit=3) == {}
    assert top_matches([talent()], [], limit=3) == {1: []}
    assert top_matches([talent()], [placement()], limit=0) == {1: []}
    assert rank(talent(), []) == []


def test_talent_whom_no_placement_admits_has_no_matches():
    assert top_matches([talent()], [placement(languages={"sl": 1})], limit=3) == {1: []}


def test_skills_that_no_placement_asks_for_change_nothing():
    offer = placement(required_skills={1: 1})
    unknown = talent(skills={1: 1, 2**70: 3})
    assert top_matches([unknown], [offer], limit=1) == top_matches([talent(skills={1: 1})], [offer], limit=1)


def test_more_skills_than_there_are_parts_still_add_up():
    skills = dict.fromkeys(range(1, 3001), 2)
    offer = placement(required_skills=skills, kind="job")
    half = talent(skills=dict.fromkeys(range(1, 3001), 1))
    assert top_matches([half], [offer], limit=1) == {1: [(1, explain(half, offer).score)]}
    assert explain(talent(skills=skills), offer).score == 100


def test_index_answers_for_one_talent_as_for_all():
    offers = [placement(id=number, required_skills={number % 3: 1}, kind="job") for number in range(1, 20)]
    people = [talent(id=number, skills={number % 3: 1}) for number in range(1, 5)]
    index = PlacementIndex(offers)
    one_by_one: dict[int, list[tuple[int, int]]] = {}
    for person in people:
        one_by_one |= index.top_matches([person], limit=4)
    assert index.top_matches(people, limit=4) == one_by_one


def test_engine_needs_no_django():
    code = "import sys, matching.scoring.batch; print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
