from datetime import timedelta

import pytest
from django.utils import timezone

from matching import tasks
from matching.constants import PlacementState
from matching.models import PlacementLanguage, PlacementSkill, Recommendation, TalentLanguage, TalentSkill
from matching.services import recommendations
from portal.privacy.services.erasures import request_erasure, take_back_erasure
from tests.factories import make_organisation, make_placement, make_programme, make_skill, make_talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(make_programme())


@pytest.fixture
def cad():
    return make_skill("CAD")


def rows():
    return sorted(Recommendation.objects.values_list("talent", "placement", "is_eligible", "score"))


def needs_german(placement, level=3):
    PlacementLanguage.objects.create(placement=placement, language="de", level=level)


def test_talent_is_fitted_to_every_open_placement(organisation, cad):
    open_one, german, closed = (make_placement(organisation) for _ in range(3))
    closed.state = PlacementState.PAUSED
    closed.save()
    PlacementSkill.objects.create(placement=open_one, skill=cad, level=2)
    needs_german(german)
    talent = make_talent()
    TalentSkill.objects.create(talent=talent, skill=cad, level=2)
    recommendations.refresh_talent(talent_id=talent.pk)
    assert rows() == [(talent.pk, open_one.pk, True, 100), (talent.pk, german.pk, False, 28)]


def test_refreshing_twice_gives_the_same_rows(organisation, cad):
    for _ in range(3):
        PlacementSkill.objects.create(placement=make_placement(organisation), skill=cad)
    talent = make_talent()
    tasks.refresh_talent(talent.pk)
    first = sorted(Recommendation.objects.values_list("pk", "talent", "placement", "score"))
    tasks.refresh_talent(talent.pk)
    tasks.refresh_stale()
    tasks.refresh_stale()
    assert sorted(Recommendation.objects.values_list("pk", "talent", "placement", "score")) == first


def test_placement_is_fitted_to_every_talent_and_agrees_with_the_other_way(organisation, cad):
    placement = make_placement(organisation)
    PlacementSkill.objects.create(placement=placement, skill=cad, level=4)
    talents = [make_talent() for _ in range(3)]
    for level, talent in enumerate(talents[1:], start=1):
        TalentSkill.objects.create(talent=talent, skill=cad, level=level)
    tasks.refresh_placement(placement.pk)
    by_placement = rows()
    Recommendation.objects.all().delete()
    for talent in talents:
        tasks.refresh_talent(talent.pk)
    assert rows() == by_placement
    assert len(by_placement) == 3


def test_placement_that_closes_is_forgotten_and_found_again_when_it_opens(organisation):
    placement, talent = make_placement(organisation), make_talent()
    recommendations.refresh_stale()
    assert len(rows()) == 1
    placement.state = PlacementState.PAUSED
    placement.save()
    recommendations.refresh_stale()
    assert rows() == []
    placement.state = PlacementState.PUBLISHED
    placement.save()
    assert recommendations.refresh_stale() == 1
    assert [row[:2] for row in rows()] == [(talent.pk, placement.pk)]


def test_placement_that_only_an_archived_programme_shows_is_forgotten_until_the_programme_opens_again(
    organisation,
):
    programme, placement, talent = organisation.programmes.get(), make_placement(organisation), make_talent()
    recommendations.refresh_stale()
    assert [row[:2] for row in rows()] == [(talent.pk, placement.pk)]
    programme.status = "archived"
    programme.save()
    recommendations.refresh_stale()
    assert rows() == []
    programme.status = "closing"
    programme.save()
    assert recommendations.refresh_stale() == 1
    assert [row[:2] for row in rows()] == [(talent.pk, placement.pk)]


def test_expired_placement_is_forgotten_whatever_its_state_says(organisation):
    placement, talent = make_placement(organisation), make_talent()
    recommendations.refresh_talent(talent_id=talent.pk)
    placement.expires_at = timezone.now() - timedelta(seconds=1)
    placement.save()
    tasks.refresh_placement(placement.pk)
    assert rows() == []


