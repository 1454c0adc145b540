"""Who is registered for events, and by which link they come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from events.constants import (
    CERTIFICATE_YEARS,
    EventState,
    Presence,
    RegistrationState,
    SessionState,
)
from events.models import Attendance, Registration
from events.querysets.registrations import RegistrationQuerySet
from portal.users.models import User
from programmes.queries.kept import programmes_checked_on

SALT = "events.registration"


def registration_token(pk: int) -> str:
    """What the link to a registration's page carries: its holder sees this one registration, and can give it back.

    Always the same, so that a calendar that looks again finds nothing new.
    """
    return signing.Signer(salt=SALT).sign_object(pk)


def registration_of_link(token: str) -> Registration | None:
    """Whose page the link leads to; None if it is not ours, or once the row is gone, or may not be used."""
    if (key := _key_of(token)) is None:
        return None
    return find_joined(Registration.objects.in_use().select_related("event__programme", "person"), key)


def find_joined(rows: RegistrationQuerySet, key: int) -> Registration | None:
    """Of these rows the one with this key, or the one it was joined with: links and tickets are in people's hands."""
    return rows.filter(pk=key).first() or rows.filter(_joined_with(key)).first()


def _joined_with(key: int) -> Q:
    """Of a registration that is gone, as its person had another at the event: that one, and so its link leads there."""
    history: Any = Registration._meta.get_field("history").related_model
    last = (
        history.objects.filter(pgh_obj_id=key)
        .order_by("-pgh_id")
        .values("event", "person", "person__joined_into")
    )
    if not (known := last.first()):
        return Q(pk__in=[])
    return Q(event=known["event"], person=known["person__joined_into"] or known["person"])


def _key_of(token: str) -> int | None:
    try:
        key: int = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return key


def registrations_there(tokens: Collection[str]) -> set[str]:
    """Those of these links whose registration is still there."""
    keys = {token: key for token in tokens if (key := _key_of(token)) is not None}
    there = set(Registration.objects.in_use().filter(pk__in=keys.values()).values_list("pk", flat=True))
    return {token for token, key in keys.items() if key in there}


def place_in_line(row: Registration) -> int | None:
    """Which one they are among those who wait for the same; None for whoever doesn't."""
    line = Registration.objects.in_line().filter(event=row.event_id, attendance=row.attendance)
    keys = list(line.values_list("pk", flat=True))
    return keys.index(row.pk) + 1 if row.pk in keys else None


def registration_of(reader: User, pk: int) -> Registration | None:
    """A registration of the reader's own, with what its calendar entry says."""
    rows = Registration.objects.in_use().filter(person=reader, pk=pk)
    return rows.select_related("event__programme").first()


def guests_to_forget(before: datetime) -> QuerySet[User]:
    """People without an account and without a participation, all of whose events were over by then, in programmes none
    of whose funders may still check them, and whose certificates nobody has to verify any more.
    """
    checked = programmes_checked_on(before.date())
    theirs = Registration.objects.filter(person=OuterRef("pk"))
    has_come = Q(state=RegistrationState.REGISTERED) | Q(attendances__presence=Presence.PRESENT)
    came = Q(has_come, event__programme__in=checked)
    certified = Q(certificates__issued_at__gte=timezone.now() - timedelta(days=365 * CERTIFICATE_YEARS))
    needed = theirs.filter(Q(event__ends_at__gte=before) | came | certified)
    guests = User.objects.unclaimed().filter(enrolments__isnull=True)
    return guests.filter(Exists(theirs), ~Exists(needed))


def registration_occasions() -> QuerySet[Registration]:
    """People who come to events that lie ahead, as reminders see them: a row for each date on which they have not said
    that they can't, each told of alone, before it begins.
    """
    excused = Attendance.objects.filter(
        registration=OuterRef("pk"), session=OuterRef("of_session"), presence=Presence.EXCUSED
    )
    coming = Registration.objects.coming().filter(event__state=EventState.PUBLISHED)
    dates = coming.alias(of_session=F("event__sessions"), session_state=F("event__sessions__state")).annotate(
        counts_from=F("event__sessions__starts_at"),
        moment=F("event__sessions__starts_at"),
        of_programme=F("event__programme"),
        together=F("pk"),
    )
    ahead = dates.filter(session_state=SessionState.STANDING, counts_from__gt=timezone.now())
    return ahead.filter(~Exists(excused))
