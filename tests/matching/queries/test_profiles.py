"""Rows as scoring reads them, and how much each question of a placement weighs."""

from dataclasses import replace
from datetime import date

import pytest

from matching.constants import DEGREE, Cefr, DegreeLevel, SkillLevel, Wish
from matching.models import (
    Placement,
    PlacementLanguage,
    PlacementSkill,
    Talent,
    TalentLanguage,
    TalentSkill,
)
from matching.queries.profiles import (
    PLACEMENT_CRITERIA,
    comparable,
    placement_profile,
    talent_profile,
    with_placement_profile,
    with_talent_profile,
)
from matching.scoring.rules import MAX_LEVEL, MAX_RANK, NATIVE, Criteria, Demand, Supply, explain
from tests.factories import make_organisation, make_placement, make_programme, make_skill, make_talent


@pytest.fixture
def organisation():
    return make_organisation(make_programme())


def one_of(*values):
    return frozenset(values)


@pytest.mark.django_db
def test_talent_is_read_as_a_supply_from_annotated_and_from_related_rows():
    cad = make_skill("CAD")
    talent = make_talent(
        degree=DegreeLevel.MASTER,
        field="07",
        kinds=["job", "thesis"],
        regions=["Upper  Valley", "COAST"],
        available_from=date(2027, 3, 1),
    )
    TalentSkill.objects.create(talent=talent, skill=cad, level=3)
    TalentLanguage.objects.create(talent=talent, language="de", level=4)
    expected = Supply(
        id=talent.pk,
        skills={cad.pk: 3},
        languages={"de": 4},
        reached={"degree": 7},
        traits={
            "field": one_of("07"),
            "kind": one_of("job", "thesis"),
            "region": one_of("upper valley", "coast"),
        },
        available_from=date(2027, 3, 1),
    )
    assert talent_profile(talent) == expected
    assert talent_profile(with_talent_profile(Talent.objects.all()).get()) == expected


@pytest.mark.django_db
def test_talent_who_says_nothing_lacks_every_fact_and_is_open_to_every_wish():
    talent = make_talent()
    open_to_all = {"field": one_of(), "kind": None, "region": None}
    assert talent_profile(talent) == Supply(talent.pk, traits=open_to_all)


@pytest.mark.django_db
def test_talent_who_would_move_is_open_to_every_region():
    talent = make_talent(regions=["Coast"], is_mobile=True)
    assert talent_profile(talent).traits["region"] is None


@pytest.mark.django_db
def test_lowest_degree_is_stated_and_an_unknown_one_is_not():
    assert talent_profile(make_talent(degree=DegreeLevel.NONE)).reached == {"degree": 0}
    assert talent_profile(make_talent(degree=None)).reached == {}


@pytest.mark.django_db
def test_placement_is_read_as_a_demand_from_annotated_and_from_related_rows(organisation):
    cad, welding = make_skill("CAD"), make_skill("Welding")
    placement = make_placement(
        organisation,
        kind="thesis",
        fields=["06", "07"],
        degree=DegreeLevel.BACHELOR,
        region=" The  Coast",
        starts_on=date(2027, 3, 1),
    )
    PlacementSkill.objects.create(placement=placement, skill=cad, level=2)
    PlacementSkill.objects.create(placement=placement, skill=welding, level=1, need="welcome")
    PlacementLanguage.objects.create(placement=placement, language="de", level=3)
    expected = Demand(
        id=placement.pk,
        criteria=PLACEMENT_CRITERIA,
        required={cad.pk: 2},
        welcome={welding.pk: 1},
        languages={"de": 3},
        minima={"degree": 6},
        wishes={"field": one_of("06", "07"), "kind": one_of("thesis"), "region": one_of("the coast")},
        start=date(2027, 3, 1),
    )
    assert placement_profile(placement) == expected
    assert placement_profile(with_placement_profile(Placement.objects.all()).get()) == expected


@pytest.mark.django_db
def test_placement_without_a_region_asks_for_its_town_and_one_for_remote_work_for_neither(organisation):
    town = make_placement(organisation, city="Gera")
    nowhere = make_placement(organisation)
    remote = make_placement(organisation, city="Gera", region="Coast", is_remote=True)
    wishes = [placement_profile(placement).wishes["region"] for placement in (town, nowhere, remote)]
    assert wishes == [one_of("gera"), one_of(), one_of()]


def test_levels_of_the_portal_are_those_that_scoring_knows():
    assert (max(SkillLevel), max(Cefr), max(DegreeLevel) < MAX_RANK) == (MAX_LEVEL, NATIVE, True)


# How a placement's questions weigh


def test_placements_weigh_as_the_howto_says():
    assert (
        Criteria(
            required=55,
            welcome=15,
            wishes={"field": 10, "kind": 8, "region": 7},
            start=5,
            decisive=one_of("kind"),
        )
        == PLACEMENT_CRITERIA
    )
    assert list(PLACEMENT_CRITERIA.wishes) == [Wish.FIELD, Wish.KIND, Wish.REGION]


def test_required_skills_outweigh_all_the_rest_together():
    asked = Demand(
        1,
        PLACEMENT_CRITERIA,
        required={1: 1},
        welcome={2: 1},
        minima={DEGREE: 1},
        wishes={"field": one_of("07"), "kind": one_of("job"), "region": one_of("coast")},
        start=date(2026, 1, 1),
    )
    elsewhere = {"field": one_of(), "kind": one_of("thesis"), "region": one_of("valley")}
    skilled = Supply(1, {1: 1}, reached={DEGREE: 1}, traits=elsewhere, available_from=date(2027, 1, 1))
    wishes_met = {"field": one_of("07"), "kind": None, "region": None}
    lucky = Supply(2, {2: 4}, reached={DEGREE: 1}, traits=wishes_met)
    assert (explain(skilled, asked).score, explain(lucky, asked).score) == (55, 45)
    assert explain(replace(skilled, traits=wishes_met, available_from=None), asked).score == 85


@pytest.mark.parametrize("typed", ["sostanj", "ŠOŠTANJ", "S\u030coštanj ", "Šo\u00adštanj"])
def test_a_region_is_the_same_however_it_was_typed(typed):
    assert comparable(typed) == comparable("Šoštanj")
