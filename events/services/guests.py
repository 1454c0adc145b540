"""Registering without an account: an address is given, proven by a mail, and then a place is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.constants import BOOKED, GUEST_LINK_HOURS, CertificateState, Presence, RegistrationState
from events.models import Attendance, Event, Registration
from events.notices.guests import ConfirmAddress
from events.services.locks import lock_event
from events.services.meeting_plans import hand_on_meetings
from events.services.presence import count_hours
from events.services.refusals import RegistrationClosed
from events.services.seats import lock_registration
from events.services.taking import Party, admission_for, answer_questions, check_party, row_of, take_place
from events.workflows.registrations import REGISTRATION
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify
from portal.users.models import User
from portal.users.services import enter_guest, join_people, prove_contact_address
from programmes.access import may


class ConfirmedTooLate(DomainError):
    message = _("The link is too old. Register once more; you get a new one.")


@transaction.atomic
def register_guest(
    *,
    event: Event,
    name: str,
    email: str,
    attendance: str,
    companions: int = 0,
    companion_ages: Sequence[int] = (),
    takes_fewer: bool = True,
    needs: str = "",
    answers: Mapping[str, Any] | None = None,
) -> Registration:
    """Keep what somebody without an account has typed, and write to the address. Nothing is taken before they confirm.

    Whether the address belongs to an account, or is in the list already, is told to nobody but its owner.
    Raises NotAllowed for an event that is not for everybody, RegistrationClosed, NoSuchWay, TooManyCompanions,
    TooManyAges and, of answers to the event's questions, AnswerMissing and AnswerImpossible.
    """
    event = lock_event(event.pk)
    if not Event.objects.public().filter(pk=event.pk).exists():
        raise NotAllowed
    admission_for(event, attendance, is_staff=False)
    check_party(event, companions, companion_ages)
    person = enter_guest(name=name, contact_email=email, language=get_language() or "en")
    row = Registration.objects.create(
        event=event,
        person=person,
        state=RegistrationState.UNCONFIRMED,
        attendance=attendance,
        companions=companions,
        companion_ages=list(companion_ages) if event.asks_ages else [],
        takes_fewer=takes_fewer,
        needs=needs.strip() or None if event.asks_needs else None,
    )
    answer_questions(row, answers or {}, person)
    notify(person, ConfirmAddress(registration=row.pk, occasion=uuid4().hex))
    return row


@transaction.atomic
def confirm_guest(*, registration: Registration) -> Registration:
    """Whoever opens the link owns the mailbox: take the place they asked for, or one in the line.

    Where the owner has an account, or has confirmed the same address before, this becomes theirs; a place that they
    have at the event already stays as it is. Confirmed twice, nothing changes. Returns the row that counts from now on.
    Raises WrongState, ConfirmedTooLate, NotAllowed, RegistrationClosed and what else registering raises.
    """
    row = lock_registration(registration.pk)
    event, guest = row.event, row.person
    if row.state in BOOKED:
        return row
    REGISTRATION.check("confirm", row.state)
    if row.created_at < timezone.now() - timedelta(hours=GUEST_LINK_HOURS):
        raise ConfirmedTooLate
    party = Party.of(row)
    if not Event.objects.public().filter(pk=event.pk).exists():
        raise RegistrationClosed
    admission = admission_for(event, party.attendance, is_staff=False)
    check_party(event, party.companions, party.companion_ages)
    prove_contact_address(user=guest)
    owner = User.objects.owner_of_address(guest.contact_email, apart_from=guest)
    if owner is not None:
        guest = _joined(guest, owner)
    own = row_of(event, guest)
    if own.pk and own.state in BOOKED:
        return own
    return take_place(own, party, admission)


@transaction.atomic
def confirm_walk_in(*, registration: Registration) -> Registration:
    """Whoever opens the link that was sent from the door owns the mailbox: what is noted there joins what is theirs.

    Confirmed twice, nothing changes. Returns the row that counts from now on. Raises WrongState, where there is no
    address to confirm or staff has entered a participant, and NotAllowed.
    """
    row = lock_registration(registration.pk)
    guest = row.person
    if not guest.contact_email or not guest.is_unclaimed or guest.enrolments.exists():
        raise WrongState
    if guest.contact_email_proven_at is not None:
        return row
    prove_contact_address(user=guest)
    owner = User.objects.owner_of_address(guest.contact_email, apart_from=guest)
    return row_of(row.event, _joined(guest, owner)) if owner is not None else row


def _joined(guest: User, owner: User) -> User:
    """The owner of the address, to whom all that was typed about its guests belongs from now on."""
    if not owner.is_unclaimed and not may(owner, "add", Registration):
        raise NotAllowed
    join_guests(person=owner, address=guest.contact_email)
    return owner


@transaction.atomic
def join_guests(*, person: User, address: str) -> None:
    """Somebody has proven an address: what they did as a guest with it is theirs now."""
    for guest in User.objects.guests().filter(contact_email=address).exclude(pk=person.pk).order_by("pk"):
        join_people(gone=guest, kept=person, by=person)


STANDING = (
    RegistrationState.UNCONFIRMED,
    RegistrationState.CANCELLED,
    RegistrationState.LAPSED,
    RegistrationState.INVITED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.REGISTERED,
)
"""Of two registrations of one person at an event the later of these stays; of two in the line, who waits longer."""


@transaction.atomic
def join_registrations(*, gone: User, kept: User) -> None:
    """Move the registrations of somebody who turns out to be another; of two at one event the better one stays."""
    for row in Registration.objects.filter(person=gone).order_by("event", "pk"):
        event = lock_event(row.event_id)
        keys = list(row.attendances.values_list("pk", flat=True))
        twin = Registration.objects.select_for_update().filter(person=kept, event=row.event_id).first()
        if twin is not None:
            stays, goes = sorted((row, twin), key=_standing, reverse=True)
            hand_on_meetings(gone=goes, kept=stays)
            keys += _join_attendances(goes, stays)
            _join_certificates(goes, stays)
            goes.delete()
        else:
            stays = row
        Registration.objects.filter(pk=stays.pk).update(person=kept)
        count_hours(event, keys)


def _join_attendances(goes: Registration, stays: Registration) -> list[int]:
    """Where they were at a date under one of the two, they were there. Keys of all that the ledger may speak of."""
    goes.scans.update(registration=stays)
    theirs = {row.session_id: row for row in stays.attendances.all()}
    keys = [*(row.pk for row in theirs.values()), *goes.attendances.values_list("pk", flat=True)]
    for row in goes.attendances.all():
        twin = theirs.get(row.session_id)
        if twin is not None and twin.presence != Presence.PRESENT == row.presence:
            twin.delete()
            twin = None
        if twin is None:
            row.registration = stays
            row.save(update_fields=["registration", "updated_at"])
        elif twin.presence == Presence.PRESENT == row.presence:
            _be_there_longer(twin, row)
    return keys


def _be_there_longer(row: Attendance, other: Attendance) -> None:
    """From the earlier of two times on, to the later; no time is the beginning, or the end."""
    came, left = (row.came_at, other.came_at), (row.left_at, other.left_at)
    row.came_at = min(came) if None not in came else None  # type: ignore[type-var]
    row.left_at = max(left) if None not in left else None  # type: ignore[type-var]
    row.save(update_fields=["came_at", "left_at", "updated_at"])


def _join_certificates(goes: Registration, stays: Registration) -> None:
    """Of two valid certificates of a kind that of the registration that stays holds on."""
    kinds = list(stays.certificates.valid().values_list("kind", flat=True))
    doubled = goes.certificates.valid().filter(kind__in=kinds)
    doubled.update(state=CertificateState.REPLACED, revoked_at=timezone.now())
    goes.certificates.update(registration=stays)


def _standing(row: Registration) -> tuple[int, float]:
    waits = -row.waiting_since.timestamp() if row.waiting_since else 0.0
    return STANDING.index(RegistrationState(row.state)), waits
