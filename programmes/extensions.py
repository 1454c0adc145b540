"""The extension points of the pages in `programmes`: each app registers what it adds in its `dashboard.py`.

A person's page shows next steps and sections, other pages show sections, a coordinator's numbers and pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst

from portal.core.calendar import Entry
from portal.core.links import Link
from portal.core.registry import Registry
from programmes.constants import OffsetUnit, RowOutcome
from programmes.roles import Role
from programmes.workflows.conversations import ConversationSubject
from programmes.workflows.hours import HoursSource
from programmes.workflows.questionnaires import QuestionnaireSubject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from portal.notifications.extensions import Notice
    from portal.users.models import User
    from programmes.models import Enrolment, Organisation, Programme
    from programmes.querysets.programmes import ProgrammeQuerySet
    from programmes.scoping import Scoped

MAX_STEPS = 5
About = ParamSpec("About")


@dataclass(frozen=True)
class NextStep:
    """One thing for the person to do next, in one of their roles. The page shows five, the lowest `urgency` first."""

    title: str | Promise
    hint: str | Promise
    url: str
    action: str | Promise
    urgency: int = 50
    role: Role = Role.TALENT


@dataclass(frozen=True)
class RolePage:
    """Where somebody in a role begins, and what they can do there: only what they have a right to."""

    key: str
    title: str | Promise
    url: str
    things: Sequence[Link]
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Section:
    """A part of a page: a template in `templates/` and its context. Lower `position` stands higher."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    position: int = 50


@dataclass(frozen=True)
class ActionCount:
    """How many rows wait for somebody, the filtered list in which they wait, and one of `bulk_acts` on all of them."""

    label: str | Promise
    waiting: int | QuerySet[Any]
    url: str
    hint: str | Promise = ""
    act: str = ""

    @property
    def number(self) -> int:
        return self.waiting.count() if isinstance(self.waiting, QuerySet) else self.waiting


@dataclass(frozen=True)
class Act:
    """What somebody does with many waiting rows at once, from their week's page.

    Of the rows of `model` on which one has the right to `action` by a membership, those that are `waiting`. `carry_out`
    works on one, `name_of` names it and reads `shown_with`; `last` and, of each row, `last_of` say when it was done.
    """

    title: str | Promise
    button: str | Promise
    explanation: str | Promise
    last: str | Promise
    model: type[Scoped]
    action: str
    waiting: Callable[[Any], QuerySet[Any]]
    carry_out: Callable[[Any, User], object]
    name_of: Callable[[Any], str] = str
    shown_with: tuple[str, ...] = ()
    last_of: Callable[[Sequence[Any]], Mapping[int, datetime]] | None = None

    def rows(self, user: User, programmes: QuerySet[Any]) -> QuerySet[Any]:
        return self.waiting(self.model.objects.administered_in(programmes, user, self.action))

    def named(self, user: User, keys: Collection[int]) -> QuerySet[Any]:
        mine = self.model.objects.administered_by(user, self.action).filter(pk__in=keys)
        return mine.select_related(*self.shown_with) if self.shown_with else mine


@dataclass(frozen=True)
class Picture:
    """A chart, and the numbers it is drawn from as a table: nobody depends on seeing it."""

    title: str | Promise
    image: str
    head: tuple[str | Promise, ...]
    rows: list[tuple[object, ...]]


@dataclass(frozen=True)
class Column:
    """A column of a file of rows. `key` names it in any language, `label` is what people call it in theirs."""

    key: str
    label: str | Promise
    is_needed: bool = False
    is_written: bool = True
    """One that is not is exported for reading: what somebody changes in it is left out, and named."""
    hint: str | Promise = ""
    choices: Sequence[tuple[str, str | Promise]] = ()

    @property
    def name(self) -> str:
        """What the reader calls it."""
        return capfirst(str(self.label))


@dataclass
class Carried:
    """What became of a row of a file."""

    outcome: RowOutcome
    title: str = ""
    key: str = ""
    object_id: int | None = None
    programmes: set[int] = field(default_factory=set)
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


class RowImporter(Protocol):
    """Reads the rows of one kind of file for one person, in the active language."""

    model: type[Model]
    called: str | Promise
    """What the list of imports calls its rows."""
    shown_with: tuple[str, ...]
    """Relations that are read to tell what is stored, once for many rows."""

    def __init__(self, *, by: User, clears_cells: bool) -> None: ...

    @classmethod
    def columns(cls) -> list[Column]: ...

    def carry_all(self, rows: Sequence[Mapping[str, str]]) -> list[Carried]:
        """Do what the rows say, or say for each why not. What may not be done at all raises NotAllowed.

        One that says why not may have been done in part: whoever calls takes all of them back then.
        """

    def stored(self, row: Model) -> dict[str, object]:
        """All that an import can change of it, as it is kept to put it back."""

    def remove(self, rows: Sequence[Model]) -> None:
        """Delete what an import had created, and tell whom that had told. Raises ProtectedError and RestrictedError."""

    def put_back(self, row: Model, values: Mapping[str, object]) -> None:
        """Set what `stored` had kept."""


