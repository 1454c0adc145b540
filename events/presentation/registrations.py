"""How registering for an event reads: to whoever thinks of coming, and to whoever has registered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.constants import (
    AttendanceMode,
    EventAccess,
    EventState,
    Presence,
    RegistrationState,
    SessionState,
)
from events.models import Admission, Event, Registration
from events.presentation.events import event_card, fee_in_words, when, where
from events.presentation.sessions import when_session
from events.queries.registrations import registration_token
from events.workflows.registrations import REGISTRATION
from portal.core.amounts import money_shown
from portal.core.moments import moment_in_words, zone_in_words
from portal.core.presentation import Item
from portal.core.workflow import Actor
from programmes.presentation.questionnaires import said_in
from programmes.queries.questionnaires import responses_about


@dataclass(frozen=True)
class Way:
    """One way of taking part: what it is called, and what is free in it."""

    name: str
    words: str
    is_full: bool
    is_open: bool


def ways(event: Event, admissions: Sequence[Admission]) -> list[Way]:
    now = timezone.now()
    return [
        Way(
            name=str(admission.get_attendance_display()),
            words=_words(event, admission),
            is_full=admission.seats_left == 0,
            is_open=admission.is_open(now),
        )
        for admission in admissions
    ]


def _words(event: Event, admission: Admission) -> str:
    now, zone = timezone.now(), event.programme.time_zone
    if admission.opens_at and now < admission.opens_at:
        return _("Registration opens on %(moment)s.") % {"moment": moment_in_words(admission.opens_at, zone)}
    if not admission.is_open(now):
        return _("Registration is closed.")
    left = admission.seats_left
    if left is None:
        return _("There is room for everybody who registers.")
    if left == 0:
        return _("Everything is taken. You can put yourself on the waiting list.")
    places = ngettext("%(left)d of %(all)d places is free.", "%(left)d of %(all)d places are free.", left)
    return places % {"left": left, "all": admission.capacity}


def registration_path(row: Registration) -> str:
    """Of its page, for whoever it belongs to."""
    return reverse("events:registration", args=[registration_token(row.pk)])


def own_card(event: Event) -> dict[str, object]:
    """As an event's card; of one found `with_registration_of` its reader, it says where that stands and leads to it."""
    card = event_card(event)
    if (key := getattr(event, "own_registration", None)) and event.state == EventState.PUBLISHED:
        state = RegistrationState(getattr(event, "own_state", ""))
        card |= {
            "url": reverse("events:registration", args=[registration_token(key)]),
            "tag": state.label,
            "tag_kind": REGISTRATION.badge(state),
        }
    return card


def registration_facts(row: Registration) -> list[Item]:
    """Items of components/facts.html."""
    event = row.event
    found: list[Item] = [
        (_("When"), f"{when(event)} ({zone_in_words(event.programme.time_zone)})"),
        (_("Where"), where(event)),
        (_("How"), row.get_attendance_display()),
    ]
    if row.attendance == AttendanceMode.ONLINE and event.link and row.state == RegistrationState.REGISTERED:
        found.append((_("Link"), _("Take part online"), event.link))
    if fee := fee_of(row):
        found.append((_("Fee"), fee))
    if row.companions:
        found.append((_("Companions"), str(row.companions)))
    if row.companion_ages:
        found.append((_("Ages of children"), ", ".join(map(str, row.companion_ages))))
    return [item for item in found if item[1]]


def fee_of(row: Registration) -> str:
    """What is due, and how it is paid; or what has become of it. Nothing where the event costs nothing."""
    if due := row.fee_due:
        return "\n".join(
            filter(None, (_("Due: %(amount)s €") % {"amount": money_shown(due)}, str(row.event.fee_note)))
        )
    return str(row.get_fee_state_display()) if row.fee_places else fee_in_words(row.event)


def registration_explanation(row: Registration, place_in_line: int | None) -> str:
    """Where it stands, in whole sentences."""
    event = row.event
    if event.state == EventState.CANCELLED:
        return _("The event is cancelled.")
    if event.is_over:
        return _("The event is over.")
    if event.has_begun and row.state == RegistrationState.WAITING:
        return _("The event has begun. Ask the people who run it whether there is room.")
    if row.state == RegistrationState.CANCELLED and event.access != EventAccess.PUBLIC:
        return _("You do not come. To come after all, ask the people who run the event.")
    said = str(REGISTRATION.explanation(row.state, Actor.PERSON))
    if row.state == RegistrationState.OFFERED and row.held_until:
        until = moment_in_words(row.held_until, event.programme.time_zone)
        return " ".join([said, _("Answer until %(moment)s.") % {"moment": until}])
    if row.state == RegistrationState.WAITING and place_in_line:
        before = place_in_line - 1
        line = ngettext("%(number)d entry is before yours.", "%(number)d entries are before yours.", before)
        return " ".join([said, line % {"number": before} if before else _("Nobody is before you.")])
    return said


def answers_given(row: Registration) -> list[Item]:
    """What was answered to the event's questions, without what is sensitive: whoever holds the link reads it."""
    return [
        (said.question, said.answer)
        for response in responses_about([row]).get(row.pk, [])
        for said in said_in(response, with_sensitive=False)
    ]


def change_in_words(row: Registration) -> str:
    """What they have asked for and nobody has answered."""
    if row.change_asked_at is None or row.asked_companions is None:
        return ""
    way, number = str(AttendanceMode(row.asked_attendance).label), row.asked_companions
    if not number:
        return _("%(way)s · alone") % {"way": way}
    party = ngettext("with %(number)d person", "with %(number)d people", number) % {"number": number}
    return f"{way} · {party}"


def is_from_door(row: Registration) -> bool:
    """Was somebody let in at the door with an address that nobody has proven yet?"""
    person = row.person
    is_open = person.is_unclaimed and bool(person.contact_email) and not person.contact_email_proven_at
    is_let_in = row.registered_by_id is not None and row.state == RegistrationState.REGISTERED
    return is_open and is_let_in and not person.enrolments.exists()


@dataclass(frozen=True)
class DateToCome:
    """One date of a course, and whether they have said that they don't come on it."""

    key: int
    words: str
    is_excused: bool


def dates_to_come(row: Registration) -> list[DateToCome]:
    """For whoever has a place at an event with several dates: those that have not begun, of which they can say so."""
    sessions = row.event.all_dates()
    if len(sessions) < 2 or row.state != RegistrationState.REGISTERED:
        return []
    off = row.attendances.filter(presence=Presence.EXCUSED).values_list("session", flat=True)
    excused = set(off)
    return [
        DateToCome(each.pk, when_session(each, row.event), each.pk in excused)
        for each in sessions
        if each.state == SessionState.STANDING and not each.has_begun
    ]


def held_words(row: Registration) -> str:
    """Where fewer places are held than were asked for."""
    if row.state != RegistrationState.OFFERED or row.held_seats >= row.seats:
        return ""
    return ngettext(
        "%(held)d place is free; you asked for %(seats)d.",
        "%(held)d places are free; you asked for %(seats)d.",
        row.held_seats,
    ) % {"held": row.held_seats, "seats": row.seats}
