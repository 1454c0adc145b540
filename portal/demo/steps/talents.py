"""A hundred and fifty talents with profiles, and the one a programme whom the demo signs in as."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import NamedTuple

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from matching.constants import Cefr, DegreeLevel, DocumentKind, PlacementKind, SkillLevel
from matching.models import Document, Talent, TalentLanguage, TalentSkill
from portal.core.regions.tree import around
from portal.demo.clock import at
from portal.demo.facts import BY_NAME, BY_SLUG, COMPANIES, HEADLINES, OFFERS, PROGRAMMES
from portal.demo.people import TALENT, Somebody, newcomer
from portal.demo.steps.placements import LONG_AGO, PUPILS_KINDS
from portal.demo.world import Where, World
from portal.users.models import User

SHARES = (("wortplus", 60), ("leipzig", 26), ("iq", 26), ("zumiro", 12), ("talentmagnet", 26))
"""How many people with profiles came to which programme."""
NUMBER = sum(number for _slug, number in SHARES)
WEEKLY_HOURS = [Decimal(20), Decimal(30), Decimal("38.5"), Decimal(40)]
FIRST_FIELD = "07"
"""The field of whoever is first in a programme, the person one signs in as: each has offers in it."""
WORK_KINDS = (
    PlacementKind.JOB,
    PlacementKind.INTERNSHIP,
    PlacementKind.WORKING_STUDENT,
    PlacementKind.THESIS,
    PlacementKind.TRAINEE,
    PlacementKind.CHALLENGE,
)


class Newcomer(NamedTuple):
    """Somebody who came to the programme of this slug, as whoever in it: the first is the person one signs in as."""

    slug: str
    place: int
    who: Somebody
    person: User

    @property
    def is_demo(self) -> bool:
        return self.place == 0


def add_talents(world: World) -> None:
    """In each programme the person one signs in as, and others in the fields of what is offered there."""
    rows = list(_newcomers(world))
    User.objects.bulk_create(row.person for row in rows if not row.is_demo)
    for row in rows:
        world.homes[row.person.pk] = row.slug
        if row.who.is_woman:
            world.women.add(row.person.pk)
    world.talents = Talent.objects.bulk_create(_talent(world, row) for row in rows)
    with_rows = list(zip(world.talents, rows, strict=True))
    TalentSkill.objects.bulk_create(each for talent, row in with_rows for each in _skills(world, talent, row))
    TalentLanguage.objects.bulk_create(
        each for talent, row in with_rows for each in _languages(world, talent, row)
    )


def _newcomers(world: World) -> Iterator[Newcomer]:
    numbers = count(len(PROGRAMMES))
    for slug, share in SHARES:
        first = [facts.slug for facts in PROGRAMMES].index(slug)  # as accounts are named
        yield Newcomer(slug, 0, newcomer(first), world.person(TALENT, slug))
        for place in range(1, share):
            number = next(numbers)
            yield Newcomer(slug, place, newcomer(number), _person(number, slug))


def _person(number: int, slug: str) -> User:
    """Half of them read the region's language, the others English."""
    home = "sl" if BY_SLUG[slug].country == "SI" else "de"
    person = User(
        email=f"talent{number:03}@example.org",
        name=newcomer(number).name,
        language=home if number % 2 else "en",
    )
    person.set_unusable_password()
    return person


