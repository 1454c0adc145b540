"""How exports move."""

from django.utils.translation import gettext_lazy as _

from portal.core.made_files import file_steps
from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow
from programmes.constants import ExportState

_MEANWHILE = _("You can leave this page; your inbox tells you when the file is ready.")

EXPORT = Workflow(
    model="programmes.export",
    field="state",
    initial=(ExportState.QUEUED,),
    states=(
        State(value=ExportState.QUEUED, waits_for=Actor.PORTAL, explanations={Actor.STAFF: _MEANWHILE}),
        State(
            value=ExportState.RUNNING,
            badge=Badge.UNDER_WAY,
            waits_for=Actor.PORTAL,
            explanations={Actor.STAFF: _MEANWHILE},
        ),
        State(
            value=ExportState.READY,
            badge=Badge.GOOD,
            explanations={
                Actor.STAFF: _("Nobody but you can fetch it, as long as you may export these rows.")
            },
        ),
        State(value=ExportState.FAILED, badge=Badge.BAD, waits_for=Actor.STAFF),
        State(
            value=ExportState.EXPIRED,
            explanations={Actor.STAFF: _("The file is gone. Export the list again if you still need it.")},
        ),
    ),
    steps=(
        *file_steps(
            ExportState, expires_when="it could be fetched for some days, or somebody in it is erased"
        ),
        Step(
            name="begin_anew",
            sources=(ExportState.RUNNING,),
            targets=(ExportState.QUEUED,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when="somebody is erased who may stand in it already",
        ),
        Step(
            name="retry",
            sources=(ExportState.FAILED,),
            targets=(ExportState.QUEUED,),
            actors=(Actor.STAFF,),
            label=_("Try again"),
        ),
        Step(
            name="discard",
            sources=(ExportState.READY, ExportState.FAILED, ExportState.EXPIRED),
            actors=(Actor.STAFF,),
            label=_("Delete this export"),
            done=_("The export and its file are gone."),
            button=Button.QUIET,
            deletes=True,
        ),
    ),
)
