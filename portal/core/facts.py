"""Facts of a noun: the fields it has, where each is shown, who writes it, and whether somebody vouches for it.

An app lists the facts of its nouns in `facts.py`, by names alone; the words stand in `presentation/<noun>.py`. Cards,
pages, the coordinator's review, histories and writable fields are made from the list. What is written by hand beside
it (feeds, structured data, filters, files, pages with a layout of their own) a test holds against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.core.workflow import Actor


class Shown(StrEnum):
    """Where a fact is shown. The order of the list is the order on the page."""

    HEADING = "heading"  # the title, and the line below it, on cards and pages alike
    CARD = "card"  # the line of short facts on a card
    TAGS = "tags"  # the short facts below a page's title
    GLANCE = "glance"  # the table "At a glance" beside a page
    ASKED = "asked"  # the table "What is asked for"
    BODY = "body"  # a part of the page with a layout of its own
    PROFILE = "profile"  # what goes along with an application
    REVIEW = "review"  # what a coordinator reads to vouch for it
    HISTORY = "history"  # what changed, for those who wrote it
    FEED = "feed"
    STRUCTURED = "structured"  # schema.org, for search engines
    IMPORT = "import"
    EXPORT = "export"
    ADMIN = "admin"


@dataclass(frozen=True)
class Fact:
    """One thing there is to know about a noun.

    `made_of` are the model's fields it reads, where they are not one field of the fact's name. `filters` are the
    parameters by which lists are narrowed. `writers` say what the row is; `section` is the part of their form. A
    coordinator has read what `is_vouched` for: services say what changing it leads to. `has_rows` marks what is kept
    in rows of its own.
    """

    name: str
    shown: frozenset[Shown]
    made_of: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    writers: frozenset[Actor] = frozenset()
    section: str = ""
    is_vouched: bool = False
    has_rows: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return self.made_of or (self.name,)


Facts = tuple[Fact, ...]


def shown_in(facts: Iterable[Fact], place: Shown) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if place in fact.shown)


def fields_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The model's fields that these facts read, each once."""
    return tuple(dict.fromkeys(field for fact in facts for field in fact.fields))


def columns_written_by(facts: Iterable[Fact], actor: Actor) -> tuple[str, ...]:
    """The row's own fields that `actor` writes, in the order of the list."""
    return fields_of(fact for fact in facts if actor in fact.writers and not fact.has_rows)


def vouched_columns(facts: Iterable[Fact]) -> frozenset[str]:
    """The row's own fields that a coordinator has read."""
    return frozenset(fields_of(fact for fact in facts if fact.is_vouched and not fact.has_rows))


def section_of(facts: Iterable[Fact], name: str) -> tuple[str, ...]:
    """The row's own fields in one part of the form that its writers fill in."""
    return fields_of(fact for fact in facts if fact.section == name)
