"""Days of entry and exit that can be true: held against the programme's period and today."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.dates import day
from portal.core.errors import DomainError
from programmes.models import Enrolment, Programme


class WrongEntryDate(DomainError):
    message = gettext_lazy("The entry lies within the programme's period, and not after today.")
    field = "entered_on"


class WrongExitDate(DomainError):
    message = gettext_lazy("The exit lies between the entry and today.")
    field = "left_on"


def check_entry_date(programme: Programme, entered_on: date | None) -> None:
    """Nobody enters a programme before it begins, after it ends, or tomorrow. Raises WrongEntryDate."""
    if entered_on is None:
        return
    starts_on, ends_on = programme.period()
    if entered_on > programme.today():
        raise WrongEntryDate(_("The entry lies in the future. Enter people on the day, or correct the year."))
    if starts_on and entered_on < starts_on:
        raise WrongEntryDate(
            _("The programme begins on %(day)s; nobody has entered it before.") % {"day": day(starts_on)}
        )
    if ends_on and entered_on > ends_on:
        raise WrongEntryDate(
            _("The programme has ended on %(day)s; nobody has entered it since.") % {"day": day(ends_on)}
        )


def check_exit_date(enrolment: Enrolment, left_on: date) -> None:
    """Raises WrongExitDate for days before the entry and in the future."""
    is_before_entry = enrolment.entered_on is not None and left_on < enrolment.entered_on
    if is_before_entry or left_on > enrolment.programme.today():
        raise WrongExitDate
