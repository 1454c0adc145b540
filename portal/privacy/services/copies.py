"""Copies of what is held about a person: asked for, made by a worker, kept for a week (Articles 15 and 20 GDPR)."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue, run_on_each
from portal.core.made_files import MAX_ATTEMPTS, TakenOver, end, hold, note_progress, put_in_place, take_up
from portal.core.presence import check_presence
from portal.core.temporary import temporary_folder
from portal.notifications.services.notifications import notify
from portal.privacy.constants import COPIES_A_DAY, COPY_DAYS, AccessKind
from portal.privacy.models import DataCopy
from portal.privacy.notices import CopyFailed, CopyReady
from portal.privacy.services.access_log import log_access
from portal.privacy.services.copy_files import write_copy
from portal.users.models import User

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
    check_presence()
    User.objects.locked().get(pk=person.pk)
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

    Run twice, it is made once; a worker that died over it is followed by another, three times at most.
    """
    copy = take_up(DataCopy.objects.all(), copy_id)
    if copy is None:
        return
    if copy.attempts > MAX_ATTEMPTS:
        _fail(copy)
        return
    try:
        _build(copy)
    except (OperationalError, InterfaceError):
        raise  # the database is away, so nothing can be noted; the sweeper comes back to it
    except TakenOver:
        return
    except (Exception, SoftTimeLimitExceeded):  # what one person's rows hold must not stop the worker
        logger.exception("Copy %s could not be made.", copy.pk)
        _fail(copy)


def sweep_copies() -> int:
    """Take up copies that stand still, and delete the files of those that could be fetched long enough.

    Returns how many were taken up.
    """
    keys = list(DataCopy.objects.standing_still().values_list("pk", flat=True))
    for key in keys:
        enqueue("privacy.build_copy", key)
    run_on_each(DataCopy.objects.expired(), lambda copy: end(copy, "expire"), what="End of copy")
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


def _build(copy: DataCopy) -> None:
    with temporary_folder("copy") as folder:
        path = folder / "copy.zip"
        write_copy(path, copy.person, copy.language, lambda done: note_progress(copy, done))
        _finish(copy, path)


@transaction.atomic
def _finish(copy: DataCopy, path: Path) -> None:
    if not hold(copy):
        return
    expires_at = put_in_place(copy, path, days=COPY_DAYS)
    notify(copy.person, CopyReady(copy=copy.pk, expires_at=expires_at.isoformat()))


@transaction.atomic
def _fail(copy: DataCopy) -> None:
    if not hold(copy):
        return
    end(copy, "fail")
    notify(copy.person, CopyFailed(copy=copy.pk))
