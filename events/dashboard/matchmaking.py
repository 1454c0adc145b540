"""What matchmaking days add to shared pages: an organisation's tables, ways from messages, what is deleted when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from events.models import DayProfile, Event, Table, Wish
from events.queries.registrations import registrations_there
from portal.notifications.extensions import Asked, destinations
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.users.models import User
from programmes.access import access_of
from programmes.extensions import Section, organisation_sections
from programmes.models import Organisation
from programmes.scoping import whoever_reaches

WISHES_DAYS = 30
"""So long after the day it is kept who wished to meet whom."""


def _that_are_there(asked: Asked) -> Asked:
    return {reader: registrations_there(tokens) for reader, tokens in asked.items()}


def _tables_in_hand(reader: User) -> QuerySet[Table]:
    return Table.objects.visible_to(reader, "change")


def _days_in_hand(reader: User) -> QuerySet[Event]:
    return Event.objects.administered_by(reader, "publish")


destinations.add("events:registration_meetings", _that_are_there)
destinations.add("events:table_detail", whoever_reaches(_tables_in_hand))
destinations.add("admin:events_event_matchmaking", whoever_reaches(_days_in_hand))


@organisation_sections.register("events.tables")
def tables_of(organisation: Organisation, user: User) -> Section | None:
    """The way to the organisation's tables at matchmaking days."""
    if not access_of(user).speaks_for("change", Table, organisation.pk):
        return None
    return Section("events/tables_section.html", position=25)


# --- What is kept how long -----------------------------------------------------------------------------------------


def _wishes(before: datetime) -> QuerySet[Any]:
    return Wish.objects.filter(table__event__ends_at__lt=before)


def _profiles(before: datetime) -> QuerySet[Any]:
    return DayProfile.objects.filter(registration__event__ends_at__lt=before)


retention_rules.add(
    "meeting-wishes",
    RetentionRule(
        title=gettext_lazy("Whom people and organisations wished to meet at a matchmaking day"),
        why=gettext_lazy("The day is over, and what was planned from the wishes has taken place."),
        days=WISHES_DAYS,
        rows=_wishes,
    ),
)
retention_rules.add(
    "day-profiles",
    RetentionRule(
        title=gettext_lazy("Who wanted to be seen at a matchmaking day, and when they were away"),
        why=gettext_lazy("It was needed on the day of the event, and not after."),
        days=WISHES_DAYS,
        rows=_profiles,
    ),
)
