"""What the demonstration is made of: the shape of `data/*.json`, read once."""

import json
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Offer:
    """A kind of work several companies of a field offer. `pay` is from, to (euro) and period."""

    kind: str
    field: str
    degree: int | None
    title: Text
    about: Text
    required: list[str]
    welcome: list[str]
    pay: tuple[Decimal | int, Decimal | int, str] | None
    hours: Decimal | int | None


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
TEXTS: dict[str, Text] = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))
"""Sentences that are said for every programme alike."""
