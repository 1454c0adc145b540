"""Requests for erasure: asked for, taken back, carried out, and carried out again after a restore (Article 17 GDPR)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.jobs import enqueue
from portal.core.presence import check_presence
from portal.notifications.services.notifications import notify
from portal.privacy.constants import ERASURE_WAIT_DAYS, ErasureState
from portal.privacy.extensions import Kept
from portal.privacy.models import ErasureRequest
from portal.privacy.notices import ErasureRequested, ErasureTakenBack
from portal.privacy.queries import may_enter_erasure
from portal.privacy.services import ledger
from portal.privacy.services.erasing import delete_files, erase
from portal.privacy.signals import erasure_asked, erasure_taken_back
from portal.privacy.workflows import ERASURE
from portal.users.models import User

logger = logging.getLogger(__name__)


class AskedAlready(DomainError):
    message = _("This person's erasure has been asked for already.")


class LetterFromTheFuture(DomainError):
    message = _("A letter can't have been received after today.")
    field = "received_on"


@transaction.atomic
def request_erasure(*, person: User, by: User, received_on: date | None = None) -> ErasureRequest:
    """Ask that `person` be erased after the waiting period; until then their data is kept and not used.

    The person asks for themselves; for a letter, received on `received_on`, the operator or a coordinator of theirs
    does. They are told in any case, with the address of the certificate. A row that was joined into another stands for
    that: nobody gets a certificate for an empty one.
    Raises NotAllowed, LetterFromTheFuture and AskedAlready.
    """
    while person.joined_into is not None:
        person = person.joined_into
    if not may_enter_erasure(by, person):
        raise NotAllowed
    check_presence()
    if received_on is not None and received_on > timezone.localdate():
        raise LetterFromTheFuture
    person = _locked(person.pk)
    if person.erasures.waiting().exists():
        raise AskedAlready
    request = ErasureRequest.objects.create(
        person=person,
        entered_by=by,
        received_on=received_on,
        due_at=timezone.now() + timedelta(days=ERASURE_WAIT_DAYS),
    )
    erasure_asked.send(sender=ErasureRequest, person=person)
    User.objects.filter(pk=person.pk).update(restricted_at=timezone.now())
    notify(person, ErasureRequested(request=request.pk, code=request.code, due_at=request.due_at.isoformat()))
    return request


@transaction.atomic
def take_back_erasure(*, request: ErasureRequest, by: User) -> None:
    """Change one's mind while it waits: the data is used again. Raises NotAllowed and WrongState."""
    request = (
        ErasureRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    )
    if request.person is None or request.person != by:
        raise NotAllowed
    ERASURE.check("take_back", request.state)
    request.state = ErasureState.TAKEN_BACK
    request.save(update_fields=["state", "updated_at"])
    User.objects.filter(pk=by.pk).update(restricted_at=None)
    erasure_taken_back.send(sender=ErasureRequest, person=by)
    notify(by, ErasureTakenBack(request=request.pk))
    ledger.append(_line(request, by))


@transaction.atomic
def carry_out_at_once(*, request: ErasureRequest, by: User) -> None:
    """Don't wait any longer: for a letter that says so. Only the operator may. Raises NotAllowed and WrongState."""
    if not by.has_perm("privacy.change_erasurerequest"):
        raise NotAllowed
    check_presence()
    request = ErasureRequest.objects.select_for_update().get(pk=request.pk)
    ERASURE.check("carry_out", request.state)
    request.due_at = timezone.now()
    request.save(update_fields=["due_at", "updated_at"])
    enqueue("privacy.execute_erasure", request.pk)


def execute_due_erasures() -> int:
    """Carry out what is due, and delete files that an earlier run left. Returns how many were carried out."""
    due = list(ErasureRequest.objects.due().values_list("pk", flat=True))
    done = sum(execute_erasure(request_id=pk) for pk in due)
    for request in ErasureRequest.objects.with_files_left():
        _delete_files(request)
    return done


def execute_erasure(*, request_id: int) -> bool:
    """Carry out one request that is due; anything else is left as it is. Run twice, it is done once.

    Rows, history and the line of the ledger are one transaction; files go after it, and what could not be deleted is
    found by the next run. An erasure that fails is logged by its number and stays due.
    """
    try:
        request = _execute(request_id)
    except SoftTimeLimitExceeded:
        raise  # time is up, for this one and those behind it; the next run goes on
    except Exception:  # one that fails must not keep the others from being carried out
        logger.exception("Erasure %s could not be carried out.", request_id)
        return False
    if request is not None:
        _delete_files(request)
    return request is not None


