"""How reports move."""

from django.utils.translation import gettext_lazy as _

from evaluation.constants import ReportState
from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow

_INBOX_HINT = _("You can leave this page; your inbox tells you when the report is ready.")

REPORT = Workflow(
    model="evaluation.report",
    field="state",
    initial=(ReportState.QUEUED,),
    states=(
        State(
            value=ReportState.QUEUED,
            waits_for=Actor.PORTAL,
            explanations={Actor.STAFF: _INBOX_HINT},
        ),
        State(
            value=ReportState.RUNNING,
            badge=Badge.UNDER_WAY,
            staff_badge=Badge.NEEDS_SOMEBODY,
            waits_for=Actor.PORTAL,
            explanations={Actor.STAFF: _INBOX_HINT},
        ),
        State(value=ReportState.READY, badge=Badge.GOOD, is_final=True),
        State(value=ReportState.FAILED, badge=Badge.BAD, waits_for=Actor.STAFF),
    ),
    steps=(
        Step(
            name="build",
            sources=(ReportState.QUEUED, ReportState.RUNNING),
            targets=(ReportState.RUNNING,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="a worker takes it up, the first time or after another one has died",
        ),
        Step(
            name="finish",
            sources=(ReportState.RUNNING,),
            targets=(ReportState.READY,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
        ),
        Step(
            name="fail",
            sources=(ReportState.QUEUED, ReportState.RUNNING),
            targets=(ReportState.FAILED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
        ),
        Step(
            name="begin_anew",
            sources=(ReportState.RUNNING,),
            targets=(ReportState.QUEUED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="somebody is erased who may stand in it already",
        ),
        Step(
            name="retry",
            sources=(ReportState.FAILED,),
            targets=(ReportState.QUEUED,),
            actors=(Actor.STAFF,),
            label=_("Try again"),
        ),
    ),
)
