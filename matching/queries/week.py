"""What a coordinator's week tells of applications and placements, in the programmes in view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from matching.constants import ApplicationState, PostingState
from matching.models import Application, Interview, Posting
from matching.querysets import ApplicationQuerySet, PostingQuerySet
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
    rows: ApplicationQuerySet = Application.objects.administered_by(user).in_programmes(programmes)
    return rows


def funnel(rows: ApplicationQuerySet, since: datetime) -> list[ApplicationQuerySet]:
    """Those sent since then, the newest if there are many; of these the ones that came to an interview, to a place."""
    sent = rows.filter(created_at__gte=since).order_by("-created_at", "-pk")[:MOST_OF_A_FUNNEL]
    among = rows.filter(pk__in=sent.values("pk"))
    return [among, *(among.that_reached(*states) for states in REACHED.values())]


def published_since(user: User, programmes: Iterable[Programme], since: datetime) -> PostingQuerySet:
    rows: PostingQuerySet = Posting.objects.administered_by(user).in_programmes(programmes)
    return rows.filter(state=PostingState.PUBLISHED, reviewed_at__gte=since)


def interviews_between(
    user: User, programmes: Iterable[Programme], first: datetime, last: datetime
) -> QuerySet[Any]:
    """Those that are agreed on: day, moment, title of the offer, key of the application."""
    rows = Interview.objects.administered_by(user).in_programmes(programmes)
    begins = "appointment__starts_at"
    agreed = rows.filter(appointment__state=AppointmentState.AGREED, **{f"{begins}__range": (first, last)})
    return agreed.annotate(
        day=TruncDate(begins),
        at=Cast(begins, DateTimeField()),
        called=Cast("application__placement__title", TextField()),
        key=F("application"),
    )
