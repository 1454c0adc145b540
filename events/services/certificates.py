"""Certificates: issued in one step to all who may have one, and one by one replaced or revoked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.constants import CertificateKind, CertificateState, EventState, Lack
from events.models import Certificate, Event, Registration
from events.notices.certificates import CertificateIssued, CertificateRevoked, about_certificate
from events.queries.attendance import LETTERS
from events.queries.certificates import (
    GROUPS,
    SIGNS_OF_GROUP,
    Standing,
    candidates,
    contents_of,
    grouped,
    standings,
)
from events.services.locks import lock_event
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify, notify_each
from portal.users.models import User
from programmes.access import access_of


class NoCertificates(DomainError):
    message = _("Say in the event first which kind of certificate is issued.")


class EventGoesOn(DomainError):
    message = _("Certificates are issued once the event is over and has taken place.")


class SignatoryMissing(DomainError):
    message = _("Say in the event first who signs the certificates.")


class DoesNotQualify(DomainError):
    def __init__(self, lack: Lack) -> None:
        super().__init__(lack.label)


class HasCertificate(DomainError):
    message = _("This person has a valid certificate already.")


class RevokedWithoutReason(DomainError):
    message = _("Write why it is revoked. The person reads it.")
    field = "reason"


class AssessedBeforeEvent(DomainError):
    message = _("Choose a day from the first date of the event until today.")
    field = "assessed_on"


@dataclass(frozen=True)
class Issued:
    """What one step for all has done: certificates, who had one already, and of how many what is missing."""

    new: Sequence[Certificate]
    had_one: int
    lacking: Mapping[Lack, int]


@transaction.atomic
def issue_certificates(*, event: Event, by: User) -> Issued:
    """Issue one to everybody who may have one and has none yet, and tell them. Twice is the same as once.

    Raises NotAllowed, NoCertificates, SignatoryMissing and EventGoesOn.
    """
    event = _issuing(event.pk, by)
    found = standings(event, list(candidates(Registration.objects.all(), event)))
    made = [_made(event, each, by) for each in found if each.is_due]
    Certificate.objects.bulk_create(made)
    notify_each((row.registration.person, CertificateIssued(**about_certificate(row))) for row in made)
    lacking = [each.lack for each in found if each.lack is not None and each.certificate is None]
    return Issued(
        new=made,
        had_one=sum(each.certificate is not None for each in found),
        lacking={lack: lacking.count(lack) for lack in Lack if lack in lacking},
    )


@transaction.atomic
def issue_certificate(*, registration: Registration, by: User) -> Certificate:
    """Issue one to one person, and tell them.

    Raises NotAllowed, NoCertificates, SignatoryMissing, EventGoesOn, HasCertificate and DoesNotQualify.
    """
    event = _issuing(registration.event_id, by)
    standing = _standing(event, registration.pk)
    if standing.certificate is not None:
        raise HasCertificate
    return _issued(event, standing, by)


@transaction.atomic
def reissue_certificate(
    *, certificate: Certificate, name: str = "", reason: str = "", by: User
) -> Certificate:
    """Another in its place, as the event and the person's name are now, or with the `name` given; both say so.

    Raises NotAllowed, NoCertificates, SignatoryMissing, EventGoesOn, DoesNotQualify, and WrongState for one that no
    longer holds.
    """
    event = _issuing(certificate.registration.event_id, by)
    old = _locked(certificate)
    standing = _standing(event, old.registration_id)
    _end(old, CertificateState.REPLACED, reason, by)
    return _issued(event, standing, by, name=name.strip(), replaces=old)


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """It no longer holds; the person reads why, and whoever verifies it reads since when.

    Raises NotAllowed, RevokedWithoutReason, and WrongState for one that no longer holds.
    """
    event = lock_event(certificate.registration.event_id)
    _check_may(event, by)
    if not reason.strip():
        raise RevokedWithoutReason
    row = _locked(certificate)
    row.registration.event = event
    _end(row, CertificateState.REVOKED, reason, by)
    notify(row.registration.person, CertificateRevoked(**about_certificate(row), reason=row.reason))
    return row


@transaction.atomic
def note_assessments(
    *, event: Event, passed: Mapping[int, bool | None], assessed_on: date | None, by: User
) -> int:
    """Of these registrations, by key: has the person passed? None takes back what was noted. Returns how many changed.

    What a certificate says that was issued stays. Raises NotAllowed and AssessedBeforeEvent.
    """
    event = lock_event(event.pk)
    _check_may(event, by)
    zone = event.programme.zone
    first, today = (timezone.localtime(each, zone).date() for each in (event.starts_at, timezone.now()))
    if any(each is not None for each in passed.values()) and not (
        assessed_on and first <= assessed_on <= today
    ):
        raise AssessedBeforeEvent
    rows = event.registrations.select_for_update().filter(pk__in=passed).order_by("pk")
    changed = [row for row in rows if row.has_passed != passed[row.pk]]
    for row in changed:
        row.has_passed, row.assessed_by = passed[row.pk], by
        row.assessed_on = None if row.has_passed is None else assessed_on
        row.save(update_fields=["has_passed", "assessed_by", "assessed_on", "updated_at"])
    return len(changed)


# --- Parts ---------------------------------------------------------------------------------------------------------


def _check_may(event: Event, by: User) -> None:
    if not access_of(by).reaches("change", Certificate, event.programme):
        raise NotAllowed


def _issuing(event_id: int, by: User) -> Event:
    """The event, locked, once certificates of it can be issued."""
    event = lock_event(event_id)
    _check_may(event, by)
    if not event.certificate_kind:
        raise NoCertificates
    if not event.signatory.strip():
        raise SignatoryMissing
    if not event.is_over or event.state not in (EventState.PUBLISHED, EventState.DONE):
        raise EventGoesOn
    return event


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("registration__person")
    row = rows.filter(pk=certificate.pk, state=CertificateState.ISSUED).first()
    if row is None:
        raise WrongState
    return row


def _standing(event: Event, key: int) -> Standing:
    """Of one who may have a certificate. Raises WrongState and DoesNotQualify."""
    found = standings(event, list(candidates(Registration.objects.filter(pk=key), event)))
    if not found:
        raise WrongState
    if found[0].lack is not None:
        raise DoesNotQualify(found[0].lack)
    return found[0]


def _end(row: Certificate, state: CertificateState, reason: str, by: User) -> None:
    row.state, row.reason, row.revoked_at, row.revoked_by = state, reason.strip(), timezone.now(), by
    row.save(update_fields=["state", "reason", "revoked_at", "revoked_by", "updated_at"])


def _issued(
    event: Event, standing: Standing, by: User, *, name: str = "", replaces: Certificate | None = None
) -> Certificate:
    row = _made(event, standing, by, name=name, replaces=replaces)
    row.save()
    notify(row.registration.person, CertificateIssued(**about_certificate(row)))
    return row


def _made(
    event: Event, standing: Standing, by: User, *, name: str = "", replaces: Certificate | None = None
) -> Certificate:
    person = standing.registration.person
    standing.registration.event = event
    return Certificate(
        registration=standing.registration,
        kind=CertificateKind(event.certificate_kind),
        code=_new_code(),
        language=person.language,
        contents=contents_of(event, standing, name or person.get_full_name()),
        issued_at=timezone.now(),
        issued_by=by,
        replaces=replaces,
    )


def _new_code() -> str:
    """Sixty bits that nobody guesses, of letters that nobody mistakes for another."""
    return grouped("".join(secrets.choice(LETTERS) for _sign in range(GROUPS * SIGNS_OF_GROUP)))
