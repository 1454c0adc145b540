"""What the companies offer: each offer is one company's, in its words, and lies inside its programme's period."""

from datetime import date, timedelta

from matching.constants import PlacementKind, PlacementState, SkillLevel, SkillNeedKind
from matching.models import Placement, Posting
from matching.services.placements.listing import close_placement, pause_placement
from matching.services.placements.review import publish_posting, reject_posting, submit_placement
from matching.services.placements.writing import PlacementFields, create_placement
from portal.demo.clock import at
from portal.demo.days import last_working_day
from portal.demo.facts import BY_NAME, OFFERS, Company, Offer
from portal.demo.steps.base import i18n
from portal.demo.world import World
from portal.users.models import User

PUPILS_KINDS = (PlacementKind.SHADOWING, PlacementKind.VISIT, PlacementKind.RESEARCH)
LIMITED_KINDS = {PlacementKind.INTERNSHIP: 90, PlacementKind.THESIS: 180, PlacementKind.CHALLENGE: 150}
"""Kinds that end, and after how many days."""


LONG_AGO = 78
"""Working days ago that places were published of which somebody is at work by now."""
RECENT, USUAL = (3, 12), (36, 44)
"""Between how many working days ago the others were published: every third in the last weeks."""
STANDING = {
    PlacementState.DRAFT: 3,
    PlacementState.SUBMITTED: 2,
    PlacementState.REJECTED: 5,
    PlacementState.EXPIRED: 44,
}
"""As long ago is what nobody sees, or no longer."""


def add_placements(world: World) -> None:
    for number, offer in enumerate(OFFERS):
        _placement(world, BY_NAME[offer.company], offer, _age(world, number, offer))


def _age(world: World, number: int, offer: Offer) -> int:
    if known := STANDING.get(PlacementState(offer.state)):
        return known
    if offer.kind == PlacementKind.JOB and offer.seats > 1:
        return LONG_AGO
    return world.chance.randrange(*(RECENT if number % 3 == 2 else USUAL))


def _placement(world: World, company: Company, offer: Offer, age: int) -> None:
    staff, contact = world.person("coordinator", company.programme), world.contacts[company.name]
    where = company.country, company.region
    with at(world.at_work(age + 2, where)):
        placement = create_placement(
            organisation=world.organisations[company.name],
            programmes=[world.programmes[company.programme]],
            by=contact,
            fields=_fields(world, company, offer, is_long_ago=age == LONG_AGO),
            skills=[
                *((world.skills[key], SkillNeedKind.REQUIRED, SkillLevel.GOOD) for key in offer.required),
                *((world.skills[key], SkillNeedKind.WELCOME, SkillLevel.BASIC) for key in offer.welcome),
            ],
            languages=offer.languages,
        )
    if offer.state != PlacementState.DRAFT:
        _advance_to(world, placement, offer.state, age, staff, contact)
    world.ages[placement.pk] = age
    world.placements.append(placement)


def _fields(world: World, company: Company, offer: Offer, *, is_long_ago: bool) -> PlacementFields:
    """What has been on show for long and has places left begins as soon as somebody comes."""
    pay_min, pay_max, period = offer.pay or (None, None, "year")
    starts_on, ends_on = (None, None) if is_long_ago else _period(world, company, offer)
    last_day = world.working_day(
        company.programme,
        world.chance.randrange(20, 55 if is_long_ago else 110),
        company.country,
        company.region,
    )
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


def _advance_to(world: World, placement: Placement, state: str, age: int, staff: User, contact: User) -> None:
    where = placement.country, placement.region
    with at(world.at_work(age + 1, where)):
        submit_placement(placement=placement, by=contact)
    if state == PlacementState.SUBMITTED:
        return
    with at(world.at_work(age, where)):
        for posting in Posting.objects.filter(placement=placement):
            if state == PlacementState.REJECTED:
                reject_posting(posting=posting, note=REJECTED_BECAUSE, by=staff)
            else:
                publish_posting(posting=posting, by=staff)
    with at(world.at_work(2, where)):
        if state == PlacementState.PAUSED:
            pause_placement(placement=placement, by=contact)
        if state == PlacementState.FILLED:
            close_placement(placement=placement, by=contact)
    if state == PlacementState.EXPIRED:
        over = world.at_work(3, where)
        Placement.objects.filter(pk=placement.pk).update(state=PlacementState.EXPIRED, expires_at=over)


REJECTED_BECAUSE = (
    "Bitte schreiben Sie dazu, ob die Schichten wechseln und wie die Wochenenden bezahlt werden."
)
