"""How files of rows move."""

from django.utils.translation import gettext_lazy as _

from portal.core.workflow import Actor, Badge, Button, State, Step, Workflow
from programmes.constants import ImportState

_INBOX_HINT = _("You can leave this page; your inbox tells you when there is something to see.")


def _worker_steps() -> tuple[Step[ImportState], ...]:
    """What a worker does with an import; again, when another one has died over it."""
    table = (
        ("read", (ImportState.QUEUED, ImportState.READING), ImportState.READING),
        ("show", (ImportState.READING,), ImportState.PREVIEW),
        ("finish", (ImportState.IMPORTING,), ImportState.DONE),
        ("put_back", (ImportState.UNDOING,), ImportState.UNDONE),
        ("take_back", (ImportState.IMPORTING,), ImportState.UNDOING),
        ("fail", (ImportState.QUEUED, ImportState.READING, ImportState.UNDOING), ImportState.FAILED),
    )
    return tuple(
        Step(name=name, sources=sources, targets=(target,), actors=(Actor.PORTAL,), button=Button.NONE)
        for name, sources, target in table
    )


IMPORT = Workflow(
    model="programmes.import",
    field="state",
    initial=(ImportState.QUEUED,),
    states=tuple(
        State(
            value=value,
            badge=badge,
            waits_for=waits_for,
            explanations={Actor.STAFF: _INBOX_HINT} if waits_for == Actor.PORTAL else {},
        )
        for value, badge, waits_for in (
            (ImportState.QUEUED, Badge.NEUTRAL, Actor.PORTAL),
            (ImportState.READING, Badge.UNDER_WAY, Actor.PORTAL),
            (ImportState.PREVIEW, Badge.NEEDS_SOMEBODY, Actor.STAFF),
            (ImportState.IMPORTING, Badge.UNDER_WAY, Actor.PORTAL),
            (ImportState.DONE, Badge.GOOD, None),
            (ImportState.UNDOING, Badge.UNDER_WAY, Actor.PORTAL),
            (ImportState.UNDONE, Badge.NEUTRAL, None),
            (ImportState.FAILED, Badge.BAD, None),
        )
    ),
    steps=(
        *_worker_steps(),
        Step(
            name="confirm",
            sources=(ImportState.PREVIEW,),
            targets=(ImportState.IMPORTING,),
            actors=(Actor.STAFF,),
            label=_("Import these rows"),
            when="no row is wrong, and one does something",
        ),
        Step(
            name="undo",
            sources=(ImportState.DONE,),
            targets=(ImportState.UNDOING,),
            actors=(Actor.STAFF,),
            label=_("Undo the import"),
            button=Button.DANGER,
            explanation=_(
                "What it created is removed, and what it changed is put back. What somebody has changed since is left "
                "as it is, and named."
            ),
            when="not long after it was done",
        ),
        Step(
            name="discard",
            sources=(ImportState.PREVIEW, ImportState.UNDONE, ImportState.FAILED),
            actors=(Actor.STAFF,),
            label=_("Forget this import"),
            done=_("The import and what its rows said are gone."),
            button=Button.QUIET,
            deletes=True,
        ),
    ),
)
