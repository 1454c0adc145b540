"""A list asks the database as often for thirty rows as for one, and never more than eight times."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.constants import ReportState
from evaluation.models import Report
from events.constants import EventState
from events.models import Event
from matching.models import Application, FirstDay, Skill
from matching.services.conversations import begin_conversation
from portal.notifications.models import Notification
from portal.users.models import User
from portal.users.services import trust_address
from programmes.models import Contact, Enrolment, Membership, Organisation, Programme
from programmes.services.conversations.writing import write_first_message
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_enrolment,
    make_interview,
    make_invitation,
    make_invited,
    make_member,
    make_membership_invitation,
    make_organisation,
    make_placement,
    make_programme,
    make_record,
    make_skill,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db

MOST_OF_A_LIST, MOST_OF_A_DASHBOARD, MOST_OF_THE_ADMIN = 8, 12, 12


class Ground:
    """A programme, its company, and somebody of each kind who reads a list."""

    def __init__(self) -> None:
        self.programme: Programme = make_programme("wort")
        self.company: Organisation = make_organisation(self.programme)
        self.contact: User = make_contact(self.company)
        self.coordinator: User = make_member(self.programme)
        self.evaluator: User = make_member(self.programme, "evaluator")
        self.person: User = make_user("Amira")
        self.talent = make_talent(self.person, kinds=["job"])
        make_enrolment(self.programme, self.person)


def add_programme(ground: Ground) -> None:
    make_organisation(make_programme())


def add_placement(ground: Ground) -> None:
    placement = make_placement(make_organisation(ground.programme))
    skill = make_skill("Welding")
    placement.skills.create(skill=skill, need="required", level=2)
    placement.languages.create(language="de", level=3)


def add_own_placement(ground: Ground) -> None:
    make_application(make_placement(ground.company))


def add_applicant(ground: Ground) -> None:
    placement = ground.company.placements.first() or make_placement(ground.company)
    make_application(placement, make_talent(make_user("Applicant")))


def add_application(ground: Ground) -> None:
    make_application(make_placement(make_organisation(ground.programme)), ground.talent)


def add_event(ground: Ground) -> None:
    begin = timezone.now() + timedelta(days=2)
    Event.objects.create(
        programme=ground.programme,
        host=ground.company,
        title=i18n("Event"),
        state=EventState.PUBLISHED,
        starts_at=begin,
        ends_at=begin + timedelta(hours=2),
    )


def add_message(ground: Ground) -> None:
    number = Notification.objects.count()
    Notification.objects.create(recipient=ground.person, kind="of.old", dedupe_key=f"message {number}")


def add_contact(ground: Ground) -> None:
    make_contact(ground.company, user=make_user("Colleague"))


def add_invitation(ground: Ground) -> None:
    make_invitation(ground.company, invited_by=ground.contact)


def add_invitation_to_me(ground: Ground) -> None:
    trust_address(user=ground.person)
    make_invitation(make_organisation(ground.programme), ground.person.email or "")
    make_membership_invitation(make_programme(), ground.person.email or "")


def add_participation_offered_to_me(ground: Ground) -> None:
    trust_address(user=ground.person)
    make_invited(make_programme(), ground.person.email or "")


def add_participation_entered_about_me(ground: Ground) -> None:
    trust_address(user=ground.person)
    row = make_invited(make_programme(), ground.person.email or "")
    Enrolment.objects.filter(pk=row.pk).update(status="active", entered_on=timezone.localdate())


def add_lapsed_participation(ground: Ground) -> None:
    trust_address(user=ground.person)
    row = make_invited(make_programme(), ground.person.email or "")
    long_ago = timezone.now() - timedelta(days=31)
    User.objects.filter(pk=row.person_id).update(asked_to_claim_at=long_ago)


def add_invited_participant(ground: Ground) -> None:
    make_invited(ground.programme, f"asked.{User.objects.count()}@example.org")


def add_invited_member(ground: Ground) -> None:
    make_membership_invitation(ground.programme, invited_by=ground.coordinator)


def add_participant(ground: Ground) -> None:
    make_record(make_enrolment(ground.programme, make_user("Participant")))


def add_report(ground: Ground) -> None:
    today = timezone.localdate()
    Report.objects.create(
        programme=ground.programme,
        starts_on=today,
        ends_on=today,
        state=ReportState.READY,
        requested_by=make_user("Evaluator"),
    )


def add_membership_elsewhere(ground: Ground) -> None:
    Membership.objects.create(user=ground.evaluator, programme=make_programme(), role="evaluator")


def add_enrolment_of_mine(ground: Ground) -> None:
    make_enrolment(make_programme(), ground.person)


def add_company_of_mine(ground: Ground) -> None:
    Contact.objects.create(
        organisation=make_organisation(ground.programme),
        user=ground.contact,
        role="manager",
        approved_at=timezone.now(),
    )


LISTS: dict[str, tuple[str, str, Callable[[Ground], None]]] = {
    "programmes": ("", "/programmes/", add_programme),
    "start page": ("", "/", add_programme),
    "programme page": ("", "/programmes/wort/", add_placement),
    "offers for visitors": ("", "/offers/", add_placement),
    "offers for a talent": ("person", "/offers/", add_placement),
    "feed of offers": ("", "/offers/feed.atom", add_placement),
    "events": ("", "/events/", add_event),
    "own applications": ("person", "/me/applications/", add_application),
    "inbox": ("person", "/me/inbox/", add_message),
    "own programmes": ("person", "/me/programmes/", add_enrolment_of_mine),
    "placements of a company": ("contact", "/organisation/placements/", add_own_placement),
    "contacts of a company": ("contact", "/organisation/{company}/contacts/", add_contact),
    "people a company invited": ("contact", "/organisation/{company}/contacts/", add_invitation),
    "own invitations": ("person", "/me/invitations/", add_invitation_to_me),
    "participations offered": ("person", "/me/invitations/", add_participation_offered_to_me),
    "participations to take over": ("person", "/me/invitations/", add_participation_entered_about_me),
    "participations that have lapsed": ("person", "/me/invitations/", add_lapsed_participation),
    "place of a company": ("contact", "/organisation/", add_company_of_mine),
    "rows of a figure": ("evaluator", "/evaluation/wort/EECO01/", add_participant),
    "reports": ("evaluator", "/evaluation/wort/reports/", add_report),
}

DASHBOARDS: dict[str, tuple[str, str, Callable[[Ground], None]]] = {
    "of a talent with applications": ("person", "/me/", add_application),
    "of a talent with offers": ("person", "/me/", add_placement),
    "of somebody who is invited": ("person", "/me/", add_invitation_to_me),
    "of somebody who is offered a participation": ("person", "/me/", add_participation_offered_to_me),
    "of somebody whose invitation has lapsed": ("person", "/me/", add_lapsed_participation),
    "of a contact": ("contact", "/me/", add_own_placement),
    "of a coordinator": ("coordinator", "/me/", add_participant),
    "of an evaluator": ("evaluator", "/me/", add_report),
    "programmes of an evaluator": ("evaluator", "/evaluation/", add_membership_elsewhere),
    "figures": ("evaluator", "/evaluation/wort/", add_participant),
    "applicants of a placement": ("contact", "/organisation/placements/{placement}/", add_applicant),
}

ADMIN_LISTS: dict[str, tuple[str, str, Callable[[Ground], None]]] = {
    "organisations": ("coordinator", "/admin/programmes/organisation/", add_placement),
    "contacts": ("coordinator", "/admin/programmes/contact/", add_contact),
    "invitations": ("coordinator", "/admin/programmes/contactinvitation/", add_invitation),
    "invited staff": ("coordinator", "/admin/programmes/membershipinvitation/", add_invited_member),
    "enrolments": ("coordinator", "/admin/programmes/enrolment/", add_participant),
    "invited participants": ("coordinator", "/admin/programmes/enrolment/", add_invited_participant),
    "placements": ("coordinator", "/admin/matching/placement/", add_placement),
    "postings": ("coordinator", "/admin/matching/posting/", add_placement),
    "applications": ("coordinator", "/admin/matching/application/", add_own_placement),
    "talents": ("coordinator", "/admin/matching/talent/", add_participant),
    "events": ("coordinator", "/admin/events/event/", add_event),
    "records": ("coordinator", "/admin/evaluation/participantrecord/", add_participant),
    "reports": ("coordinator", "/admin/evaluation/report/", add_report),
    "home": ("coordinator", "/admin/", add_placement),
}


def queries_at_one_and_thirty(
    who: str, address: str, add: Callable[[Ground], None]
) -> tuple[list[str], list[str]]:
    ground = Ground()
    client = Client()
    if who:
        client.force_login(getattr(ground, who))
    add(ground)
    found: dict[int, list[str]] = {}
    for rows in (1, 30):
        for _number in range(rows - 1):
            add(ground)
        found[rows] = queries(client, address_in(ground, address))
    return found[1], found[30]


def address_in(ground: Ground, address: str) -> str:
    placement: Any = ground.company.placements.first()
    return address.format(company=ground.company.pk, placement=placement.pk if placement else "")


def queries(client: Client, address: str) -> list[str]:
    client.get(address)  # what is cached for everybody is cached now
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]


def check(case: tuple[str, str, Callable[[Ground], None]], most: int) -> None:
    few, many = queries_at_one_and_thirty(*case)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= most, "\n".join(many)


@pytest.mark.parametrize("case", LISTS.values(), ids=LISTS.keys())
def test_a_list_asks_as_often_for_thirty_rows_as_for_one(case):
    check(case, MOST_OF_A_LIST)


@pytest.mark.parametrize("case", DASHBOARDS.values(), ids=DASHBOARDS.keys())
def test_a_dashboard_asks_as_often_for_thirty_rows_as_for_one(case):
    check(case, MOST_OF_A_DASHBOARD)


@pytest.mark.parametrize("case", ADMIN_LISTS.values(), ids=ADMIN_LISTS.keys())
def test_a_list_of_the_admin_asks_as_often_for_thirty_rows_as_for_one(case):
    check(case, MOST_OF_THE_ADMIN)


# --- The page of an application, with all that can stand on it -----------------------------------------------------


def make_full_application(ground: Ground, state: str) -> Application:
    """Languages on both sides, an interview to come, a first day; and one of all that there can be more of."""
    placement = make_placement(ground.company)
    application = make_application(placement, ground.talent, state=state)
    placement.languages.create(language="de", level=3)
    ground.talent.languages.create(language="de", level=4)
    make_interview(application)
    if state == "accepted":
        FirstDay.objects.create(application=application, starts_on=timezone.localdate() + timedelta(days=20))
    add_to_application(ground, application)
    return application


def add_to_application(ground: Ground, application: Application) -> None:
    """Another recruiter, an interview that was cancelled, a skill on both sides, a message from both."""
    recruiter = make_contact(ground.company, role="recruiter")
    make_interview(application, organiser=recruiter, host=recruiter, state="cancelled")
    for need in ("required", "welcome"):
        skill = make_skill(f"Skill {Skill.objects.count()}")
        application.placement.skills.create(skill=skill, need=need, level=2)
        ground.talent.skills.create(skill=skill, level=3)
    for by in (ground.person, recruiter):
        write_first_message(
            begin=lambda: begin_conversation(application=application, by=ground.person), text="Hello", by=by
        )


@pytest.mark.parametrize("who", ["person", "contact", "coordinator"])
@pytest.mark.parametrize("state", ["viewed", "interview", "offered", "accepted"])
def test_the_page_of_an_application_asks_no_more_than_a_page_made_of_several_things(state, who):
    ground = Ground()
    application = make_full_application(ground, state)
    client = Client()
    client.force_login(getattr(ground, who))
    few = queries(client, application.get_absolute_url())
    for _row in range(4):
        add_to_application(ground, application)
    many = queries(client, application.get_absolute_url())
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST_OF_A_DASHBOARD, "\n".join(many)
