"""Days of entry and exit that were noted wrongly are set right."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy

from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import may
from programmes.constants import EnrolmentStatus, ExitKind
from programmes.models import Enrolment
from programmes.services.participation_days import WrongExitDate, check_entry_date, check_exit_date


class NotEnteredOrLeft(DomainError):
    message = gettext_lazy("Only who has entered, or left, has a day that can be corrected.")


@transaction.atomic
def correct_entry(*, enrolment: Enrolment, entered_on: date, by: User) -> Enrolment:
    """Set the day of entry right. Raises NotAllowed, NotEnteredOrLeft, WrongEntryDate and WrongExitDate."""
    row = _locked(enrolment, by)
    if row.entered_on is None:
        raise NotEnteredOrLeft
    check_entry_date(row.programme, entered_on)
    if row.left_on is not None and row.left_on < entered_on:
        raise WrongExitDate(field="entered_on")
    row.entered_on = entered_on
    row.save(update_fields=["entered_on", "updated_at"])
    return row


@transaction.atomic
def correct_exit(*, enrolment: Enrolment, left_on: date, exit_kind: str, by: User) -> Enrolment:
    """Set the day and the kind of an exit right. Raises NotAllowed, NotEnteredOrLeft and WrongExitDate."""
    row = _locked(enrolment, by)
    if row.status != EnrolmentStatus.LEFT or row.entered_on is None:
        raise NotEnteredOrLeft
    check_exit_date(row, left_on)
    row.left_on, row.exit_kind = left_on, ExitKind(exit_kind)
    row.save(update_fields=["left_on", "exit_kind", "updated_at"])
    return row


def _locked(enrolment: Enrolment, by: User) -> Enrolment:
    if not may(by, "change", enrolment):
        raise NotAllowed
    row: Enrolment = (
        Enrolment.objects.select_for_update(of=["self"])
        .select_related("programme__parent")
        .get(pk=enrolment.pk)
    )
    return row
