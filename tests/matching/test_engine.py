"""The engine against its rules, and the sparse computation against the plain one."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine
from matching.engine import PlacementIndex, rank, top_matches
from matching.fits import (
    NATIVE,
    PARTS,
    SHARES,
    STEPS,
    PlacementProfile,
    ReasonCode,
    TalentProfile,
    explain,
    weigh,
)

SKILLS = st.integers(1, 6)
LANGUAGES = st.sampled_from(["de", "en", "sl"])
FIELDS = st.sampled_from(["04", "06", "07"])
KINDS = st.sampled_from(["job", "thesis", "internship"])
REGIONS = st.sampled_from(["DEG", "DED", "SI03"])
DATES = st.dates(date(2026, 1, 1), date(2026, 1, 5))
IDS = st.integers(1, 2**62)

TALENT = st.builds(
    TalentProfile,
    id=IDS,
    skills=st.dictionaries(SKILLS, st.integers(-1, 6), max_size=5),
    languages=st.dictionaries(LANGUAGES, st.integers(-1, 9)),
    degree=st.none() | st.integers(0, 9),
    field=st.none() | FIELDS,
    kinds=st.frozensets(KINDS),
    regions=st.frozensets(REGIONS),
    is_mobile=st.booleans(),
    available_from=st.none() | DATES,
)
PLACEMENT = st.builds(
    PlacementProfile,
    id=IDS,
    required_skills=st.dictionaries(SKILLS, st.integers(-1, 6), max_size=5),
    welcome_skills=st.dictionaries(SKILLS, st.integers(0, 4), max_size=3),
    languages=st.dictionaries(LANGUAGES, st.integers(-1, 9), max_size=2),
    degree=st.none() | st.integers(0, 9),
    fields=st.frozensets(FIELDS, max_size=2),
    kind=KINDS | st.just(""),
    region=st.none() | st.just("") | REGIONS,
    is_remote=st.booleans(),
    start=st.none() | DATES,
)
TALENTS = st.lists(TALENT, max_size=6, unique_by=lambda talent: talent.id)
PLACEMENTS = st.lists(PLACEMENT, max_size=25, unique_by=lambda placement: placement.id)


def talent(**facts: Any) -> TalentProfile:
    nobody = TalentProfile(1, {}, {}, None, None, frozenset(), frozenset(), False, None)
    return replace(nobody, **facts)


def placement(**asked: Any) -> PlacementProfile:
    nothing = PlacementProfile(1, {}, {}, {}, None, frozenset(), "", None, False, None)
    return replace(nothing, **asked)


def recommended(person: TalentProfile, placements: list[PlacementProfile]) -> list[tuple[int, int]]:
    return [(fit.placement_id, fit.score) for fit in rank(person, placements) if fit.is_recommended]


# One fit


@given(TALENT, PLACEMENT)
def test_score_is_a_percentage_and_at_most_half_for_who_is_not_eligible(person, offer):
    fit = explain(person, offer)
    assert 0 <= fit.score <= (100 if fit.is_eligible else 50)


@given(TALENT, PLACEMENT)
def test_score_is_what_the_reasons_earn_on_top_of_what_was_not_asked(person, offer):
    fit = explain(person, offer)
    not_asked = 100 - sum(reason.weight for reason in fit.reasons)
    earned = not_asked / 2 + sum(reason.earned for reason in fit.reasons)
    assert fit.score == pytest.approx(earned if fit.is_eligible else earned / 2, abs=1)


@given(TALENT, PLACEMENT)
def test_who_meets_every_hard_minimum_and_only_they_are_eligible(person, offer):
    fit = explain(person, offer)
    assert fit.is_eligible == all(reason.is_met for reason in fit.reasons if reason.is_hard)


@given(TALENT, PLACEMENT, SKILLS, st.integers(1, 4))
def test_another_or_a_better_skill_never_lowers_score_or_eligibility(person, offer, skill, level):
    level = max(level, person.skills.get(skill, 0))
    before, after = (
        explain(person, offer),
        explain(replace(person, skills={**person.skills, skill: level}), offer),
    )
    assert (after.is_eligible, after.score) >= (before.is_eligible, before.score)


@given(TALENT, PLACEMENT, LANGUAGES, st.integers(1, 7))
def test_a_better_language_never_lowers_score_or_eligibility(person, offer, language, level):
    level = max(level, person.languages.get(language, 0))
    better = replace(person, languages={**person.languages, language: level})
    before, after = explain(person, offer), explain(better, offer)
    assert (after.is_eligible, after.score) >= (before.is_eligible, before.score)


@given(TALENT, PLACEMENT, LANGUAGES, st.integers(1, 7))
def test_nothing_makes_up_for_a_missing_language(person, offer, language, asked):
    below = replace(person, languages={**person.languages, language: asked - 1})
    offer = replace(offer, languages={**offer.languages, language: asked})
    everything = replace(
        below,
        skills=dict.fromkeys(range(1, 7), 4),
        degree=8,
        kinds=frozenset(),
        is_mobile=True,
        available_from=None,
    )
    assert [explain(below, offer).is_eligible, explain(everything, offer).is_eligible] == [False, False]


@given(TALENT, PLACEMENT, st.integers(1, 8))
def test_nothing_makes_up_for_a_missing_degree(person, offer, asked):
    assert not explain(replace(person, degree=asked - 1), replace(offer, degree=asked)).is_eligible


def test_unknown_degree_and_language_meet_no_minimum():
    assert not explain(talent(degree=None), placement(degree=6)).is_eligible
    assert not explain(talent(), placement(languages={"de": 3})).is_eligible


@given(PLACEMENT)
def test_weights_and_base_of_a_placement_use_up_every_part(offer):
    weights = weigh(offer)
    context = weights.field + weights.kind + weights.region + weights.availability
    asked = sum(weights.required.values()) + sum(weights.welcome.values()) + context
    assert 2 * weights.base + asked == PARTS * STEPS


def test_shares_add_up_to_a_hundred():
    assert sum(SHARES.values()) == 100


def test_whoever_meets_everything_fits_completely():
    person = talent(
        skills={1: 3, 2: 4, 3: 1},
        languages={"de": 4, "en": 5},
        degree=7,
        field="07",
        kinds=frozenset({"job"}),
        regions=frozenset({"DEG"}),
        available_from=date(2026, 2, 1),
    )
    offer = placement(
        required_skills={1: 3, 2: 2},
        welcome_skills={3: 1},
        languages={"de": 4},
        degree=6,
        fields=frozenset({"06", "07"}),
        kind="job",
        region="DEG",
        start=date(2026, 2, 1),
    )
    fit = explain(person, offer)
    assert (fit.score, fit.is_eligible, fit.is_recommended) == (100, True, True)
    assert [(reason.code, reason.is_met) for reason in fit.reasons] == [
        (ReasonCode.LANGUAGE, True),
        (ReasonCode.DEGREE, True),
        (ReasonCode.REQUIRED_SKILL, True),
        (ReasonCode.REQUIRED_SKILL, True),
        (ReasonCode.WELCOME_SKILL, True),
        (ReasonCode.FIELD, True),
        (ReasonCode.KIND, True),
        (ReasonCode.REGION, True),
        (ReasonCode.AVAILABILITY, True),
    ]
    assert sum(reason.weight for reason in fit.reasons) == pytest.approx(100)


def test_who_meets_nothing_that_is_asked_for_in_full_scores_nothing():
    offer = placement(required_skills={1: 2}, kind="job")
    assert explain(talent(kinds=frozenset({"thesis"})), offer).score == 0


def test_placement_that_asks_nothing_is_neutral():
    assert explain(talent(), placement()).score == 50


def test_placement_that_asks_little_cannot_look_like_a_perfect_match():
    fit = explain(talent(kinds=frozenset({"visit"})), placement(kind="visit", region="DEG"))
    assert (fit.score, [reason.is_met for reason in fit.reasons]) == (63, [True, True])


def test_half_of_a_skill_earns_half_of_its_weight_and_is_not_met():
    (reason,) = explain(talent(skills={1: 2}), placement(required_skills={1: 4})).reasons
    assert (reason.is_met, reason.has, reason.asked, reason.earned) == (False, 2, 4, reason.weight / 2)


def test_required_skills_outweigh_all_the_rest_together():
    offer = placement(
        required_skills={1: 1},
        welcome_skills={2: 1},
        fields=frozenset({"07"}),
        kind="job",
        region="DEG",
        start=date(2026, 1, 1),
    )
    skilled = talent(
        skills={1: 1},
        kinds=frozenset({"thesis"}),
        regions=frozenset({"SI03"}),
        available_from=date(2027, 1, 1),
    )
    lucky = talent(skills={2: 4}, field="07")
    assert (explain(skilled, offer).score, explain(lucky, offer).score) == (55, 45)


def test_place_does_not_matter_for_remote_work_or_to_who_would_move():
    bound = talent(regions=frozenset({"SI03"}))
    codes = [reason.code for reason in explain(bound, placement(region="DEG", is_remote=True)).reasons]
    far = explain(bound, placement(region="DEG")).reasons[0]
    mobile = explain(replace(bound, is_mobile=True), placement(region="DEG")).reasons[0]
    assert (codes, far.is_met, mobile.is_met) == ([], False, True)


def test_wishes_left_open_are_met():
    offer = placement(kind="job", region="DEG", start=date(2026, 1, 1))
    assert [reason.is_met for reason in explain(talent(), offer).reasons] == [True, True, True]


def test_levels_off_the_scale_count_as_the_nearest_one():
    huge = talent(skills={1: 10**30}, languages={"de": 10**30}, degree=10**30)
    offer = placement(required_skills={1: 10**30, 2: -5}, languages={"de": 10**30, "en": -3}, degree=10**30)
    fit = explain(huge, offer)
    asked = [(reason.asked, reason.has) for reason in fit.reasons]
    assert (fit.is_eligible, asked) == (True, [(NATIVE, NATIVE), (8, 10**30), (4, 4), (1, 0)])
    assert top_matches([huge], [offer], limit=1) == {1: [(1, fit.score)]}


# Many


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
        for number in range(1, 2 * engine.BLOCK + 10)
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
    code = "import sys, matching.engine; print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
