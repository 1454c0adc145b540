"""What attended hours add to shared pages: the meter on one's own, a count in the week, and when they are deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.privacy.extensions import RetentionRule, retention_rules
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import ActionCount, Section, action_counts, sections
from programmes.models import Enrolment, Hours
from programmes.presentation.hours import meter_words, what_comes
from programmes.queries.hours import meters_for
from programmes.queries.kept import programmes_closed_before
from programmes.querysets.programmes import ProgrammeQuerySet


@sections.register("programmes.hours")
def my_hours(user: User) -> Section | None:
    """How many of the hours that a funder asks for one has, and what they lead to."""
    rows = [
        (row, meter, meter_words(meter, meter.hours), what_comes(meter, asks=row.programme.asks_participants))
        for row, meter in meters_for(user)
    ]
    return Section("programmes/section_hours.html", {"rows": rows}, position=80) if rows else None


@action_counts.register("programmes.hours")
def people_close_to_participation(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    """Who needs a few hours more to count as a participant: worth an invitation."""
    if access_of(user).reaches("view", Hours):
        rows = Enrolment.objects.administered_in(programmes, user)
        yield ActionCount(
            label=_("People close to the funder’s hours"),
            waiting=rows.close_to_participation(),
            url=f"{reverse('admin:programmes_enrolment_changelist')}?hours=near",
            hint=_(
                "They have four fifths of them. With fewer than all, the funder counts nobody as a participant."
            ),
        )


def _hours_beyond_the_funders_time(before: datetime) -> QuerySet[Any]:
    """Not before the participation is gone that they make one: it would be a short contact's without them."""
    counted = Enrolment.objects.filter(person=OuterRef("person"), funding=OuterRef("funding"))
    closed = programmes_closed_before(timezone.localdate(before))
    return Hours.objects.filter(~Exists(counted), funding__programme__in=closed)


retention_rules.add(
    "hours",
    RetentionRule(
        title=gettext_lazy("Attended hours that no funder may check any more"),
        why=gettext_lazy(
            "They go with the participation that they prove, or where there was none, on their own."
        ),
        days=30,
        rows=_hours_beyond_the_funders_time,
    ),
)
