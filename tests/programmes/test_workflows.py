"""States that are read from dates, and the querysets that find them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.constants import Approval, MilestoneState
from programmes.models import Activity, Contact, Milestone, WorkPackage
from tests.factories import i18n, make_contact, make_organisation, make_programme

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
