"""The services on placements: who may, from which state, who is told, and what follows."""

from datetime import date

import pytest

from matching.constants import PlacementState, PostingState, SkillLevel, SkillNeedKind
from matching.models import Placement
from matching.services.placements.errors import NoProgramme
from matching.services.placements.listing import (
    close_placement,
    extend_placement,
    pause_placement,
    resume_placement,
)
from matching.services.placements.review import publish_posting, submit_placement
from matching.services.placements.writing import create_placement, discard_placement, update_placement
from portal.core.dates import EndsBeforeStart
from portal.core.errors import NotAllowed, WrongState
from programmes.access import may_for
from programmes.constants import Module, ProgrammeStatus
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
from tests.matching.services.placements.conftest import Company, fields, in_days, kinds_for, two_programmes

pytestmark = pytest.mark.django_db


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
