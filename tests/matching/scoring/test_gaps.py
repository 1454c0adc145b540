"""The smallest step that helps most."""

from dataclasses import replace

from hypothesis import given

from matching.scoring.gaps import Gap, smallest_gap
from matching.scoring.rules import NATIVE, ReasonCode, explain
from tests.matching.scoring.examples import PLACEMENTS, TALENT, placement, talent


@given(TALENT, PLACEMENTS)
def test_a_language_step_makes_what_it_names_eligible_and_a_skill_step_completes_a_skill(person, offers):
    gap = smallest_gap(person, offers)
    if gap is None:
        return
    if gap.code is ReasonCode.LANGUAGE:
        climbed = replace(person, languages={**person.languages, gap.subject: gap.target})
    else:
        climbed = replace(person, skills={**person.skills, gap.subject: gap.target})
    for offer in (offer for offer in offers if offer.id in gap.placement_ids):
        before, after = explain(person, offer), explain(climbed, offer)
        met = [sum(reason.is_met for reason in fit.reasons) for fit in (before, after)]
        assert (before.is_eligible, after.is_eligible) == (gap.code is not ReasonCode.LANGUAGE, True)
        assert met[1] == met[0] + 1 or offer.welcome_skills


@given(TALENT, PLACEMENTS)
def test_step_leads_upwards_and_lifts_something(person, offers):
    gap = smallest_gap(person, offers)
    assert gap is None or (gap.target > gap.has and len(gap.placement_ids) > 0)


def test_language_level_that_opens_several_doors_is_proposed():
    offers = [placement(id=number, languages={"de": 4}) for number in (3, 1, 2)]
    offers.append(placement(id=4, required_skills={7: 2}))
    expected = Gap(ReasonCode.LANGUAGE, "de", 3, 4, (1, 2, 3))
    assert smallest_gap(talent(languages={"de": 3}), offers) == expected


def test_skill_that_most_eligible_placements_miss_is_proposed():
    offers = [placement(id=1, required_skills={7: 2}), placement(id=2, required_skills={7: 1, 8: 1})]
    assert smallest_gap(talent(), offers) == Gap(ReasonCode.REQUIRED_SKILL, 7, 0, 1, (2,))
    assert smallest_gap(talent(skills={7: 1, 8: 1}), offers) == Gap(ReasonCode.REQUIRED_SKILL, 7, 1, 2, (1,))


def test_long_way_is_proposed_when_it_lifts_more_for_each_level():
    offers = [placement(id=1, languages={"de": 1})] + [
        placement(id=n, languages={"de": 3}) for n in range(2, 7)
    ]
    assert smallest_gap(talent(), offers) == Gap(ReasonCode.LANGUAGE, "de", 0, 3, (1, 2, 3, 4, 5, 6))


def test_opening_a_door_goes_before_completing_a_skill():
    offers = [placement(id=1, required_skills={1: 1}), placement(id=2, languages={"de": 1})]
    assert smallest_gap(talent(), offers) == Gap(ReasonCode.LANGUAGE, "de", 0, 1, (2,))


def test_step_that_does_not_suffice_alone_is_not_proposed():
    two_languages = placement(id=1, languages={"de": 3, "en": 3})
    degree_too = placement(id=2, languages={"de": 3}, degree=6)
    not_sought = placement(id=3, languages={"de": 3}, kind="thesis")
    native = placement(id=4, languages={"de": NATIVE})
    person = talent(kinds=frozenset({"job"}))
    assert smallest_gap(person, [two_languages, degree_too, not_sought, native]) is None


def test_who_lacks_nothing_has_no_gap():
    assert smallest_gap(talent(skills={1: 4}), [placement(required_skills={1: 2})]) is None
    assert smallest_gap(talent(), []) is None
