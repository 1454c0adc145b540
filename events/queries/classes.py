"""Classes at events: what the slip of a number leads to, and which classes lack consents."""

from __future__ import annotations

from django.core import signing
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from events.constants import EventState
from events.models import ClassBooking, ClassConsent, Event
from portal.users.models import User
from portal.users.querysets import UserQuerySet


def teachers_of(booking: ClassBooking) -> UserQuerySet:
    """Whoever booked, as long as they teach there; else the school's teachers."""
    teachers = User.objects.active().filter(pk__in=booking.school.contacts.teaching().values("user"))
    mine = teachers.filter(pk=booking.teacher_id)
    return mine if mine.exists() else teachers


def visit_day(event: Event) -> str:
    """The day to which guardians agree, by the programme's clocks, as in "2026-12-24"."""
    return timezone.localdate(event.starts_at, event.programme.zone).isoformat()


CONSENT_SALT = "events.class_consent"


def class_consent_token(pk: int) -> str:
    """What the slip of one number carries: its holder reads what is asked, answers, and takes the answer back."""
    return signing.Signer(salt=CONSENT_SALT).sign_object(pk)


def class_consent_of_link(token: str) -> ClassConsent | None:
    """What the slip leads to; None if it is not ours, or once the number is dropped or deleted."""
    try:
        key = signing.Signer(salt=CONSENT_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    rows = ClassConsent.objects.select_related("booking__school", "booking__event__programme")
    rows = rows.select_related("booking__event__host", "booking__event__class_offer")
    return rows.select_related("version", "photo_version").filter(pk=key).first()


def class_occasions() -> QuerySet[ClassBooking]:
    """Classes that come to events that lie ahead and lack consents, as reminders see them."""
    missing = ClassConsent.objects.missing().filter(booking=OuterRef("pk"))
    rows = ClassBooking.objects.coming().filter(
        Exists(missing), event__state=EventState.PUBLISHED, event__starts_at__gt=timezone.now()
    )
    return rows.annotate(
        counts_from=F("event__starts_at"),
        moment=F("event__starts_at"),
        of_programme=F("event__programme"),
        together=F("pk"),
    )
