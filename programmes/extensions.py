"""What pages of this floor show from the floors above: upper apps register sections, the page asks them all.

`/me/` has next steps besides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from portal.core.links import Link
from portal.core.registry import Registry

MAX_STEPS = 5


@dataclass(frozen=True)
class NextStep:
    """One thing for the person to do next. The page shows at most five, those with the lowest `urgency` first."""

    title: str | Promise
    hint: str | Promise
    url: str
    action: str | Promise
    urgency: int = 50


@dataclass(frozen=True)
class Section:
    """A part of the dashboard: a template in `templates/` and its context. Lower `position` stands higher."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    position: int = 50


next_steps: Registry[Callable[[Any], Iterable[NextStep]]] = Registry("next steps on the dashboard")
sections: Registry[Callable[[Any], Section | None]] = Registry("sections of the dashboard")
offer_lists: Registry[Link] = Registry("what is on offer to everybody, for whom nothing else waits")
workplaces: Registry[Callable[[Any, Any], Link | None]] = Registry("where a programme's staff works on it")
"""Each is called with the programme and the user. The admin, which most work in, comes first."""
programme_sections: Registry[Callable[[Any, Any], Section | None]] = Registry(
    "sections of a programme's page"
)
"""Each is called with the programme and the user."""
organisation_sections: Registry[Callable[[Any, Any], Section | None]] = Registry(
    "sections of an organisation's own page"
)
"""Each is called with the organisation and the contact who looks."""
organisation_page_sections: Registry[Callable[[Any, Any], Section | None]] = Registry(
    "sections of an organisation's public page"
)
"""Each is called with the verified organisation and the user, who may be a visitor."""


def steps_for(user: Any) -> list[NextStep]:
    found = [step for provider in next_steps for step in provider(user)]
    return sorted(found, key=lambda step: step.urgency)[:MAX_STEPS]


def sections_for(user: Any) -> list[Section]:
    return sections_from(sections, user)


def sections_from(registry: Registry[Any], *about: Any) -> list[Section]:
    """What the registered apps have to say about these things, in order."""
    found = [section for provider in registry if (section := provider(*about)) is not None]
    return sorted(found, key=lambda section: section.position)


@dataclass(frozen=True)
class ActionCount:
    """How many rows wait for somebody, and the filtered list in which they wait."""

    label: str | Promise
    number: int
    url: str
    hint: str | Promise = ""


@dataclass(frozen=True)
class Picture:
    """A chart, and the numbers it is drawn from as a table: nobody depends on seeing it."""

    title: str | Promise
    image: str
    head: tuple[str | Promise, ...]
    rows: list[tuple[Any, ...]]


action_counts: Registry[Callable[[Any, Any], Iterable[ActionCount]]] = Registry(
    "numbers on the coordinator's home page"
)
"""Each is called with the user and the programmes in view (a queryset of Programme)."""

pictures: Registry[Callable[[Any, Any, Any], Iterable[Picture]]] = Registry(
    "charts on the coordinator's home page"
)
"""Each is called with the user, the programmes in view, and the programme chosen in the switcher or None."""
