"""A hundred and fifty talents with profiles, and the one a programme whom the demo signs in as."""

from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfWriter

from matching.constants import Cefr, DegreeLevel, DocumentKind, PlacementKind, SkillLevel
from matching.models import Document, Talent, TalentLanguage, TalentSkill
from portal.core.regions.tree import around
from portal.demo.facts import COMPANIES, HEADLINES, OFFERS, PROGRAMMES
from portal.demo.people import TALENT, full_name
from portal.demo.world import World
from portal.users.models import User

NUMBER = 150
WEEKLY_HOURS = [Decimal(20), Decimal(30), Decimal("38.5"), Decimal(40)]
MOTHER_TONGUES = ("ar", "hi", "uk", "es", "tr", "zh", "vi", "fa", "fr", "pt", "bs", "sl", "ru", "id")
WORK_KINDS = (
    PlacementKind.JOB,
    PlacementKind.INTERNSHIP,
    PlacementKind.WORKING_STUDENT,
    PlacementKind.THESIS,
    PlacementKind.TRAINEE,
    PlacementKind.CHALLENGE,
)


def add_talents(world: World) -> None:
    demo_people = [world.person(TALENT, facts.slug) for facts in PROGRAMMES]
    others = [_person(number) for number in range(NUMBER - len(demo_people))]
    User.objects.bulk_create(others)
    people = [*demo_people, *others]
    world.talents = Talent.objects.bulk_create(
        _talent(world, number, person) for number, person in enumerate(people)
    )
    TalentSkill.objects.bulk_create(row for talent in world.talents for row in _skills(world, talent))
    TalentLanguage.objects.bulk_create(row for talent in world.talents for row in _languages(world, talent))


def _person(number: int) -> User:
    person = User(
        email=f"talent{number:03}@example.org",
        name=full_name(50 + number),
        language=("en", "de", "en", "sl")[number // len(HEADLINES) % 4],
    )
    person.set_unusable_password()
    return person


def _talent(world: World, number: int, person: User) -> Talent:
    fields = sorted(HEADLINES)
    field = "07" if number == 0 else fields[number % len(fields)]
    regions = sorted({around(company.region)[1] for company in COMPANIES})
    return Talent(
        user=person,
        headline=HEADLINES[field][person.language][number // (2 * len(fields)) % 2],
        field=field,
        degree=world.chance.choice(
            [DegreeLevel.BACHELOR, DegreeLevel.MASTER, DegreeLevel.MASTER, DegreeLevel.SHORT_TERTIARY]
        ),
        graduation_on=world.day(world.chance.randrange(-700, 300)),
        available_from=world.day(world.chance.randrange(-60, 120)),
        kinds=list(WORK_KINDS) if number == 0 else world.sample(WORK_KINDS, 4),
        regions=["DEG-SUED"] if number == 0 else world.sample(regions, 2),
        is_mobile=world.chance.random() < 0.5,
        hours=world.chance.choice(WEEKLY_HOURS),
        changed_at=timezone.now(),
    )


def _skills(world: World, talent: Talent) -> list[TalentSkill]:
    """Mostly what offers of the talent's field ask for, and something of one's own."""
    asked = sorted(
        {key for offer in OFFERS if offer.field == talent.field for key in (*offer.required, *offer.welcome)}
    )
    is_demo = _is_demo(talent)
    known = [key for key in asked if is_demo or world.chance.random() < 0.75]
    own = world.chance.sample(sorted(world.skills), 3)
    levels = [SkillLevel.GOOD, SkillLevel.ADVANCED] if is_demo else SkillLevel.values[:3]
    return [
        TalentSkill(talent=talent, skill=world.skills[key], level=world.chance.choice(levels))
        for key in dict.fromkeys([*known, *own])
    ]


def _is_demo(talent: Talent) -> bool:
    """Whoever tries the portal as a talent should meet offers that fit."""
    return (talent.user.email or "").startswith(f"{TALENT}.")


def _languages(world: World, talent: Talent) -> list[TalentLanguage]:
    levels = {
        world.chance.choice(MOTHER_TONGUES): Cefr.NATIVE,
        "en": world.chance.choice([Cefr.B2, Cefr.C1, Cefr.C2]),
        "de": Cefr.B2
        if _is_demo(talent)
        else world.chance.choice([Cefr.A2, Cefr.B1, Cefr.B1, Cefr.B2, Cefr.C1]),
    }
    if talent.user.language == "sl" or talent.user.email == "talent.talentmagnet@example.org":
        levels["sl"] = world.chance.choice([Cefr.B1, Cefr.C1])
    return [TalentLanguage(talent=talent, language=code, level=level) for code, level in levels.items()]


def add_documents(world: World) -> None:
    """A CV for the people one can sign in as: a real PDF with one empty page."""
    content = empty_pdf()
    for facts in PROGRAMMES:
        talent = Talent.objects.get(user=world.person(TALENT, facts.slug))
        document = Document(talent=talent, kind=DocumentKind.CV, title="CV", size=len(content))
        document.file.save("cv.pdf", ContentFile(content))


def empty_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