@dataclass(frozen=True)
class Reapplied:
    """What a restore had undone: people erased again, requests taken back again; and lines that needed nothing."""

    erased: int
    taken_back: int
    unchanged: int


def reapply_erasures(*, path: Path | None = None) -> Reapplied:
    """Carry out again what the ledger knows and a restored database doesn't: run it before anybody gets in.

    Who had taken a request back after the backup has taken it back. Run twice, the second run changes nothing.
    """
    found = [_reapply(line) for line in ledger.lines(path or Path(settings.ERASURE_LEDGER))]
    return Reapplied(
        erased=found.count(ErasureState.DONE),
        taken_back=found.count(ErasureState.TAKEN_BACK),
        unchanged=found.count(None),
    )


# --- Parts ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def _execute(request_id: int) -> ErasureRequest | None:
    request = ErasureRequest.objects.select_for_update(skip_locked=True).due().filter(pk=request_id).first()
    if request is None or request.person_id is None:
        return None
    person = _locked(request.person_id)
    _carry_out(request, person)
    ledger.append(_line(request, person))
    return request


def _locked(pk: int) -> User:
    """The person, for one request at a time.

    Not `select_for_update`: whoever writes a row that points to the person holds what it is about, which the erasure
    needs, so that both would wait for each other for ever.
    """
    return User.objects.locked().get(pk=pk)


def _carry_out(request: ErasureRequest, person: User) -> None:
    joined, key = person.date_joined, person.pk
    outcome = erase(person)
    person.pk, person.date_joined = key, joined  # for the ledger: a deleted row has lost its key
    request.refresh_from_db()
    request.person = None
    request.state, request.done_at, request.files = ErasureState.DONE, timezone.now(), outcome.files
    request.erased = [{"model": label, "rows": rows} for label, rows in outcome.erased.items()]
    request.kept = [
        {"model": label, "rows": len(rows), "until": _latest(rows)} for label, rows in outcome.kept.items()
    ]
    request.save()


def _latest(rows: list[Kept]) -> str | None:
    """The day until which the last of the rows stays; None while it isn't known."""
    days = [row.until for row in rows if row.until is not None]
    return max(days).isoformat() if len(days) == len(rows) else None


def _delete_files(request: ErasureRequest) -> None:
    left = delete_files(request.files)
    ErasureRequest.objects.filter(pk=request.pk).update(files=left)


def _line(request: ErasureRequest, person: User) -> ledger.Line:
    return ledger.Line(
        code=request.code,
        person=person.pk,
        joined=person.date_joined.isoformat(),
        ended=timezone.now().isoformat(),
        state=request.state,
        asked=request.created_at.isoformat(),
        reason=request.reason,
    )


def _reapply(line: ledger.Line) -> str | None:
    """The state that one line brings about; None where the database knows of it already."""
    with transaction.atomic():
        request = ErasureRequest.objects.select_for_update().filter(code=line.code).first()
        if request is not None and request.state == line.state:
            return None
        person = User.objects.filter(pk=line.person, date_joined=line.joined).first()
        if line.state == ErasureState.TAKEN_BACK:
            return _reapply_taking_back(request, person)
        request = request or _request_of(line)
        if person is None:
            request.state, request.done_at = ErasureState.DONE, timezone.now()
            request.save()
        else:
            _carry_out(request, person)
    _delete_files(request)
    return ErasureState.DONE


def _request_of(line: ledger.Line) -> ErasureRequest:
    """The request that a line is about, as it was before the restore."""
    request = ErasureRequest.objects.create(code=line.code, due_at=line.ended, reason=line.reason)
    if line.asked:
        ErasureRequest.objects.filter(pk=request.pk).update(created_at=line.asked)
        request.refresh_from_db()
    return request


def _reapply_taking_back(request: ErasureRequest | None, person: User | None) -> str | None:
    if request is None or not ERASURE.allows("take_back", request.state):
        return None
    request.state = ErasureState.TAKEN_BACK
    request.save()
    if person is not None:
        User.objects.filter(pk=person.pk).update(restricted_at=None)
        erasure_taken_back.send(sender=ErasureRequest, person=person)
    return ErasureState.TAKEN_BACK
