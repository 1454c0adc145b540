"""Programmes with their parts, money, plans and staff; and the people whom everybody who looks at the region knows."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from i18nfield.strings import LazyI18nString

from evaluation.models import Indicator, Target
from mentoring.models import Mentor, MentoringRound
from portal.core.regions.finding import find_region
from portal.privacy.models import Purpose, PurposeVersion
from portal.users.models import User
from programmes.constants import (
    ActivityKind,
    ActivityStatus,
    Instrument,
    MembershipRole,
    Module,
    ProgrammeStatus,
)
from programmes.models import (
    Activity,
    Funding,
    Membership,
    MembershipInvitation,
    Milestone,
    Programme,
    WorkPackage,
)
from tests.benchmarks.region import vocabulary
from tests.benchmarks.region.steps import Step, copy_rows

PASSWORD = "stay-a-while"
SALT = "region"
OPERATOR, COORDINATOR, EVALUATOR = 1, 2, 3
"""Keys of the known people; one of each role in every programme follows them."""
BIG = "zukunft"
FAMILIES = 40
SLOTS = 1000
BIG_PARENT, BIG_PART, BIG_PARTS = 51, 40, 12
"""Of a thousand enrolments 531 are in the big programme and its parts."""
MADE, ASKED = (f"%(noon)s::timestamptz - interval '{days} days'" for days in (2000, 3))
COLOURS = ("#0b5c56", "#1d4e89", "#7a1f5c", "#8a3b12", "#3d5a1e")


def steps() -> Iterator[Step]:
    yield Step("programmes", _write_programmes, (Programme, Purpose, PurposeVersion, Funding))
    yield Step("staff", _write_staff, (User, Membership, MembershipInvitation, MentoringRound, Mentor))
    yield Step("plans", _write_plans, (WorkPackage, Activity, Milestone, Target))
    yield Step("shares", _write_slots)
    for model in (
        Purpose,
        PurposeVersion,
        Programme,
        Funding,
        Membership,
        WorkPackage,
        Activity,
        Milestone,
        Target,
    ):
        yield Step("days", f"UPDATE {model._meta.db_table} SET created_at = {MADE}, updated_at = {MADE}")
    for model in (MembershipInvitation, MentoringRound, Mentor):
        yield Step("days", f"UPDATE {model._meta.db_table} SET created_at = {ASKED}, updated_at = {ASKED}")


def i18n(de: str, en: str, sl: str) -> LazyI18nString:
    return LazyI18nString({"de": de, "en": en, "sl": sl})


def _write_programmes(sizes: Mapping[str, Any]) -> None:
    towns, topics = vocabulary.rows_of(vocabulary.TOWNS), vocabulary.rows_of(vocabulary.TOPICS)
    today = sizes["today"]
    for number in range(FAMILIES):
        parent = _programme(number, towns[number % len(towns)], topics[number % len(topics)], today)
        parts = BIG_PARTS if number == 0 else 4 if number % 3 == 0 else 0
        for part in range(parts):
            _part(parent, part, towns[(number + part + 1) % len(towns)])


def _programme(number: int, town: list[str], topic: list[str], today: date) -> Programme:
    acronym = "ZUKUNFT" if number == 0 else f"{topic[1].split()[0].upper()} {number}"
    status = ProgrammeStatus.RUNNING if number < 32 else (
        ProgrammeStatus.CLOSING if number < 36 else ProgrammeStatus.ARCHIVED if number < 39 else ProgrammeStatus.DRAFT
    )  # fmt: skip
    is_over = status == ProgrammeStatus.ARCHIVED
    starts_on = today - timedelta(days=2500 if is_over else 2100 - 40 * (number % 30))
    purpose = Purpose.objects.create(
        key=f"taking-part-{number}",
        title=i18n(
            f"Teilnahme an {acronym}", f"Taking part in {acronym}", f"Sodelovanje v programu {acronym}"
        ),
    )
    PurposeVersion.objects.create(
        purpose=purpose, number=1, text=i18n("Ich stimme zu.", "I agree.", "Strinjam se.")
    )
    programme = Programme(
        slug=BIG if number == 0 else f"programme-{number}",
        acronym=acronym,
        title=i18n(f"Fachkräfte für {topic[0]} in {town[0]}", f"Talents for {topic[1]} in {town[0]}", f"Kadri – {topic[2]}, {town[0]}"),
        summary=i18n(
            f"Wir halten Talente in {town[1]}: {topic[0]} und mehr.",
            f"We keep talents in {town[1]}: {topic[1]} and more.",
            f"Talente ohranjamo v regiji {town[1]}. Področje: {topic[2]}.",
        ),
        description=i18n("Beratung, Kurse und Plätze.\n\n- Einstieg\n- Sprache\n- Arbeit", "Advice, courses and places.", "Svetovanje in tečaji."),
        status=status,
        starts_on=starts_on,
        ends_on=today - timedelta(days=400) if is_over else today + timedelta(days=500),
        place=town[0],
        region=find_region(town[1]),
        country=town[2],
        time_zone="Europe/Ljubljana" if town[2] == "SI" else "Europe/Berlin",
        languages=["sl", "en"] if town[2] == "SI" else ["de", "en"],
        colour=COLOURS[number % len(COLOURS)],
        funding_statement=i18n("Gefördert von der Europäischen Union.", "Co-funded by the European Union.", "Sofinancira Evropska unija."),
        contact_email=f"programme-{number}@region.example",
        modules=[Module.PLACEMENTS, Module.EVENTS, Module.EVALUATION],
        purpose=purpose,
    )  # fmt: skip
    programme.save()
    for position, instrument in enumerate((Instrument.ESF_PLUS, Instrument.STATE)):
        Funding.objects.create(
            programme=programme,
            funder=i18n("Europäische Union", "European Union", "Evropska unija"),
            instrument=instrument,
            amount=250_000 * (number + 1),
            rate=60 - 20 * position,
            position=position,
        )
    return programme


def _part(parent: Programme, number: int, town: list[str]) -> Programme:
    return Programme.objects.create(
        slug=f"{parent.slug}-{number + 1}",
        acronym=f"{parent.acronym} {town[0]}",
        title=i18n(
            f"{parent.acronym} in {town[0]}", f"{parent.acronym} in {town[0]}", f"{parent.acronym}, {town[0]}"
        ),
        summary=parent.summary,
        funding_statement=parent.funding_statement,
        parent=parent,
        status=parent.status,
        starts_on=parent.starts_on,
        ends_on=parent.ends_on,
        place=town[0],
        region=find_region(town[1]),
        country=town[2],
        languages=["sl", "en"] if town[2] == "SI" else ["de", "en"],
        colour=parent.colour,
        modules=parent.modules,
        purpose=parent.purpose,
        time_zone=parent.time_zone,
    )


def _write_staff(sizes: Mapping[str, Any]) -> None:
    """The operator, who works for the biggest programme, and one person a role and programme."""
    password = make_password(PASSWORD, salt=SALT)
    programmes = list(Programme.objects.order_by("pk"))
    people = [User(pk=OPERATOR, email="operator@region.example", name="Kim Oberin", is_superuser=True)]
    memberships = []
    for programme in programmes:
        roles = [
            MembershipRole.COORDINATOR,
            MembershipRole.EVALUATOR,
            MembershipRole.ADVISER,
            MembershipRole.ASSISTANT,
        ]
        for role in roles[: 4 if programme.parent_id is None else 2]:
            key = OPERATOR + 1 + len(memberships)
            email = f"{role}.{programme.slug}@region.example"
            people.append(
                User(pk=key, email=email, name=vocabulary.FAMILY_NAMES[key % 120] + " Amt", language="de")
            )
            memberships.append(Membership(user_id=key, programme=programme, role=role))
    for person in people:
        person.password = password
        person.date_joined = person.last_login = _noon(sizes)
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(memberships)
    for number, programme in enumerate(programmes[:20]):
        MembershipInvitation.objects.create(
            programme=programme, email=f"asked.{number}@region.example", role="trainer"
        )
        first = sizes["today"] - timedelta(days=60)
        meeting = MentoringRound.objects.create(
            programme=programme,
            title=i18n("Runde", "Round", "Krog"),
            starts_on=first,
            ends_on=first + timedelta(days=200),
        )
        Mentor.objects.create(
            round=meeting, user_id=OPERATOR + 1 + number, topics="Bewerbung", languages=["de"], capacity=3
        )


def _write_plans(sizes: Mapping[str, Any]) -> None:
    today: date = sizes["today"]
    indicators = list(Indicator.objects.order_by("code"))
    for programme in Programme.objects.filter(parent=None).select_related("parent"):
        for indicator in indicators[:8]:
            Target.objects.create(programme=programme, indicator=indicator, value=500)
        for number in range(1, 4):
            package = WorkPackage.objects.create(
                programme=programme,
                number=number,
                title=i18n("Paket", "Package", "Sklop"),
                summary=programme.summary,
            )
            for place, kind in enumerate(ActivityKind.values[:3]):
                first = today - timedelta(days=300 - 90 * place)
                if programme.ends_on and first > programme.ends_on:
                    first = programme.ends_on - timedelta(days=100)
                activity = Activity.objects.create(
                    work_package=package,
                    title=i18n("Kurs", "Course", "Tečaj"),
                    kind=kind,
                    status=ActivityStatus.UNDER_WAY,
                    starts_on=first,
                    ends_on=first + timedelta(days=90),
                )
                Milestone.objects.create(
                    activity=activity,
                    title=i18n("Bericht", "Report", "Poročilo"),
                    due_on=first + timedelta(days=80),
                )


def _write_slots(sizes: Mapping[str, Any]) -> None:
    """A thousandth of all enrolments each: which programme it is in, and from when to when somebody could enter."""
    today: date = sizes["today"]
    versions = dict(PurposeVersion.objects.filter(number=1).values_list("purpose_id", "pk"))
    shown = Programme.objects.exclude(status=ProgrammeStatus.DRAFT).order_by("pk").select_related("parent")
    programmes = list(shown)
    shares = _shares(programmes)
    rows, public = [], []
    for programme in programmes:
        latest = min(today, programme.ends_on or today)
        for _slot in range(shares[programme.pk]):
            rows.append(
                (len(rows), programme.pk, versions[programme.purpose_id], programme.starts_on, latest)
            )
            if programme.is_public and programme.status == ProgrammeStatus.RUNNING:
                public.append((len(public), programme.pk, programme.starts_on))
    copy_rows(
        "slot", "number int PRIMARY KEY, programme bigint, version bigint, starts_on date, latest date", rows
    )
    copy_rows("open_slot", "number int PRIMARY KEY, programme bigint, starts_on date", public)


def _shares(programmes: list[Programme]) -> dict[int, int]:
    big = {p.pk: BIG_PARENT if p.parent_id is None else BIG_PART for p in programmes if _family(p) == BIG}
    others = [programme.pk for programme in programmes if programme.pk not in big]
    left = SLOTS - sum(big.values())
    weights = {key: 1 / (place + 4) for place, key in enumerate(others)}
    shares = {
        key: 1 + int((left - len(others)) * weight / sum(weights.values())) for key, weight in weights.items()
    }
    shares[others[0]] += left - sum(shares.values())
    return big | shares


def _family(programme: Programme) -> str:
    return programme.parent.slug if programme.parent else programme.slug


def _noon(sizes: Mapping[str, Any]) -> datetime:
    today: date = sizes["today"]
    return datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
