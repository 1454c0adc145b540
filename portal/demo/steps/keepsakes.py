"""What people keep to come back to: searches of which they are told, and bookmarked offers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import QueryDict

from matching.constants import PlacementKind, SearchFrequency
from matching.filters import OfferFilter
from matching.models import Placement, Talent
from matching.queries.profiles import profile_of
from matching.services.bookmarks import bookmark_offer
from matching.services.saved_searches import save_search
from portal.demo.clock import at
from portal.demo.facts import PROGRAMMES, ProgrammeFacts
from portal.demo.people import TALENT
from portal.demo.steps.placements import PUPILS_KINDS
from portal.demo.world import World
from portal.users.models import User

NEARBY = {"en": "Around where I live", "de": "Rund um meinen Wohnort", "sl": "V okolici doma"}
WORDS = {"en": "English", "de": "Technik", "sl": "razvoj"}
"""What somebody looks for, in their language: each is found among the offers."""
SEARCHED, BOOKMARKED = (9, 6, 2), (2, 1, 1)
"""How many working days ago: one search or offer after the other."""


def add_searches_and_bookmarks(world: World) -> None:
    """Of each programme the person one signs in as, and one who reads the language of the region."""
    for facts in PROGRAMMES:
        for person in _people(world, facts):
            _add_searches(world, facts, person)
            _add_bookmarks(world, facts, person)


def _people(world: World, facts: ProgrammeFacts) -> Iterator[User]:
    yield world.person(TALENT, facts.slug)
    home = "sl" if facts.country == "SI" else "de"
    rows = Talent.objects.filter(user__language=home).select_related("user").order_by("pk")
    yield next(row.user for row in rows if world.homes.get(row.user_id) == facts.slug)


def _add_searches(world: World, facts: ProgrammeFacts, person: User) -> None:
    town = _open_offers(facts, person)[0].city
    wishes = (
        ("", {"programme": facts.slug, "kind": PlacementKind.JOB}, SearchFrequency.WEEKLY),
        (NEARBY[person.language], {"around": town, "km": "50"}, SearchFrequency.DAILY),
        ("", {"q": WORDS[person.language]}, SearchFrequency.NEVER),
    )
    for ago, (name, asked, frequency) in zip(SEARCHED, wishes, strict=True):
        with at(world.at_work(ago, (facts.country, facts.region))):
            filters = OfferFilter(QueryDict(urlencode(asked)), user=person, talent=profile_of(person))
            save_search(person=person, query=filters.address, name=name, frequency=frequency, by=person)


def _add_bookmarks(world: World, facts: ProgrammeFacts, person: User) -> None:
    for ago, placement in zip(BOOKMARKED, _open_offers(facts, person), strict=False):
        with at(world.at_work(ago, (facts.country, facts.region))):
            bookmark_offer(person=person, placement=placement, by=person)


def _open_offers(facts: ProgrammeFacts, person: User) -> list[Placement]:
    """Of the programme, for adults, those in the person's field first."""
    rows = Placement.objects.open().filter(programmes__slug=facts.slug).exclude(kind__in=PUPILS_KINDS)
    field = Talent.objects.get(user=person).field
    return sorted(rows, key=lambda placement: (field not in placement.fields, placement.pk))
