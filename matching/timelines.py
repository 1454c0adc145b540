"""What has happened to a placement or an application, in words: entries of components/timeline.html."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from matching.constants import ApplicationState, PlacementState, PostingState
from matching.models import Application, ApplicationEvent, Placement
from matching.wording import day

PLACEMENT_BADGES = {
    PlacementState.SUBMITTED: "accent",
    PlacementState.PUBLISHED: "good",
    PlacementState.PAUSED: "warn",
    PlacementState.REJECTED: "bad",
}
APPLICATION_BADGES = {
    ApplicationState.VIEWED: "accent",
    ApplicationState.SHORTLISTED: "accent",
    ApplicationState.INTERVIEW: "accent",
    ApplicationState.OFFERED: "warn",
    ApplicationState.ACCEPTED: "good",
    ApplicationState.DECLINED: "bad",
}
POSTING_BADGES: dict[str, str] = {PostingState.PUBLISHED: "good", PostingState.REJECTED: "bad"}
"""Kinds of components/badge.html; states that are not named are neutral."""


def placement_badge(placement: Placement) -> str:
    return PLACEMENT_BADGES.get(PlacementState(placement.state), "")


def application_badge(application: Application) -> str:
    return APPLICATION_BADGES.get(ApplicationState(application.state), "")


LONGEST_HISTORY = 60
CONTENT = (
    "title",
    "description",
    "kind",
    "fields",
    "degree",
    "city",
    "country",
    "hours",
    "pay_min",
    "pay_max",
)


def application_timeline(application: Application, reader: Any) -> list[dict[str, Any]]:
    """Each step with who took it, as `reader` knows them, and what they wrote. Asks for the steps once."""
    events = list(application.events.select_related("actor"))
    last = len(events) - 1
    return [
        {
            "title": _step_title(event, application, reader),
            "when": event.at,
            "by": _step_actor(event, application, reader),
            "text": event.message,
            "kind": _step_kind(event.state, is_last=number == last),
        }
        for number, event in enumerate(events)
    ]


def _step_title(event: ApplicationEvent, application: Application, reader: Any) -> str:
    if event.is_automatic:
        return _("Closed: all places were taken")
    if event.state == ApplicationState.RECEIVED and application.talent.user_id == reader.pk:
        return _("You applied")
    return str(ApplicationState(event.state).label)


def _step_actor(event: ApplicationEvent, application: Application, reader: Any) -> str:
    """The applicant reads of the company, not of the people in it; the others read names."""
    if event.state == ApplicationState.RECEIVED:
        return ""
    if event.actor_id == reader.pk:
        return pgettext("who took a step", "you")
    if event.is_automatic or event.actor is None:
        return ""
    if application.talent.user_id == reader.pk:
        return application.placement.organisation.name
    return event.actor.get_full_name()


def _step_kind(state: str, *, is_last: bool) -> str:
    if state == ApplicationState.ACCEPTED:
        return "good"
    if state in (ApplicationState.DECLINED, ApplicationState.WITHDRAWN):
        return "bad"
    return "current" if is_last else ""


def placement_timeline(placement: Placement) -> list[dict[str, Any]]:
    """When it was written, reviewed, shown and changed, from the history that the database keeps; newest first."""
    versions_of: Any = placement.history  # type: ignore[attr-defined]
    rows = versions_of.order_by("-pgh_id").values("pgh_created_at", "state", "expires_at", *CONTENT)
    entries = []
    versions = list(rows[:LONGEST_HISTORY])[::-1]
    for before, now in zip([None, *versions], versions, strict=False):
        if title := _what_changed(before, now):
            entries.append({"title": title, "when": now["pgh_created_at"], "kind": ""})
    if entries:
        entries[-1]["kind"] = "current"
    return entries[::-1]


def _what_changed(before: dict[str, Any] | None, now: dict[str, Any]) -> str:
    if before is None or before["state"] != now["state"]:
        return str(PlacementState(now["state"]).label)
    if any(before[name] != now[name] for name in CONTENT):
        return _("Changed")
    if before["expires_at"] != now["expires_at"]:
        return _("Shown until %(day)s") % {"day": day(now["expires_at"])}
    return ""
