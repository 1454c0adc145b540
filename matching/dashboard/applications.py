"""What companies do next with applications that they have answered."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.querysets import ApplicationQuerySet
from programmes.extensions import NextStep
from programmes.roles import Role


def decide(waiting: ApplicationQuerySet, number: int) -> NextStep:
    """Applicants are on the shortlist, or have been met; leads to who has waited longest."""
    first = waiting.to_decide().order_by("last_step_at", "pk").first()
    return NextStep(
        title=ngettext(
            "%(number)d applicant waits for your next step",
            "%(number)d applicants wait for your next step",
            number,
        )
        % {"number": number},
        hint=_("You have answered, and no interview lies ahead. Invite them, offer the place, or decline."),
        url=first.get_absolute_url() if first else reverse("matching:placement_list"),
        action=_("Decide"),
        urgency=16,
        role=Role.RECRUITER,
    )
