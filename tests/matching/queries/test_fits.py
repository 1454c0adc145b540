"""What the process keeps of the offers says at any time what the rules say of what is open."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.constants import PlacementState, PostingState
from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting, Talent, TalentSkill
from matching.queries.fits import SHOWN_PLACEMENTS, fits_for, gap_of
from matching.queries.profiles import (
    placement_profile,
    read_placements,
    read_talents,
    talent_profile,
    with_placement_profile,
    with_talent_profile,
)
from matching.scoring.rules import rank
from programmes.constants import ProgrammeStatus
from programmes.models import Programme
from tests.factories import make_organisation, make_placement, make_programme, make_skill, make_talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def organisation(programme):
    return make_organisation(programme)


def said(talent):
    fits = fits_for(talent)
    return list(zip(fits.demand_ids.tolist(), fits.is_eligible.tolist(), fits.score.tolist(), strict=True))


def by_the_rules(talent):
    open_ones = with_placement_profile(Placement.objects.open())
    fits = rank(talent_profile(talent), [placement_profile(each) for each in open_ones])
    return sorted((fit.demand_id, fit.is_eligible, fit.score) for fit in fits)


@pytest.mark.parametrize(
    "change",
    [
        lambda placement: PlacementSkill.objects.create(
            placement=placement, skill=make_skill("CAD"), level=3
        ),
        lambda placement: placement.skills.all().delete(),
        lambda placement: placement.skills.update(level=4),
        lambda placement: PlacementLanguage.objects.create(placement=placement, language="sl", level=2),
        lambda placement: Placement.objects.filter(pk=placement.pk).update(kind="thesis", is_remote=True),
        lambda placement: Placement.objects.filter(pk=placement.pk).update(state=PlacementState.PAUSED),
        lambda placement: placement.postings.update(state=PostingState.REJECTED),
        lambda placement: Posting.objects.filter(placement=placement).delete(),
        lambda placement: Programme.objects.update(status=ProgrammeStatus.ARCHIVED),
        lambda placement: Programme.objects.update(modules=[]),
        lambda placement: Placement.objects.filter(pk=placement.pk).update(
            expires_at=timezone.now() - timedelta(seconds=1)
        ),
        lambda placement: make_placement(placement.organisation, kind="job"),
        lambda placement: placement.delete(),
    ],
)
def test_what_has_changed_counts_at_once(organisation, change):
    welding, talent = make_skill("Welding"), make_talent(kinds=["job"])
    TalentSkill.objects.create(talent=talent, skill=welding, level=2)
    placements = [make_placement(organisation, kind="job") for _ in range(3)]
    for placement in placements:
        PlacementSkill.objects.create(placement=placement, skill=welding, level=3)
    talent = with_talent_profile(Talent.objects.all()).get()
    before = said(talent)
    assert before == by_the_rules(talent) != []
    change(placements[1])
    assert said(talent) == by_the_rules(talent) != before


def test_offers_come_back_with_the_programme_that_shows_them(organisation, programme):
    placement, talent = make_placement(organisation), make_talent()
    Programme.objects.update(status=ProgrammeStatus.ARCHIVED)
    assert said(talent) == []
    Programme.objects.update(status=ProgrammeStatus.RUNNING)
    assert [pk for pk, *_ in said(talent)] == [placement.pk]


def test_what_a_transaction_takes_back_was_never_offered(organisation):
    talent, placement = make_talent(), make_placement(organisation)
    with transaction.atomic():
        make_placement(organisation)
        assert len(said(talent)) == 2
        transaction.set_rollback(True)
    assert [pk for pk, *_ in said(talent)] == [placement.pk]


def test_a_gap_names_only_what_is_open(organisation):
    talent = make_talent()
    open_one, over = make_placement(organisation), make_placement(organisation)
    for placement in (open_one, over):
        PlacementLanguage.objects.create(placement=placement, language="de", level=2)
    assert gap_of(talent).demand_ids == (open_one.pk, over.pk)
    Placement.objects.filter(pk=over.pk).update(expires_at=timezone.now())
    assert gap_of(talent).demand_ids == (open_one.pk,)


def test_ranking_again_asks_only_what_has_changed(organisation):
    talent = with_talent_profile(Talent.objects.filter(pk=make_talent().pk)).get()
    make_placement(organisation)
    fits_for(talent)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        fits_for(talent)
    assert len(asked) <= 1


@pytest.mark.parametrize("count", [1, 30])
def test_many_placements_are_read_in_as_many_queries_as_few(organisation, count, django_assert_num_queries):
    skill = make_skill("CAD")
    for _ in range(count):
        placement = make_placement(organisation)
        PlacementSkill.objects.create(placement=placement, skill=skill, level=2, need="welcome")
        PlacementLanguage.objects.create(placement=placement, language="de")
    expected = [placement_profile(each) for each in with_placement_profile(Placement.objects.order_by("pk"))]
    with django_assert_num_queries(3):
        assert [placement_profile(each) for each in read_placements(Placement.objects.all())] == expected
    with django_assert_num_queries(3):
        SHOWN_PLACEMENTS.build()


@pytest.mark.parametrize("count", [1, 30])
def test_many_talents_are_read_in_as_many_queries_as_few(count, django_assert_num_queries):
    skill = make_skill("CAD")
    for _ in range(count):
        talent = make_talent(kinds=["job"], regions=["Jena"], field="07", degree=6)
        TalentSkill.objects.create(talent=talent, skill=skill, level=2)
    make_talent()
    expected = [talent_profile(each) for each in with_talent_profile(Talent.objects.order_by("pk"))]
    with django_assert_num_queries(3):
        assert [talent_profile(each) for each in read_talents(Talent.objects.all())] == expected


def test_keys_that_lie_far_apart_are_read_without_all_between(organisation):
    first, _between, last = (make_placement(organisation, pk=pk) for pk in (1, 500, 1000))
    found = read_placements(Placement.objects.filter(pk__in=[first.pk, last.pk]))
    assert [each.pk for each in found] == [1, 1000]
