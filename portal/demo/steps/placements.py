"""What the companies offer: each offer is one company's, in its words, and lies inside its programme's period."""

from datetime import date, timedelta

from django.utils import timezone

from matching.constants import PlacementKind, PlacementState, SkillLevel, SkillNeedKind
from matching.models import Placement, Posting
from matching.services.placements.listing import close_placement, pause_placement
from matching.services.placements.review import publish_posting, reject_posting, submit_placement
from matching.services.placements.writing import PlacementFields, create_placement
from portal.demo.days import last_working_day
from portal.demo.facts import BY_NAME, OFFERS, Company, Offer
from portal.demo.steps.base import i18n
from portal.demo.world import World
from portal.users.models import User

PUPILS_KINDS = (PlacementKind.SHADOWING, PlacementKind.VISIT, PlacementKind.RESEARCH)
LIMITED_KINDS = {PlacementKind.INTERNSHIP: 90, PlacementKind.THESIS: 180, PlacementKind.CHALLENGE: 150}
"""Kinds that end, and after how many days."""


def add_placements(world: World) -> None:
    for offer in OFFERS:
        _placement(world, BY_NAME[offer.company], offer)


def _placement(world: World, company: Company, offer: Offer) -> None:
    staff = world.person("coordinator", company.programme)
    placement = create_placement(
        organisation=world.organisations[company.name],
        programmes=[world.programmes[company.programme]],
        by=staff,
        fields=_fields(world, company, offer),
        skills=[
            *((world.skills[key], SkillNeedKind.REQUIRED, SkillLevel.GOOD) for key in offer.required),
            *((world.skills[key], SkillNeedKind.WELCOME, SkillLevel.BASIC) for key in offer.welcome),
        ],
        languages=offer.languages,
    )
    if offer.state != PlacementState.DRAFT:
        _advance_to(world, placement, offer.state, staff)
    world.placements.append(placement)


def _fields(world: World, company: Company, offer: Offer) -> PlacementFields:
    pay_min, pay_max, period = offer.pay or (None, None, "year")
    starts_on, ends_on = _period(world, company, offer)
    last_day = world.within(company.programme, world.day(world.chance.randrange(20, 110)))
    return {
        "kind": offer.kind,
        "title": i18n(offer.title),
        "description": i18n(
            {language: f"{text}\n\n{company.newcomers[language]}" for language, text in offer.text.items()}
        ),
        "fields": [] if offer.kind in PUPILS_KINDS else [offer.field],
        "degree": offer.degree,
        "seats": offer.seats,
        "city": company.city,
        "region": company.region,
        "country": company.country,
        "is_remote": offer.is_remote,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "hours": offer.hours,
        "pay_min": pay_min,
        "pay_max": pay_max,
        "pay_period": period,
        "expires_at": world.at(last_day, 22, 0, "Europe/Berlin"),
    }


def _period(world: World, company: Company, offer: Offer) -> tuple[date, date | None]:
    """Jobs begin on the first working day of a month; what pupils try, and what ends, ends within the programme."""
    place = company.country, company.region
    starts_on = world.working_day(company.programme, world.chance.randrange(20, 100), *place)
    if offer.kind in PUPILS_KINDS:
        return starts_on, None
    if days := LIMITED_KINDS.get(PlacementKind(offer.kind)):
        ends_on = world.within(company.programme, starts_on + timedelta(days=days))
        return starts_on, last_working_day(ends_on, *place)
    return starts_on, None


def _advance_to(world: World, placement: Placement, state: str, staff: User) -> None:
    submit_placement(placement=placement, by=staff)
    if state == PlacementState.SUBMITTED:
        return
    for posting in Posting.objects.filter(placement=placement):
        if state == PlacementState.REJECTED:
            reject_posting(
                posting=posting,
                note="Bitte schreiben Sie dazu, ob die Schichten wechseln und wie die Wochenenden bezahlt werden.",
                by=staff,
            )
        else:
            publish_posting(posting=posting, by=staff)
    if state == PlacementState.PAUSED:
        pause_placement(placement=placement, by=staff)
    if state == PlacementState.FILLED:
        close_placement(placement=placement, by=staff)
    published = timezone.now() - timedelta(
        days=world.chance.randrange(1, 40), minutes=world.chance.randrange(300)
    )
    rows = Placement.objects.filter(pk=placement.pk)
    if state != PlacementState.REJECTED:
        rows.update(published_at=published)
    if state == PlacementState.EXPIRED:
        rows.update(state=PlacementState.EXPIRED, expires_at=timezone.now() - timedelta(days=3))