def _talent(world: World, row: Newcomer) -> Talent:
    fields = _fields_of(row.slug)
    field = FIRST_FIELD if row.is_demo else fields[row.place % len(fields)]
    lines = HEADLINES[field][row.person.language]
    graduated_on = world.day(world.chance.randrange(-700, 300))
    return Talent(
        user=row.person,
        headline=lines[row.place // len(fields) % len(lines)],
        field=field,
        degree=world.chance.choice(
            [DegreeLevel.BACHELOR, DegreeLevel.MASTER, DegreeLevel.MASTER, DegreeLevel.SHORT_TERTIARY]
        ),
        graduation_on=graduated_on,
        available_from=max(world.day(world.chance.randrange(-60, 120)), graduated_on),
        kinds=list(WORK_KINDS) if row.is_demo else world.sample(WORK_KINDS, 4),
        regions=_regions_of(world, row),
        is_mobile=world.chance.random() < 0.5,
        hours=world.chance.choice(WEEKLY_HOURS),
        changed_at=world.at_work(world.chance.randrange(2, 25), _where(row)),
    )


def _where(row: Newcomer) -> Where:
    return BY_SLUG[row.slug].country, BY_SLUG[row.slug].region


def _fields_of(slug: str) -> list[str]:
    """The fields of what a programme's companies offer adults, each as often as it is offered."""
    return [
        offer.field
        for offer in OFFERS
        if BY_NAME[offer.company].programme == slug and offer.kind not in PUPILS_KINDS
    ]


def _regions_of(world: World, row: Newcomer) -> list[str]:
    """Around the companies of their programme; a few would go elsewhere, too."""
    here = sorted({around(company.region)[1] for company in COMPANIES if company.programme == row.slug})
    everywhere = sorted({around(company.region)[1] for company in COMPANIES})
    if row.is_demo:
        return here[:1]
    wished = {*world.sample(here, 2), *(world.sample(everywhere, 1) if world.chance.random() < 0.2 else ())}
    return sorted(wished)


LIKED, KNOWN_OF_THEM = 3, 0.75
"""So many offers of their field somebody has in mind, and so much of what these ask for they can do."""


def _skills(world: World, talent: Talent, row: Newcomer) -> list[TalentSkill]:
    """Mostly what a few offers of the talent's field ask for, and something of one's own: as much as people write.

    Whoever tries the portal as a talent meets offers in their programme that fit.
    """
    offers = [offer for offer in OFFERS if offer.field == talent.field and offer.kind not in PUPILS_KINDS]
    if row.is_demo:
        liked = [offer for offer in offers if BY_NAME[offer.company].programme == row.slug][:LIKED]
    else:
        liked = world.chance.sample(offers, min(LIKED, len(offers)))
    asked = sorted({key for offer in liked for key in (*offer.required, *offer.welcome)})
    known = [key for key in asked if row.is_demo or world.chance.random() < KNOWN_OF_THEM]
    own = world.chance.sample(sorted(world.skills), 2)
    levels = [SkillLevel.GOOD, SkillLevel.ADVANCED] if row.is_demo else SkillLevel.values[:3]
    return [
        TalentSkill(talent=talent, skill=world.skills[key], level=world.chance.choice(levels))
        for key in dict.fromkeys([*known, *own])
    ]


def _languages(world: World, talent: Talent, row: Newcomer) -> list[TalentLanguage]:
    levels = {
        row.who.tongue: Cefr.NATIVE,
        "en": world.chance.choice([Cefr.B2, Cefr.C1, Cefr.C2]),
        "de": Cefr.B2 if row.is_demo else world.chance.choice([Cefr.A2, Cefr.B1, Cefr.B1, Cefr.B2, Cefr.C1]),
    }
    if BY_SLUG[row.slug].country == "SI":
        levels["sl"] = world.chance.choice([Cefr.B1, Cefr.C1])
    return [TalentLanguage(talent=talent, language=code, level=level) for code, level in levels.items()]


def add_documents(world: World) -> None:
    """A CV for the people one can sign in as: a real PDF with one empty page."""
    content = empty_pdf()
    for facts in PROGRAMMES:
        talent = Talent.objects.get(user=world.person(TALENT, facts.slug))
        document = Document(talent=talent, kind=DocumentKind.CV, title="CV", size=len(content))
        with at(world.at_work(LONG_AGO, (facts.country, facts.region))):
            document.file.save("cv.pdf", ContentFile(content))


def empty_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
