"""Coordinators publish placements or send them back."""

import pytest

from matching.constants import PlacementState, PostingState
from matching.models import Placement
from matching.services.placements.errors import ExpiryOutOfRange, NoteMissing, NotVerified
from matching.services.placements.listing import (
    extend_placement,
    pause_placement,
    resume_placement,
)
from matching.services.placements.review import publish_posting, reject_posting, submit_placement
from matching.services.placements.writing import create_placement, update_placement
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.constants import Verification
from programmes.services.organisations import decline_organisation
from tests.factories import (
    make_member,
    make_programme,
)
from tests.matching.services.placements.conftest import Company, fields, in_days, kinds_for, two_programmes

pytestmark = pytest.mark.django_db


def test_submitting_asks_the_coordinators_of_each_programme(company):
    other = make_programme()
    company.organisation.programmes.add(other)
    other_coordinator, outsider = make_member(other), make_member(make_programme())
    placement = create_placement(
        organisation=company.organisation,
        programmes=[company.programme, other],
        by=company.contact,
        fields=fields(),
    )
    placement = submit_placement(placement=placement, by=company.contact)
    assert placement.state == PlacementState.SUBMITTED
    assert kinds_for(company.coordinator) == ["matching.placement_to_review"]
    assert kinds_for(other_coordinator) == ["matching.placement_to_review"]
    assert kinds_for(outsider) == []


def test_a_subprogramme_without_a_coordinator_asks_the_one_above(company):
    city = make_programme(parent=company.programme)
    company.organisation.programmes.set([city])
    placement = create_placement(
        organisation=company.organisation, programmes=[city], by=company.contact, fields=fields()
    )
    submit_placement(placement=placement, by=company.contact)
    assert kinds_for(company.coordinator) == ["matching.placement_to_review"]


@pytest.mark.parametrize("verification", [Verification.WAITING, Verification.DECLINED])
def test_only_a_verified_organisation_submits(verification):
    company = Company(verification=verification)
    with pytest.raises(NotVerified):
        company.submitted()
    assert Placement.objects.get().state == PlacementState.DRAFT


def test_nobody_submits_twice(company):
    placement = company.submitted()
    with pytest.raises(WrongState):
        submit_placement(placement=placement, by=company.contact)


def test_a_draft_whose_day_has_passed_is_not_submitted(company):
    placement = company.draft()
    Placement.objects.update(expires_at=in_days(-1))
    with pytest.raises(ExpiryOutOfRange):
        submit_placement(placement=placement, by=company.contact)


def test_publishing_shows_it_and_tells_the_company(company):
    placement = company.published()
    posting = placement.postings.get()
    assert placement.state == PlacementState.PUBLISHED
    assert placement.is_open
    assert placement.published_at is not None
    assert (posting.state, posting.reviewed_by) == (PostingState.PUBLISHED, company.coordinator)
    assert kinds_for(company.contact) == ["matching.placement_published"]


@pytest.mark.parametrize("role", ["adviser", "trainer", "evaluator", "assistant"])
def test_only_a_coordinator_of_that_programme_publishes(company, role):
    posting = company.submitted().postings.get()
    for person in (make_member(company.programme, role), company.contact, make_member(make_programme())):
        with pytest.raises(NotAllowed):
            publish_posting(posting=posting, by=person)
        with pytest.raises(NotAllowed):
            reject_posting(posting=posting, note="No.", by=person)
    posting.refresh_from_db()
    assert posting.state == PostingState.WAITING


def test_the_coordinator_of_the_parent_programme_publishes_in_a_subprogramme(company):
    city = make_programme(parent=company.programme)
    company.organisation.programmes.set([city])
    placement = create_placement(
        organisation=company.organisation, programmes=[city], by=company.contact, fields=fields()
    )
    placement = submit_placement(placement=placement, by=company.contact)
    publish_posting(posting=placement.postings.get(), by=company.coordinator)
    placement.refresh_from_db()
    assert placement.state == PlacementState.PUBLISHED


def test_publishing_twice_is_refused(company):
    placement = company.published()
    with pytest.raises(WrongState):
        publish_posting(posting=placement.postings.get(), by=company.coordinator)


def test_a_draft_can_not_be_published(company):
    with pytest.raises(WrongState):
        publish_posting(posting=company.draft().postings.get(), by=company.coordinator)


