"""Participants who have taken a place by the portal, four weeks after the start of the work: for the follow-up."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Subquery

from evaluation.queries.contributions import Period
from matching.models import Application
from matching.queries.arrivals import FourWeeksLater, asked_about_arriving, four_weeks_later
from portal.users.models import User
from programmes.models import Enrolment, Programme


def arrivals(programmes: list[Programme], user: User, period: Period) -> Any:
    """Places that participants have taken since they joined, and whose work began in the period, four weeks ago or
    earlier. `enrolment` is the participation; one who takes part in two of the programmes stands with the first.
    """
    enrolments = Enrolment.objects.visible_to(user, "evaluate").in_programmes(
        [each.pk for each in programmes]
    )
    theirs = enrolments.filter(person=OuterRef("talent__user"), entered_on__lte=OuterRef("start")).order_by(
        "pk"
    )
    began = asked_about_arriving(Application.objects.filter(talent__user__in=enrolments.values("person")))
    began = began.filter(start__range=(period.starts_on, period.ends_on))
    return began.annotate(enrolment=Subquery(theirs.values("pk")[:1])).filter(enrolment__isnull=False)


def figures_of(found: Any) -> FourWeeksLater:
    """How many people began, have answered, and were there: of the same rows that are listed."""
    return four_weeks_later(found)


def rows_of(found: Any, user: User) -> Any:
    """What a list shows of each place: pseudonym, programme, start, answer; nothing that was written."""
    enrolments = Enrolment.objects.visible_to(user, "evaluate").filter(pk=OuterRef("enrolment"))
    return (
        found.annotate(
            pseudonym=Subquery(enrolments.values("pseudonym")[:1]),
            acronym=Subquery(enrolments.values("programme__acronym")[:1]),
            outcome=F("arrival_answer__outcome"),
        )
        .order_by("start", "pk")
        .values("pseudonym", "acronym", "start", "outcome")
    )
