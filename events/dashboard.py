"""What events add to shared pages: sections with the next events, and what waits for coordinators."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import EventState
from events.models import Event
from events.presentation.events import event_card
from events.queries import next_end
from events.services.states import publish_event
from portal.notifications.extensions import destinations
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import EnrolmentStatus
from programmes.extensions import (
    Act,
    ActionCount,
    Section,
    action_counts,
    bulk_acts,
    ends_on_programme_pages,
    programme_sections,
    sections,
    shown_on_programme_pages,
)
from programmes.models import Programme
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.scoping import CompiledForReader, whoever_reaches

SHOWN = 3

destinations.add("admin:events_event_change", whoever_reaches(Event.objects.administered_by))
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


bulk_acts.add(
    "publish-events",
    Act(
        title=gettext_lazy("Publish the events that wait"),
        button=gettext_lazy("Publish those that are ticked"),
        explanation=gettext_lazy(
            "Everybody sees them then, and whoever submitted them is told. Read one you don’t know first."
        ),
        last=gettext_lazy("Last published together on %(date)s"),
        model=Event,
        action="publish",
        waiting=lambda rows: rows.waiting(),
        carry_out=lambda row, by: publish_event(event=row, by=by),
        shown_with=("programme",),
    ),
)


@action_counts.register("events.waiting")
def events_to_review(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    if not access_of(user).reaches("publish", Event):
        return
    yield ActionCount(
        label=_("Events to review"),
        waiting=Event.objects.administered_in(programmes, user, "publish").waiting(),
        url=f"{reverse('admin:events_event_changelist')}?state__exact={EventState.SUBMITTED}",
        hint=_("Nobody sees them before you publish them."),
        act="publish-events",
    )


def _section(events: list[Event], title: str, slug: str) -> Section | None:
    if not events:
        return None
    address = reverse("events:list") + (f"?programme={slug}" if slug else "")
    context = {"title": title, "cards": [event_card(event) for event in events], "all_url": address}
    return Section("events/section_events.html", context, position=30)
