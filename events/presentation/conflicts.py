"""What stands against dates that are planned, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.constants import ConflictKind
from events.models import Event
from events.queries.conflicts import Clash, Plan, clashes, plan_of
from portal.core.moments import span_in_words
from portal.core.presentation import sentence, spoken
from portal.users.models import User


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """`date` is the date in words, `link` leads to what is in the way; "" where the reader may not see it."""

    kind: ConflictKind
    starts_at: datetime
    date: str
    sentence: SafeString
    link: str = ""


def conflicts_of(user: User, event: Event) -> list[Conflict]:
    """What stands against the dates of an event that are still to come."""
    return conflicts_with(user, plan_of(event))


def conflicts_with(user: User, plan: Plan) -> list[Conflict]:
    return [_in_words(each, plan) for each in clashes(user, plan)]


def _in_words(clash: Clash, plan: Plan) -> Conflict:
    span = clash.date.starts_at, clash.date.ends_at
    return Conflict(
        kind=clash.kind,
        starts_at=clash.date.starts_at,
        date=span_in_words(*span, plan.programme.zone),
        sentence=_SAID[clash.kind](clash),
        link=_link(clash),
    )


def _link(clash: Clash) -> str:
    if clash.kind == ConflictKind.PLACES:
        return reverse("admin:events_room_change", args=[clash.about.pk])
    if clash.other is None:
        return ""
    return reverse("admin:events_event_change" if clash.is_mine else "events:detail", args=[clash.other])


def _sentence(clash: Clash, seen: str, unseen: str, **names: object) -> SafeString:
    """The one where the reader may see what is in the way, else the other."""
    if clash.other is None:
        return sentence(unseen, **_spoken(names))
    return sentence(seen, event=spoken(clash.called), **_spoken(names))


def _spoken(names: Mapping[str, Any]) -> dict[str, str]:
    return {name: spoken(value) for name, value in names.items()}


def _room(clash: Clash) -> SafeString:
    seen = _("The room “%(room)s” is taken by “%(event)s”.")
    unseen = _("The room “%(room)s” is taken by another programme.")
    return _sentence(clash, seen, unseen, room=clash.about)


def _trainer(clash: Clash) -> SafeString:
    seen = _("%(person)s leads “%(event)s” at the same time.")
    unseen = _("%(person)s is taken by another programme at the same time.")
    return _sentence(clash, seen, unseen, person=clash.about)


def _host(clash: Clash) -> SafeString:
    seen = _("%(organisation)s hosts “%(event)s” at the same time.")
    unseen = _("%(organisation)s hosts an event of another programme at the same time.")
    return _sentence(clash, seen, unseen, organisation=clash.about)


def _equipment(clash: Clash) -> SafeString:
    if not clash.is_taken:
        asked = _("The device “%(device)s” is asked for and not confirmed yet.")
        return sentence(asked, device=spoken(clash.about))
    seen = _("The device “%(device)s” is taken by “%(event)s”.")
    unseen = _("The device “%(device)s” is taken by another programme.")
    return _sentence(clash, seen, unseen, device=clash.about)


def _holiday(clash: Clash) -> SafeString:
    """Its kind stands before it."""
    return sentence("%(name)s", name=spoken(clash.about))


def _places(clash: Clash) -> SafeString:
    room = clash.about
    holds = ngettext(
        "“%(room)s” holds %(number)d person, and there are %(places)d places on site.",
        "“%(room)s” holds %(number)d people, and there are %(places)d places on site.",
        room.capacity,
    )
    holds %= {"room": "%(room)s", "number": room.capacity, "places": clash.called}
    return sentence(holds, room=room.name)


_SAID: Mapping[ConflictKind, Callable[[Clash], SafeString]] = {
    ConflictKind.ROOM: _room,
    ConflictKind.TRAINER: _trainer,
    ConflictKind.HOST: _host,
    ConflictKind.EQUIPMENT: _equipment,
    ConflictKind.PUBLIC_HOLIDAY: _holiday,
    ConflictKind.SCHOOL_HOLIDAYS: _holiday,
    ConflictKind.PLACES: _places,
}
