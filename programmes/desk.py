"""What programmes put on the coordinator's home page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.access import access_of
from programmes.constants import EnrolmentStatus, Verification
from programmes.models import Contact, Enrolment, Milestone, Organisation
from programmes.overview import ActionCount, action_counts


@action_counts.register("programmes.organisations")
def organisations_to_verify(user: Any, programmes: Any) -> Iterator[ActionCount]:
    if _works_on(user, "verify", "programmes.organisation"):
        rows = Organisation.objects.visible_to(user, "verify").in_programmes(programmes.values("pk"))
        yield ActionCount(
            label=_("Organisations to verify"),
            number=rows.waiting().count(),
            url=f"{reverse('admin:programmes_organisation_changelist')}?verification__exact={Verification.WAITING}",
            hint=_("They can't publish anything before you have."),
        )


@action_counts.register("programmes.contacts")
def contacts_to_approve(user: Any, programmes: Any) -> Iterator[ActionCount]:
    if _works_on(user, "change", "programmes.contact"):
        rows = Contact.objects.visible_to(user, "change").in_programmes(programmes.values("pk"))
        yield ActionCount(
            label=_("Contacts to approve"),
            number=rows.waiting().count(),
            url=f"{reverse('admin:programmes_contact_changelist')}?approval=waiting",
            hint=_("They can't speak for their organisation before you have."),
        )


@action_counts.register("programmes.enrolments")
def people_to_admit(user: Any, programmes: Any) -> Iterator[ActionCount]:
    if _works_on(user, "change", "programmes.enrolment"):
        rows = Enrolment.objects.visible_to(user).in_programmes(programmes.values("pk"))
        yield ActionCount(
            label=_("People who wait for admission"),
            number=rows.waiting().count(),
            url=f"{reverse('admin:programmes_enrolment_changelist')}?status__exact={EnrolmentStatus.APPLIED}",
            hint=_("They have agreed to the text and asked to join."),
        )


@action_counts.register("programmes.milestones")
def milestones_overdue(user: Any, programmes: Any) -> Iterator[ActionCount]:
    if _works_on(user, "change", "programmes.milestone"):
        rows = Milestone.objects.visible_to(user, "change").in_programmes(programmes.values("pk"))
        yield ActionCount(
            label=_("Milestones overdue"),
            number=rows.overdue().count(),
            url=f"{reverse('admin:programmes_milestone_changelist')}?due=overdue",
            hint=_("Say when they were reached, and add the evidence."),
        )


def _works_on(user: Any, action: str, label: str) -> bool:
    """A number is shown to those who can act on it by a membership."""
    access = access_of(user)
    return access.is_operator or bool(access.programme_ids(action, label))
