"""The services on placements: who may, from which state, who is told, and what follows."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matching.constants import PlacementState, PostingState, SkillLevel, SkillNeedKind
from matching.models import Placement
from matching.services.placements.errors import ExpiryOutOfRange, NoProgramme, NoteMissing, NotVerified
from matching.services.placements.listing import (
    close_placement,
    expire_placements,
    extend_placement,
    pause_placement,
    resume_placement,
)
from matching.services.placements.review import publish_posting, reject_posting, submit_placement
from matching.services.placements.terms import end_of_day, last_day
from matching.services.placements.writing import create_placement, discard_placement, update_placement
from portal.core.dates import EndsBeforeStart
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.access import may_for
from programmes.constants import Module, ProgrammeStatus, Verification
from programmes.services.organisations import decline_organisation
from tests.factories import (
    i18n,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_skill,
    make_user,
)

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def fields(**others):
    return {
        "kind": "job",
        "title": i18n("Process engineer"),
        "description": i18n("Run the lines."),
        "seats": 1,
        "expires_at": in_days(30),
        **others,
    }


def kinds_for(user) -> list[str]:
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


class Company:
    """A verified organisation in one programme, with a contact and the programme's coordinator."""

    def __init__(self, **organisation):
        self.programme = make_programme()
        self.organisation = make_organisation(self.programme, **organisation)
        self.contact = make_contact(self.organisation)
        self.coordinator = make_member(self.programme)

    def draft(self, **others) -> Placement:
        return create_placement(
            organisation=self.organisation,
            programmes=[self.programme],
            by=self.contact,
            fields=fields(**others),
        )

    def submitted(self) -> Placement:
        return submit_placement(placement=self.draft(), by=self.contact)

    def published(self) -> Placement:
        placement = self.submitted()
        publish_posting(posting=placement.postings.get(), by=self.coordinator)
        placement.refresh_from_db()
        return placement


@pytest.fixture
def company() -> Company:
    return Company()


# --- Writing -------------------------------------------------------------------------------------------------------


def test_a_contact_writes_a_draft_with_what_it_asks_for(company):
    skill = make_skill("Welding")
    placement = create_placement(
        organisation=company.organisation,
        programmes=[company.programme],
        by=company.contact,
        fields=fields(),
        skills=[(skill, SkillNeedKind.REQUIRED, SkillLevel.ADVANCED)],
        languages={"de": 3},
    )
    assert placement.state == PlacementState.DRAFT
    assert placement.created_by == company.contact
    assert [(row.skill, row.need, row.level) for row in placement.skills.all()] == [(skill, "required", 3)]
    assert [(row.language, row.level) for row in placement.languages.all()] == [("de", 3)]
    assert [(row.programme, row.state) for row in placement.postings.all()] == [
        (company.programme, "waiting")
    ]
    assert Placement.objects.get(pk=placement.pk).search is not None


def test_a_draft_is_not_in_the_coordinators_queue(company):
    company.draft()
    assert list(company.programme.postings.waiting()) == []
    assert kinds_for(company.coordinator) == []


@pytest.mark.parametrize("who", ["stranger", "other company", "waiting contact"])
def test_nobody_else_writes_for_an_organisation(company, who):
    person = make_user("Bob")
    if who == "other company":
        make_contact(make_organisation(company.programme), user=person)
    if who == "waiting contact":
        make_contact(company.organisation, user=person, approved_at=None)
    with pytest.raises(NotAllowed):
        create_placement(
            organisation=company.organisation, programmes=[company.programme], by=person, fields=fields()
        )


def test_a_coordinator_may_write_for_organisations_of_the_programme_only(company):
    assert may_for(company.coordinator, "add", Placement, company.organisation)
    assert not may_for(make_member(make_programme()), "add", Placement, company.organisation)


@pytest.mark.parametrize("why", ["none", "foreign", "draft", "archived", "without placements"])
def test_it_appears_only_in_programmes_the_organisation_takes_part_in(company, why):
    chosen = {
        "none": [],
        "foreign": [make_programme()],
        "draft": [make_programme(status=ProgrammeStatus.DRAFT)],
        "archived": [make_programme(status=ProgrammeStatus.ARCHIVED)],
        "without placements": [make_programme(modules=[Module.EVALUATION])],
    }[why]
    if why not in ("none", "foreign"):
        company.organisation.programmes.add(*chosen)
    with pytest.raises(NoProgramme):
        create_placement(
            organisation=company.organisation, programmes=chosen, by=company.contact, fields=fields()
        )


