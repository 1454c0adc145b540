"""Files that a worker makes for one person, who fetches them for some days: how they are made once, and end.

A row says how far the file is. Whoever makes it notes that again and again; a note that is older than two minutes means
that the worker has died, and the next one begins anew. Each attempt has its number, so a worker that was only slow
finds that another has taken over, and leaves the file alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.fields import InterfaceLanguageField
from portal.core.models import TimeStampedModel
from portal.core.workflow import Actor, Button, Step, Workflow

STALE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
"""A file over which so many workers have died is given up."""


class TakenOver(Exception):
    """The file is no longer this worker's to make: another one makes it, or nobody wants it any more."""


Row = TypeVar("Row", bound="MadeFile")
S = TypeVar("S", bound=models.TextChoices)


def file_steps(states: type[S], *, expires_when: str) -> tuple[Step[S], ...]:
    """What a worker does with a file, for a table of the states queued, running, ready, failed and expired."""
    queued, running, ready = states("queued"), states("running"), states("ready")
    steps: tuple[tuple[str, tuple[S, ...], S, str], ...] = (
        (
            "build",
            (queued, running),
            running,
            "a worker takes it up, the first time or after another one has died",
        ),
        ("finish", (running,), ready, ""),
        ("fail", (queued, running), states("failed"), ""),
        ("expire", (ready,), states("expired"), expires_when),
    )
    return tuple(
        Step(
            name=name,
            sources=sources,
            targets=(target,),
            actors=(Actor.PORTAL,),
            button=Button.NONE,
            when=when,
        )
        for name, sources, target, when in steps
    )


class MadeFileQuerySet(models.QuerySet[Row]):
    def under_way(self) -> Self:
        return self.filter(state__in=self.model.workflow.sources("build"))

    def standing_still(self) -> Self:
        """Under way, and nobody has noted anything for longer than is usual: to be sent to the workers again."""
        return self.under_way().filter(updated_at__lt=timezone.now() - STALE)

    def ready(self) -> Self:
        return self.filter(state__in=self.model.workflow.sources("expire"))

    def expired(self) -> Self:
        """Ready for longer than they can be fetched: their files go."""
        return self.ready().filter(expires_at__lte=timezone.now())


class MadeFile(TimeStampedModel):
    """The row of such a file. A model adds its `state`, its `file` and whose it is."""

    workflow: ClassVar[Workflow[Any]]
    state: str
    file: Any

    language = InterfaceLanguageField(_("language"), default="en")
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    expires_at = models.DateTimeField(_("can be fetched until"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        return self.workflow.allows("build", self.state)

    @property
    def can_be_fetched(self) -> bool:
        return (
            self.workflow.allows("expire", self.state)
            and self.expires_at is not None
            and timezone.now() < self.expires_at
        )


@transaction.atomic
def take_up(rows: MadeFileQuerySet[Row], pk: int) -> Row | None:
    """The row, this worker's from now on; None when there is nothing to make, or somebody has noted progress just now.

    Where the file will be is noted before it exists, so that a worker that dies leaves nothing nobody knows of.
    """
    row = rows.select_for_update(of=("self",)).under_way().filter(pk=pk).first()
    if row is None:
        return None
    step = row.workflow.check("build", row.state)
    if row.state == step.target and row.updated_at > timezone.now() - STALE:
        return None
    row.state, row.progress, row.attempts = step.target, 0, row.attempts + 1
    if not row.file.name:
        row.file.name = row.file.field.generate_filename(row, "")
    row.save()
    return row


def note_progress(row: MadeFile, progress: int) -> None:
    """Note how far it is, in per cent. Raises TakenOver."""
    if not _mine(row).update(progress=progress, updated_at=timezone.now()):
        raise TakenOver


def hold(row: MadeFile) -> bool:
    """Within a transaction: keep everybody else from the row until its end. False when another has taken over."""
    return _mine(row).select_for_update().values_list("pk", flat=True).first() is not None


def put_in_place(row: MadeFile, path: Path, *, days: int) -> datetime:
    """Store the finished file where the row says it is; it can be fetched for so many days. Returns until when."""
    storage, name = row.file.storage, row.file.name
    storage.delete(name)
    with path.open("rb") as content:
        storage.save(name, File(content))
    row.state, row.progress = row.workflow.check("finish", row.state).target, 100
    row.expires_at = timezone.now() + timedelta(days=days)
    row.save()
    return row.expires_at


def end(row: MadeFile, step: str) -> None:
    """Take the step "fail" or "expire", and the file with it."""
    delete_file(row)
    row.state = row.workflow.check(step, row.state).target
    row.save()


def delete_file(row: MadeFile) -> None:
    """Before the row says so: what a transaction that fails leaves is a row without a file, never the reverse."""
    if row.file.name:
        row.file.storage.delete(row.file.name)
        row.file.name = ""


def _mine(row: MadeFile) -> models.QuerySet[Any]:
    """The row, as long as this attempt at it is the last one."""
    manager: Any = type(row)._base_manager
    rows: models.QuerySet[Any] = manager.filter(pk=row.pk, state=row.state, attempts=row.attempts)
    return rows
