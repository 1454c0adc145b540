"""Copies of what is held about a person: asked for, made by a worker, kept for a week (Articles 15 and 20 GDPR)."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import File
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue
from portal.core.temporary import temporary_folder
from portal.notifications.services.notifications import notify
from portal.privacy.constants import COPIES_A_DAY, COPY_DAYS, MAX_COPY_ATTEMPTS, AccessKind, CopyState
from portal.privacy.models import DataCopy
from portal.privacy.notices import CopyFailed, CopyReady
from portal.privacy.services.access_log import log_access
from portal.privacy.services.copy_files import write_copy
from portal.privacy.workflows import COPY
from portal.users.models import User

STALE = timedelta(minutes=2)
logger = logging.getLogger(__name__)


class AskedToday(DomainError):
    message = _("You have asked for a copy within the last day. You can ask again tomorrow.")


@transaction.atomic
def request_copy(*, person: User, language: str, by: User) -> DataCopy:
    """Ask for a copy of everything that is held about oneself; a worker makes it, and the inbox tells.

    Raises NotAllowed for somebody else's, and AskedToday while one is under way or was made within a day.
    """
    if person.pk != by.pk:
        raise NotAllowed
    User.objects.select_for_update().get(pk=person.pk)
    copies = DataCopy.objects.filter(person=person)
    lately = copies.asked_since(timezone.now() - timedelta(days=1)).count() >= COPIES_A_DAY
    if lately or copies.under_way().exists():
        raise AskedToday
    made = DataCopy.objects.create(person=person, language=language)
    log_access(
        by=by,
        kind=AccessKind.EXPORT,
        label="privacy.datacopy",
        object_id=made.pk,
        purpose="One's own",
        subject=person,
    )
    enqueue("privacy.build_copy", made.pk)
    return made


def build_copy(*, copy_id: int) -> None:
    """Make the copy, if it waits for it and nobody else is at it; anything else is left as it is.

    Whoever makes it notes how far it is; a note older than two minutes means that the worker has died, and the next one
    begins anew, three times at most. Run twice, it is made once.
    """
    copy = _claim(copy_id)
    if copy is None:
        return
    if copy.attempts > MAX_COPY_ATTEMPTS:
        _fail(copy)
        return
    try:
        _build(copy)
    except (OperationalError, InterfaceError):
        raise  # the database is away, so nothing can be noted; the sweeper comes back to it
    except (Exception, SoftTimeLimitExceeded):  # what one person's rows hold must not stop the worker
        logger.exception("Copy %s could not be made.", copy.pk)
        _fail(copy)


def sweep_copies() -> int:
    """Take up copies that stand still, and delete the files of those that could be fetched long enough.

    Returns how many were taken up.
    """
    waiting = DataCopy.objects.under_way().filter(updated_at__lt=timezone.now() - STALE)
    keys = list(waiting.values_list("pk", flat=True))
    for key in keys:
        enqueue("privacy.build_copy", key)
    for copy in DataCopy.objects.expired():
        _expire(copy)
    return len(keys)


@transaction.atomic
def note_fetched(*, copy: DataCopy, by: User) -> None:
    """Write down that the copy was taken. Raises NotAllowed for somebody else's."""
    if copy.person_id != by.pk:
        raise NotAllowed
    log_access(
        by=by,
        kind=AccessKind.DOWNLOAD,
        label="privacy.datacopy",
        object_id=copy.pk,
        purpose="One's own",
        subject=by,
    )


# --- Parts ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def _claim(copy_id: int) -> DataCopy | None:
    """The copy, this worker's from now on; None when it is done, or somebody has noted progress a moment ago."""
    copy = DataCopy.objects.select_for_update().under_way().filter(pk=copy_id).first()
    if copy is None:
        return None
    if copy.state == CopyState.RUNNING and copy.updated_at > timezone.now() - STALE:
        return None
    COPY.check("build", copy.state)
    copy.state, copy.progress, copy.attempts = CopyState.RUNNING, 0, copy.attempts + 1
    if not copy.file.name:  # noted before it exists, so that a build that dies leaves nothing nobody knows of
        copy.file.name = copy.file.field.generate_filename(copy, "")
    copy.save()
    return copy


def _build(copy: DataCopy) -> None:
    with temporary_folder("copy") as folder:
        path = folder / "copy.zip"
        write_copy(path, copy.person, copy.language, lambda done: _note(copy, done))
        storage, name = copy.file.storage, copy.file.name or ""
        storage.delete(name)
        with path.open("rb") as content:
            storage.save(name, File(content))
    _finish(copy)


def _note(copy: DataCopy, progress: int) -> None:
    DataCopy.objects.filter(pk=copy.pk).update(progress=progress, updated_at=timezone.now())


@transaction.atomic
def _finish(copy: DataCopy) -> None:
    expires_at = timezone.now() + timedelta(days=COPY_DAYS)
    copy.state, copy.progress, copy.expires_at = CopyState.READY, 100, expires_at
    copy.save()
    notify(copy.person, CopyReady(copy=copy.pk, expires_at=expires_at.isoformat()))


@transaction.atomic
def _fail(copy: DataCopy) -> None:
    copy.file.storage.delete(copy.file.name or "none")
    copy.state, copy.file.name = CopyState.FAILED, ""
    copy.save()
    notify(copy.person, CopyFailed(copy=copy.pk))


@transaction.atomic
def _expire(copy: DataCopy) -> None:
    copy.file.storage.delete(copy.file.name or "none")
    DataCopy.objects.filter(pk=copy.pk).update(
        state=CopyState.EXPIRED, file="", updated_at=timezone.now(), progress=F("progress")
    )
