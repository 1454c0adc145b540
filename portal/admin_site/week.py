"""The week of somebody who works in the administration: what happened, how far applications come, what is ahead.

Everything that is counted here goes into one statement with what waits (`portal.core.admin_totals.counted_together`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Model, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from evaluation.models import Target
from evaluation.presentation.standing import Promise as Bullet
from evaluation.presentation.standing import promises_of
from evaluation.queries.standing import standings_of, this_quarter
from events.models import Event
from events.queries.events import events_between
from matching.constants import ApplicationState
from matching.models import Application, Interview, Posting
from matching.queries.week import (
    MOST_OF_A_FUNNEL,
    applications_of,
    funnel,
    interviews_between,
    published_since,
)
from portal.core.dates import a_week_ago
from portal.core.moments import moment_in_words
from portal.core.together import InParts
from portal.users.models import User
from programmes.access import access_of
from programmes.constants import Verification
from programmes.extensions import ActionCount
from programmes.models import Enrolment, MessageReport, Milestone, Organisation, Programme
from programmes.queries.week import (
    ends_between,
    joined_since,
    left_since,
    milestones_between,
    reported_since,
    verified_since,
)
from programmes.querysets.programmes import ProgrammeQuerySet

FUNNEL_DAYS = 90
MOST_DATES = 12
NOTHING = "–"
MOST_PROGRAMMES_WITH_TARGETS = 3
"""Of more programmes at once nobody reads the bars: they choose one."""

_LATELY = {
    ApplicationState.INTERVIEW: gettext_lazy("Invited to an interview"),
    ApplicationState.OFFERED: gettext_lazy("Offered a place"),
    ApplicationState.ACCEPTED: gettext_lazy("Places taken"),
}


_STEPS = (
    (gettext_lazy("Applied"), ""),
    (gettext_lazy("Invited to an interview, or offered a place at once"), "&step=interview"),
    (gettext_lazy("Took the place"), "&step=place"),
)
"""Of the funnel: what each is called, and what its list is asked for."""


def _list_of(model: type[Model], query: str = "") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


# --- What happened in the last seven days ----------------------------------------------------------------------------


def happened(user: User, programmes: ProgrammeQuerySet) -> Iterator[ActionCount]:
    """Each a number of rows and the list of just these."""
    since, own = a_week_ago(), list(programmes)
    day = timezone.localdate(since)
    if access_of(user).administers("view", Application):
        yield from _of_applications(user, own, since, day)
    if access_of(user).administers("view", Posting):
        yield ActionCount(
            label=_("Offers published"),
            waiting=published_since(user, own, since),
            url=_list_of(Posting, f"?state__exact=published&reviewed_at_from={day.isoformat()}"),
        )
    if access_of(user).administers("view", Organisation):
        verified = f"?verification__exact={Verification.VERIFIED}&verified_at_from={day.isoformat()}"
        yield ActionCount(
            label=_("Organisations verified"),
            waiting=verified_since(user, own, since),
            url=_list_of(Organisation, verified),
        )
    if access_of(user).administers("view", Enrolment):
        yield ActionCount(
            label=_("People who joined"),
            waiting=joined_since(user, own, day),
            url=_list_of(Enrolment, f"?entered_on_from={day.isoformat()}"),
        )
        yield ActionCount(
            label=_("People who left"),
            waiting=left_since(user, own, day),
            url=_list_of(Enrolment, f"?left_on_from={day.isoformat()}"),
        )
    if access_of(user).administers("view", MessageReport):
        yield ActionCount(
            label=_("Messages reported"),
            waiting=reported_since(user, own, since),
            url=_list_of(MessageReport, f"?created_at_from={day.isoformat()}"),
        )


def _of_applications(
    user: User, programmes: Sequence[Programme], since: datetime, day: date
) -> Iterator[ActionCount]:
    rows = applications_of(user, programmes)
    yield ActionCount(
        label=_("Applications sent"),
        waiting=rows.filter(created_at__gte=since),
        url=_list_of(Application, f"?created_at_from={day.isoformat()}"),
    )
    for state, label in _LATELY.items():
        yield ActionCount(
            label=label,
            waiting=rows.that_came_into(state, since=since),
            url=_list_of(Application, f"?step={state}-lately"),
        )


# --- From applying to a place ----------------------------------------------------------------------------------------


def steps_to_a_place(user: User, programmes: ProgrammeQuerySet) -> list[InParts]:
    """Who has applied in the last 90 days; how many of these came to an interview, and how many of those to a place.

    Nothing for who sees no applications.
    """
    if not access_of(user).administers("view", Application):
        return []
    return [funnel(applications_of(user, list(programmes)), _begin_of_funnel())]


def _begin_of_funnel() -> datetime:
    return a_week_ago() - timedelta(days=FUNNEL_DAYS - 7)


@dataclass(frozen=True)
class Step:
    """A step of the funnel: how many of all that were sent."""

    label: str | Promise
    number: int
    whole: int
    url: str

    @property
    def percent(self) -> int:
        """Rounded down, as a target's: nobody reads "all" where one is missing."""
        return 100 * self.number // self.whole


