"""What people owe for their places at an event: noted by staff, as the portal takes no payments."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import FeeState
from events.models import Registration
from events.services.seats import lock_registration
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import may_administer


class NothingIsDue(DomainError):
    message = _("Nothing is due here: the event costs nothing, the person does not come, or all is settled.")


class WaiverNeedsReason(DomainError):
    message = _("Write why nothing has to be paid. The reason is kept.")
    field = "reason"


class NothingIsSettled(DomainError):
    message = _("The fee of this registration is neither paid nor waived.")


@transaction.atomic
def note_fee_paid(*, registration: Registration, note: str = "", by: User) -> Registration:
    """All that was due has been paid; whoever brings more people later owes for those.

    Raises NotAllowed and NothingIsDue.
    """
    row = _owing(registration, by)
    row.fee_paid = (row.fee_paid or Decimal(0)) + row.fee_due
    return _noted(row, FeeState.PAID, row.seats, note, by)


@transaction.atomic
def waive_fee(*, registration: Registration, reason: str, by: User) -> Registration:
    """What is due need not be paid, for a reason that is kept. Raises NotAllowed, NothingIsDue, WaiverNeedsReason."""
    if not reason.strip():
        raise WaiverNeedsReason
    row = _owing(registration, by)
    return _noted(row, FeeState.WAIVED, row.seats, reason, by)


@transaction.atomic
def claim_fee(*, registration: Registration, note: str = "", by: User) -> Registration:
    """It was noted by mistake, or paid back: the fee is due again. Raises NotAllowed and NothingIsSettled."""
    row = _locked(registration, by)
    if not row.fee_places:
        raise NothingIsSettled
    row.fee_paid = None
    return _noted(row, FeeState.DUE, 0, note, by)


def _owing(registration: Registration, by: User) -> Registration:
    row = _locked(registration, by)
    if not row.fee_due:
        raise NothingIsDue
    return row


def _locked(registration: Registration, by: User) -> Registration:
    row = lock_registration(registration.pk)
    if not may_administer(by, "change", row):
        raise NotAllowed
    return row


def _noted(row: Registration, state: FeeState, places: int, note: str, by: User) -> Registration:
    row.fee_state, row.fee_places, row.fee_note = state, places, note.strip()
    row.fee_noted_by, row.fee_noted_at = by, timezone.now()
    row.save()
    return row
