from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portal.notifications.extensions import KINDS, Notice


@dataclass(frozen=True, kw_only=True)
class News(Notice):
    name = "test.news"
    label = "News"

    number: int = 1
    heading: str = "Something is new"
    path: str = "/privacy/"

    def dedupe_key(self) -> str:
        return str(self.number)

    def title(self) -> str:
        return self.heading

    def paragraphs(self) -> list[str]:
        return ["Read & see.", "It is <b>short</b>."]

    def action(self) -> tuple[str, str] | None:
        return ("Read it", self.path) if self.path else None


@dataclass(frozen=True, kw_only=True)
class Gossip(News):
    name = "test.gossip"
    label = "Gossip"


@dataclass(frozen=True, kw_only=True)
class Duty(News):
    name = "test.duty"
    label = "What must be said"
    is_duty = True


@dataclass(frozen=True, kw_only=True)
class Key(Duty):
    name = "test.key"
    secret_fields = frozenset({"path"})


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Kinds of the tests' own, for their length."""
    for kind in (News, Gossip, Duty, Key):
        KINDS.add(kind.name, kind)
    yield
    for kind in (News, Gossip, Duty, Key):
        del KINDS._items[kind.name]