def test_nothing_of_an_organisation_that_lost_its_verification_is_published(company):
    posting = company.submitted().postings.get()
    type(company.organisation).objects.update(verification=Verification.DECLINED)
    with pytest.raises(NotVerified):
        publish_posting(posting=posting, by=company.coordinator)


def test_rejecting_needs_a_note_and_tells_the_company_why(company):
    posting = company.submitted().postings.get()
    with pytest.raises(NoteMissing):
        reject_posting(posting=posting, note="  ", by=company.coordinator)
    reject_posting(posting=posting, note="Name the pay, please.", by=company.coordinator)
    assert Placement.objects.get().state == PlacementState.REJECTED
    notice = Notification.objects.get(recipient=company.contact).notice
    assert "Name the pay, please." in notice.paragraphs()


def test_a_rejected_placement_is_changed_and_submitted_again(company):
    placement = company.submitted()
    reject_posting(posting=placement.postings.get(), note="Name the pay, please.", by=company.coordinator)
    update_placement(placement=placement, by=company.contact, fields={"pay_min": 50000})
    placement = submit_placement(placement=placement, by=company.contact)
    posting = placement.postings.get()
    assert placement.state == PlacementState.SUBMITTED
    assert (posting.state, posting.note, posting.reviewed_by) == (PostingState.WAITING, "", None)
    publish_posting(posting=posting, by=company.coordinator)
    assert Placement.objects.get().is_open


def test_it_is_published_with_the_first_programme_and_only_there(company):
    placement, more = two_programmes(company)
    publish_posting(posting=placement.postings.get(programme=company.programme), by=company.coordinator)
    placement.refresh_from_db()
    assert placement.state == PlacementState.PUBLISHED
    assert list(more["other"].postings.waiting()) == [placement.postings.get(programme=more["other"])]


def test_it_is_rejected_only_when_all_programmes_have_rejected_it(company):
    placement, more = two_programmes(company)
    first, second = placement.postings.all()
    reject_posting(posting=first, note="Not here.", by=company.coordinator)
    assert Placement.objects.get().state == PlacementState.SUBMITTED
    reject_posting(posting=second, note="Nor here.", by=more["coordinator"])
    assert Placement.objects.get().state == PlacementState.REJECTED


def test_a_programme_that_refused_can_be_asked_again_while_the_other_shows_it(company):
    placement, more = two_programmes(company)
    first, second = placement.postings.all()
    publish_posting(posting=first, by=company.coordinator)
    reject_posting(posting=second, note="Name the pay.", by=more["coordinator"])
    placement = submit_placement(placement=placement, by=company.contact)
    assert placement.state == PlacementState.PUBLISHED
    assert sorted(placement.postings.values_list("state", flat=True)) == ["published", "waiting"]


def test_a_coordinator_takes_a_published_placement_off(company):
    placement = company.published()
    reject_posting(posting=placement.postings.get(), note="The pay is too low.", by=company.coordinator)
    assert not Placement.objects.get().is_open


def test_an_organisation_that_loses_its_verification_publishes_nothing_any_more(company):
    placement, draft = company.published(), company.draft()
    decline_organisation(organisation=company.organisation, reason="Nobody answers.", by=company.coordinator)
    placement.refresh_from_db()
    draft.refresh_from_db()
    assert (placement.state, draft.state) == (PlacementState.SUBMITTED, PlacementState.DRAFT)
    assert placement.postings.get().state == PostingState.WAITING
    with pytest.raises(NotVerified):
        publish_posting(posting=placement.postings.get(), by=company.coordinator)


def test_what_was_paused_before_the_verification_was_lost_is_not_resumed_into_view(company):
    placement = company.published()
    pause_placement(placement=placement, by=company.contact)
    decline_organisation(organisation=company.organisation, reason="Nobody answers.", by=company.coordinator)
    resumed = resume_placement(placement=placement, by=company.contact)
    assert resumed.state == PlacementState.SUBMITTED
    assert not Placement.objects.open().exists()


def test_what_expired_before_the_verification_was_lost_is_not_extended_into_view(company):
    placement = company.published()
    Placement.objects.update(state=PlacementState.EXPIRED, expires_at=in_days(-1))
    decline_organisation(organisation=company.organisation, reason="Nobody answers.", by=company.coordinator)
    extend_placement(placement=placement, until=in_days(20), by=company.contact)
    assert not Placement.objects.open().exists()
