"""What `/me/` shows: upper apps register what they know about a person, the page asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

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


def steps_for(user: Any) -> list[NextStep]:
    found = [step for provider in next_steps for step in provider(user)]
    return sorted(found, key=lambda step: step.urgency)[:MAX_STEPS]


def sections_for(user: Any) -> list[Section]:
    found = [section for provider in sections if (section := provider(user)) is not None]
    return sorted(found, key=lambda section: section.position)
