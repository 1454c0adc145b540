"""The nouns of the portal with their facts, what draws them, and one row of each in which every fact says something."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.test import RequestFactory
from django.utils import timezone

from events.facts import EQUIPMENT_FACTS, EVENT_FACTS
from events.models import Equipment, Event
from events.presentation.equipment import EQUIPMENT_WORDS, equipment_facts
from events.presentation.events import EVENT_WORDS, event_card, event_facts, event_json_ld
from matching.admin.placements import PostingAdmin
from matching.constants import SkillNeedKind
from matching.facts import APPLICATION_FACTS, PLACEMENT_FACTS, TALENT_FACTS
from matching.models import Application, Placement, Talent
from matching.presentation.placement_history import changes
from matching.presentation.placements import (
    PLACEMENT_WORDS,
    asked_facts,
    offer_cards,
    offer_facts,
    offer_summary,
    offer_tags,
)
from matching.presentation.structured_data import job_posting
from matching.presentation.talents import TALENT_WORDS, profile_facts
from matching.queries.profiles import language_rows, skill_rows
from portal.core.facts import Facts, Shown
from portal.core.presentation import Renderings
from programmes.facts import ORGANISATION_FACTS, PROGRAMME_FACTS
from programmes.models import Organisation, Programme
from programmes.presentation.organisations import ORGANISATION_WORDS, organisation_facts
from programmes.presentation.programmes import PROGRAMME_WORDS, programme_card, programme_facts
from tests.factories import (
    i18n,
    make_equipment,
    make_organisation,
    make_placement,
    make_programme,
    make_room,
    make_skill,
    make_talent,
)


@dataclass(frozen=True)
class Noun:
    """`drawn` shows the row in one place, whatever the form of the answer: it only has to differ when a fact does."""

    model: type[models.Model]
    facts: Facts
    words: Renderings
    presentation: str
    drawn: dict[Shown, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.model._meta.app_label}/facts.py"

    @property
    def name(self) -> str:
        return self.model.__name__


def _heading(placement: Placement) -> Any:
    (card,) = offer_cards([placement], None)
    return card.title, card.subtitle, card.place


def _on_card(placement: Placement) -> Any:
    (card,) = offer_cards([placement], None)
    return card.kind, card.pay, card.meta


def _reviewed(placement: Placement) -> Any:
    return [column(SimpleNamespace(placement=placement)) for column in PostingAdmin.offered]


def _version(placement: Placement) -> Any:
    version = copy.copy(placement)
    version.programme_rows = []  # type: ignore[attr-defined]
    return version


def changes_since(before: Placement) -> Callable[[Placement], Any]:
    return lambda now: list(changes(_version(before), _version(now)))


def _event_card(event: Event) -> Any:
    return {name: value for name, value in event_card(event).items() if name not in ("url", "slug")}


def _programme_card(programme: Programme) -> Any:
    return {name: value for name, value in programme_card(programme).items() if name not in ("url", "slug")}


PLACEMENT = Noun(
    Placement,
    PLACEMENT_FACTS,
    PLACEMENT_WORDS,
    "matching/presentation/placements.py",
    {
        Shown.HEADING: _heading,
        Shown.CARD: _on_card,
        Shown.TAGS: offer_tags,
        Shown.GLANCE: offer_facts,
        Shown.ASKED: asked_facts,
        Shown.REVIEW: _reviewed,
        Shown.FEED: offer_summary,
        Shown.STRUCTURED: lambda row: job_posting(row, "https://example.org/"),
    },
)
TALENT = Noun(
    Talent,
    TALENT_FACTS,
    TALENT_WORDS,
    "matching/presentation/talents.py",
    {Shown.PROFILE: profile_facts},
)
APPLICATION = Noun(Application, APPLICATION_FACTS, {}, "matching/views/application_parts.py")
ORGANISATION = Noun(
    Organisation,
    ORGANISATION_FACTS,
    ORGANISATION_WORDS,
    "programmes/presentation/organisations.py",
    {Shown.GLANCE: organisation_facts},
)
PROGRAMME = Noun(
    Programme,
    PROGRAMME_FACTS,
    PROGRAMME_WORDS,
    "programmes/presentation/programmes.py",
    {
        Shown.CARD: _programme_card,
        Shown.GLANCE: lambda row: programme_facts(row, parent=row.parent),
    },
)
EVENT = Noun(
    Event,
    EVENT_FACTS,
    EVENT_WORDS,
    "events/presentation/events.py",
    {
        Shown.CARD: _event_card,
        Shown.GLANCE: event_facts,
        Shown.STRUCTURED: lambda row: event_json_ld(row, RequestFactory().get("/")),
    },
)
EQUIPMENT = Noun(
    Equipment,
    EQUIPMENT_FACTS,
    EQUIPMENT_WORDS,
    "events/presentation/equipment.py",
    {Shown.GLANCE: equipment_facts},
)
NOUNS = (PLACEMENT, TALENT, APPLICATION, ORGANISATION, PROGRAMME, EVENT, EQUIPMENT)


def full_rows() -> dict[str, Any]:
    """One row of each noun in which every fact says something."""
    programme, other = make_programme(), make_programme("other", time_zone="Europe/Lisbon", place="Porto")
    programme.parent, programme.region, programme.place = other, "Thuringia", "Suhl"
    programme.starts_on, programme.ends_on = date(2026, 1, 1), date(2027, 1, 1)
    programme.contact_email = "mail@example.org"
    make_organisation(programme)
    company = make_organisation(
        programme, street="Road 1", postcode="98527", region="Thuringia", website="https://example.org"
    )
    company.size, company.nace, company.languages = "small", "C", ["de"]
    start = timezone.now() + timedelta(days=3)
    event = Event(pk=1, programme=programme, host=company, title=i18n("Workshop"), starts_at=start)
    event.description, event.place, event.link = i18n("Bring a pen."), "Hall", "https://example.org"
    event.ends_at = start + timedelta(hours=2)
    event.target_groups, event.languages, event.fee, event.fee_note = (
        ["newcomers"],
        ["sl"],
        5,
        i18n("In cash."),
    )
    event.picture, event.picture_text = "events/hall.png", i18n("A hall with chairs.")
    event.room = make_room(programme, "Room 7", accessibility=i18n("By the lift."))
    return {
        "Placement": full_placement(company),
        "Talent": full_talent(),
        "Organisation": company,
        "Programme": programme,
        "Event": event,
        "Equipment": make_equipment(
            company,
            programme,
            description=i18n("Welds by itself."),
            people=4,
            place="Hall 2",
            languages=["de"],
        ),
    }


def full_placement(company: Organisation) -> Placement:
    placement = make_placement(company, city="Suhl", region="Thuringia", hours=20, seats=2, degree=6)
    placement.pay_min, placement.pay_max, placement.fields = 1000, 2000, ["07"]
    placement.starts_on, placement.ends_on = date(2026, 3, 1), date(2026, 9, 1)
    placement.is_remote = True
    skills = zip(("Welding", "Turning"), SkillNeedKind, strict=True)
    for name, need in skills:
        placement.skills.create(skill=make_skill(name), need=need, level=2)
    placement.languages.create(language="de", level=3)
    placement.skill_rows, placement.language_rows = skill_rows(placement), language_rows(placement)
    return placement


def full_talent() -> Talent:
    talent = make_talent(headline="Engineer", degree=6, field="07", hours=20, kinds=["job"], regions=["Suhl"])
    talent.graduation_on = talent.available_from = date(2026, 3, 1)
    talent.skills.create(skill=make_skill("Milling"), level=2)
    talent.languages.create(language="de", level=3)
    talent.skill_rows, talent.language_rows = skill_rows(talent), language_rows(talent)
    return talent