importers: Registry[type[RowImporter]] = Registry("kinds of files that can be imported")
"""By the label of the model whose rows they hold."""


class RowExporter(Protocol):
    """Writes the rows of one list for one person, in the active language. Only what they may export is handed to it."""

    model: type[Model]

    def __init__(self, *, by: User) -> None: ...

    def head(self) -> list[str]: ...

    def texts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The same rows as values: the key, then what stands in each column, made by the database alone."""


exporters: Registry[type[RowExporter]] = Registry("kinds of rows that can be exported")
"""By the label of their model, whose admin derives from `programmes.admin.exports.ExportPages`."""

StoredText = Mapping[str, str] | str
"""A text in all its languages, or in the one it was written in; empty where the portal's own words stand."""


@dataclass(frozen=True, kw_only=True)
class ReminderStandard:
    """What a reminder says of itself in each programme that says nothing else."""

    offset: int
    unit: OffsetUnit = OffsetUnit.DAYS
    condition: str = ""
    is_on: bool = True


@dataclass(frozen=True, kw_only=True)
class ReminderCondition:
    """Narrows the occasions of a kind; `label` says which are left."""

    label: str | Promise
    holds: Q


@dataclass(frozen=True, kw_only=True)
class Due:
    """One occasion that has fallen due: a row of the kind's `occasions`, with the programme's words for it."""

    occasion: int
    moment: datetime
    rule: str
    """Which of the kind's reminders: the key of a standard, or a programme's own."""
    offset: int
    programme: int
    text: StoredText = ""

    @property
    def key(self) -> str:
        """Tells the occasion from others, in the dedupe key of its notice."""
        return f"{self.rule}:{self.occasion}:{self.moment.timestamp()}"


class Teller(Protocol):
    def __call__(self, *, due: Sequence[Due]) -> Iterable[tuple[User, Notice]]: ...


@dataclass(frozen=True, kw_only=True)
class ReminderKind:
    """A kind of reminder: which rows it is about, from when it counts, who is told what.

    `occasions` are the rows about which somebody could still be reminded: what is answered, cancelled or over is not
    among them. Each says, as annotations, from which moment it counts (`counts_from`, found by an index), to which
    programme it belongs (`of_programme`), and what is told together (`together`): occasions of one group that are found
    at once are handed to `tell` in one go, those with the smallest offset first. `moment` is what must be moved for
    people to be reminded of the row again; unlike `counts_from` it is the same in another time zone.

    `tell` is called in a transaction and returns who is told what; it may call services. Who may not be told (accounts
    that are closed, people who have asked to be erased) is left out for it. `Due.key` belongs into each notice's key.

    `counted_from` says in words what `counts_from` is, `told` who is told. `placeholders` are what a programme's own
    text may name, each with an example. `example` is the notice as the administration shows it. What is due for longer
    than `latest` is not sent any more.
    """

    label: str | Promise
    counted_from: str | Promise
    told: str | Promise
    standards: Mapping[str, ReminderStandard]
    occasions: Callable[[], QuerySet[Any]]
    tell: Teller
    example: Callable[[StoredText], Notice]
    conditions: Mapping[str, ReminderCondition] = field(default_factory=dict)
    placeholders: Mapping[str, str | Promise] = field(default_factory=dict)
    is_before: bool = False
    """Is the offset counted back from the moment, which is still to come?"""
    acts: str | Promise = ""
    """What the portal does beside telling somebody, in words."""
    latest: timedelta = timedelta(days=30)


