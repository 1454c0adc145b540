"""A teacher books an event for a class; whoever receives it confirms the day, and both follow what becomes of it.

A class takes its places all at once, under the same lock as everybody (`events.services.seats`), or is told how many
are free: a part of a class is of no use to anybody.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.constants import MOST_PUPILS, AttendanceMode, EventState
from events.models import ClassBooking, ClassConsent, ClassOffer, Event
from events.notices.classes import (
    ClassBooked,
    ClassCancelled,
    ClassConfirmed,
    ClassDeclined,
    ClassResized,
)
from events.services.class_moves import let_go, lock_class, move_class, tell_host, tell_others
from events.services.locks import lock_event
from events.services.refusals import HasBegun, RegistrationClosed
from events.services.seats import settle
from events.workflows.classes import CLASS_BOOKING
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.personal_data import holdings
from portal.core.workflow import Actor
from portal.privacy.services.erasing import delete_rows
from portal.users.models import User
from programmes.access import access_of, may, may_administer
from programmes.models import Organisation


class NoClasses(DomainError):
    message = _("Classes can’t book this event.")


class OtherSize(DomainError):
    message = _("The event is for a class of another size.")
    field = "pupils"


class OtherGrade(DomainError):
    message = _("The event is for other grades.")
    field = "grade"


class ClassesTaken(DomainError):
    message = _("As many classes as fit come already.")


class ClassComesAlready(DomainError):
    message = _("This class comes already.")
    field = "class_name"


class TooFewPlaces(DomainError):
    """A class comes whole: how many places there are for it."""

    field = "pupils"

    def __init__(self, left: int) -> None:
        message = ngettext(
            "%(left)d place is free, and the class needs one for each pupil.",
            "%(left)d places are free, and the class needs one for each pupil.",
            left,
        )
        super().__init__(message % {"left": left})


class NumberIsUsed(DomainError):
    message = _("For a number that you drop a guardian has agreed. Choose another one.")
    field = "dropped"


class ReasonMissing(DomainError):
    message = _("Say why, so that the other side knows.")
    field = "note"


class ClassFields(TypedDict):
    """What a teacher says of a class."""

    supervisor_name: str
    supervisor_phone: str
    class_name: str
    grade: int
    pupils: int
    is_school_event: bool
    travel: str
    needs: str


# --- The school ----------------------------------------------------------------------------------------------------


@transaction.atomic
def book_class(*, event: Event, school: Organisation, by: User, **about: Unpack[ClassFields]) -> ClassBooking:
    """Take a place for each pupil, and make a number for each, to which a guardian answers.
    Raises NotAllowed, also for a school that nobody has verified, NoClasses, RegistrationClosed, OtherSize, OtherGrade,
    ClassesTaken, ClassComesAlready and TooFewPlaces.
    """
    event = lock_event(event.pk)
    if not access_of(by).speaks_for("add", ClassBooking, school.pk) or not may(by, "view", event):
        raise NotAllowed
    if not Organisation.objects.verified().filter(pk=school.pk).exists():
        raise NotAllowed
    offer = _offer_of(event)
    _check_fits(offer, about["pupils"], about["grade"])
    coming = event.class_bookings.coming()
    if coming.filter(school=school, class_name__iexact=about["class_name"]).exists():
        raise ClassComesAlready
    if coming.count() >= offer.most_classes:
        raise ClassesTaken
    _check_places(event, about["pupils"])
    booking = ClassBooking.objects.create(
        event=event,
        school=school,
        teacher=by,
        event_starts_at=event.starts_at,
        **{**about, "needs": about["needs"].strip() or None},
    )
    _add_numbers(booking, about["pupils"])
    settle(event)
    tell_host(booking, ClassBooked, by)
    return booking


@transaction.atomic
def resize_class(
    *, booking: ClassBooking, more: int = 0, dropped: Collection[int] = (), by: User
) -> ClassBooking:
    """Add numbers for `more` pupils, and drop those for which no guardian has agreed; the other side is told.

    Raises NotAllowed, WrongState, HasBegun, RegistrationClosed, OtherSize, NumberIsUsed and TooFewPlaces.
    """
    booking, side = _locked(booking, "change", by)
    if side != Actor.PERSON:
        raise NotAllowed
    _check_comes(booking)
    rows = booking.consents.filter(number__in=dropped)
    if rows.given().exists():
        raise NumberIsUsed
    _check_fits(_offer_of(booking.event), booking.pupils + more - rows.count(), booking.grade)
    if more > rows.count():
        _check_places(booking.event, more - rows.count())
    delete_rows(holdings["events.classconsent"], rows)
    _add_numbers(booking, more)
    before, booking.pupils = booking.pupils, booking.consents.count()
    booking.save()
    settle(booking.event)
    if booking.pupils != before:
        tell_host(booking, ClassResized, by)
    return booking


# --- Whoever receives it -------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_class(*, booking: ClassBooking, note: str = "", by: User) -> ClassBooking:
    """The class can come; staff says so on the host's behalf, who is told. Raises NotAllowed and WrongState."""
    booking, side = _locked(booking, "answer", by)
    _check_takes_place(booking)
    move_class(booking, "confirm", note)
    tell_others(booking, side, ClassConfirmed, by)
    return booking