@dataclass(frozen=True)
class Funnel:
    """The steps as bars, and the same as a table. No steps where nobody has applied: a page shows no zeros."""

    whole: int
    is_cut: bool
    """The newest applications alone are counted; no list is just these."""
    steps: list[Step]
    days: int = FUNNEL_DAYS

    @property
    def head(self) -> list[str]:
        share = _("Of the newest") if self.is_cut else _("Of all that were sent")
        return [_("Step"), _("Applications"), share]

    @property
    def rows(self) -> list[tuple[object, ...]]:
        return [(step.label, step.number, f"{step.percent} %") for step in self.steps]


def drawn_funnel(counted: Sequence[int]) -> Funnel:
    """Of the numbers of `steps_to_a_place`."""
    if not any(counted):
        return Funnel(0, is_cut=False, steps=[])
    whole = counted[0]
    is_cut = whole >= MOST_OF_A_FUNNEL
    list_ = _list_of(Application, f"?created_at_from={timezone.localdate(_begin_of_funnel()).isoformat()}")
    steps = [
        Step(label, number, whole, "" if is_cut else list_ + step)
        for number, (label, step) in zip(counted, _STEPS, strict=True)
    ]
    return Funnel(whole, is_cut, steps)


# --- Targets ---------------------------------------------------------------------------------------------------------


def targets(user: User, programmes: ProgrammeQuerySet, chosen: Programme | None) -> dict[str, Any]:
    """Each target of the programmes in view with everybody since the start, now and when this quarter began.

    Of too many programmes one is chosen, and of one with many parts only its own are drawn.
    """
    if not access_of(user).reaches("evaluate", Programme):
        return {}
    own = list(programmes)
    rows = Target.objects.administered_in(own, user).select_related("indicator", "programme")
    found: dict[int, list[Target]] = {}
    for target in rows.order_by("programme", "indicator__position", "indicator__code"):
        found.setdefault(target.programme_id, []).append(target)
    if chosen and len(found) > MOST_PROGRAMMES_WITH_TARGETS:
        found = {key: lines for key, lines in found.items() if key == chosen.pk}
    may_set = access_of(user).administers("add", Target)
    context: dict[str, Any] = {
        "shows_targets": bool(found) or may_set,
        "set_target_url": reverse("admin:evaluation_target_add") if may_set else "",
        "has_many_targets": len(found) > MOST_PROGRAMMES_WITH_TARGETS,
        "quarter_ended": this_quarter(timezone.localdate()) - timedelta(days=1),
    }
    if found and not context["has_many_targets"]:
        context |= _drawn_targets(user, programmes, found, context["quarter_ended"])
    return context


