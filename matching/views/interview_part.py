"""The interviews of an application, on its page: both sides agree there, staff sees that one stands."""

from django.urls import reverse

from matching.models import Interview
from matching.presentation.interviews import interview_cards
from matching.services.applications import INTERVIEWED
from matching.views.application_view import ApplicationView
from programmes.extensions import Section


def the_interviews(view: ApplicationView) -> Section | None:
    """The latest first; and a further one, while none lies ahead."""
    rows = Interview.objects.visible_to(view.reader).filter(application=view.application)
    rows = rows.select_related("appointment__host", "appointment__organisation").order_by("-pk")
    cards = interview_cards(view.application, list(rows), view.reader)
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
