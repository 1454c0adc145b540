"""The rules of one fit."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring.batch import top_matches
from matching.scoring.rules import NATIVE, PARTS, SHARES, STEPS, ReasonCode, explain, weigh
from tests.matching.scoring.examples import LANGUAGES, PLACEMENT, SKILLS, TALENT, placement, talent


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