reminder_kinds: Registry[ReminderKind] = Registry("kinds of reminders")
"""By a name that is stored and never changes: `app.what_it_is_about`."""
next_steps: Registry[Callable[[User], Iterable[NextStep]]] = Registry("next steps on a person's own page")
sections: Registry[Callable[[User], Section | None]] = Registry("sections of a person's own page")
role_pages: Registry[Callable[[HttpRequest], list[RolePage]]] = Registry("first pages of a person's roles")
offer_lists: Registry[Link] = Registry("what is on offer to everybody, for whom nothing else waits")
workplaces: Registry[Callable[[Programme, User | AnonymousUser], Link | None]] = Registry(
    "where a programme's staff works on it"
)
"""Each is called with the programme and the user. The admin, which most work in, comes first."""
EnrolmentPages = Callable[["Enrolment", "User"], Iterable[Link]]
enrolment_pages: Registry[EnrolmentPages] = Registry("further pages about one's own participation")
programme_sections: Registry[Callable[[Programme, User | AnonymousUser], Section | None]] = Registry(
    "sections of a programme's page"
)
shown_on_programme_pages: Registry[type[Model]] = Registry("models whose rows these sections show")
"""Of each, those of the programme and its subprogrammes; their changes are noted with their programmes."""
Ends = Callable[[], "datetime | None"]
ends_on_programme_pages: Registry[Ends] = Registry("when one of these rows will be over")
organisation_sections: Registry[Callable[[Organisation, User], Section | None]] = Registry(
    "sections of an organisation's own page"
)
"""Each is called with the organisation and the contact who looks."""
organisation_page_sections: Registry[Callable[[Organisation, User | AnonymousUser], Section | None]] = (
    Registry("sections of a verified organisation's public page")
)
shown_on_organisation_pages: Registry[type[Model]] = Registry("models whose rows these public sections show")
read_with_organisations: Registry[str] = Registry("what is read along with an organisation for its page")
ends_on_organisation_pages: Registry[Ends] = Registry("when something on such a public page will be over")
action_counts: Registry[Callable[[User, ProgrammeQuerySet], Iterable[ActionCount]]] = Registry(
    "numbers on the coordinator's home page"
)
"""Each is called with the user and the programmes in view."""
bulk_acts: Registry[Act] = Registry("what staff does with many waiting rows at once")
pictures: Registry[Callable[[User, ProgrammeQuerySet, Programme | None], Iterable[Picture]]] = Registry(
    "charts on the coordinator's home page"
)
"""Each is called with the user, the programmes in view, and the one chosen in the switcher, if one is."""
BirthDates = Callable[["User", "ProgrammeQuerySet", "date | None", "Collection[int]"], "Mapping[int, date]"]
birth_dates: Registry[BirthDates] = Registry("dates of birth that participants have told")
"""Each is called with the user, programmes, a date and keys of enrolments: the key of each of these, and of each that
has told this date → the date that was told, where the user may read it."""


@dataclass(frozen=True, kw_only=True)
class AboutAppointment:
    """What one is about: `title` as stored, in all its languages, who calls it, and name and key of its page.

    Without `has_words` people choose among set sentences. With `shows_addresses` each side sees the other's anyway.
    """

    title: dict[str, str] | str
    by: str
    page: str
    key: int
    has_words: bool = True
    shows_addresses: bool = False

    @property
    def path(self) -> str:
        return reverse(self.page, args=[self.key])


@dataclass(frozen=True, kw_only=True)
class AppointmentSubject:
    """What an app with appointments of its own knows of them. `label`: what one is called ("Interview"); `is_readable`:
    does an organisation's side read what it is about; `about` tells of many, by their keys, in one question."""

    label: str | Promise
    is_readable: Callable[[], Q]
    about: Callable[[Collection[int]], Mapping[int, AboutAppointment]]


appointment_subjects: Registry[AppointmentSubject] = Registry("what appointments are about, by kind")
questionnaire_subjects: Registry[QuestionnaireSubject] = Registry("what questions are asked about")
conversation_subjects: Registry[ConversationSubject] = Registry("what conversations are about, by kind")


@dataclass(frozen=True, kw_only=True)
class OwnDate:
    """Something in somebody's calendar, its page, its title there and, where that is not plain, its state."""

    entry: Entry
    path: str
    title: str
    state: str = ""
    badge: str = ""


hours_sources: Registry[HoursSource] = Registry("where attended hours come from")
own_dates: Registry[Callable[[User, datetime], Iterable[OwnDate]]] = Registry("what one's own calendar has")
"""Each is called with the person and now: what is ahead, and for a while what is over or was cancelled."""


def steps_for(user: User) -> list[NextStep]:
    """What the person can do next, the most urgent first."""
    steps = (step for provider in next_steps for step in provider(user))
    return sorted(steps, key=lambda step: step.urgency)[:MAX_STEPS]


def role_pages_of(request: HttpRequest, *, at: str = "") -> list[RolePage]:
    """The first pages of all roles that the person holds; those that stand at the path `at`, if one is given."""
    found = [page for provider in role_pages for page in provider(request)]
    return [page for page in found if page.url == at] if at else found


def sections_from(
    registry: Registry[Callable[About, Section | None]], *args: About.args, **kwargs: About.kwargs
) -> list[Section]:
    """What the registered apps have to say about these things, in order."""
    found = [section for provider in registry if (section := provider(*args, **kwargs)) is not None]
    return sorted(found, key=lambda section: section.position)
