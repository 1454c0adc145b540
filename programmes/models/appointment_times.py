"""Times that can be proposed: forms say beside each what is wrong, services refuse it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError

DAYS_AHEAD = 365


class TimePassed(DomainError):
    message = _("This time has passed. Choose another one.")
    field = "time_1"


class TimeTwice(DomainError):
    message = _("You have proposed the same time twice.")
    field = "time_2"


class TooFarAhead(DomainError):
    message = _("This is more than a year ahead. Check the year.")
    field = "time_1"


def refusal_of(time: datetime, before: Sequence[datetime]) -> type[DomainError] | None:
    """Why nobody can come at that time, if so, seen those proposed before it."""
    now = timezone.now()
    if time <= now:
        return TimePassed
    if time > now + timedelta(days=DAYS_AHEAD):
        return TooFarAhead
    return TimeTwice if time in before else None
