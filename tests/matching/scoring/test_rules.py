"""The rules of one fit."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring.rules import (
    ENOUGH_ASKED,
    MAX_LEVEL,
    MAX_RANK,
    NATIVE,
    NEUTRAL_SCORE,
    PARTS,
    POINTS_PER_PERCENT,
    STEPS,
    Criteria,
    Demand,
    Fit,
    Reason,
    ReasonCode,
    Supply,
    explain,
    percent,
    weigh,
)
from tests.matching.scoring.examples import (
    CRITERIA,
    DEMAND,
    LANGUAGES,
    MINIMA,
    SKILLS,
    SUPPLY,
    WISHES,
    demand,
    one_of,
    supply,
    top_matches,
)

# What holds for every pair


@given(SUPPLY, DEMAND)
def test_score_is_a_percentage_and_at_most_half_for_who_is_not_eligible(brought, asked):
    fit = explain(brought, asked)
    assert 0 <= fit.score <= (100 if fit.is_eligible else 50)


@given(SUPPLY, DEMAND)
def test_score_is_what_the_reasons_earn_on_top_of_what_was_not_asked(brought, asked):
    fit = explain(brought, asked)
    not_asked = 100 - sum(reason.weight for reason in fit.reasons)
    earned = not_asked / 2 + sum(reason.earned for reason in fit.reasons)
    assert fit.score == pytest.approx(earned if fit.is_eligible else earned / 2, abs=1)


@given(SUPPLY, DEMAND)
def test_who_meets_every_hard_minimum_and_only_they_are_eligible(brought, asked):
    fit = explain(brought, asked)
    assert fit.is_eligible == all(reason.is_met for reason in fit.reasons if reason.is_hard)


@given(SUPPLY, DEMAND)
def test_recommended_is_what_one_is_eligible_for_when_it_meets_every_decisive_wish(brought, asked):
    fit = explain(brought, asked)
    decisive = [reason for reason in fit.reasons if reason.subject in asked.criteria.decisive]
    assert fit.is_recommended == (fit.is_eligible and all(reason.is_met for reason in decisive))


@given(SUPPLY, DEMAND)
def test_there_is_a_reason_for_each_thing_asked_and_none_for_anything_else(brought, asked):
    subjects = [(reason.code, reason.subject) for reason in explain(brought, asked).reasons]
    assert sorted(subjects) == sorted(
        [
            *((ReasonCode.LANGUAGE, code) for code, rank in asked.languages.items() if rank > 0),
            *((ReasonCode.MINIMUM, name) for name, rank in asked.minima.items() if rank > 0),
            *((ReasonCode.REQUIRED_SKILL, skill) for skill in asked.required),
            *((ReasonCode.WELCOME_SKILL, skill) for skill in asked.welcome),
            *((ReasonCode.WISH, name) for name, values in asked.wishes.items() if values),
            *([(ReasonCode.START, "")] if asked.start else []),
        ]
    )


@given(SUPPLY, DEMAND, SKILLS, st.integers(1, 4))
def test_another_or_a_better_skill_never_lowers_score_or_eligibility(brought, asked, skill, level):
    level = max(level, brought.skills.get(skill, 0))
    better = replace(brought, skills={**brought.skills, skill: level})
    before, after = explain(brought, asked), explain(better, asked)
    assert (after.is_eligible, after.score) >= (before.is_eligible, before.score)


@given(SUPPLY, DEMAND, LANGUAGES, st.integers(1, 7))
def test_a_better_language_never_lowers_score_or_eligibility(brought, asked, language, level):
    level = max(level, brought.languages.get(language, 0))
    better = replace(brought, languages={**brought.languages, language: level})
    before, after = explain(brought, asked), explain(better, asked)
    assert (after.is_eligible, after.score) >= (before.is_eligible, before.score)


@given(SUPPLY, DEMAND, WISHES)
def test_being_open_to_anything_never_lowers_score_or_keeps_from_being_recommended(brought, asked, name):
    before, after = (
        explain(brought, asked),
        explain(replace(brought, traits={**brought.traits, name: None}), asked),
    )
    assert (after.is_recommended, after.score) >= (before.is_recommended, before.score)


@given(SUPPLY, DEMAND, LANGUAGES, st.integers(1, 7))
def test_nothing_makes_up_for_a_missing_language(brought, asked, language, rank):
    below = replace(brought, languages={**brought.languages, language: rank - 1})
    asked = replace(asked, languages={**asked.languages, language: rank})
    everything = supply(
        languages=below.languages,
        skills=dict.fromkeys(range(1, 7), 4),
        reached={"degree": 1000, "hours": 1000},
    )
    assert [explain(below, asked).is_eligible, explain(everything, asked).is_eligible] == [False, False]


@given(SUPPLY, DEMAND, MINIMA, st.integers(1, 8))
def test_nothing_makes_up_for_a_missing_minimum(brought, asked, name, rank):
    below = replace(brought, reached={**brought.reached, name: rank - 1})
    assert not explain(below, replace(asked, minima={name: rank})).is_eligible


@given(DEMAND)
def test_weights_and_base_of_a_demand_use_up_every_part_that_has_a_question(asked):
    weights = weigh(asked)
    given = (
        sum(weights.required.values())
        + sum(weights.welcome.values())
        + sum(weights.wishes.values())
        + weights.start
    )
    assert 2 * weights.base + given == PARTS * STEPS


# Minima


def test_minimum_is_met_by_who_reaches_it_exactly_and_missed_by_who_is_one_below():
    asked = demand(languages={"de": 4}, minima={"degree": 6})
    fits = [
        explain(supply(languages={"de": german}, reached={"degree": degree}), asked)
        for german, degree in ((4, 6), (3, 6), (4, 5), (5, 7))
    ]
    assert [fit.is_eligible for fit in fits] == [True, False, False, True]
    assert [[reason.is_met for reason in fit.reasons] for fit in fits] == [
        [True, True],
        [False, True],
        [True, False],
        [True, True],
    ]


def test_hard_reasons_come_first_by_name_say_what_is_asked_and_had_and_carry_no_points():
    asked = demand(languages={"sl": 2, "de": 4}, minima={"hours": 10, "degree": 6}, required={1: 1})
    fit = explain(supply(languages={"de": 5}, reached={"degree": 0}), asked)
    assert fit.reasons[:4] == (
        Reason(ReasonCode.LANGUAGE, "de", True, 0.0, 0.0, asked=4, has=5),
        Reason(ReasonCode.LANGUAGE, "sl", False, 0.0, 0.0, asked=2, has=0),
        Reason(ReasonCode.MINIMUM, "degree", False, 0.0, 0.0, asked=6, has=0),
        Reason(ReasonCode.MINIMUM, "hours", False, 0.0, 0.0, asked=10, has=None),
    )
    assert [reason.is_hard for reason in fit.reasons] == [True, True, True, True, False]


def test_minima_of_nothing_are_not_asked():
    assert explain(supply(), demand(languages={"de": 0}, minima={"degree": 0})).reasons == ()
    asked = demand(languages={"de": 1}, minima={"degree": 1})
    assert [reason.asked for reason in explain(supply(), asked).reasons] == [1, 1]


def test_unknown_degree_and_language_meet_no_minimum():
    assert not explain(supply(), demand(minima={"degree": 1})).is_eligible
    assert not explain(supply(), demand(languages={"de": 1})).is_eligible


def test_who_misses_a_minimum_gets_half_of_the_score_rounded_down():
    asked = demand(required={1: 1}, wishes={"field": one_of("a")}, languages={"de": 1})
    assert (explain(supply(skills={1: 1}), asked).score, explain(supply(), asked).score) == (50, 8)
    assert explain(supply(languages={"de": 1}), asked).score == 17


def test_levels_off_the_scale_count_as_the_nearest_one():
    huge = supply(skills={1: 10**30}, languages={"de": 10**30}, reached={"degree": 10**30})
    asked = demand(
        required={1: 10**30, 2: -5},
        languages={"de": 10**30, "en": -3},
        minima={"degree": 10**30, "hours": -1},
    )
    fit = explain(huge, asked)
    levels = [(reason.asked, reason.has) for reason in fit.reasons]
    assert (fit.is_eligible, levels) == (True, [(NATIVE, NATIVE), (MAX_RANK, MAX_RANK), (4, 4), (1, 0)])
    assert top_matches([huge], [asked], limit=1) == {1: [(1, fit.score)]}


def test_levels_below_the_scale_count_as_none():
    low = supply(skills={1: -3}, languages={"de": -2}, reached={"degree": -1})
    fit = explain(low, demand(required={1: 1}, languages={"de": 1}, minima={"degree": 1}))
    assert [reason.has for reason in fit.reasons] == [0, 0, 0]


def test_scales_end_where_the_words_for_them_end():
    assert (MAX_LEVEL, NATIVE, MAX_RANK, ENOUGH_ASKED, NEUTRAL_SCORE) == (4, 7, 1_000, 60, 50)


# Points


def test_whoever_meets_everything_fits_completely():
    brought = Supply(
        id=7,
        skills={1: 3, 2: 4, 3: 1},
        languages={"de": 4, "en": 5},
        reached={"degree": 7},
        traits={"field": one_of("07"), "kind": one_of("job"), "region": one_of("DEG")},
        available_from=date(2026, 2, 1),
    )
    asked = Demand(
        id=9,
        criteria=CRITERIA,
        required={2: 2, 1: 3},
        welcome={3: 1},
        languages={"de": 4},
        minima={"degree": 6},
        wishes={"region": one_of("DEG"), "kind": one_of("job"), "field": one_of("06", "07")},
        start=date(2026, 2, 1),
    )
    fit = explain(brought, asked)
    assert fit == Fit(9, 7, 100, is_eligible=True, is_recommended=True, reasons=fit.reasons)
    assert [(reason.code, reason.subject, reason.weight, reason.earned) for reason in fit.reasons] == [
        (ReasonCode.LANGUAGE, "de", 0, 0),
        (ReasonCode.MINIMUM, "degree", 0, 0),
        (ReasonCode.REQUIRED_SKILL, 1, 25, 25),
        (ReasonCode.REQUIRED_SKILL, 2, 25, 25),
        (ReasonCode.WELCOME_SKILL, 3, 20, 20),
        (ReasonCode.WISH, "field", 10, 10),
        (ReasonCode.WISH, "kind", 8, 8),
        (ReasonCode.WISH, "region", 7, 7),
        (ReasonCode.START, "", 5, 5),
    ]


def test_who_meets_nothing_that_is_asked_for_in_full_scores_nothing():
    asked = demand(required={1: 2}, welcome={2: 1}, wishes={"kind": one_of("job")})
    assert explain(supply(traits={"kind": one_of("thesis")}), asked).score == 0


def test_demand_that_asks_nothing_is_neutral():
    fit = explain(supply(), demand())
    assert (fit.score, fit.is_eligible, fit.is_recommended, fit.reasons) == (50, True, True, ())


def test_demand_that_asks_little_cannot_look_like_a_perfect_match():
    asked = demand(wishes={"kind": one_of("visit"), "region": one_of("DEG")})
    fit = explain(supply(traits={"kind": one_of("visit"), "region": None}), asked)
    assert (fit.score, [reason.is_met for reason in fit.reasons]) == (63, [True, True])
    assert sum(reason.weight for reason in fit.reasons) == 25


def test_enough_is_asked_from_sixty_shares_on():
    enough = demand(required={1: 1}, wishes={"field": one_of("a")})
    assert (explain(supply(skills={1: 1}), enough).score, weigh(enough).base) == (100, 0)
    short = demand(required={1: 1}, wishes={"kind": one_of("a")})
    assert (explain(supply(skills={1: 1}), short).score, weigh(short).base / POINTS_PER_PERCENT) == (
        98,
        1.675,
    )


def test_half_of_a_skill_earns_half_of_its_weight_and_is_not_met():
    (reason,) = explain(supply(skills={1: 2}), demand(required={1: 4})).reasons
    assert (reason.is_met, reason.has, reason.asked, reason.earned) == (False, 2, 4, reason.weight / 2)


def test_more_than_the_level_asked_earns_no_more_than_the_level_asked():
    (reason,) = explain(supply(skills={1: 4}), demand(welcome={1: 3})).reasons
    assert (reason.code, reason.is_met, reason.earned) == (ReasonCode.WELCOME_SKILL, True, reason.weight)


def test_parts_that_do_not_divide_go_to_the_questions_in_their_order_without_one_lost():
    weights = weigh(demand(required={30: 1, 10: 1, 20: 1}, start=date(2026, 1, 1)))
    assert list(weights.required) == [10, 20, 30]
    assert [part / STEPS for part in (*weights.required.values(), weights.start)] == [555, 555, 556, 167]
    assert weights.base == 167 * STEPS / 2


def test_half_a_percent_is_rounded_up():
    half = POINTS_PER_PERCENT // 2
    assert [percent(points) for points in (0, half - 1, half, 7 * half, 7 * half - 1)] == [0, 0, 1, 4, 3]


# Wishes


def test_wish_is_met_by_one_common_value_and_by_many_no_more():
    asked = demand(wishes={"field": one_of("a", "b", "c")})
    fits = [explain(supply(traits={"field": trait}), asked) for trait in (one_of("c", "d"), one_of("a", "b"))]
    assert [fit.score for fit in fits] == [fits[0].score] * 2
    assert [fit.reasons[0].is_met for fit in fits] == [True, True]


def test_trait_is_missing_when_nothing_is_said_of_it_and_suits_every_wish_when_it_is_none():
    asked = demand(wishes={"field": one_of("a")})
    met = [
        explain(supply(traits=traits), asked).reasons[0].is_met
        for traits in (
            {},
            {"field": frozenset()},
            {"kind": one_of("a")},
            {"field": one_of("b")},
            {"field": None},
        )
    ]
    assert met == [False, False, False, False, True]


def test_wish_without_values_is_not_asked_and_keeps_nobody_from_being_recommended():
    fit = explain(supply(traits={"kind": one_of("job")}), demand(wishes={"kind": frozenset()}))
    assert (fit.score, fit.is_recommended, fit.reasons) == (50, True, ())


def test_decisive_wish_that_is_missed_is_not_recommended_though_eligible():
    fit = explain(supply(traits={"kind": one_of("job")}), demand(wishes={"kind": one_of("thesis")}))
    assert (fit.is_eligible, fit.is_recommended) == (True, False)


def test_other_wish_that_is_missed_is_recommended_all_the_same():
    assert explain(supply(traits={}), demand(wishes={"field": one_of("a")})).is_recommended


def test_who_misses_a_minimum_is_not_recommended_whatever_they_wish():
    assert not explain(supply(), demand(minima={"degree": 1})).is_recommended


def test_start_is_met_by_who_is_free_on_that_day_or_earlier_or_names_none():
    asked = demand(start=date(2026, 3, 2))
    days = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3), None)
    fits = [explain(supply(available_from=day), asked) for day in days]
    assert [fit.reasons[0].is_met for fit in fits] == [True, True, False, True]
    assert [fit.score for fit in fits] == [54, 54, 46, 54]


def test_wish_that_weighs_nothing_still_has_a_reason_and_can_be_decisive():
    criteria = Criteria(required=100, welcome=0, wishes={"kind": 0}, start=0, decisive=frozenset({"kind"}))
    asked = Demand(1, criteria, required={1: 1}, wishes={"kind": one_of("job")})
    fit = explain(Supply(1, skills={1: 1}), asked)
    assert (fit.score, fit.is_recommended) == (100, False)
    assert fit.reasons[1:] == (Reason(ReasonCode.WISH, "kind", False, 0.0, 0.0),)


# Criteria


@pytest.mark.parametrize(
    ("required", "field", "decisive"), [(50, 49, ""), (50, 51, ""), (101, -1, ""), (50, 50, "kind")]
)
def test_criteria_whose_shares_do_not_add_up_or_that_name_what_they_do_not_weigh_are_refused(
    required, field, decisive
):
    names = frozenset({decisive} if decisive else ())
    with pytest.raises(ValueError, match=r"Shares|kind"):
        Criteria(required=required, welcome=0, wishes={"field": field}, start=0, decisive=names)


def test_wish_that_the_criteria_do_not_name_is_refused():
    with pytest.raises(ValueError, match="colour"):
        demand(wishes={"colour": one_of("red")})


# One engine for every pair


def test_mentors_are_fitted_to_mentees_by_topics_industry_and_languages():
    criteria = Criteria(required=40, welcome=10, wishes={"industry": 30, "evening": 20}, start=0)
    careers, visas, writing = 11, 12, 13
    mentee = Demand(
        id=100,
        criteria=criteria,
        required={careers: 1, visas: 1},
        welcome={writing: 1},
        languages={"en": 4},
        wishes={"industry": one_of("ICT"), "evening": one_of("Mon", "Thu")},
    )
    mentors = [
        Supply(
            1,
            skills={careers: 4, visas: 1},
            languages={"en": 6},
            traits={"industry": one_of("ICT", "health"), "evening": one_of("Tue")},
        ),
        Supply(
            2, skills={careers: 2}, languages={"en": 7}, traits={"industry": one_of("law"), "evening": None}
        ),
        Supply(3, skills={careers: 1, visas: 1, writing: 1}, languages={"en": 3}, traits={"evening": None}),
    ]
    fits = [explain(mentor, mentee) for mentor in mentors]
    assert [(fit.supply_id, fit.score, fit.is_recommended) for fit in fits] == [
        (1, 70, True),
        (2, 40, True),
        (3, 35, False),
    ]
    assert top_matches(mentors, [mentee], limit=1) == {1: [(100, 70)], 2: [(100, 40)], 3: []}


def test_courses_are_fitted_to_participants_by_hours_language_and_topic():
    criteria = Criteria(
        required=0, welcome=20, wishes={"topic": 50, "format": 20}, start=10, decisive=frozenset({"topic"})
    )
    courses = [
        Demand(
            id=number,
            criteria=criteria,
            languages={"de": german},
            minima={"hours attended": 8},
            wishes={"topic": one_of(topic), "format": one_of("online", "evening")},
            start=date(2026, 5, 1),
        )
        for number, topic, german in (
            (1, "German", 2),
            (2, "applying", 3),
            (3, "applying", 5),
            (4, "applying", 1),
        )
    ]
    participant = Supply(
        id=5,
        languages={"de": 3},
        reached={"hours attended": 8},
        traits={"topic": one_of("applying", "law"), "format": None},
        available_from=date(2026, 6, 1),
    )
    assert top_matches([participant], courses, limit=5) == {5: [(2, 88), (4, 88)]}
    latecomer = replace(participant, reached={"hours attended": 7})
    assert top_matches([latecomer], courses, limit=5) == {5: []}


def test_scoring_needs_no_django_and_the_rules_not_even_numbers_in_arrays():
    code = (
        "import sys, {}; print(sorted({{name.split('.')[0] for name in sys.modules}} & "
        "{{'django', 'numpy', 'portal', 'programmes'}}))"
    )
    loaded = {
        module: subprocess.run(
            [sys.executable, "-c", code.format(f"matching.scoring.{module}")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for module in ("rules", "gaps", "batch")
    }
    assert loaded == {"rules": "[]", "gaps": "[]", "batch": "['numpy']"}
