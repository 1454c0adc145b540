"""What classes add to shared pages: a teacher's own, the way for whoever receives them, reminders, what is deleted."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import CONSENT_DAYS, NEEDS_DAYS
from events.models import ClassBooking, ClassConsent
from events.notices.classes import ConsentsMissing
from events.presentation.classes import class_line
from events.queries.classes import class_occasions
from events.querysets.classes import ClassBookingQuerySet
from events.services.class_consents import forget_class_needs, remind_of_consents
from portal.core.workflow import Actor
from portal.notifications.extensions import destinations
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import OffsetUnit
from programmes.extensions import (
    ReminderKind,
    ReminderStandard,
    Section,
    StoredText,
    organisation_sections,
    reminder_kinds,
    sections,
)
from programmes.models import Organisation
from programmes.roles import Role
from programmes.scoping import CompiledForReader, whoever_reaches

SHOWN = 10


def _of_school(reader: User) -> ClassBookingQuerySet:
    return ClassBooking.objects.visible_to(reader, "change")


def _to_receive(reader: User) -> QuerySet[ClassBooking]:
    return ClassBooking.objects.visible_to(reader, "answer")


destinations.add("events:class_booking", whoever_reaches(_of_school))
destinations.add("events:class_visit", whoever_reaches(_to_receive))
destinations.add("admin:events_classbooking_change", whoever_reaches(ClassBooking.objects.administered_by))


@sections.register("events.classes")
def classes_of_teacher(user: User) -> Section | None:
    """The classes of one's school that come to events, and what is missing for them."""
    if not access_of(user).organisations.get(Role.TEACHER):
        return None
    lines = [class_line(row, side=Actor.PERSON) for row in _COMING(user)]
    return Section("events/class_section.html", {"lines": lines}, position=20) if lines else None


def _coming(reader: User) -> QuerySet[ClassBooking]:
    rows = _of_school(reader).ahead().coming().with_missing()
    return rows.select_related("event__programme")[:SHOWN]


_COMING = CompiledForReader(_coming)


@organisation_sections.register("events.classes")
def classes_of_organisation(organisation: Organisation, user: User) -> Section | None:
    """For teachers the classes of the school; for those who receive classes the way to them alone, as who has to answer
    is told by mail.
    """
    access = access_of(user)
    if access.speaks_for("change", ClassBooking, organisation.pk):
        lines = [class_line(row, side=Actor.PERSON) for row in _COMING(user)]
        return Section("events/class_section.html", {"lines": lines}, position=25)
    if access.speaks_for("answer", ClassBooking, organisation.pk):
        return Section("events/class_visits_section.html", position=25)
    return None


# --- Reminders -----------------------------------------------------------------------------------------------------


def _example(text: StoredText) -> ConsentsMissing:
    return ConsentsMissing(
        occasions="",
        text=text,
        booking=0,
        side="school",
        changed_at="",
        event_changed_at="",
        called=_("Open day at the company"),
        starts_at="2026-03-02T10:00:00+01:00",
        ends_at="2026-03-02T12:00:00+01:00",
        zone="Europe/Berlin",
        place=_("Gate 2"),
        school="",
        class_name="8b",
        grade=8,
        pupils=24,
        note="",
        missing=[3, 17],
    )


reminder_kinds.add(
    "events.class",
    ReminderKind(
        label=gettext_lazy("Classes that lack consents of guardians"),
        counted_from=gettext_lazy("the time at which the event begins"),
        told=gettext_lazy("The teacher who has booked."),
        standards={"two_days_before": ReminderStandard(offset=48, unit=OffsetUnit.HOURS)},
        placeholders={
            "event": gettext_lazy("the event’s title"),
            "time": gettext_lazy("when it begins"),
        },
        occasions=class_occasions,
        tell=remind_of_consents,
        example=_example,
        is_before=True,
        latest=timedelta(hours=24),
    ),
)


# --- What is kept how long -----------------------------------------------------------------------------------------


def _answers(before: datetime) -> QuerySet[Any]:
    return ClassConsent.objects.filter(booking__event__ends_at__lt=before)


def _with_private(before: datetime) -> QuerySet[Any]:
    return ClassBooking.objects.with_private().filter(event__ends_at__lt=before)


retention_rules.add(
    "class-consents",
    RetentionRule(
        title=gettext_lazy("What guardians have answered for a class"),
        why=gettext_lazy("The day is over, and nobody asks any more who was allowed to come."),
        days=CONSENT_DAYS,
        rows=_answers,
    ),
)
retention_rules.add(
    "class-needs",
    RetentionRule(
        title=gettext_lazy("What a class needed at an event, and how its teacher was reached"),
        why=gettext_lazy("It was needed on the day of the event, and not after."),
        days=NEEDS_DAYS,
        rows=_with_private,
        delete=forget_class_needs,
    ),
)
