"""Arriving: what has to be done where somebody starts to work, when that is, and who is there four weeks later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from matching.constants import (
    ARRIVAL_ASKED_DAYS,
    ARRIVAL_LINK_DAYS,
    ApplicationState,
    ArrivalOutcome,
    FirstDayState,
)
from matching.models import Application, ArrivalItem, ArrivalTick, FirstDay, Placement, Posting
from matching.querysets.applications import ApplicationQuerySet
from portal.core.regions.tree import around, is_region
from portal.users.models import User

SHOWN_DAYS = 91
"""So long after the start the checklist and the day stand on one's own page."""


@dataclass(frozen=True)
class ToDo:
    """An item of somebody's checklist, and whether they have ticked it."""

    item: ArrivalItem
    is_done: bool


def regions_of(placement: Placement) -> list[str]:
    """Where the work is: the region and all that it lies in, the smallest first, and everywhere ("")."""
    codes = [placement.region, placement.organisation.region, placement.country]
    place = next((code for code in codes if code and is_region(code)), "")
    return [*(around(place) if place else ()), ""]


def checklist(placement: Placement, reader: User) -> list[ToDo]:
    """What whoever starts to work at this placement has to do; of each topic what the smallest region says."""
    places = regions_of(placement)
    ticks = ArrivalTick.objects.visible_to(reader).filter(person=reader, item=OuterRef("pk"))
    items = ArrivalItem.objects.filter(is_shown=True, region__in=places).annotate(is_done=Exists(ticks))
    nearest: dict[str, Any] = {}
    for item in sorted(items, key=lambda item: places.index(item.region)):
        nearest.setdefault(item.topic, item)
    chosen = sorted(nearest.values(), key=lambda item: (item.position, item.topic))
    return [ToDo(item, item.is_done) for item in chosen]


def address_of_work(placement: Placement) -> str:
    """The company's address on one line, where the work is in its town; "" if it has given no street."""
    organisation = placement.organisation
    is_there = placement.city in ("", organisation.city)
    return f"{organisation.street}, {organisation.city}" if organisation.street and is_there else ""


def place_to_come_to(day: FirstDay) -> str:
    """Where somebody comes to on their first day: what the company has said, else its address; "" if nobody knows."""
    return day.place or address_of_work(day.application.placement)


def with_start(applications: ApplicationQuerySet) -> Any:
    """`start`: when the work begins of a place that was taken.

    The day that both agreed on; else the placement's, or the day it was taken where that is later.
    """
    return applications.accepted().annotate(start=start_of_work())


def start_of_work() -> Coalesce:
    agreed = Case(When(first_day__state=FirstDayState.AGREED, then=F("first_day__starts_on")))
    return Coalesce(agreed, Greatest("placement__starts_on", TruncDate("last_step_at")))


def last_day_to_ask_about(today: date | None = None) -> date:
    """Whoever began on this day or before is asked how it is."""
    return (today or timezone.localdate()) - timedelta(days=ARRIVAL_ASKED_DAYS)


def asked_about_arriving(applications: ApplicationQuerySet, today: date | None = None) -> Any:
    """Those of them whose work began four weeks ago or earlier, so that their applicants are asked how it is.

    Pupils, who look in for a day, are not.
    """
    return with_start(applications.filter(is_of_minor=False)).filter(start__lte=last_day_to_ask_about(today))


def arriving_now(user: User, today: date | None = None) -> Application | None:
    """The place that somebody has taken last, until some weeks after its start."""
    day = (today or timezone.localdate()) - timedelta(days=SHOWN_DAYS)
    own = Application.objects.visible_to(user).filter(talent__user=user)
    rows = with_start(own).filter(start__gte=day).select_related("placement__organisation", "first_day")
    found: Application | None = rows.order_by("-last_step_at", "-pk").first()
    return found


@dataclass(frozen=True)
class FourWeeksLater:
    """Of the people whose work began at least four weeks ago: how many they are, have answered, and were there.

    They can answer on their own page in any case; a mail asks them too, unless their programme has switched it off.
    """

    began: int
    answered: int
    in_work: int


