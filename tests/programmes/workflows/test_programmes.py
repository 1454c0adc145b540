"""How states look, states that are read from dates, and the querysets that find them."""

from datetime import timedelta

import pytest
from django.forms import modelform_factory
from django.utils import timezone

from portal.core.admin_lists import label_kinds
from portal.core.errors import WrongState
from portal.core.workflow import Actor
from programmes.admin.programme import ProgrammeForm
from programmes.constants import Approval, EnrolmentStatus, MilestoneState, ProgrammeStatus, Verification
from programmes.models import Activity, Contact, Milestone, Programme, WorkPackage
from programmes.queries.programmes import enrolment_steps
from programmes.services.contacts import approve_contact
from programmes.services.enrolments import admit, leave_programme
from programmes.services.organisations import decline_organisation, verify_organisation
from programmes.workflows.programmes import ACTIVITY, CONTACT, ENROLMENT, ORGANISATION, PROGRAMME
from tests.factories import i18n, make_contact, make_enrolment, make_member, make_organisation, make_programme

pytestmark = pytest.mark.django_db


def make_milestone(due_in_days: int, **fields) -> Milestone:
    package = WorkPackage.objects.create(programme=make_programme(), title=i18n("Work"))
    activity = Activity.objects.create(work_package=package, title=i18n("Talk"))
    due_on = timezone.localdate() + timedelta(days=due_in_days)
    return Milestone.objects.create(activity=activity, title=i18n("Reached"), due_on=due_on, **fields)


def test_a_milestone_is_overdue_from_the_day_after_until_it_is_done():
    today = make_milestone(0)
    late = make_milestone(-1)
    done = make_milestone(-1, done_on=timezone.localdate())
    assert [row.state for row in (today, late, done)] == [
        MilestoneState.OPEN,
        MilestoneState.OVERDUE,
        MilestoneState.DONE,
    ]
    assert list(Milestone.objects.overdue()) == [late]
    assert {*Milestone.objects.not_done()} == {today, late}
    assert list(Milestone.objects.done()) == [done]


def test_a_contact_waits_until_somebody_has_approved_them():
    organisation = make_organisation()
    make_contact(organisation)
    make_contact(organisation, approved_at=None)
    waiting, approved = Contact.objects.waiting().get(), Contact.objects.approved().get()
    assert (waiting.approval, approved.approval) == (Approval.WAITING, Approval.APPROVED)


def test_how_the_administration_shows_states():
    assert label_kinds(PROGRAMME) == {
        "draft": "info",
        "running": "success",
        "closing": "warning",
        "archived": "danger",
    }
    assert label_kinds(ACTIVITY) == {
        "planned": "info",
        "under_way": "warning",
        "done": "success",
        "dropped": "danger",
    }
    assert label_kinds(ORGANISATION) == {"waiting": "warning", "verified": "success", "declined": "danger"}
    assert label_kinds(CONTACT) == {"waiting": "warning", "approved": "success"}
    assert label_kinds(ENROLMENT) == {
        "invited": "info",
        "lapsed": "danger",
        "applied": "warning",
        "active": "success",
        "left": "info",
    }


def test_running_and_closing_programmes_are_public():
    assert PROGRAMME.states_where(is_public=True) == ("running", "closing")


def test_whom_decisions_wait_for():
    waiting = [
        workflow.states_where(waits_for=Actor.STAFF) for workflow in (ORGANISATION, CONTACT, ENROLMENT)
    ]
    assert waiting == [("waiting",), ("waiting",), ("applied",)]
    assert ORGANISATION.states_where(waits_for=Actor.ORGANISATION) == ("declined",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, {"draft", "running"}),
        ("draft", {"draft", "running"}),
        ("running", {"running", "closing"}),
        ("closing", {"closing", "running", "archived"}),
        ("archived", {"archived", "closing"}),
    ],
)
def test_a_programme_moves_on_step_by_step_and_comes_back_only_from_closing(before, after):
    row = make_programme(status=before) if before else None
    accepted = {status for status in ProgrammeStatus if form_from(row, status).is_valid()}
    assert accepted == after
    refused = form_from(row, ({*ProgrammeStatus} - after).pop())
    assert refused.errors == {"status": ["This step is not possible from here."]}


def form_from(row, status):
    """The administration's form with another status, for the row as it is stored."""
    stored = Programme.objects.get(pk=row.pk) if row else None
    return modelform_factory(Programme, form=ProgrammeForm, fields=["status"])(
        {"status": status}, instance=stored
    )


@pytest.mark.parametrize("status", EnrolmentStatus)
@pytest.mark.parametrize("is_open", [True, False])
def test_what_a_person_can_do_about_taking_part(status, is_open):
    programme = make_programme(status="running" if is_open else "closing")
    enrolment = make_enrolment(programme, status=status)
    assert [str(step.label) for step in enrolment_steps(enrolment)] == {
        EnrolmentStatus.INVITED: ["Read and accept", "Decline"],
        EnrolmentStatus.LAPSED: [],
        EnrolmentStatus.APPLIED: ["Withdraw the request"],
        EnrolmentStatus.ACTIVE: ["Leave"],
        EnrolmentStatus.LEFT: ["Join again"] if is_open else [],
    }[status]


# --- Services ask the tables ---------------------------------------------------------------------------------------


def outcome(run, row, field):
    """Where the row stands after the step, or None where it was refused and nothing has changed."""
    before = getattr(row, field)
    try:
        run()
    except WrongState:
        row.refresh_from_db()
        assert getattr(row, field) == before
        return None
    row.refresh_from_db()
    return getattr(row, field)


@pytest.mark.parametrize("state", Verification)
@pytest.mark.parametrize("step", ["verify", "decline"])
def test_an_organisation_is_decided_on_where_the_table_says_so(state, step):
    programme = make_programme()
    organisation = make_organisation(programme, verification=state)
    known = {"organisation": organisation, "by": make_member(programme)}
    run = {
        "verify": lambda: verify_organisation(**known),
        "decline": lambda: decline_organisation(reason="Nobody there.", **known),
    }[step]
    expected = ORGANISATION.step(step).target if ORGANISATION.allows(step, state) else None
    assert outcome(run, organisation, "verification") == expected


@pytest.mark.parametrize("status", EnrolmentStatus)
@pytest.mark.parametrize("step", ["admit", "end"])
def test_a_participation_begins_and_ends_where_the_table_says_so(status, step):
    programme = make_programme()
    enrolment = make_enrolment(programme, status=status)
    known = {"enrolment": enrolment, "by": make_member(programme)}
    run = {
        "admit": lambda: admit(**known),
        "end": lambda: leave_programme(exit_kind="early", **known),
    }[step]
    expected = ENROLMENT.step(step).target if ENROLMENT.allows(step, status) else None
    assert outcome(run, enrolment, "status") == expected


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_contact_is_approved_once(is_approved):
    organisation = make_organisation(make_programme())
    manager = make_contact(organisation)
    user = make_contact(organisation, approved_at=timezone.now() if is_approved else None)
    contact = Contact.objects.get(user=user)
    expected = None if is_approved else Approval.APPROVED
    assert outcome(lambda: approve_contact(contact=contact, by=manager), contact, "approval") == expected