def test_sweeper_finds_what_changed_after_it_was_fitted(organisation):
    placement, talent = make_placement(organisation), make_talent()
    assert recommendations.refresh_stale() == 2
    assert recommendations.refresh_stale() == 0
    needs_german(placement)
    placement.changed_at = timezone.now()
    placement.save()
    TalentLanguage.objects.create(talent=talent, language="de", level=6)
    talent.refresh_from_db()
    talent.changed_at = timezone.now()
    talent.save()
    assert recommendations.refresh_stale() == 2
    assert recommendations.refresh_stale() == 0
    assert rows()[0][2] is True


def test_only_the_best_are_kept_when_there_are_many(organisation, cad, monkeypatch):
    monkeypatch.setattr(recommendations, "FEW_PLACEMENTS", 3)
    monkeypatch.setattr(recommendations, "KEPT_RECOMMENDATIONS", 2)
    placements = [make_placement(organisation) for _ in range(5)]
    for placement, level in zip(placements, (4, 3, 2, 1, 1), strict=True):
        PlacementSkill.objects.create(placement=placement, skill=cad, level=level)
    needs_german(placements[4])
    talent = make_talent()
    TalentSkill.objects.create(talent=talent, skill=cad, level=1)
    recommendations.refresh_talent(talent_id=talent.pk)
    kept = rows()
    assert [row[1] for row in kept] == [placements[2].pk, placements[3].pk]
    for placement in placements:
        recommendations.refresh_placement(placement_id=placement.pk)
    assert rows() == kept


def test_smallest_step_is_kept_with_the_talent(organisation):
    placements = [make_placement(organisation) for _ in range(2)]
    for placement in placements:
        needs_german(placement, level=2)
    talent = make_talent()
    recommendations.refresh_talent(talent_id=talent.pk)
    talent.refresh_from_db()
    assert talent.gap == {
        "code": "language",
        "subject": "de",
        "has": 0,
        "target": 2,
        "placements": [placement.pk for placement in placements],
    }
    TalentLanguage.objects.create(talent=talent, language="de", level=2)
    recommendations.refresh_talent(talent_id=talent.pk)
    talent.refresh_from_db()
    assert talent.gap is None


def test_fitting_leaves_no_trace_in_the_history_of_a_profile(organisation):
    make_placement(organisation)
    talent = make_talent()
    before = talent.history.count()
    recommendations.refresh_talent(talent_id=talent.pk)
    assert talent.history.count() == before


def test_an_id_of_nobody_does_nothing():
    tasks.refresh_talent(2**62)
    tasks.refresh_placement(2**62)
    assert rows() == []


def test_nothing_is_fitted_to_somebody_who_has_asked_to_be_erased_until_they_take_it_back(organisation):
    """Article 18 GDPR: their data is kept and not used; what was published meanwhile is fitted to them afterwards."""
    talent = make_talent()
    request = request_erasure(person=talent.user, by=talent.user)
    placement = make_placement(organisation)
    recommendations.refresh_stale()
    recommendations.refresh_talent(talent_id=talent.pk)
    recommendations.refresh_placement(placement_id=placement.pk)
    assert rows() == []
    take_back_erasure(request=request, by=talent.user)
    recommendations.refresh_stale()
    assert [(row[0], row[1]) for row in rows()] == [(talent.pk, placement.pk)]


def test_what_is_published_while_somebody_waits_is_fitted_to_them_once_they_take_it_back(organisation):
    talent = make_talent()
    recommendations.refresh_stale()
    request = request_erasure(person=talent.user, by=talent.user)
    placement = make_placement(organisation)
    recommendations.refresh_stale()
    take_back_erasure(request=request, by=talent.user)
    recommendations.refresh_stale()
    assert [(row[0], row[1]) for row in rows()] == [(talent.pk, placement.pk)]
