"""What waits for a talent or a contact: next steps and sections on `/me/` and `/organisation/`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.constants import ApplicationState, PlacementState
from matching.models import Application, Placement
from matching.timelines import application_badge, placement_badge
from programmes.access import access_of, may
from programmes.dashboard import NextStep, Section, next_steps, organisation_sections, sections
from programmes.models import Organisation

SHOWN = 3
NEW = (ApplicationState.RECEIVED, ApplicationState.VIEWED)


@next_steps.register("matching.applications")
def answers_to_give(user: Any) -> Iterable[NextStep]:
    """For talents: companies that wait for their answer."""
    if not may(user, "add", Application):
        return []
    rows = Application.objects.visible_to(user).filter(
        talent__user=user, state__in=[ApplicationState.OFFERED, ApplicationState.INTERVIEW]
    )
    rows = rows.select_related("placement__organisation").order_by("-updated_at")
    return [_answer(application) for application in rows[:SHOWN]]


def _answer(application: Application) -> NextStep:
    words = {"organisation": application.placement.organisation.name}
    is_offer = application.state == ApplicationState.OFFERED
    return NextStep(
        title=_("%(organisation)s offers you a place") % words
        if is_offer
        else _("%(organisation)s invites you to an interview") % words,
        hint=str(application.placement.title),
        url=application.get_absolute_url(),
        action=_("Answer") if is_offer else _("Read"),
        urgency=5 if is_offer else 10,
    )


@next_steps.register("matching.placements")
def work_to_do(user: Any) -> Iterable[NextStep]:
    """For contacts: applications without an answer, and placements that were sent back."""
    organisations = access_of(user).organisations
    if not organisations:
        return
    rows = Placement.objects.visible_to(user, "change").filter(organisation__in=organisations)
    counts = rows.aggregate(
        unanswered=Count("applications", filter=Q(applications__state__in=NEW), distinct=True),
        rejected=Count("pk", filter=Q(state=PlacementState.REJECTED), distinct=True),
    )
    address = reverse("matching:placement_list")
    if number := counts["unanswered"]:
        yield NextStep(
            title=ngettext(
                "%(number)d application waits for your answer",
                "%(number)d applications wait for your answer",
                number,
            )
            % {"number": number},
            hint=_("People decide for companies that answer soon."),
            url=address,
            action=_("Answer"),
            urgency=15,
        )
    if number := counts["rejected"]:
        yield NextStep(
            title=ngettext(
                "%(number)d placement needs a change before it is published",
                "%(number)d placements need a change before they are published",
                number,
            )
            % {"number": number},
            hint=_("The note of the programme says which."),
            url=f"{address}?state={PlacementState.REJECTED}",
            action=_("Change"),
            urgency=25,
        )


@sections.register("matching.applications")
def what_moved(user: Any) -> Section | None:
    """For talents: where their latest applications stand."""
    if not may(user, "add", Application):
        return None
    rows = Application.objects.visible_to(user).filter(talent__user=user)
    rows = rows.select_related("placement__organisation").defer("placement__description", "placement__search")
    latest = list(rows.order_by("-updated_at", "-pk")[:SHOWN])
    if not latest:
        return None
    context = {"rows": [(application, application_badge(application)) for application in latest]}
    return Section("matching/application_section.html", context, position=40)


@organisation_sections.register("matching.placements")
def placements_of(organisation: Organisation, user: Any) -> Section | None:
    """For contacts: their latest placements, and how many applications wait."""
    rows = Placement.objects.visible_to(user, "change").filter(organisation=organisation)
    rows = rows.defer("description", "search").annotate(
        application_count=Count("applications", distinct=True),
        unanswered_count=Count("applications", filter=Q(applications__state__in=NEW), distinct=True),
    )
    latest = rows.order_by("-unanswered_count", "-created_at", "-pk")[:SHOWN]
    context = {
        "organisation": organisation,
        "rows": [(placement, placement_badge(placement)) for placement in latest],
    }
    return Section("matching/placement_section.html", context, position=10)