def _drawn_targets(
    user: User, programmes: ProgrammeQuerySet, found: dict[int, list[Target]], quarter_ended: date
) -> dict[str, Any]:
    """As bars, and the same as a table."""
    standings, today = standings_of(user, programmes), timezone.localdate()
    groups = [(lines[0].programme, lines) for lines in found.values()]
    drawn = [(each, promises_of(each, standings, lines, today)) for each, lines in groups]
    until = _("Until %(day)s") % {"day": date_format(quarter_ended, "DATE_FORMAT")}
    head = [_("Target"), _("Since the start"), _("To be reached"), _("Reached"), until, _("To be reached by")]
    rows = [_row_of(programme, line) for programme, lines in drawn for line in lines]
    return {"targets": drawn, "targets_head": head, "targets_rows": rows}


def _row_of(programme: Programme, line: Bullet) -> tuple[object, ...]:
    share = NOTHING if line.percent is None else f"{line.percent} %"
    due = date_format(line.target.due_on, "DATE_FORMAT") if line.target.due_on else NOTHING
    name = f"{programme.acronym}: {line.target.indicator.title}"
    return (name, line.so_far, line.target.value, share, line.before, due)


# --- What is ahead ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """Something that comes within the next seven days."""

    when: str
    kind: str | Promise
    title: str
    url: str


KINDS = {
    "interview": (gettext_lazy("Interview"), "admin:matching_application_change"),
    "event": (gettext_lazy("Event"), "admin:events_event_change"),
    "milestone": (gettext_lazy("Milestone due"), "admin:programmes_milestone_change"),
    "end": (gettext_lazy("Programme ends"), "admin:programmes_programme_change"),
}


def coming_dates(user: User, programmes: ProgrammeQuerySet) -> list[Coming]:
    """Interviews, events, milestones and ends of the next seven days, in one statement."""
    now, today, own = timezone.now(), timezone.localdate(), list(programmes)
    until, last = now + timedelta(days=7), today + timedelta(days=7)
    rows = other_dates(user, own, (now, until), (today, last))
    if access_of(user).administers("view", Event):
        rows["event"] = events_between(user, own, now, until)
    return [_coming(*row) for row in together(rows, MOST_DATES)]


def other_dates(
    user: User, programmes: list[Programme], moments: tuple[datetime, datetime], days: tuple[date, date]
) -> dict[str, QuerySet[Any]]:
    """What has a day and is no event, by its kind: as far as the person may see it."""
    access = access_of(user)
    rows: dict[str, QuerySet[Any]] = {}
    if access.administers("view", Interview):
        rows["interview"] = interviews_between(user, programmes, *moments)
    if access.administers("view", Milestone):
        rows["milestone"] = milestones_between(user, programmes, *days)
    if access.administers("view", Programme):
        rows["end"] = ends_between(user, programmes, *days)
    return rows


def together(rows: dict[str, QuerySet[Any]], most: int) -> Iterable[tuple[Any, ...]]:
    """Day, moment, title, key and kind of the first of them all, in one statement."""
    columns = ("day", "at", "called", "key", "which")
    asked = [
        each.annotate(which=Value(kind, output_field=CharField()))
        .order_by("day", "at", "key")
        .values_list(*columns)[:most]
        for kind, each in rows.items()
    ]
    if not asked:
        return []
    first, *others = asked
    found = first.union(*others, all=True).order_by("day", "at") if others else first
    return found[:most]


def _coming(day: date, at: datetime | None, called: str, key: int, which: str) -> Coming:
    kind, page = KINDS[which]
    when = moment_in_words(at, timezone.get_current_timezone_name()) if at else _day_in_words(day)
    return Coming(when, kind, title_in_words(called), reverse(page, args=[key]))


def title_in_words(called: str) -> str:
    """A title is kept as an object with a text for each language; an acronym is just what it says, be it "{X}"."""
    try:
        texts = json.loads(called)
    except ValueError:
        return called
    return str(LazyI18nString(texts)) if isinstance(texts, dict) else called


def _day_in_words(day: date) -> str:
    return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"
