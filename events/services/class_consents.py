"""Guardians answer to a number of a class, without an account; whoever holds the slip acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import (
    CLASS_PHOTO_PURPOSE,
    CLASS_PHOTO_TEXT,
    CLASS_PHOTO_TITLE,
    CLASS_PURPOSE,
    CLASS_PURPOSE_TITLE,
    CLASS_TEXT,
    ConsentState,
    EventState,
)
from events.models import ClassBooking, ClassConsent, ClassOffer
from events.notices.classes import ConsentsMissing, ConsentWithdrawn, Side, about_class
from events.queries.classes import teachers_of, visit_day
from events.services.class_moves import lock_class
from events.workflows.classes import CLASS_CONSENT
from portal.core.errors import DomainError, WrongState
from portal.notifications.extensions import Notice
from portal.notifications.services.notifications import notify_all
from portal.privacy.extensions import FileLeft
from portal.privacy.services.consents import keep_wording
from portal.users.models import User
from programmes.extensions import Due


class AnsweredTooLate(WrongState):
    message = _("The class does not come, or the day has begun. There is nothing to answer any more.")


class PhotoAnswerMissing(DomainError):
    message = _("Choose yes or no. Your child comes along either way.")
    field = "allows_photos"


class OtherDay(DomainError):
    message = _("The visit is on another day by now. Read when it is, and answer once more.")


@transaction.atomic
def give_class_consent(
    *,
    consent: ClassConsent,
    day: str,
    guardian_name: str,
    pupil_name: str = "",
    allows_photos: bool | None = None,
    language: str,
) -> ClassConsent:
    """The guardian agrees to a visit on the `day` that they have read, as in "2026-12-24"; to photographs apart, where
    any are taken, and never without having chosen.

    Raises AnsweredTooLate, WrongState, OtherDay and PhotoAnswerMissing.
    """
    row = _locked(consent, "give")
    if day != visit_day(row.booking.event):
        raise OtherDay
    takes_photos = ClassOffer.objects.filter(event=row.booking.event, takes_photos=True).exists()
    if takes_photos and allows_photos is None:
        raise PhotoAnswerMissing
    row.guardian_name, row.pupil_name = guardian_name, pupil_name.strip() or None
    row.allows_photos = allows_photos if takes_photos else None
    row.version = keep_wording(key=CLASS_PURPOSE, title=CLASS_PURPOSE_TITLE, text=CLASS_TEXT)
    row.photo_version = None
    if row.allows_photos:
        row.photo_version = keep_wording(
            key=CLASS_PHOTO_PURPOSE, title=CLASS_PHOTO_TITLE, text=CLASS_PHOTO_TEXT
        )
    row.language = language
    return _answered(row, ConsentState.GIVEN)


@transaction.atomic
def refuse_class_consent(*, consent: ClassConsent) -> ClassConsent:
    """The guardian does not agree; no name is kept. Raises AnsweredTooLate and WrongState."""
    return _answered(_locked(consent, "refuse"), ConsentState.REFUSED)


@transaction.atomic
def withdraw_class_consent(*, consent: ClassConsent) -> ClassConsent:
    """The guardian takes the consent back, what they typed goes, and the school is told which number it is.

    Raises AnsweredTooLate and WrongState.
    """
    row = _locked(consent, "withdraw")
    row.forget_answer()
    row = _answered(row, ConsentState.WITHDRAWN)
    about: dict[str, Any] = {
        **about_class(row.booking, Side.SCHOOL),
        "changed_at": row.updated_at.isoformat(),
    }
    notify_all(teachers_of(row.booking), ConsentWithdrawn(**about, number=row.number))
    return row


@transaction.atomic
def withdraw_photo_consent(*, consent: ClassConsent) -> ClassConsent:
    """No photographs any more; the child comes along as before. Raises AnsweredTooLate and WrongState."""
    row = _locked(consent, "withdraw")
    row.allows_photos, row.photo_version = False, None
    row.save()
    return row


def _locked(consent: ClassConsent, step: str) -> ClassConsent:
    """The row, with its class and its event locked before it: neither is moved while somebody answers."""
    try:
        booking = lock_class(consent.booking_id)
    except WrongState as error:
        raise AnsweredTooLate from error
    row = booking.consents.select_for_update(of=("self",)).filter(pk=consent.pk).first()
    if row is None or not booking.is_open or booking.event.state != EventState.PUBLISHED:
        raise AnsweredTooLate
    row.booking = booking
    CLASS_CONSENT.check(step, row.state)
    return row


def _answered(row: ClassConsent, state: ConsentState) -> ClassConsent:
    row.state, row.answered_at = state, timezone.now()
    row.save()
    return row


# --- Before the day, and after it ----------------------------------------------------------------------------------


def remind_of_consents(*, due: Sequence[Due]) -> Iterator[tuple[User, Notice]]:
    """Tell whoever booked which numbers are missing; an event that was moved this very moment is found anew."""
    rows = ClassBooking.objects.coming().select_related("event__programme", "school", "teacher")
    row = rows.filter(pk=due[0].occasion).first()
    if row is None or row.event.starts_at != due[0].moment:
        return
    missing = list(row.consents.missing().values_list("number", flat=True))
    about: dict[str, Any] = {**about_class(row, Side.SCHOOL)}
    for teacher in teachers_of(row):
        yield teacher, ConsentsMissing(**about, occasions=due[0].key, text=due[0].text, missing=missing)


@transaction.atomic
def forget_class_needs(*, rows: QuerySet[Any]) -> list[FileLeft]:
    """That the class came stays, without what it needed and how somebody was reached. Called by the retention run."""
    found = ClassBooking.objects.filter(pk__in=rows.values("pk"))
    found.update(needs=None, supervisor_name="", supervisor_phone="")
    return []
