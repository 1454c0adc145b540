"""What must stay of somebody, and until when: whatever a funder may still check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.privacy.extensions import Kept as KeptRow
from portal.users.models import User
from programmes.models import Enrolment, Funding, Hours, Programme


def kept_for_funders(user: User) -> dict[str, dict[int, KeptRow]]:
    """The person's participations that a funder may still check, with the consents and the hours they rest on.

    Until the last day of the last funder; without a day where one isn't known yet. Whoever never entered is no proof.
    """
    rows = Enrolment.objects.filter(person=user, entered_on__isnull=False)
    enrolments: dict[int, KeptRow] = {}
    consents: dict[int, KeptRow] = {}
    for enrolment in rows.select_related("programme"):
        kept = funders_time(enrolment.programme)
        if kept is not None:
            enrolments[enrolment.pk] = kept
            if enrolment.consent_id is not None:
                consents[enrolment.consent_id] = kept
    hours = _hours_kept(user, {row.funding_id: enrolments[row.pk] for row in rows if row.pk in enrolments})
    return {"programmes.enrolment": enrolments, "privacy.consent": consents, "programmes.hours": hours}


def _hours_kept(user: User, counted: Mapping[int | None, KeptRow]) -> dict[int, KeptRow]:
    """As long as the participation that they make one; others as long as their funder may check what took place."""
    found: dict[int, KeptRow] = {}
    for row in Hours.objects.filter(person=user).select_related("funding"):
        if row.funding_id in counted:
            found[row.pk] = counted[row.funding_id]
        elif row.funding.must_keep():
            found[row.pk] = KeptRow(until=row.funding.kept_until())
    return found


def funders_time(programme: Programme) -> KeptRow | None:
    """How long the funders of the programme, and of the one it is part of, may still check; None when nobody may."""
    fundings = Funding.objects.filter(programme__in=[programme.pk, programme.parent_id])
    days = [funding.kept_until() for funding in fundings if funding.must_keep()]
    if not days:
        return None
    known = [day for day in days if day is not None]
    return KeptRow(until=max(known) if len(known) == len(days) else None)


def programmes_closed_before(day: date) -> list[int]:
    """Keys of programmes that had a funder, none of whom may check from this day on."""
    rows = Programme.objects.select_related("parent").prefetch_related("fundings", "parent__fundings")
    return [row.pk for row in rows if _is_closed(row, day)]


def programmes_checked_on(day: date) -> list[int]:
    """Keys of programmes of which a funder may still check something on this day, or nobody knows until when."""
    rows = Programme.objects.select_related("parent").prefetch_related("fundings", "parent__fundings")
    return [row.pk for row in rows if any(until is None or until >= day for until in _ends(row))]


def _is_closed(programme: Programme, day: date) -> bool:
    days = _ends(programme)
    return bool(days) and all(until is not None and until < day for until in days)


def _ends(programme: Programme) -> list[date | None]:
    """Until when each funder of the programme, and of the one it is part of, may check."""
    parts = [programme, programme.parent] if programme.parent else [programme]
    return [funding.kept_until() for part in parts for funding in part.fundings.all()]
