"""What events add to shared pages: sections with the next events."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event
from events.presentation.events import event_card
from events.queries import next_end
from portal.users.models import User
from programmes.constants import EnrolmentStatus
from programmes.extensions import (
    Section,
    ends_on_programme_pages,
    programme_sections,
    sections,
    shown_on_programme_pages,
)
from programmes.models import Programme
from programmes.scoping import CompiledForReader

SHOWN = 3

shown_on_programme_pages.add("events", Event)
ends_on_programme_pages.add("events", next_end)


@programme_sections.register("events.upcoming")
def events_of_programme(programme: Programme, user: User | AnonymousUser) -> Section | None:
    """What comes next in a programme and its subprogrammes."""
    return _section(_OF_PROGRAMME(user, programme=programme.pk), _("Coming events"), programme.slug)


def _of_programme(reader: User, programme: int) -> QuerySet[Event]:
    rows = Event.objects.visible_to(reader).public().upcoming().of_programme(programme)
    return rows.for_cards()[:SHOWN]


_OF_PROGRAMME = CompiledForReader(_of_programme)


@sections.register("events.coming")
def coming(user: User) -> Section | None:
    """What comes next in the programmes the person takes part in."""
    return _section(_COMING(user), _("What is coming"), "")


def _coming(reader: User) -> QuerySet[Event]:
    mine = {"enrolments__person": reader.pk, "enrolments__status": EnrolmentStatus.ACTIVE}
    programmes = Programme.objects.visible_to(reader).filter(**mine)
    rows = Event.objects.visible_to(reader).public().upcoming().filter(programme__in=programmes.values("pk"))
    return rows.for_cards()[:SHOWN]


_COMING = CompiledForReader(_coming)


def _section(events: list[Event], title: str, slug: str) -> Section | None:
    if not events:
        return None
    address = reverse("events:list") + (f"?programme={slug}" if slug else "")
    context = {"title": title, "cards": [event_card(event) for event in events], "all_url": address}
    return Section("events/section_events.html", context, position=30)
