"""What a coordinator's week tells of applications and placements, in the programmes in view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, TruncDate

from matching.constants import ApplicationState, PostingState
from matching.models import Application, ApplicationEvent, Interview, Posting
from matching.querysets.applications import ApplicationQuerySet
from matching.querysets.placements import PostingQuerySet
from portal.core.together import InParts
from portal.users.models import User
from programmes.constants import AppointmentState
from programmes.models import Programme

MOST_OF_A_FUNNEL = 1000
"""Of so many applications, the newest, it is told how far they have come: no page counts without end."""

REACHED = {
    "interview": (ApplicationState.INTERVIEW, ApplicationState.OFFERED, ApplicationState.ACCEPTED),
    "place": (ApplicationState.ACCEPTED,),
}
"""How far an application has come: to an interview, which an offer at once stands for, and to a place. Each is
a part of the one before."""


def applications_of(user: User, programmes: Iterable[Programme]) -> ApplicationQuerySet:
    rows: ApplicationQuerySet = Application.objects.administered_in(programmes, user)
    return rows


def funnel(rows: ApplicationQuerySet, since: datetime) -> InParts:
    """Those sent since then, the newest if there are many; of these the ones that came to an interview, to a place.

    As `that_reached` finds them. Of `Exists` in a column PostgreSQL would first make a table of all such events.
    """
    events = ApplicationEvent.objects.filter(application=OuterRef("pk")).values(came=Value(True))
    came_to = {
        name: Case(When(state__in=states, then=True), default=Subquery(events.filter(state__in=states)[:1]))
        for name, states in REACHED.items()
    }
    sent = rows.filter(created_at__gte=since).order_by("-created_at", "-pk").annotate(**came_to)
    return InParts(sent[:MOST_OF_A_FUNNEL], tuple(REACHED))


def published_since(user: User, programmes: Iterable[Programme], since: datetime) -> PostingQuerySet:
    rows: PostingQuerySet = Posting.objects.administered_in(programmes, user)
    return rows.filter(state=PostingState.PUBLISHED, reviewed_at__gte=since)


def interviews_between(
    user: User, programmes: Iterable[Programme], first: datetime, last: datetime
) -> QuerySet[Any]:
    """Those that are agreed on: day, moment, title of the offer, key of the application."""
    rows = Interview.objects.administered_in(programmes, user)
    begins = "appointment__starts_at"
    agreed = rows.filter(appointment__state=AppointmentState.AGREED, **{f"{begins}__range": (first, last)})
    return agreed.annotate(
        day=TruncDate(begins),
        at=Cast(begins, DateTimeField()),
        called=Cast("application__placement__title", TextField()),
        key=F("application"),
    )