@pytest.mark.parametrize("days", [-1, 0, 182, 3650])
def test_it_is_shown_from_now_to_half_a_year_at_most(company, days):
    with pytest.raises(ExpiryOutOfRange):
        company.draft(expires_at=in_days(days) - timedelta(seconds=1))


def test_the_last_possible_day_is_accepted_to_its_end(company):
    end = end_of_day(last_day(timezone.localdate()), [company.programme])
    assert company.draft(expires_at=end).expires_at == end


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 27), "2027-03-27T22:59:59+00:00"),
        (date(2027, 3, 28), "2027-03-28T21:59:59+00:00"),
        (date(2027, 10, 30), "2027-10-30T21:59:59+00:00"),
        (date(2027, 10, 31), "2027-10-31T22:59:59+00:00"),
    ],
)
def test_a_day_ends_at_midnight_on_both_sides_of_both_clock_changes(company, day, utc):
    end = end_of_day(day, [company.programme])
    assert end.astimezone(ZoneInfo("UTC")).isoformat() == utc


def test_a_day_ends_where_it_ends_last():
    sofia, vienna = make_programme(time_zone="Europe/Sofia"), make_programme(time_zone="Europe/Vienna")
    end = end_of_day(date(2027, 1, 10), [sofia, vienna])
    assert end.isoformat() == "2027-01-10T23:59:59+01:00"


# --- Review --------------------------------------------------------------------------------------------------------


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


def two_programmes(company) -> tuple[Placement, dict]:
    """A placement submitted to two programmes."""
    other = make_programme()
    company.organisation.programmes.add(other)
    placement = create_placement(
        organisation=company.organisation,
        programmes=[company.programme, other],
        by=company.contact,
        fields=fields(),
    )
    placement = submit_placement(placement=placement, by=company.contact)
    return placement, {"other": other, "coordinator": make_member(other)}


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


# --- Changing what is published --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"title": i18n("Something else")},
        {"description": i18n("Something else")},
        {"kind": "internship"},
        {"pay_min": 10},
        {"degree": 6},
    ],
)
def test_a_rewritten_placement_is_reviewed_again_before_anybody_sees_it(company, change):
    placement = company.published()
    placement = update_placement(placement=placement, by=company.contact, fields=change)
    assert placement.state == PlacementState.SUBMITTED
    assert placement.postings.get().state == PostingState.WAITING
    assert kinds_for(company.coordinator) == ["matching.placement_to_review"] * 2


def test_a_placement_does_not_end_before_it_starts(company):
    placement = company.published()
    days = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 2, 28)}
    with pytest.raises(EndsBeforeStart):
        update_placement(placement=placement, by=company.contact, fields=days)
    placement.refresh_from_db()
    assert (placement.state, placement.ends_on) == (PlacementState.PUBLISHED, None)


def test_other_skills_or_languages_are_reviewed_again(company):
    for change in (
        {"skills": [(make_skill("Welding"), SkillNeedKind.REQUIRED, 2)]},
        {"languages": {"de": 4}},
    ):
        placement = company.published()
        placement = update_placement(placement=placement, by=company.contact, **change)
        assert placement.state == PlacementState.SUBMITTED


def test_more_places_and_a_later_day_need_no_review(company):
    placement = company.published()
    change = {"seats": 3, "expires_at": in_days(90)}
    placement = update_placement(placement=placement, by=company.contact, fields=change)
    assert placement.state == PlacementState.PUBLISHED
    assert placement.postings.get().state == PostingState.PUBLISHED


def test_saving_without_a_change_needs_no_review(company):
    placement = company.published()
    unchanged = fields(expires_at=placement.expires_at, title={"en": "Process engineer", "de": ""})
    unchanged["title"] = i18n("Process engineer", de="", sl="")
    placement = update_placement(
        placement=placement,
        by=company.contact,
        programmes=[company.programme],
        fields=unchanged,
        skills=[],
        languages={},
    )
    assert placement.state == PlacementState.PUBLISHED


