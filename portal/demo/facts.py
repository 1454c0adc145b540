"""What the demonstration is made of: the shape of `data/*.json`, read once."""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

Text = dict[str, str]
"""Language code → text."""

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class FundingFacts:
    funder: Text
    instrument: str
    rate: Decimal | int | None
    threshold_hours: Decimal | int | None


@dataclass(frozen=True)
class Below:
    """A subprogramme: a partner's subproject or a city."""

    slug: str
    acronym: str
    title: Text
    summary: Text
    place: str
    region: str
    country: str
    languages: list[str]
    is_example: bool


@dataclass(frozen=True)
class WorkPackageFacts:
    title: Text
    summary: Text
    kind: str
    activities: list[Text]


@dataclass(frozen=True)
class ProgrammeFacts:
    slug: str
    acronym: str
    colour: str
    title: Text
    summary: Text
    description: Text
    funding_statement: Text
    fundings: list[FundingFacts]
    lead: str
    partners: list[str]
    work_packages: list[WorkPackageFacts]
    starts_on: date | None
    ends_on: date | None
    place: str
    region: str
    country: str
    languages: list[str]
    modules: list[str]
    below: list[Below]


@dataclass(frozen=True)
class Company:
    """An organisation that doesn't exist. `field` is the broad ISCED-F field whose people it looks for most."""

    name: str
    city: str
    country: str
    programme: str
    nace: str
    size: str
    region: str
    field: str
    verification: str
    languages: list[str]
    about: Text
    newcomers: Text
    """What it does for people who have just arrived."""
    support: list[str]
    """The same, as far as the list of `NewcomerSupport` has it."""


@dataclass(frozen=True)
class Offer:
    """What one company offers. `pay` is from, to (euro) and period; `languages` are asked for, with their levels."""

    company: str
    kind: str
    field: str
    degree: int | None
    title: Text
    text: Text
    required: list[str]
    welcome: list[str]
    pay: tuple[Decimal | int, Decimal | int, str] | None
    hours: Decimal | int | None
    seats: int
    is_remote: bool
    languages: dict[str, int]
    state: str


@dataclass(frozen=True)
class EventFacts:
    """Something at a time. `days` are relative to today, negative for what is over or has begun.

    A course has so many `dates`, a week apart. At each that is over so many are `absent`. One that `asks` has the
    programme's questionnaire.
    """

    format: str
    days: int
    hour: int
    minute: int
    hours: int
    title: Text
    text: Text
    place: str
    link: str
    target_groups: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    asks_ages: bool = False
    fee: str = ""
    fee_note: Text = field(default_factory=dict)
    partners: list[str] = field(default_factory=list)
    principles: list[str] = field(default_factory=list)
    costs: int | None = None
    spent: int | None = None
    dates: int = 1
    absent: int = 2
    asks: bool = False


@dataclass(frozen=True)
class Loan:
    """A device for the event that is so many `days` away, asked for so many working days ago, and how far it has come.

    What was written along: with the question, the answer, on handing over and on taking back.
    """

    days: int
    state: str
    asked: int
    note: str
    answer: str
    out: str = ""
    back: str = ""


@dataclass(frozen=True)
class RoomFacts:
    """A room of a programme: its events at this address are in it."""

    name: str
    place: str
    capacity: int
    accessibility: Text


@dataclass(frozen=True)
class Device:
    """What an organisation lends."""

    organisation: str
    name: Text
    text: Text
    people: int
    place: str
    handover: str
    languages: list[str]
    loans: list[Loan]


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return rows


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _programme(row: dict[str, Any]) -> ProgrammeFacts:
    return ProgrammeFacts(
        **{
            **row,
            "starts_on": _day(row["starts_on"]),
            "ends_on": _day(row["ends_on"]),
            "fundings": [FundingFacts(**funding) for funding in row["fundings"]],
            "work_packages": [WorkPackageFacts(**package) for package in row["work_packages"]],
            "below": [Below(**below) for below in row["below"]],
        }
    )


PROGRAMMES = tuple(_programme(row) for row in _read("programmes.json"))
COMPANIES = tuple(Company(**row) for row in _read("companies.json"))
OFFERS = tuple(Offer(**row) for row in _read("offers.json"))
BY_SLUG = {facts.slug: facts for facts in PROGRAMMES}
BY_NAME = {company.name: company for company in COMPANIES}
EVENTS = {
    slug: tuple(EventFacts(**row) for row in rows)
    for slug, rows in json.loads((DATA / "events.json").read_text(encoding="utf-8")).items()
}
"""By the slug of their programme."""
ROOMS = {
    slug: tuple(RoomFacts(**row) for row in rows)
    for slug, rows in json.loads((DATA / "rooms.json").read_text(encoding="utf-8")).items()
}
"""By the slug of their programme."""
DEVICES = {
    slug: tuple(Device(**{**row, "loans": [Loan(**loan) for loan in row["loans"]]}) for row in rows)
    for slug, rows in json.loads((DATA / "equipment.json").read_text(encoding="utf-8")).items()
}
"""By the slug of the programme to which they are lent."""
QUESTIONNAIRES = _read("questionnaires.json")
TEXTS: dict[str, Text] = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))
"""Sentences that are said for every programme alike."""
LETTERS: dict[str, list[str]] = json.loads((DATA / "letters.json").read_text(encoding="utf-8"))
"""What people write when they apply, by language."""
HEADLINES: dict[str, dict[str, list[str]]] = json.loads((DATA / "headlines.json").read_text(encoding="utf-8"))
"""Lines about people, by the broad field of what they have learnt and by language."""
NAMES: dict[str, dict[str, list[str]]] = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
"""Women's and men's first names, and surnames, by the language in which they are at home."""
EXCHANGES: dict[str, dict[str, list[list[tuple[str, str]]]]] = json.loads(
    (DATA / "exchanges.json").read_text(encoding="utf-8")
)
"""What company and applicant write to each other, by language and by how far the application is."""
