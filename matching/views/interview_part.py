"""The interviews of an application, on its page: both sides agree there, staff sees that one stands."""

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.constants import INTERVIEWED
from matching.models import Interview
from matching.presentation.interviews import interview_cards
from matching.queries.conversations import programmes_behind
from matching.views.application_view import ApplicationView
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor
from programmes.constants import AppointmentState
from programmes.extensions import Section
from programmes.models import Appointment
from programmes.presentation.appointments import Card
from programmes.workflows.appointments import APPOINTMENT

_CARDS = "_interview_cards"


def interview_to_answer(view: ApplicationView) -> Section | None:
    """Before anything else, where the reader has to choose a time."""
    return the_section(view) if _waits_for_reader(view) else None


def the_interviews(view: ApplicationView) -> Section | None:
    """Where nobody waits for the reader: below what is next."""
    return None if _waits_for_reader(view) else the_section(view)


def the_section(view: ApplicationView) -> Section | None:
    """The latest first; and a further one, while none lies ahead."""
    cards = _cards(view)
    may_invite = view.speaks_for_company and not view.is_own and view.state in INTERVIEWED
    is_ahead = any(card.is_ahead for card in cards)
    if not cards and not may_invite:
        return None
    again = (
        reverse("matching:interview_invite", args=[view.application.pk])
        if may_invite and not is_ahead
        else ""
    )
    is_asked_where = is_ahead and view.is_own and not view.sees_contacts and not view.organisation.street
    context = {
        "cards": cards,
        "again": again,
        "whom_to_ask": programmes_behind(view.application) if is_asked_where else [],
    }
    return Section("matching/application_interviews.html", context)


def awaited_while_meeting(view: ApplicationView) -> Actor | None:
    """Who is awaited while people meet, which the appointment knows: whoever chooses a time; nobody once it stands."""
    ahead = _ahead(view)
    return APPOINTMENT.state(ahead.state).waits_for if ahead else Actor.ORGANISATION


def next_while_meeting(view: ApplicationView) -> str:
    """What the reader does next about the interview, or waits for."""
    ahead = _ahead(view)
    if ahead is None:
        return _nothing_ahead(view)
    if ahead.state == AppointmentState.AGREED:
        return _time_stands(view)
    if APPOINTMENT.state(ahead.state).waits_for != view.side:
        return _("You are told as soon as a time is chosen, or others are proposed.")
    if not ahead.times_ahead:
        return _("All proposed times have passed. Propose others.")
    if ahead.sequence == 0:
        return _("Choose one of the proposed times above, or propose others.")
    return _("The other side proposes other times. Choose one of them above, or propose others.")


def _nothing_ahead(view: ApplicationView) -> str:
    if view.is_own:
        return _("No interview lies ahead. You are told when the company proposes times, or has decided.")
    return _("No interview lies ahead. Propose times, offer the place, or decline.")


def _time_stands(view: ApplicationView) -> str:
    if view.is_own:
        return _("The time stands. After the interview the company decides, and you are told when it has.")
    return _("The time stands. There is nothing to do before the interview.")


def _ahead(view: ApplicationView) -> Appointment | None:
    return next((card.row for card in _cards(view) if card.is_ahead), None)


def _waits_for_reader(view: ApplicationView) -> bool:
    return any(card.times for card in _cards(view))


def _cards(view: ApplicationView) -> list[Card]:
    """Read once for both parts, and not at all before anybody is invited."""
    if view.state in APPLICATION.sources("invite") + APPLICATION.sources("view"):
        return []
    if _CARDS not in view.__dict__:
        rows = Interview.objects.visible_to(view.reader).filter(application=view.application)
        rows = rows.select_related("appointment__host", "appointment__organisation").order_by("-pk")
        view.__dict__[_CARDS] = interview_cards(rows, view.reader, is_heard=not view.is_unheard)
    cards: list[Card] = view.__dict__[_CARDS]
    return cards