def four_weeks_later(
    applications: ApplicationQuerySet, people: QuerySet[Any] | Iterable[int] | None = None
) -> FourWeeksLater:
    """People, not places: who took two is one, and is in work if they are so at one of them. For the follow-up of an
    evaluation: `people` narrows to participants.
    """
    rows = asked_about_arriving(applications)
    if people is not None:
        rows = rows.filter(talent__user__in=people)
    has_started = Q(arrival_answer__outcome=ArrivalOutcome.STARTED)
    found = rows.aggregate(
        began=Count("talent", distinct=True),
        answered=Count("talent", distinct=True, filter=Q(arrival_answer__isnull=False)),
        in_work=Count("talent", distinct=True, filter=has_started),
    )
    return FourWeeksLater(**found)


# --- When somebody is reminded -------------------------------------------------------------------------------------


class MorningIn(Func):
    """Nine o'clock of a day in a time zone: `MorningIn("zone", "starts_on")`."""

    template = "timezone(%(expressions)s::timestamp + interval '9 hours')"
    output_field = DateTimeField()


LATEST = timedelta(days=400)
"""A day that lies further back, or a place that was taken earlier, concerns nobody any more."""


def first_days_to_come() -> QuerySet[FirstDay]:
    """Days that both have agreed on and that are still to come; they count from nine in the morning."""
    rows: Any = FirstDay.objects.filter(state=FirstDayState.AGREED, starts_on__gte=timezone.localdate())
    rows = rows.filter(application__talent__user__restricted_at__isnull=True)
    rows = rows.filter(application__state=ApplicationState.ACCEPTED)
    rows = rows.annotate(moment=MorningIn(Value("UTC"), "starts_on"))
    return _counted(rows, "starts_on", placement="application__placement")


def starts_to_ask_about() -> QuerySet[Application]:
    """Places that were taken and of which nobody has said yet how it is; they count from the start of the work.

    Who was asked is asked again after another first day that was agreed on, and not because the offer's start was
    changed. While a day ahead is being talked about, nobody is asked.
    """
    rows = with_start(Application.objects.filter(last_step_at__gte=timezone.now() - LATEST))
    rows = rows.filter(
        arrival_answer__isnull=True, talent__user__restricted_at__isnull=True, is_of_minor=False
    )
    is_agreed = Q(first_day__state=FirstDayState.AGREED)
    is_past = Q(first_day__isnull=True) | Q(first_day__starts_on__lt=timezone.localdate())
    rows = rows.filter(is_agreed | is_past)
    agreed = When(is_agreed, then=MorningIn(Value("UTC"), "first_day__starts_on"))
    rows = rows.annotate(moment=Case(agreed, default=F("last_step_at")))
    return _counted(rows, "start", placement="placement")


def _counted(rows: Any, day: str, *, placement: str) -> Any:
    """Each by itself, in the running programme that its placement was posted to first, of those that show it."""
    postings = Posting.objects.carried_on().filter(placement=OuterRef(placement)).order_by("pk")
    rows = rows.annotate(
        of_programme=Subquery(postings.values("programme")[:1]),
        zone=Subquery(postings.values("programme__time_zone")[:1]),
        together=F("pk"),
    )
    return rows.annotate(counts_from=MorningIn("zone", day))


# --- By a link -----------------------------------------------------------------------------------------------------

SALT = "matching.arrival"


def arrival_token(application: Application) -> str:
    """What the mail's link carries: it lets its holder answer this one question, and nothing else."""
    return signing.dumps(application.pk, salt=SALT)


def applications_of_link(token: str) -> ApplicationQuerySet:
    """Whose question the link answers; none if it is too old or not ours, or once the row or the account is gone.

    One row at most. A service locks it as it asks, so that nothing can have changed in between.
    """
    try:
        pk = signing.loads(token, salt=SALT, max_age=ARRIVAL_LINK_DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return Application.objects.none()
    rows = Application.objects.accepted().in_use().filter(pk=pk, talent__user__is_active=True)
    return rows.select_related("placement__organisation", "talent__user")


def application_of_link(token: str) -> Application | None:
    found: Application | None = applications_of_link(token).first()
    return found
