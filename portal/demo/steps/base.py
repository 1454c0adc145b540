"""Programmes with their plans and money, and the people who can sign in."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from i18nfield.strings import LazyI18nString

from matching.models import Skill
from matching.services.skills import load_starter_skills
from portal.demo.facts import PROGRAMMES, TEXTS, Below, ProgrammeFacts, Text
from portal.demo.people import FAMILY_NAME, OPERATOR, PASSWORD, STAFF, accounts
from portal.demo.world import World
from portal.privacy.models import Purpose
from portal.privacy.services.consents import publish_purpose_text
from portal.users.models import User
from portal.users.services import trust_address
from programmes.constants import ActivityStatus, HorizontalPrinciple, ProgrammeStatus
from programmes.models import Activity, Funding, Membership, Milestone, Programme, WorkPackage
from programmes.services.reminders import add_standard_reminders


def i18n(text: Text) -> LazyI18nString:
    return LazyI18nString(dict(text))


def add_skills(world: World) -> None:
    load_starter_skills()
    world.skills = {skill.key: skill for skill in Skill.objects.all()}


def add_people(world: World) -> None:
    """One password hash serves all: hashing is slow on purpose, and this password is public."""
    password = make_password(PASSWORD)
    rows = [
        User(email=account.email, name=account.name, language=account.language, password=password)
        for account in accounts()
    ]
    rows.append(
        User(
            email=OPERATOR,
            name=f"Kim {FAMILY_NAME['en']}",
            language="en",
            password=password,
            is_superuser=True,
        )
    )
    for row in rows:
        row.save()
        trust_address(user=row)
        world.people[row.email or ""] = row


def add_programmes(world: World) -> None:
    for facts in PROGRAMMES:
        programme = _programme(facts)
        world.programmes[facts.slug] = programme
        for position, funding in enumerate(facts.fundings):
            Funding.objects.create(
                programme=programme,
                funder=i18n(funding.funder),
                instrument=funding.instrument,
                rate=funding.rate,
                threshold_hours=funding.threshold_hours,
                position=position,
            )
        for below in facts.below:
            world.programmes[below.slug] = _subprogramme(below, facts, programme)
    add_standard_reminders()


def _programme(facts: ProgrammeFacts) -> Programme:
    purpose = Purpose.objects.create(
        key=f"taking-part-{facts.slug}",
        title=LazyI18nString(
            {
                "en": f"Taking part in {facts.acronym}",
                "de": f"Teilnahme an {facts.acronym}",
                "sl": f"Sodelovanje v programu {facts.acronym}",
            }
        ),
    )
    wording = {language: text.format(name=facts.acronym) for language, text in TEXTS["consent"].items()}
    publish_purpose_text(purpose=purpose, text=i18n(wording))
    description = {
        language: f"{text}\n\n{TEXTS['demo_note'][language]}" for language, text in facts.description.items()
    }
    return Programme.objects.create(
        slug=facts.slug,
        acronym=facts.acronym,
        title=i18n(facts.title),
        summary=i18n(facts.summary),
        description=i18n(description),
        funding_statement=i18n(facts.funding_statement),
        status=ProgrammeStatus.RUNNING,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        place=facts.place,
        region=facts.region,
        country=facts.country,
        languages=list(facts.languages),
        modules=list(facts.modules),
        colour=facts.colour,
        contact_email=f"{facts.slug}@example.org",
        purpose=purpose,
        time_zone="Europe/Ljubljana" if facts.country == "SI" else "Europe/Berlin",
    )


def _subprogramme(below: Below, facts: ProgrammeFacts, parent: Programme) -> Programme:
    return Programme.objects.create(
        slug=below.slug,
        acronym=below.acronym,
        title=i18n(below.title),
        summary=i18n(below.summary),
        funding_statement=i18n(facts.funding_statement),
        parent=parent,
        status=ProgrammeStatus.RUNNING,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        place=below.place,
        region=below.region or facts.region,
        country=below.country,
        languages=list(below.languages),
        modules=list(facts.modules),
        colour=facts.colour,
        purpose=parent.purpose,
        is_example=below.is_example,
        time_zone=parent.time_zone,
    )


def add_plans(world: World) -> None:
    """Work packages and activities around today; some milestones are done, some lie ahead, and one is overdue."""
    for facts in PROGRAMMES:
        for number, package in enumerate(facts.work_packages, start=1):
            row = WorkPackage.objects.create(
                programme=world.programmes[facts.slug],
                number=number,
                title=i18n(package.title),
                summary=i18n(package.summary),
            )
            for place, title in enumerate(package.activities):
                _activity(world, row, package.kind, title, starts=-200 + 60 * number + 90 * place)


def _activity(world: World, package: WorkPackage, kind: str, title: Text, *, starts: int) -> None:
    ends = starts + 120
    status = (
        ActivityStatus.DONE
        if ends < 0
        else ActivityStatus.UNDER_WAY
        if starts < 0
        else ActivityStatus.PLANNED
    )
    activity = Activity.objects.create(
        work_package=package,
        title=i18n(title),
        kind=kind,
        status=status,
        starts_on=world.day(starts),
        ends_on=world.day(ends),
        owner=world.person("coordinator", package.programme.slug),
        principles=world.sample(HorizontalPrinciple.values, 3),
    )
    done: dict[str, date] = {"done_on": world.day(ends - 5)} if ends < 0 else {}
    Milestone.objects.create(activity=activity, title=i18n(title), due_on=world.day(ends), **done)
    if status == ActivityStatus.UNDER_WAY and package.number == 1:
        Milestone.objects.create(
            activity=activity,
            title=LazyI18nString({"en": "Interim note", "de": "Zwischenvermerk", "sl": "Vmesna zabeležka"}),
            due_on=world.day(-6),
        )


def add_memberships(world: World) -> None:
    Membership.objects.bulk_create(
        Membership(
            user=world.people[account.email], programme=world.programmes[account.programme], role=account.role
        )
        for account in accounts()
        if account.role in STAFF
    )


VELENJE_SHARE = Decimal("140600.00")