def test_a_programme_added_later_reviews_for_itself(company):
    placement, other = company.published(), make_programme()
    company.organisation.programmes.add(other)
    coordinator = make_member(other)
    placement = update_placement(
        placement=placement, by=company.contact, programmes=[company.programme, other]
    )
    assert placement.state == PlacementState.PUBLISHED
    assert placement.postings.get(programme=other).state == PostingState.WAITING
    assert kinds_for(coordinator) == ["matching.placement_to_review"]


def test_leaving_the_only_programme_that_shows_it_hides_it(company):
    placement, more = two_programmes(company)
    publish_posting(posting=placement.postings.get(programme=company.programme), by=company.coordinator)
    placement = update_placement(placement=placement, by=company.contact, programmes=[more["other"]])
    assert placement.state == PlacementState.SUBMITTED


def test_what_is_rewritten_during_a_pause_is_reviewed_when_it_is_resumed(company):
    placement = company.published()
    pause_placement(placement=placement, by=company.contact)
    placement = update_placement(placement=placement, by=company.contact, fields={"pay_min": 10})
    assert placement.state == PlacementState.PAUSED
    placement = resume_placement(placement=placement, by=company.contact)
    assert placement.state == PlacementState.SUBMITTED
    assert list(company.programme.postings.waiting()) == [placement.postings.get()]


def test_a_foreign_contact_changes_nothing(company):
    placement = company.published()
    stranger = make_contact(make_organisation(company.programme))
    for change in (
        lambda: update_placement(placement=placement, by=stranger, fields={"seats": 9}),
        lambda: submit_placement(placement=placement, by=stranger),
        lambda: pause_placement(placement=placement, by=stranger),
        lambda: close_placement(placement=placement, by=stranger),
        lambda: extend_placement(placement=placement, until=in_days(60), by=stranger),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_a_field_nobody_may_write_is_a_programming_error(company):
    with pytest.raises(TypeError):
        update_placement(
            placement=company.draft(), by=company.contact, fields={"state": PlacementState.PUBLISHED}
        )


# --- Pausing, closing, extending -------------------------------------------------------------------------------------


def test_a_pause_hides_it_and_resuming_shows_it_again(company):
    placement = company.published()
    assert not pause_placement(placement=placement, by=company.contact).is_open
    assert resume_placement(placement=placement, by=company.contact).is_open


@pytest.mark.parametrize("state", [state for state in PlacementState if state != "published"])
def test_only_what_is_published_can_be_paused(company, state):
    placement = make_placement(company.organisation, state=state)
    with pytest.raises(WrongState):
        pause_placement(placement=placement, by=company.contact)


def test_what_was_closed_by_mistake_is_opened_again(company):
    placement = close_placement(placement=company.published(), by=company.contact)
    assert placement.state == PlacementState.FILLED
    assert resume_placement(placement=placement, by=company.contact).is_open


def test_extending_shows_an_expired_placement_again(company):
    placement = company.published()
    Placement.objects.update(expires_at=in_days(-1))
    expire_placements()
    placement = extend_placement(placement=placement, until=in_days(30), by=company.contact)
    assert placement.is_open


def test_extending_goes_half_a_year_ahead_at_most(company):
    with pytest.raises(ExpiryOutOfRange):
        extend_placement(placement=company.published(), until=in_days(182), by=company.contact)


def test_resuming_after_the_last_day_says_to_extend_first(company):
    placement = pause_placement(placement=company.published(), by=company.contact)
    Placement.objects.update(expires_at=in_days(-1))
    with pytest.raises(ExpiryOutOfRange):
        resume_placement(placement=placement, by=company.contact)
    assert Placement.objects.get().state == PlacementState.PAUSED


@pytest.mark.parametrize("state", ["submitted", "published", "paused", "filled", "expired"])
def test_only_drafts_and_what_was_refused_are_deleted(state):
    company = Company()
    placement = make_placement(company.organisation, state=state)
    with pytest.raises(WrongState):
        discard_placement(placement=placement, by=company.contact)
    assert Placement.objects.get() == placement


def test_a_draft_is_deleted_with_what_it_asks_for_and_only_by_its_company():
    company = Company()
    draft = company.draft()
    draft.skills.create(skill=make_skill("Welding"), need=SkillNeedKind.REQUIRED, level=SkillLevel.GOOD)
    with pytest.raises(NotAllowed):
        discard_placement(placement=draft, by=make_contact(make_organisation(company.programme)))
    discard_placement(placement=draft, by=company.contact)
    assert not Placement.objects.exists()
