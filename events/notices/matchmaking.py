"""What is said about a matchmaking day: to people, to organisations with a table, and to who plans it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from events.models import Encounter, MatchmakingDay, Registration, Table
from events.notices.events import StoredText
from events.notices.registrations import OfRegistration
from events.queries.registrations import registration_token
from portal.core.calendar import CalendarPart
from portal.core.links import PagePath
from portal.core.moments import span_in_words
from portal.notifications.extensions import Notice, register_notice
from portal.users.models import User

Line = list[str]
"""Of a plan: beginning and end of a meeting, with whom it is, and the number of the table."""


def line_of(row: Encounter, day: MatchmakingDay, other: str) -> Line:
    begins, ends = day.spans[row.slot]
    return [begins.isoformat(), ends.isoformat(), other, str(row.table.number)]


def lines_in_words(lines: list[Line], zone: str) -> list[str]:
    return [
        _("%(when)s: %(name)s, table %(row)s")
        % {
            "when": span_in_words(
                datetime.fromisoformat(begins), datetime.fromisoformat(ends), ZoneInfo(zone)
            ),
            "name": name,
            "row": number,
        }
        for begins, ends, name, number in lines
    ]


# --- To people -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OfMeetings(OfRegistration):
    """Leads to what the person wishes and meets."""

    def page(self) -> PagePath:
        return PagePath.to("events:registration_meetings", registration_token(self.registration))

    def calendar(self, reader: User) -> CalendarPart | None:
        return None


@register_notice
@dataclass(frozen=True, kw_only=True)
class WishesOpen(OfMeetings):
    name = "events.wishes_open"
    label = gettext_lazy("You can say whom you wish to meet at a matchmaking day")

    def title(self) -> str:
        return _("Whom do you wish to meet? %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            *self.where_and_when(),
            _(
                "Choose the organisations that you wish to meet, the dearest first. A plan is made from all wishes."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("Choose organisations"), self.page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class MeetingsPlanned(OfMeetings):
    lines: list[Line]
    is_change: bool

    name = "events.meetings_planned"
    label = gettext_lazy("Your meetings at a matchmaking day are planned, or changed")

    def title(self) -> str:
        if self.is_change:
            return _("Your meetings have changed: %(event)s") % self.names()
        return _("Your meetings: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        if not self.lines:
            nobody = _("No meeting is planned for you. Its page says why, wish by wish.")
            return [*self.where_and_when(), nobody]
        return [*self.where_and_when(), *lines_in_words(self.lines, self.zone)]

    def action(self) -> tuple[str, str]:
        return _("See your meetings"), self.page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class MeetAgain(OfMeetings):
    """`contact` is the key of whoever said it for the organisation; None where no address is handed on."""

    table: int
    organisation: str
    contact: int | None

    name = "events.meet_again"
    label = gettext_lazy("You and an organisation want to meet again")

    def title(self) -> str:
        return _("You meet again: %(organisation)s") % {"organisation": self.organisation}

    def paragraphs(self) -> list[str]:
        return [
            _("You both said so after your meeting at “%(event)s”.") % self.names(),
            _reached_by(User.objects.filter(pk=self.contact).first()),
        ]

    def action(self) -> tuple[str, str]:
        return _("See your meetings"), self.page()


def _reached_by(person: User | None) -> str:
    """Name and address of the other side, as they are when it is read."""
    address = (person.email or person.contact_email) if person and person.restricted_at is None else ""
    if person is None or not address:
        return _("The people who run the event bring you together. Ask them.")
    return _("Write to %(name)s: %(address)s") % {"name": person.get_full_name(), "address": address}


# --- To organisations ----------------------------------------------------------------------------------------------


class AboutTable(TypedDict):
    table: int
    called: StoredText
    programme: str
    organisation: str
    number: int
    starts_at: str
    ends_at: str
    zone: str
    place: str


def about_table(table: Table) -> AboutTable:
    """The fields every notice about a table has."""
    event = table.event
    return {
        "table": table.pk,
        "called": getattr(event.title, "data", event.title),
        "programme": event.programme.acronym,
        "organisation": str(table.organisation),
        "number": table.number,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "zone": event.programme.time_zone,
        "place": event.place,
    }


@dataclass(frozen=True, kw_only=True)
class OfTable(Notice):
    """About an organisation's table; the event's title as stored, in all its languages."""

    table: int
    called: StoredText
    programme: str
    organisation: str
    number: int
    starts_at: str
    ends_at: str
    zone: str
    place: str

    def dedupe_key(self) -> str:
        return f"{self.table}:{self.starts_at}"

    def names(self) -> dict[str, str]:
        return {
            "event": str(LazyI18nString(self.called)),
            "programme": self.programme,
            "organisation": self.organisation,
        }

    def where_and_when(self) -> list[str]:
        start, end = datetime.fromisoformat(self.starts_at), datetime.fromisoformat(self.ends_at)
        span = span_in_words(start, end, ZoneInfo(self.zone))
        table = _("Table %(name)s of %(organisation)s") % {
            "name": self.number,
            "organisation": self.organisation,
        }
        return [span, *([self.place] if self.place else []), table]

    def action(self) -> tuple[str, str]:
        return _("See your table"), PagePath.to("events:table_detail", self.table)


@register_notice
@dataclass(frozen=True, kw_only=True)
class WishesOpenAtTable(OfTable):
    name = "events.wishes_open_at_table"
    label = gettext_lazy("Your organisation can say whom it wishes to meet at a matchmaking day")

    def title(self) -> str:
        return _("Whom do you wish to meet? %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            *self.where_and_when(),
            _("Choose among the people who come and want to be seen. More may be there each time you look."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Choose people"), super().action()[1]


@register_notice
@dataclass(frozen=True, kw_only=True)
class MeetingsPlannedAtTable(OfTable):
    plan: int
    lines: list[Line]
    is_change: bool

    name = "events.meetings_planned_at_table"
    label = gettext_lazy("The meetings at your organisation’s table are planned, or changed")

    def dedupe_key(self) -> str:
        return f"{self.table}:{self.plan}"

    def title(self) -> str:
        if self.is_change:
            return _("The meetings at your table have changed: %(event)s") % self.names()
        return _("The meetings at your table: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        lines = lines_in_words(self.lines, self.zone)
        return [*self.where_and_when(), *(lines or [_("No meeting is planned at your table.")])]


@register_notice
@dataclass(frozen=True, kw_only=True)
class TableMoved(OfTable):
    changed_at: str

    name = "events.table_moved"
    label = gettext_lazy("A matchmaking day at which your organisation has a table was moved")

    def dedupe_key(self) -> str:
        return f"{self.table}:{self.changed_at}"

    def title(self) -> str:
        return _("Moved: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("This is when and where it takes place now:"), *self.where_and_when()]


@register_notice
@dataclass(frozen=True, kw_only=True)
class TableCalledOff(OfTable):
    changed_at: str
    reason: str

    name = "events.table_called_off"
    label = gettext_lazy("A matchmaking day at which your organisation has a table is cancelled")

    def dedupe_key(self) -> str:
        return f"{self.table}:{self.changed_at}"

    def title(self) -> str:
        return _("Cancelled: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [self.reason, *self.where_and_when()]


@register_notice
@dataclass(frozen=True, kw_only=True)
class TableHeldAfterAll(OfTable):
    changed_at: str

    name = "events.table_held_after_all"
    label = gettext_lazy("A matchmaking day that was cancelled takes place after all")

    def dedupe_key(self) -> str:
        return f"{self.table}:{self.changed_at}"

    def title(self) -> str:
        return _("Takes place after all: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return self.where_and_when()


@register_notice
@dataclass(frozen=True, kw_only=True)
class MeetAgainAtTable(OfTable):
    guest: int
    person: str
    shows_address: bool

    name = "events.meet_again_at_table"
    label = gettext_lazy("Your organisation and somebody want to meet again")

    def dedupe_key(self) -> str:
        return f"{self.table}:{self.guest}"

    def title(self) -> str:
        return _("You meet again: %(person)s") % {"person": self.person}

    def paragraphs(self) -> list[str]:
        row = Registration.objects.filter(pk=self.guest).select_related("person").first()
        person = row.person if row and self.shows_address else None
        return [
            _("You both said so after your meeting at “%(event)s”.") % self.names(),
            _reached_by(person),
        ]


# --- To who plans it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OfPlan(Notice):
    """About a plan in the making."""

    event: int
    called: StoredText
    programme: str
    plan: int

    def dedupe_key(self) -> str:
        return str(self.plan)

    def names(self) -> dict[str, str]:
        return {"event": str(LazyI18nString(self.called)), "programme": self.programme}

    def action(self) -> tuple[str, str]:
        return _("See the plan"), PagePath.to("admin:events_event_matchmaking", self.event)


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlanToPublish(OfPlan):
    name = "events.plan_to_publish"
    label = gettext_lazy("A plan of a matchmaking day is made and can be published")

    def title(self) -> str:
        return _("The plan is made: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("Look at it. Nobody is told before you publish it.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlanFailed(OfPlan):
    name = "events.plan_failed"
    label = gettext_lazy("A plan of a matchmaking day could not be made")

    def title(self) -> str:
        return _("The plan could not be made: %(event)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("Ask for it once more. If that fails again, tell those who run the portal.")]
