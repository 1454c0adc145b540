from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.core.presentation import sentence
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of
from programmes.extensions import (
    MAX_STEPS,
    NextStep,
    RolePage,
    offer_lists,
    role_pages_of,
    sections,
    sections_from,
    steps_for,
)
from programmes.models import Programme
from programmes.roles import Role
from programmes.views.enrolment import WANTS_TO_JOIN

LATER = 1000
"""More than any step's urgency."""
MORNING, AFTERNOON, EVENING = 4, 12, 18
"""Hours of the portal's time zone at which the greeting changes."""


@login_required
@require_safe
def me(request: AuthenticatedRequest) -> HttpResponse:
    """What to do next, what is coming, what fits, what moved."""
    steps = [*_interrupted(request), *steps_for(request.user)][:MAX_STEPS]
    return render(
        request,
        "programmes/me.html",
        {
            "greeting": _greeting(request.user.get_short_name()),
            "summary": _summary(len(steps), waits_for_consent=access_of(request.user).waits_for_guardian),
            "steps": [
                {"title": step.title, "detail": step.hint, "url": step.url, "label": step.action}
                for step in steps
            ],
            "role_pages": _by_what_waits(role_pages_of(request), steps),
            "offers": next(iter(offer_lists), None),
            "sections": sections_from(sections, request.user),
        },
    )


def _interrupted(request: HttpRequest) -> list[NextStep]:
    """The programme a person wanted to join when they had to register first."""
    slug = request.session.get(WANTS_TO_JOIN)
    if not slug:
        return []
    programme = Programme.objects.visible_to(request.user).joinable().filter(slug=slug).first()
    if programme is None:
        return []
    return [
        NextStep(
            title=_("You wanted to join %(programme)s") % {"programme": programme.acronym},
            hint=_("One page to read, then you take part."),
            url=reverse("programmes:join", args=[programme.slug]),
            action=_("Join"),
        )
    ]


def _greeting(name: str) -> str:
    hour = timezone.localtime().hour
    if MORNING <= hour < AFTERNOON:
        words = _("Good morning, %(name)s")
    elif AFTERNOON <= hour < EVENING:
        words = _("Good afternoon, %(name)s")
    else:
        words = _("Good evening, %(name)s")
    return sentence(words, name=name)


def _summary(number: int, *, waits_for_consent: bool) -> str:
    """Nothing where a guardian's consent is what is missing, which the page says below."""
    if not number and waits_for_consent:
        return ""
    if not number:
        return _("Nothing waits for you at the moment.")
    return ngettext("%(number)d thing waits for you.", "%(number)d things wait for you.", number) % {
        "number": number
    }


def _by_what_waits(pages: Iterable[RolePage], steps: Iterable[NextStep]) -> list[RolePage]:
    """In the order of the most urgent thing that waits in each role; where nothing waits, as they came."""
    urgency: dict[Role, int] = {}
    for step in steps:
        urgency[step.role] = min(step.urgency, urgency.get(step.role, step.urgency))
    return sorted(
        pages, key=lambda page: min((urgency.get(role, LATER) for role in page.roles), default=LATER)
    )
