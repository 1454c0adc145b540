"""An application's steps and terms worked out from their sources, as `Application`'s own columns must say them."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models.functions import Coalesce, Greatest

from matching.constants import PROFILE_DAYS, UNDECIDED_DAYS, WORDS_DAYS, ApplicationState, FirstDayState
from matching.models import Application, ApplicationEvent, FirstDay, Posting
from matching.querysets.applications import under_way
from portal.core.dates import DayIn, Expression

KEPT = ("last_step_at", "waits_since", "answered_at", "profile_until", "words_until", "terms_zone")


def terms_in_columns() -> dict[int, tuple[object, ...]]:
    return {row[0]: row[1:] for row in Application.objects.values_list("pk", *KEPT)}


def terms_the_long_way() -> dict[int, tuple[object, ...]]:
    """The same, for all applications."""
    rows = with_terms().values_list("pk", *(f"long_{name}" for name in KEPT))
    return {row[0]: row[1:] for row in rows}


def with_terms() -> models.QuerySet[Application]:
    """`long_profile_until`: the live profile and the file; `long_words_until`: what was written. Days end where they
    end last, in the time zone of one of the placement's programmes.
    """
    steps = ApplicationEvent.objects.filter(application=models.OuterRef("pk"))
    answers = steps.filter(state__in=["shortlisted", "interview", "offered", "declined"], is_automatic=False)
    rows = Application.objects.annotate(
        long_last_step_at=Coalesce(models.Subquery(steps.order_by("-at").values("at")[:1]), "created_at"),
        long_waits_since=Coalesce(
            models.Subquery(steps.filter(state="received").order_by("-at").values("at")[:1]), "created_at"
        ),
        long_answered_at=models.Subquery(answers.order_by("at").values("at")[:1]),
    )
    undecided = Greatest("placement__expires_at", "long_last_step_at") + timedelta(days=UNDECIDED_DAYS)
    agreed = FirstDay.objects.filter(application=models.OuterRef("pk"), state=FirstDayState.AGREED)
    rows = rows.annotate(long_first_day=models.Subquery(agreed.values("starts_on")))
    start = Coalesce(
        models.OuterRef("long_first_day"), Greatest(models.OuterRef("placement__starts_on"), _last_step_day())
    )
    rows = rows.annotate(
        long_terms_zone=Coalesce(_last_end(_last_step_day(), "programme__time_zone"), models.Value("")),
        long_profile_until=models.Case(
            models.When(under_way(), then=undecided),
            models.When(state=ApplicationState.ACCEPTED, then=_last_end(start, days=PROFILE_DAYS)),
            default=models.F("long_last_step_at"),
            output_field=models.DateTimeField(),
        ),
    )
    return rows.annotate(
        long_words_until=models.Case(
            models.When(under_way(), then=undecided + timedelta(days=WORDS_DAYS)),
            default=Greatest("long_profile_until", _last_end(_last_step_day(), days=WORDS_DAYS)),
            output_field=models.DateTimeField(),
        )
    )


def _last_end(day: Expression, name: str = "end", *, days: int = 0) -> models.Subquery:
    """The latest end of this day, or of one so many days later, among the placement's programmes."""
    postings = Posting.objects.filter(placement=models.OuterRef("placement"))
    ends = postings.annotate(end=EndOfDayIn(models.F("programme__time_zone"), day, days=days))
    return models.Subquery(ends.order_by("-end", "programme__time_zone").values(name)[:1])


def _last_step_day() -> DayIn:
    """The day of an application's last step, where a programme of its placement is; within a query of postings."""
    return DayIn(models.F("programme__time_zone"), models.OuterRef("long_last_step_at"))


class EndOfDayIn(models.Func):
    """The moment at which a day is over in a time zone: `EndOfDayIn("programme__time_zone", "starts_on", days=28)`.

    With `days`, that many days later; NULL where the day is unknown.
    """

    output_field = models.DateTimeField()

    def __init__(self, zone: Expression, day: Expression, *, days: int = 0) -> None:
        midnight = models.Func(
            day, template=f"(%(expressions)s + {days + 1})::timestamp", output_field=models.DateTimeField()
        )
        super().__init__(zone, midnight, function="timezone")
