"""About eighty placements of every kind, in every state, around today."""

from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from matching.constants import Cefr, PlacementKind, PlacementState, SkillLevel, SkillNeedKind
from matching.models import Placement, Posting
from matching.services.placements.listing import pause_placement
from matching.services.placements.review import publish_posting, reject_posting, submit_placement
from matching.services.placements.writing import PlacementFields, create_placement
from portal.demo.facts import COMPANIES, OFFERS, Company, Offer
from portal.demo.steps.base import i18n
from portal.demo.world import World
from portal.users.models import User
from programmes.constants import Verification

PER_COMPANY = 4
STATES = (
    PlacementState.PUBLISHED,
    PlacementState.PUBLISHED,
    PlacementState.PUBLISHED,
    PlacementState.SUBMITTED,
    PlacementState.PUBLISHED,
    PlacementState.PUBLISHED,
    PlacementState.DRAFT,
    PlacementState.PUBLISHED,
    PlacementState.PUBLISHED,
    PlacementState.EXPIRED,
    PlacementState.PUBLISHED,
    PlacementState.PAUSED,
    PlacementState.PUBLISHED,
    PlacementState.REJECTED,
)
PUPILS_KINDS = (PlacementKind.SHADOWING, PlacementKind.VISIT, PlacementKind.RESEARCH)
ANYWHERE = ("02", "03", "04", "06")
"""Fields whose work there is in every company: media, projects, office, data."""

LOCAL_LANGUAGE = {"DE": "de", "AT": "de", "SI": "sl"}


def add_placements(world: World) -> None:
    states = cycle(STATES)
    verified = [company for company in COMPANIES if company.verification == Verification.VERIFIED]
    for place, company in enumerate(verified):
        number_here = PER_COMPANY if place % 2 == 0 else PER_COMPANY - 1
        for number, offer in enumerate(_offers_of(world, company, place)[:number_here]):
            state = PlacementState.PUBLISHED if number == 0 else next(states)
            _placement(world, company, offer, state)


def _offers_of(world: World, company: Company, place: int) -> list[Offer]:
    """What the company looks for: its own field first, then what anybody may post; pupils' formats for ZuMiRo.

    Each company starts at another offer of its field, so that the list doesn't say the same again and again.
    """
    own_field = [offer for offer in OFFERS if offer.field == company.field and offer.kind not in PUPILS_KINDS]
    start = place % max(1, len(own_field))
    fitting = [*own_field[start:], *own_field[:start]]
    others = [offer for offer in OFFERS if offer.field in ANYWHERE and offer not in fitting]
    if company.programme == "zumiro":
        first = [offer for offer in OFFERS if offer.kind in PUPILS_KINDS]
        return [*first, *fitting[:1]]
    return [*fitting[:2], *world.chance.sample(others, PER_COMPANY)][:PER_COMPANY]


def _placement(world: World, company: Company, offer: Offer, state: str) -> None:
    organisation = world.organisations[company.name]
    staff = world.person("coordinator", company.programme)
    placement = create_placement(
        organisation=organisation,
        programmes=[world.programmes[company.programme]],
        by=staff,
        fields=_fields(world, company, offer),
        skills=[
            *((world.skills[key], SkillNeedKind.REQUIRED, SkillLevel.GOOD) for key in offer.required),
            *((world.skills[key], SkillNeedKind.WELCOME, SkillLevel.BASIC) for key in offer.welcome),
        ],
        languages=_languages(world, company, offer),
    )
    if state != PlacementState.DRAFT:
        _advance_to(world, placement, state, staff)
    world.placements.append(placement)


def _fields(world: World, company: Company, offer: Offer) -> PlacementFields:
    pay_min, pay_max, period = offer.pay or (None, None, "year")
    languages = {"en", LOCAL_LANGUAGE[company.country]}
    starts = world.day(world.chance.randrange(20, 120))
    is_short = offer.kind in (PlacementKind.INTERNSHIP, PlacementKind.THESIS, PlacementKind.CHALLENGE)
    return {
        "kind": offer.kind,
        "title": i18n({language: offer.title[language] for language in languages}),
        "description": i18n({language: offer.about[language] for language in languages}),
        "fields": [] if offer.kind in PUPILS_KINDS else [offer.field],
        "degree": offer.degree,
        "seats": world.chance.choice([1, 1, 1, 2, 3]),
        "city": company.city,
        "region": company.region,
        "country": company.country,
        "is_remote": offer.field == "06" and world.chance.random() < 0.4,
        "starts_on": starts,
        "ends_on": starts + timedelta(days=150) if is_short else None,
        "hours": offer.hours,
        "pay_min": pay_min,
        "pay_max": pay_max,
        "pay_period": period,
        "expires_at": world.moment(world.chance.randrange(10, 120), 22),
    }


def _languages(world: World, company: Company, offer: Offer) -> dict[str, int]:
    """Software and research get along with English; care and customers need the local language."""
    local = LOCAL_LANGUAGE[company.country]
    if offer.kind in PUPILS_KINDS:
        return {}
    if offer.field == "09":
        return {local: Cefr.B2}
    if offer.field in ("05", "06"):
        return {"en": Cefr.B2}
    return {local: world.chance.choice([Cefr.A2, Cefr.B1, Cefr.B2])}


def _advance_to(world: World, placement: Placement, state: str, staff: User) -> None:
    submit_placement(placement=placement, by=staff)
    if state == PlacementState.SUBMITTED:
        return
    for posting in Posting.objects.filter(placement=placement):
        if state == PlacementState.REJECTED:
            reject_posting(
                posting=posting, note="Please say what the place pays, and for how many hours.", by=staff
            )
        else:
            publish_posting(posting=posting, by=staff)
    if state == PlacementState.PAUSED:
        pause_placement(placement=placement, by=staff)
    published = timezone.now() - timedelta(days=world.chance.randrange(1, 40))
    rows = Placement.objects.filter(pk=placement.pk)
    if state != PlacementState.REJECTED:
        rows.update(published_at=published)
    if state == PlacementState.EXPIRED:
        rows.update(state=PlacementState.EXPIRED, expires_at=timezone.now() - timedelta(days=3))
