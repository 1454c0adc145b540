"""Programmes with their plans and money, and the people who can sign in."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from matching.models import Skill
from matching.services.skills import load_starter_skills
from portal.core.dates import day
from portal.demo.clock import at
from portal.demo.days import moved_to_today
from portal.demo.facts import PROGRAMMES, TEXTS, Below, ProgrammeFacts, Text
from portal.demo.people import OPERATOR, PASSWORD, STAFF, accounts, further_accounts, somebody
from portal.demo.world import World
from portal.notifications.services.notifications import notify
from portal.privacy.models import Purpose
from portal.privacy.services.consents import publish_purpose_text
from portal.users.models import User
from portal.users.services import trust_address
from programmes.constants import ActivityStatus, HorizontalPrinciple, ProgrammeStatus
from programmes.models import Activity, Funding, Membership, Milestone, Programme, WorkPackage
from programmes.notices.programmes import BecameMember


def i18n(text: Text) -> LazyI18nString:
    return LazyI18nString(dict(text))


def add_skills(world: World) -> None:
    load_starter_skills()
    world.skills = {skill.key: skill for skill in Skill.objects.all()}


PHONES = "+49 30 23125 {:03}"
"""Berlin numbers that belong to nobody: the Federal Network Agency keeps them for films and books (notice 148/2021).
"""


def add_people(world: World) -> None:
    """One password hash serves all: hashing is slow on purpose, and this password is public."""
    password = make_password(PASSWORD)
    rows = [
        User(email=account.email, name=account.name, language=account.language, password=password)
        for account in (*accounts(), *further_accounts())
    ]
    rows.append(
        User(
            email=OPERATOR,
            name=somebody(60, "de").name,
            language="en",
            password=password,
            is_superuser=True,
        )
    )
    for number, row in enumerate(rows):
        if row.language != "sl":
            row.phone = PHONES.format(200 + number)
        row.save()
        trust_address(user=row)
        world.people[row.email or ""] = row


def add_programmes(world: World) -> None:
    for facts in PROGRAMMES:
        if facts.starts_on and facts.ends_on:
            world.frames[facts.slug] = moved_to_today(facts.starts_on, facts.ends_on, world.today)
        programme = _programme(world, facts)
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


def _programme(world: World, facts: ProgrammeFacts) -> Programme:
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
        language: f"{text}\n\n{_note(facts, language)}" for language, text in facts.description.items()
    }
    starts_on, ends_on = world.frames.get(facts.slug, (None, None))
    return Programme.objects.create(
        slug=facts.slug,
        acronym=facts.acronym,
        title=i18n(facts.title),
        summary=i18n(facts.summary),
        description=i18n(description),
        funding_statement=i18n(facts.funding_statement),
        status=ProgrammeStatus.RUNNING,
        starts_on=starts_on,
        ends_on=ends_on,
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


def _note(facts: ProgrammeFacts, language: str) -> str:
    """That nobody here exists, and, where the programme has ended, when it really ran."""
    if not facts.starts_on or not facts.ends_on:
        return TEXTS["demo_note"][language]
    with override(language):
        return TEXTS["moved_note"][language].format(first=day(facts.starts_on), last=day(facts.ends_on))


def _subprogramme(below: Below, facts: ProgrammeFacts, parent: Programme) -> Programme:
    return Programme.objects.create(
        slug=below.slug,
        acronym=below.acronym,
        title=i18n(below.title),
        summary=i18n(below.summary),
        funding_statement=i18n(facts.funding_statement),
        parent=parent,
        status=ProgrammeStatus.RUNNING,
        starts_on=parent.starts_on,
        ends_on=parent.ends_on,
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
    slug = package.programme.slug
    starts_on = world.within(slug, world.day(starts))
    ends_on = max(world.last_working_day(slug, world.day(starts + 120)), starts_on)
    status = (
        ActivityStatus.DONE
        if ends_on < world.today
        else ActivityStatus.UNDER_WAY
        if starts_on < world.today
        else ActivityStatus.PLANNED
    )
    activity = Activity.objects.create(
        work_package=package,
        title=i18n(title),
        kind=kind,
        status=status,
        starts_on=starts_on,
        ends_on=ends_on,
        owner=world.person("coordinator", slug),
        principles=world.sample(HorizontalPrinciple.values, 3),
    )
    done: dict[str, date] = {"done_on": ends_on} if ends_on < world.today else {}
    Milestone.objects.create(activity=activity, title=i18n(title), due_on=ends_on, **done)
    if status == ActivityStatus.UNDER_WAY and package.number == 1:
        Milestone.objects.create(
            activity=activity,
            title=LazyI18nString({"en": "Interim note", "de": "Zwischenvermerk", "sl": "Vmesna zabeležka"}),
            due_on=world.last_working_day(slug, world.day(-6)),
        )


def add_memberships(world: World) -> None:
    """Each of a programme's staff has been told so, as it happens on accepting an invitation."""
    for account in accounts():
        if account.role in STAFF:
            person, programme = world.people[account.email], world.programmes[account.programme]
            Membership.objects.create(user=person, programme=programme, role=account.role)
            since = world.at_work(world.chance.randrange(60, 120), (programme.country, programme.region))
            told = {"programme": programme.acronym, "slug": programme.slug, "at": since.date().isoformat()}
            with at(since):
                notify(person, BecameMember(role=account.role, **told))


VELENJE_SHARE = Decimal("140600.00")
