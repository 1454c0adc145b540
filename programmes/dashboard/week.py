"""What waits for the staff of programmes in their week, and what they do with all of it at once."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.workflow import Actor
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import (
    Approval,
    EnrolmentStatus,
    MilestoneState,
    Verification,
)
from programmes.extensions import (
    Act,
    ActionCount,
    action_counts,
    bulk_acts,
)
from programmes.models import (
    Contact,
    Enrolment,
    Milestone,
    Organisation,
)
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.services.contacts import approve_contact
from programmes.services.enrolments import admit
from programmes.services.organisations import verify_organisation
from programmes.services.plan import reach_milestone
from programmes.workflows.programmes import CONTACT, ENROLMENT, MILESTONE, ORGANISATION

bulk_acts.add(
    "verify-organisations",
    Act(
        title=gettext_lazy("Verify the organisations that wait"),
        button=gettext_lazy("Verify those that are ticked"),
        explanation=gettext_lazy(
            "Each of them can publish then, and its contacts are told. Look at one you don’t know before you verify it."
        ),
        last=gettext_lazy("Last verified together on %(date)s"),
        model=Organisation,
        action="verify",
        waiting=lambda rows: rows.waiting(),
        carry_out=lambda row, by: verify_organisation(organisation=row, by=by),
    ),
)
bulk_acts.add(
    "approve-contacts",
    Act(
        title=gettext_lazy("Approve the contacts that wait"),
        button=gettext_lazy("Approve those that are ticked"),
        explanation=gettext_lazy("Each of them speaks for their organisation then, and is told."),
        last=gettext_lazy("Last approved together on %(date)s"),
        model=Contact,
        action="change",
        waiting=lambda rows: rows.waiting(),
        carry_out=lambda row, by: approve_contact(contact=row, by=by),
        shown_with=("user", "organisation"),
    ),
)
bulk_acts.add(
    "admit-people",
    Act(
        title=gettext_lazy("Admit the people who wait"),
        button=gettext_lazy("Admit those who are ticked"),
        explanation=gettext_lazy("Each of them takes part from today, and is told."),
        last=gettext_lazy("Last admitted together on %(date)s"),
        model=Enrolment,
        action="change",
        waiting=lambda rows: rows.waiting(),
        carry_out=lambda row, by: admit(enrolment=row, by=by),
        name_of=lambda row: f"{row.person} · {row.programme}",
        shown_with=("person", "programme"),
    ),
)
bulk_acts.add(
    "reach-milestones",
    Act(
        title=gettext_lazy("Say that milestones were reached"),
        button=gettext_lazy("Those that are ticked were reached today"),
        explanation=gettext_lazy(
            "Add the evidence on each milestone’s page; one that was reached on another day gets its day there."
        ),
        last=gettext_lazy("Last said together on %(date)s"),
        model=Milestone,
        action="change",
        waiting=lambda rows: rows.overdue(),
        carry_out=lambda row, by: reach_milestone(milestone=row, by=by),
        name_of=lambda row: f"{row.title} · {row.activity}",
        shown_with=("activity",),
    ),
)


@action_counts.register("programmes.organisations")
def organisations_to_verify(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if access_of(user).reaches("verify", Organisation):
        rows = Organisation.objects.administered_in(programmes, user, "verify")
        yield ActionCount(
            label=_("Organisations to verify"),
            waiting=rows.waiting(),
            url=f"{reverse('admin:programmes_organisation_changelist')}?verification__exact={Verification.WAITING}",
            hint=ORGANISATION.explanation(Verification.WAITING, Actor.STAFF),
            act="verify-organisations",
        )


@action_counts.register("programmes.contacts")
def contacts_to_approve(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if access_of(user).reaches("change", Contact):
        rows = Contact.objects.administered_in(programmes, user, "change")
        yield ActionCount(
            label=_("Contacts to approve"),
            waiting=rows.waiting(),
            url=f"{reverse('admin:programmes_contact_changelist')}?approval=waiting",
            hint=CONTACT.explanation(Approval.WAITING, Actor.STAFF),
            act="approve-contacts",
        )


@action_counts.register("programmes.enrolments")
def people_to_admit(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if access_of(user).reaches("change", Enrolment):
        rows = Enrolment.objects.administered_in(programmes, user, "change")
        yield ActionCount(
            label=_("People who wait for admission"),
            waiting=rows.waiting(),
            url=f"{reverse('admin:programmes_enrolment_changelist')}?admission=waiting",
            hint=ENROLMENT.explanation(EnrolmentStatus.APPLIED, Actor.STAFF),
            act="admit-people",
        )


@action_counts.register("programmes.milestones")
def milestones_overdue(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if access_of(user).reaches("change", Milestone):
        rows = Milestone.objects.administered_in(programmes, user, "change")
        yield ActionCount(
            label=_("Milestones overdue"),
            waiting=rows.overdue(),
            url=f"{reverse('admin:programmes_milestone_changelist')}?due=overdue",
            hint=MILESTONE.explanation(MilestoneState.OVERDUE, Actor.STAFF),
            act="reach-milestones",
        )
