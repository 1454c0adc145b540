"""Who came to the dates that are over: most from beginning to end, a few late, and some not at all."""

from datetime import timedelta

from django.utils import timezone

from events.constants import Presence
from events.models import Event, Registration, Session
from events.services.attendance import note_presence, note_the_rest
from portal.demo.clock import at
from portal.demo.facts import EVENTS, PROGRAMMES
from portal.demo.world import World
from portal.users.models import User
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment, Funding, Programme

NOTED_AFTER = timedelta(minutes=30)
LATE = timedelta(minutes=40)
EXCUSED_IN = 3
"""Of those who are away, one in so many has told."""


def add_attendance(world: World) -> None:
    for facts in PROGRAMMES:
        absent = {event.title["en"]: event.absent for event in EVENTS[facts.slug]}
        by = world.person("coordinator", facts.slug)
        _count_hours(world.programmes[facts.slug])
        for event in Event.objects.filter(programme=world.programmes[facts.slug]).order_by("starts_at", "pk"):
            for number, session in enumerate(event.sessions.over().order_by("starts_at")):
                with at(min(session.ends_at + NOTED_AFTER, timezone.now())):
                    _note(session, number, absent[event.title.localize("en")], by)


def _count_hours(programme: Programme) -> None:
    """Whoever was expected at an event counts for the funding that asks for hours; of the others it does not ask."""
    funding = Funding.objects.filter(programme=programme, threshold_hours__isnull=False).first()
    came = Registration.objects.filter(event__programme=programme, event__starts_at__lt=timezone.now())
    rows = Enrolment.objects.filter(programme=programme, status=EnrolmentStatus.ACTIVE)
    rows = rows.filter(person__in=came.values("person"))
    if funding is not None and rows.exists():
        funding.hours_from = rows.earliest("entered_on").entered_on
        funding.save()
        rows.update(funding=funding)


def _note(session: Session, number: int, absent: int, by: User) -> None:
    """Who is away changes from date to date, and whoever comes after them in the list is late from the second on."""
    rows = list(session.event.registrations.coming().select_related("person").order_by("pk"))
    first = number * absent % max(len(rows), 1)
    rows = [*rows[first:], *rows[:first]]
    absent = min(absent, len(rows) // 3)
    for place, row in enumerate(rows[:absent], start=1):
        presence = Presence.ABSENT if place % EXCUSED_IN else Presence.EXCUSED
        note_presence(session=session, registration=row, presence=presence, by=by)
    if number and rows[absent:]:
        came_at = session.starts_at + LATE
        note_presence(
            session=session, registration=rows[absent], presence=Presence.PRESENT, came_at=came_at, by=by
        )
    if rows:
        note_the_rest(session=session, by=by)
