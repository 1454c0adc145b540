"""How programmes and their plans, organisations and their contacts, and participations move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.workflow import Actor, Badge, Button, Message, State, Step, Workflow
from programmes.constants import (
    INVITATION_DAYS,
    LAPSED_DAYS,
    ActivityStatus,
    Approval,
    EnrolmentStatus,
    MilestoneState,
    ProgrammeStatus,
    Verification,
)

PROGRAMME = Workflow(
    model="programmes.programme",
    field="status",
    initial=(ProgrammeStatus.DRAFT,),
    states=(
        State(
            value=ProgrammeStatus.DRAFT,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.NEUTRAL,
            waits_for=Actor.STAFF,
            explanations={
                Actor.STAFF: _("Draft: only the people who run the programme see this page."),
            },
        ),
        State(value=ProgrammeStatus.RUNNING, staff_badge=Badge.GOOD, is_public=True),
        State(value=ProgrammeStatus.CLOSING, staff_badge=Badge.NEEDS_SOMEBODY, is_public=True),
        State(value=ProgrammeStatus.ARCHIVED, staff_badge=Badge.BAD),
    ),
    steps=(
        Step(
            name="start",
            sources=(ProgrammeStatus.DRAFT,),
            targets=(ProgrammeStatus.RUNNING,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="close",
            sources=(ProgrammeStatus.RUNNING,),
            targets=(ProgrammeStatus.CLOSING,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="run_on",
            sources=(ProgrammeStatus.CLOSING,),
            targets=(ProgrammeStatus.RUNNING,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="archive",
            sources=(ProgrammeStatus.CLOSING,),
            targets=(ProgrammeStatus.ARCHIVED,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
        Step(
            name="bring_back",
            sources=(ProgrammeStatus.ARCHIVED,),
            targets=(ProgrammeStatus.CLOSING,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        ),
    ),
)

ACTIVITY = Workflow(
    model="programmes.activity",
    field="status",
    initial=tuple(ActivityStatus),
    states=(
        State(value=ActivityStatus.PLANNED),
        State(value=ActivityStatus.UNDER_WAY, badge=Badge.UNDER_WAY, staff_badge=Badge.NEEDS_SOMEBODY),
        State(value=ActivityStatus.DONE, badge=Badge.GOOD),
        State(value=ActivityStatus.DROPPED, badge=Badge.BAD),
    ),
    steps=tuple(
        Step(
            name=name,
            sources=tuple(state for state in ActivityStatus if state != target),
            targets=(target,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
        )
        for name, target in (
            ("plan", ActivityStatus.PLANNED),
            ("begin", ActivityStatus.UNDER_WAY),
            ("finish", ActivityStatus.DONE),
            ("drop", ActivityStatus.DROPPED),
        )
    ),
)

MILESTONE = Workflow(
    model="programmes.milestone",
    field="state",
    initial=tuple(MilestoneState),
    states=(
        State(value=MilestoneState.OPEN),
        State(
            value=MilestoneState.OVERDUE,
            badge=Badge.BAD,
            waits_for=Actor.STAFF,
            explanations={Actor.STAFF: _("Say when they were reached, and add the evidence.")},
        ),
        State(value=MilestoneState.DONE, badge=Badge.GOOD),
    ),
    steps=(
        Step(
            name="reach",
            sources=(MilestoneState.OPEN, MilestoneState.OVERDUE),
            targets=(MilestoneState.DONE,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
            when="the day on which it was done is entered",
        ),
        Step(
            name="take_back",
            sources=(MilestoneState.DONE,),
            targets=(MilestoneState.OPEN, MilestoneState.OVERDUE),
            actors=(Actor.STAFF,),
            button=Button.NONE,
            when="that day is taken out again",
        ),
        Step(
            name="postpone",
            sources=(MilestoneState.OVERDUE,),
            targets=(MilestoneState.OPEN,),
            actors=(Actor.STAFF,),
            button=Button.NONE,
            when="it gets a later day",
        ),
        Step(
            name="fall_due",
            sources=(MilestoneState.OPEN,),
            targets=(MilestoneState.OVERDUE,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="its day has passed",
        ),
    ),
)

ORGANISATION = Workflow(
    model="programmes.organisation",
    field="verification",
    initial=(Verification.WAITING,),
    states=(
        State(
            value=Verification.WAITING,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
            explanations={
                Actor.ORGANISATION: _(
                    "A coordinator checks that your organisation is what it says. We write to you as soon as that is "
                    "done."
                ),
                Actor.STAFF: _("They can't publish anything before you have."),
            },
        ),
        State(value=Verification.VERIFIED, badge=Badge.GOOD, is_public=True),
        State(
            value=Verification.DECLINED,
            badge=Badge.BAD,
            waits_for=Actor.ORGANISATION,
            explanations={
                Actor.ORGANISATION: _(
                    "Correct the details; saving them sends them to the coordinators again."
                ),
            },
        ),
    ),
    steps=(
        Step(
            name="verify",
            sources=(Verification.WAITING, Verification.DECLINED),
            targets=(Verification.VERIFIED,),
            actors=(Actor.STAFF,),
            label=_("Verify"),
        ),
        Step(
            name="decline",
            sources=(Verification.WAITING, Verification.VERIFIED),
            targets=(Verification.DECLINED,),
            actors=(Actor.STAFF,),
            label=_("Decline with a reason"),
            hint=_("Their contacts are told this reason. They can correct what they wrote and ask again."),
            message=Message.NEEDED,
            button=Button.DANGER,
        ),
        Step(
            name="correct",
            sources=(Verification.DECLINED,),
            targets=(Verification.WAITING,),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Correct and send again"),
            explanation=_("Saving sends the organisation to the coordinators again."),
            done=_("Saved. The coordinators check your organisation again, and we write to you then."),
        ),
    ),
)

CONTACT = Workflow(
    model="programmes.contact",
    field="approval",
    initial=(Approval.WAITING, Approval.APPROVED),
    states=(
        State(
            value=Approval.WAITING,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
            explanations={
                Actor.STAFF: _("They can't speak for their organisation before you have."),
            },
        ),
        State(value=Approval.APPROVED, badge=Badge.GOOD),
    ),
    steps=(
        Step(
            name="approve",
            sources=(Approval.WAITING,),
            targets=(Approval.APPROVED,),
            actors=(Actor.ORGANISATION, Actor.STAFF),
            label=_("Approve"),
        ),
        Step(
            name="remove",
            sources=(Approval.WAITING, Approval.APPROVED),
            actors=(Actor.PERSON, Actor.ORGANISATION, Actor.STAFF),
            button=Button.NONE,
            deletes=True,
            when="another manager remains",
        ),
    ),
)

ENROLMENT = Workflow(
    model="programmes.enrolment",
    field="status",
    initial=(EnrolmentStatus.INVITED, EnrolmentStatus.APPLIED, EnrolmentStatus.ACTIVE),
    states=(
        State(
            value=EnrolmentStatus.INVITED,
            badge=Badge.NEEDS_SOMEBODY,
            staff_badge=Badge.UNDER_WAY,
            waits_for=Actor.PERSON,
            explanations={
                Actor.PERSON: _("Nothing happens before you agree."),
                Actor.STAFF: _("You see what you have typed, and nothing else, until the person accepts."),
            },
        ),
        State(
            value=EnrolmentStatus.LAPSED,
            badge=Badge.BAD,
            explanations={
                Actor.STAFF: _(
                    "Nobody has answered in time. Ask again; else what you have typed is deleted some weeks later."
                ),
            },
        ),
        State(
            value=EnrolmentStatus.APPLIED,
            badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.STAFF,
            explanations={
                Actor.PERSON: _("A coordinator reads your request. We write to you as soon as you are in."),
                Actor.STAFF: _("They have agreed to the text and asked to join."),
            },
        ),
        State(value=EnrolmentStatus.ACTIVE, badge=Badge.GOOD),
        State(value=EnrolmentStatus.LEFT),
    ),
    steps=(
        Step(
            name="accept",
            sources=(EnrolmentStatus.INVITED,),
            targets=(EnrolmentStatus.ACTIVE,),
            actors=(Actor.PERSON,),
            label=_("Read and accept"),
            when="they are signed in, have confirmed the address, and agree to the programme's text",
        ),
        Step(
            name="decline",
            sources=(EnrolmentStatus.INVITED,),
            actors=(Actor.PERSON,),
            label=_("Decline"),
            button=Button.QUIET,
            deletes=True,
        ),
        Step(
            name="take_back",
            sources=(EnrolmentStatus.INVITED, EnrolmentStatus.LAPSED),
            actors=(Actor.STAFF,),
            label=_("Withdraw the invitation"),
            button=Button.QUIET,
            deletes=True,
        ),
        Step(
            name="admit",
            sources=(EnrolmentStatus.APPLIED,),
            targets=(EnrolmentStatus.ACTIVE,),
            actors=(Actor.STAFF,),
            label=_("Admit"),
        ),
        Step(
            name="withdraw",
            sources=(EnrolmentStatus.APPLIED,),
            targets=(EnrolmentStatus.LEFT,),
            actors=(Actor.PERSON,),
            label=_("Withdraw the request"),
            button=Button.QUIET,
        ),
        Step(
            name="leave",
            sources=(EnrolmentStatus.ACTIVE,),
            targets=(EnrolmentStatus.LEFT,),
            actors=(Actor.PERSON,),
            label=pgettext_lazy("end one's part in a programme", "Leave"),
            button=Button.QUIET,
        ),
        Step(
            name="end",
            sources=(EnrolmentStatus.APPLIED, EnrolmentStatus.ACTIVE),
            targets=(EnrolmentStatus.LEFT,),
            actors=(Actor.STAFF, Actor.PORTAL),
            label=_("End the participation"),
            done=_("The participation has ended, and the person is told so."),
            button=Button.QUIET,
            when="by the portal: a guardian has taken the consent back",
        ),
        Step(
            name="rejoin",
            sources=(EnrolmentStatus.LEFT,),
            targets=(EnrolmentStatus.ACTIVE, EnrolmentStatus.APPLIED),
            actors=(Actor.PERSON,),
            label=_("Join again"),
            button=Button.QUIET,
            when="the programme takes people in; it decides whether coordinators admit them",
        ),
        Step(
            name="enter_again",
            sources=(EnrolmentStatus.LEFT,),
            targets=(EnrolmentStatus.ACTIVE,),
            actors=(Actor.STAFF,),
            label=_("Enter again"),
            button=Button.QUIET,
            when="the person has no account; whoever has one joins again themselves",
        ),
        Step(
            name="lapse",
            sources=(EnrolmentStatus.INVITED,),
            targets=(EnrolmentStatus.LAPSED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when=f"nobody has answered for {INVITATION_DAYS} days; whoever invited is told",
        ),
        Step(
            name="forget",
            sources=(EnrolmentStatus.LAPSED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            deletes=True,
            when=f"nobody has asked again for another {LAPSED_DAYS} days",
        ),
        Step(
            name="ask_again",
            sources=(EnrolmentStatus.INVITED, EnrolmentStatus.LAPSED),
            targets=(EnrolmentStatus.INVITED,),
            actors=(Actor.STAFF,),
            label=_("Ask again"),
            button=Button.QUIET,
        ),
        Step(
            name="invite",
            sources=(EnrolmentStatus.ACTIVE, EnrolmentStatus.LEFT),
            actors=(Actor.STAFF,),
            label=_("Ask to take over with an account"),
            button=Button.QUIET,
            when="the person has no account and has left an address",
        ),
    ),
)
