"""Who may get a certificate of an event, what it says, and which one a number leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from events.constants import CertificateKind, CertificateState, Lack, Presence, RegistrationState
from events.models import Attendance, Certificate, Event, Registration, Session
from events.models.certificate import Contents, FrozenDate, FrozenFunder, Text
from events.queries.attendance import LETTERS, READ_AS, Share, shares
from events.querysets.registrations import RegistrationQuerySet
from portal.core.amounts import trimmed
from programmes.constants import EU_INSTRUMENTS
from programmes.presentation.documents import payers

GROUPS = 3
SIGNS_OF_GROUP = 4


@dataclass(frozen=True)
class Standing:
    """What somebody has attended of an event, what they lack for its certificate, and the valid one they have."""

    registration: Registration
    share: Share
    minutes: int
    lack: Lack | None
    certificate: Certificate | None

    @property
    def hours(self) -> Decimal:
        """Quarters of an hour, rounded down: nobody was there longer than it says."""
        return trimmed(Decimal(self.minutes // 15) / 4)

    @property
    def is_due(self) -> bool:
        return self.lack is None and self.certificate is None

    @property
    def has_lost_ground(self) -> bool:
        """Was a certificate issued that what is noted now would not allow?"""
        return self.certificate is not None and self.lack is not None


def candidates(rows: RegistrationQuerySet, event: Event) -> RegistrationQuerySet:
    """Of these: whoever has a place at the event, or was at one of its dates, whatever became of the place later."""
    was_there = Attendance.objects.present().filter(session__event=event).values("registration")
    has_one = Certificate.objects.filter(registration__event=event).values("registration")
    rows = rows.in_use().filter(event=event).select_related("person")
    return rows.filter(
        Q(state=RegistrationState.REGISTERED) | Q(pk__in=was_there) | Q(pk__in=has_one)
    ).order_by("pk")


def standings(event: Event, registrations: Collection[Registration]) -> list[Standing]:
    """Of each of these registrations of the event, in their order; in a few statements, however many there are."""
    keys = [row.pk for row in registrations]
    found, minutes = shares(event, keys), _minutes(event, keys)
    valid = Certificate.objects.valid().filter(registration__in=keys, kind=event.certificate_kind)
    theirs = {row.registration_id: row for row in valid}
    return [
        Standing(
            registration=row,
            share=found[row.pk],
            minutes=minutes[row.pk],
            lack=_lack(event, row, found[row.pk]),
            certificate=theirs.get(row.pk),
        )
        for row in registrations
    ]


def _lack(event: Event, row: Registration, share: Share) -> Lack | None:
    """The share is compared as it is, not rounded: at 80 per cent four of five dates are enough, and 79.9 are not."""
    if not share.attended or share.attended * 100 < event.share_needed * share.all:
        return Lack.SHARE
    if event.certificate_kind != CertificateKind.QUALIFICATION or row.has_passed:
        return None
    return Lack.ASSESSMENT if row.has_passed is None else Lack.PASSED


def _minutes(event: Event, keys: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = Attendance.objects.filter(
        presence=Presence.PRESENT, registration__in=keys, session__in=event.sessions.over()
    )
    for row in rows.select_related("session"):
        found[row.registration_id] += row.minutes
    return found


# --- What it says --------------------------------------------------------------------------------------------------


def contents_of(event: Event, standing: Standing, name: str) -> Contents:
    """What a certificate says that is issued now. The event comes with its programme."""
    row, programme = standing.registration, event.programme
    assessed_on = row.assessed_on if event.certificate_kind == CertificateKind.QUALIFICATION else None
    return {
        "name": name,
        "event": stored(event.title),
        "programme": stored(programme.title),
        "acronym": programme.acronym,
        "colour": programme.colour,
        "zone": programme.time_zone,
        "dates": dates_held(event),
        "attended": standing.share.attended,
        "all": standing.share.all,
        "hours": str(standing.hours if event.certificate_hours is None else event.certificate_hours),
        "text": stored(event.certificate_text),
        "signatory": event.signatory,
        "function": stored(event.signatory_function),
        "statement": stored(programme.funding_statement),
        "funders": funders_of(event),
        "assessed_on": assessed_on.isoformat() if assessed_on else "",
    }


def stored(text: object) -> Text:
    found: Any = getattr(text, "data", text) or ""
    data: Text = found
    return data


def dates_held(event: Event) -> list[FrozenDate]:
    rows = event.sessions.over().select_related("room").order_by("starts_at", "pk")
    return [
        {
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "place": _place(row, event),
        }
        for row in rows
    ]


def _place(row: Session, event: Event) -> str:
    row.event = event
    return row.whereabouts


def funders_of(event: Event) -> list[FrozenFunder]:
    fundings = [event.funding] if event.funding else payers(event.programme)
    return [
        {
            "funding": each.pk,
            "funder": stored(each.funder),
            "reference": each.reference,
            "is_eu": each.instrument in EU_INSTRUMENTS,
        }
        for each in fundings
    ]


# --- Which one is meant --------------------------------------------------------------------------------------------


def certificate_of_code(code: str) -> Certificate | None:
    """The one on whose paper this number stands, however it is typed; None for what is no number of ours."""
    signs = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum()).translate(READ_AS)
    if len(signs) != GROUPS * SIGNS_OF_GROUP or not set(signs) <= set(LETTERS):
        return None
    rows = Certificate.objects.in_use().select_related("registration", "replaced_by", "replaces")
    return rows.filter(code=grouped(signs)).first()


def grouped(signs: str) -> str:
    return "-".join(signs[at : at + SIGNS_OF_GROUP] for at in range(0, len(signs), SIGNS_OF_GROUP))


def certificates_of(row: Registration) -> list[Certificate]:
    """Those of one registration that hold, and those that were revoked: whoever had one reads that."""
    rows = Certificate.objects.filter(registration=row).exclude(state=CertificateState.REPLACED)
    return list(rows.select_related("replaces").order_by("-issued_at", "-pk"))
