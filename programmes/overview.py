"""The coordinator's home page: numbers that need action, and pictures, registered by the apps that know them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from portal.core.registry import Registry


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
