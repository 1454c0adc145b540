"""Taking a place, or a place in the line: what registering with an account and without one do alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone

from events.constants import EventState, RegistrationState
from events.models import Admission, Event, Registration
from events.notices.registrations import Registered, WaitsInLine, about_registration
from events.services.presence import write_lists
from events.services.refusals import HasBegun, NoSuchWay, RegistrationClosed, TooManyAges, TooManyCompanions
from events.services.seats import lock_registration, settle
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.services.notifications import notify
from portal.users.models import User
from programmes.services.responses import keep_response


@dataclass(frozen=True, kw_only=True)
class Party:
    """What somebody asks for: how they take part, with whom, and what they need there."""

    attendance: str
    companions: int = 0
    companion_ages: Sequence[int] = ()
    takes_fewer: bool = True
    needs: str | None = None

    @classmethod
    def of(cls, row: Registration) -> Party:
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})


def admission_for(event: Event, attendance: str, *, is_staff: bool) -> Admission:
    """How people register in this way, while they can. Staff enters people as long as the event is not over.

    Raises RegistrationClosed and NoSuchWay.
    """
    rows = list(event.admissions.all())
    if not rows or event.state != EventState.PUBLISHED or event.is_over:
        raise RegistrationClosed
    found = next((row for row in rows if row.attendance == attendance), None)
    if found is None:
        raise NoSuchWay
    found.event = event
    if not is_staff and not found.is_open(timezone.now()):
        raise RegistrationClosed
    return found


def check_party(event: Event, companions: int, ages: Sequence[int]) -> None:
    """Raises TooManyCompanions and TooManyAges."""
    if companions > event.most_companions:
        raise TooManyCompanions(event.most_companions)
    if len(ages) > companions:
        raise TooManyAges


def row_of(event: Event, person: User) -> Registration:
    """The person's one row at the event, locked; a new one, where there is none."""
    row = event.registrations.select_for_update().filter(person=person).first()
    if row is None:
        return Registration(event=event, person=person)
    row.event, row.person = event, person
    return row


def answer_questions(row: Registration, answers: Mapping[str, Any], by: User) -> None:
    """Keep what they answer to the event's questions, where it asks any. Raises what `keep_response` does."""
    questionnaire = row.event.questionnaire
    if questionnaire is not None and (questionnaire.current is not None or answers):
        keep_response(questionnaire=questionnaire, about=row, respondent=row.person, answers=answers, by=by)


def take_place(
    row: Registration, party: Party, admission: Admission, *, passes_line: bool = False
) -> Registration:
    """A place, if there are as many as the party needs and nobody is asked before; else one in the line.

    Once the event has begun nobody is offered a place any more, unless people may join later. Who then still waits
    comes before anybody new, unless staff, who sees who is there, lets somebody pass (`passes_line`). The event's row
    is locked by whoever calls.
    """
    event = row.event
    write_lists(event)
    settle(event)
    others = event.registrations.in_line().filter(attendance=party.attendance).exclude(pk=row.pk)
    must_wait = not event.offers_places and not passes_line and others.exists()
    admission.refresh_from_db(fields=["seats_taken"])
    row.attendance, row.companions, row.takes_fewer = party.attendance, party.companions, party.takes_fewer
    row.companion_ages = list(party.companion_ages) if event.asks_ages else []
    row.needs = (party.needs or "").strip() or None if event.asks_needs else None
    row.preferred_because = ""
    left = admission.seats_left
    if not must_wait and (left is None or row.seats <= left):
        row.state, row.waiting_since = RegistrationState.REGISTERED, None
    else:
        row.state, row.waiting_since = RegistrationState.WAITING, timezone.now()
    row.save()
    settle(event)  # fewer places than they need may be free, and they take them
    read_again(row)
    if row.state == RegistrationState.REGISTERED:
        notify(row.person, Registered(**about_registration(row)))
    elif row.state == RegistrationState.WAITING:
        notify(row.person, WaitsInLine(**about_registration(row)))
    return row


def read_again(row: Registration) -> None:
    """Settling may have offered a place to this very row."""
    row.refresh_from_db(fields=["state", "held_until", "held_seats", "updated_at"])


def check_takes_place(event: Event) -> None:
    """Raises WrongState while the event is cancelled, or not shown."""
    if event.state != EventState.PUBLISHED:
        raise WrongState


def check_can_be_left(event: Event) -> None:
    """Raises HasBegun; a course of several dates can be left until its last."""
    if not event.can_be_left:
        raise HasBegun


def own_row(registration: Registration, by: User) -> Registration:
    """The row, locked, for the person themselves. Raises NotAllowed."""
    row = lock_registration(registration.pk)
    if by != row.person:
        raise NotAllowed
    return row
