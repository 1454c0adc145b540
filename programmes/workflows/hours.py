"""Where somebody stands by the hours they have taken part, and what the ledger of these hours asks its sources."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.workflow import Badge


class HoursStanding(models.TextChoices):
    """Where somebody stands who counts as a participant once they have the hours that their funding asks for.

    The database decides it: close is whoever has four fifths of them (migration 0036).
    """

    NOT_COUNTED = "", _("Not by hours")
    NONE = "none", _("No hours yet")
    SHORT = "short", _("Short contact")
    NEAR = "near", _("Short contact, close to the threshold")
    REACHED = "reached", _("Participant by hours")


class SignatureColumn(models.TextChoices):
    """What stands on a list that people sign, besides their names."""

    ORGANISATION = "organisation", pgettext_lazy("column of a list to sign", "Organisation")
    NUMBER = "number", pgettext_lazy("column of a list to sign", "Participant number")
    TIMES = "times", pgettext_lazy("column of a list to sign", "From and to")
    SIGNATURE = "signature", pgettext_lazy("column of a list to sign", "Signature")
    SECOND_SIGNATURE = "second", pgettext_lazy("column of a list to sign", "Signature at the end")


def usual_columns() -> list[str]:
    return [SignatureColumn.NUMBER, SignatureColumn.TIMES, SignatureColumn.SIGNATURE]


SHORT_CONTACTS = (HoursStanding.SHORT, HoursStanding.NEAR)
"""Who has come, and not for long enough: no participants, and reported by their number alone."""

COUNTS_AS_PARTICIPANT = (HoursStanding.NOT_COUNTED, HoursStanding.REACHED)


def in_hours(minutes: int) -> Decimal:
    return round(Decimal(minutes) / 60, 2)


BADGES: Mapping[str, Badge] = {
    HoursStanding.NONE: Badge.NEUTRAL,
    HoursStanding.SHORT: Badge.NEUTRAL,
    HoursStanding.NEAR: Badge.UNDER_WAY,
    HoursStanding.REACHED: Badge.GOOD,
}


@dataclass(frozen=True, kw_only=True)
class Attended:
    """What somebody has attended, as the ledger of hours has it: keys of person and funding, and of its own row."""

    key: int
    person: int
    funding: int
    date: date
    minutes: int


@dataclass(frozen=True, kw_only=True)
class HoursSource:
    """Where hours of the ledger come from: an app that knows who attended what.

    `attended` yields all that ought to be in the ledger, in the order of its keys; given keys, what belongs to these
    alone. It is the one rule: whoever changes something that it reads calls `programmes.services.hours.keep_hours` with
    the keys, in the same transaction, and `manage.py rebuild_hours` asks it for everything. A key may stand for several
    people, once for each. `named` says for many keys, in one question, what was attended. The name under which a source
    is registered is stored and never changes: `app.what_is_attended`.
    """

    label: str | Promise
    attended: Callable[[Collection[int] | None], Iterable[Attended]]
    named: Callable[[Collection[int]], Mapping[int, str]]