@transaction.atomic
def decline_class(*, booking: ClassBooking, note: str, by: User) -> ClassBooking:
    """The class can't come, and why; its places are free. Raises NotAllowed, ReasonMissing and WrongState."""
    _check_reason(note)
    booking, side = _locked(booking, "answer", by)
    move_class(booking, "decline", note)
    let_go(booking)
    tell_others(booking, side, ClassDeclined, by)
    return booking


@transaction.atomic
def cancel_class(*, booking: ClassBooking, note: str, by: User) -> ClassBooking:
    """The class does not come after all, whichever side says so; the other reads why.

    Raises NotAllowed, ReasonMissing, WrongState and HasBegun.
    """
    _check_reason(note)
    is_school = access_of(by).speaks_for("change", ClassBooking, booking.school_id)
    booking, side = _locked(booking, "change" if is_school else "answer", by)
    CLASS_BOOKING.check("cancel", booking.state)
    if booking.event.has_begun:
        raise HasBegun
    move_class(booking, "cancel", note)
    let_go(booking)
    tell_others(booking, side, ClassCancelled, by)
    return booking


@transaction.atomic
def release_classes(*, person: User) -> None:
    """A teacher asks to be erased: the classes that they have booked do not come, and whoever receives them is told."""
    rows = ClassBooking.objects.coming().filter(teacher=person, event__starts_at__gt=timezone.now())
    for key in rows.order_by("event", "pk").values_list("pk", flat=True):
        booking = lock_class(key)
        move_class(booking, "cancel", "")
        let_go(booking)
        tell_host(booking, ClassCancelled, person)


# --- Parts ---------------------------------------------------------------------------------------------------------


def _locked(booking: ClassBooking, action: str, by: User) -> tuple[ClassBooking, Actor]:
    """The row, locked, and on whose side the person acts. Raises NotAllowed and WrongState."""
    row = lock_class(booking.pk)
    access = access_of(by)
    if action == "change" and access.speaks_for(action, ClassBooking, row.school_id):
        return row, Actor.PERSON
    if row.event.host_id and access.speaks_for("answer", ClassBooking, row.event.host_id):
        return row, Actor.ORGANISATION
    if may_administer(by, "answer", row):
        return row, Actor.STAFF
    raise NotAllowed


def _offer_of(event: Event) -> ClassOffer:
    """Raises NoClasses, unless the event is published, still to come, and for classes."""
    offer = ClassOffer.objects.filter(event=event).first()
    if offer is None or event.state != EventState.PUBLISHED or event.has_begun:
        raise NoClasses
    return offer


def _check_fits(offer: ClassOffer, pupils: int, grade: int) -> None:
    """Raises OtherSize and OtherGrade."""
    if not offer.fewest_pupils <= pupils <= min(offer.most_pupils, MOST_PUPILS):
        raise OtherSize
    if not offer.lowest_grade <= grade <= offer.highest_grade:
        raise OtherGrade


def _check_places(event: Event, needed: int) -> None:
    """Whoever waits is asked before. Where nobody registers on site, the number of classes is all that counts.

    Raises RegistrationClosed and TooFewPlaces.
    """
    admission = event.admissions.filter(attendance=AttendanceMode.ON_SITE).first()
    if admission is None:
        return
    admission.event = event
    if not admission.is_open(timezone.now()):
        raise RegistrationClosed
    settle(event)
    admission.refresh_from_db(fields=["seats_taken"])
    left = admission.seats_left
    if left is not None and needed > left:
        raise TooFewPlaces(left)


def _check_comes(booking: ClassBooking) -> None:
    """Raises WrongState and HasBegun."""
    if not booking.comes:
        raise WrongState
    _check_takes_place(booking)
    if booking.event.has_begun:
        raise HasBegun


def _check_takes_place(booking: ClassBooking) -> None:
    """Raises WrongState while the event is cancelled."""
    if booking.event.state != EventState.PUBLISHED:
        raise WrongState


def _check_reason(note: str) -> None:
    if not note.strip():
        raise ReasonMissing


def _add_numbers(booking: ClassBooking, more: int) -> None:
    last = max(booking.consents.values_list("number", flat=True), default=0)
    ClassConsent.objects.bulk_create(
        ClassConsent(booking=booking, number=last + place) for place in range(1, more + 1)
    )
