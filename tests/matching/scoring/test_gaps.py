"""The smallest step that helps most."""

from dataclasses import replace

from hypothesis import given

from matching.scoring.gaps import Gap, smallest_gap
from matching.scoring.rules import MAX_RANK, NATIVE, ReasonCode, explain
from tests.matching.scoring.examples import DEMANDS, SUPPLY, demand, one_of, supply


@given(SUPPLY, DEMANDS)
def test_a_language_step_makes_what_it_names_eligible_and_a_skill_step_completes_a_skill(brought, demands):
    gap = smallest_gap(brought, demands)
    if gap is None:
        return
    if gap.code is ReasonCode.LANGUAGE:
        climbed = replace(brought, languages={**brought.languages, gap.subject: gap.target})
    else:
        climbed = replace(brought, skills={**brought.skills, gap.subject: gap.target})
    for asked in (asked for asked in demands if asked.id in gap.demand_ids):
        before, after = explain(brought, asked), explain(climbed, asked)
        met = [sum(reason.is_met for reason in fit.reasons) for fit in (before, after)]
        assert (before.is_eligible, after.is_eligible) == (gap.code is not ReasonCode.LANGUAGE, True)
        assert after.is_recommended
        assert met[1] == met[0] + 1 or asked.welcome


@given(SUPPLY, DEMANDS)
def test_step_leads_upwards_and_lifts_something(brought, demands):
    gap = smallest_gap(brought, demands)
    assert gap is None or (gap.target > gap.has and len(gap.demand_ids) > 0)


def test_language_level_that_makes_eligible_for_several_is_proposed():
    demands = [demand(id=number, languages={"de": 4}) for number in (3, 1, 2)]
    demands.append(demand(id=4, required={7: 2}))
    expected = Gap(ReasonCode.LANGUAGE, "de", 3, 4, (1, 2, 3))
    assert smallest_gap(supply(languages={"de": 3}), demands) == expected


def test_skill_that_most_eligible_demands_miss_is_proposed():
    demands = [demand(id=1, required={7: 2}), demand(id=2, required={7: 1, 8: 1})]
    assert smallest_gap(supply(), demands) == Gap(ReasonCode.REQUIRED_SKILL, 7, 0, 1, (2,))
    brought = supply(skills={7: 1, 8: 1})
    assert smallest_gap(brought, demands) == Gap(ReasonCode.REQUIRED_SKILL, 7, 1, 2, (1,))


def test_long_way_is_proposed_when_it_lifts_more_for_each_level():
    demands = [demand(id=1, languages={"de": 1})] + [demand(id=n, languages={"de": 3}) for n in range(2, 7)]
    assert smallest_gap(supply(), demands) == Gap(ReasonCode.LANGUAGE, "de", 0, 3, (1, 2, 3, 4, 5, 6))


def test_of_two_ways_that_lift_as_much_for_each_level_the_shorter_is_proposed():
    demands = [demand(id=1, languages={"de": 1}), demand(id=2, languages={"de": 2})]
    assert smallest_gap(supply(), demands) == Gap(ReasonCode.LANGUAGE, "de", 0, 1, (1,))


def test_the_shorter_way_is_proposed_even_where_the_longer_one_comes_first_by_name():
    demands = [demand(id=1, languages={"de": 2}), demand(id=2, languages={"de": 2})]
    demands.append(demand(id=3, languages={"sl": 1}))
    assert smallest_gap(supply(), demands) == Gap(ReasonCode.LANGUAGE, "sl", 0, 1, (3,))


def test_of_equal_steps_in_two_skills_the_first_by_name_is_proposed_whatever_the_order():
    demands = [demand(id=1, required={9: 1}), demand(id=2, required={8: 1})]
    expected = Gap(ReasonCode.REQUIRED_SKILL, 8, 0, 1, (2,))
    assert [smallest_gap(supply(), demands), smallest_gap(supply(), demands[::-1])] == [expected, expected]


def test_of_equal_steps_the_names_are_compared_as_they_are_written_since_some_are_words_and_some_numbers():
    demands = [demand(id=1, required={9: 1}), demand(id=2, required={10: 1})]
    assert smallest_gap(supply(), demands) == Gap(ReasonCode.REQUIRED_SKILL, 10, 0, 1, (2,))


def test_becoming_eligible_goes_before_completing_a_skill():
    demands = [demand(id=1, required={1: 1}), demand(id=2, languages={"de": 1})]
    assert smallest_gap(supply(), demands) == Gap(ReasonCode.LANGUAGE, "de", 0, 1, (2,))


def test_step_that_does_not_suffice_alone_is_not_proposed():
    two_languages = demand(id=1, languages={"de": 3, "en": 3})
    degree_too = demand(id=2, languages={"de": 3}, minima={"degree": 6})
    not_sought = demand(id=3, languages={"de": 3}, wishes={"kind": one_of("thesis")})
    native = demand(id=4, languages={"de": NATIVE})
    skill_behind_a_language = demand(id=5, languages={"de": NATIVE}, required={1: 1})
    brought = supply(traits={"kind": one_of("job")})
    demands = [two_languages, degree_too, not_sought, native, skill_behind_a_language]
    assert smallest_gap(brought, demands) is None


def test_step_to_the_highest_level_below_native_is_proposed():
    expected = Gap(ReasonCode.LANGUAGE, "de", 5, 6, (1,))
    assert smallest_gap(supply(languages={"de": 5}), [demand(languages={"de": 6})]) == expected


def test_named_minimum_that_is_just_reached_keeps_no_step_from_being_proposed_and_one_below_does():
    asked = [
        demand(id=1, required={1: 1}, minima={"degree": 6}),
        demand(id=2, languages={"de": 1}, minima={"degree": 7}),
    ]
    assert smallest_gap(supply(reached={"degree": 6}), asked) == Gap(ReasonCode.REQUIRED_SKILL, 1, 0, 1, (1,))
    beyond = demand(required={1: 1}, minima={"degree": 10**30})
    highest = supply(reached={"degree": MAX_RANK})
    assert smallest_gap(highest, [beyond]) == Gap(ReasonCode.REQUIRED_SKILL, 1, 0, 1, (1,))


def test_welcome_skills_and_wishes_that_are_not_decisive_are_no_step():
    asked = demand(welcome={1: 1}, wishes={"field": one_of("a")})
    assert smallest_gap(supply(traits={}), [asked]) is None


def test_missing_wish_that_is_not_decisive_keeps_no_step_from_being_proposed():
    asked = demand(required={1: 2}, wishes={"field": one_of("a")})
    assert smallest_gap(supply(traits={}), [asked]) == Gap(ReasonCode.REQUIRED_SKILL, 1, 0, 2, (1,))


def test_who_lacks_nothing_has_no_gap():
    assert (
        smallest_gap(
            supply(skills={1: 2}, languages={"de": 3}), [demand(required={1: 2}, languages={"de": 3})]
        )
        is None
    )
    assert smallest_gap(supply(), []) is None
