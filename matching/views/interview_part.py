"""The interviews of an application, on its page: both sides agree there, staff sees that one stands."""

from django.urls import reverse

from matching.models import Interview
from matching.presentation.interviews import interview_cards
from matching.services.applications import INTERVIEWED
from matching.views.application_view import ApplicationView
from matching.workflows.applications import APPLICATION
from programmes.extensions import Section
from programmes.presentation.appointments import Card

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
    return Section("matching/application_interviews.html", {"cards": cards, "again": again})


def _waits_for_reader(view: ApplicationView) -> bool:
    return any(card.times for card in _cards(view))


def _cards(view: ApplicationView) -> list[Card]:
    """Read once for both parts, and not at all before anybody is invited."""
    if view.state in APPLICATION.sources("invite") + APPLICATION.sources("view"):
        return []
    if _CARDS not in view.__dict__:
        rows = Interview.objects.visible_to(view.reader).filter(application=view.application)
        rows = rows.select_related("appointment__host", "appointment__organisation").order_by("-pk")
        view.__dict__[_CARDS] = interview_cards(rows, view.reader)
    cards: list[Card] = view.__dict__[_CARDS]
    return cards
