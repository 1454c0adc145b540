"""Who takes part since when, who has left, and what they told the funder."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from evaluation.constants import EmploymentStatus, Gender
from evaluation.models import Indicator, ParticipantRecord, Target
from matching.models import Talent
from portal.demo.clock import at
from portal.demo.days import last_working_day, next_working_day
from portal.demo.facts import BY_SLUG, PROGRAMMES
from portal.demo.people import TALENT, newcomer
from portal.demo.steps.talents import NUMBER, SHARES
from portal.demo.world import World
from portal.privacy.models import Consent
from portal.privacy.services.consents import give_consent
from portal.users.models import User
from programmes.constants import EnrolmentSource, EnrolmentStatus, ExitKind
from programmes.models import Enrolment, Programme
from programmes.queries.programmes import current_text
from programmes.services.enrolments import join_programme

STILL_HERE = 0.5
UNANSWERED = 0.08
NON_BINARY_IN = "wortplus"
"""Of non-binary people there are few, as anywhere, and all of them in the largest programme."""
EVERY = 13
"""One in so many there, until each situation has somebody."""


def add_enrolments(world: World) -> None:
    demo_people = {world.person(TALENT, facts.slug).pk for facts in PROGRAMMES}
    answers = {(slug, gender): _answers(world, gender) for slug, _number in SHARES for gender in Gender}
    for place, talent in enumerate(world.talents):
        slug, is_demo = world.homes[talent.user_id], talent.user_id in demo_people
        programme = _programme_in(world, slug, is_demo=is_demo)
        gender = Gender.WOMAN if talent.user_id in world.women else Gender.MAN
        if slug == NON_BINARY_IN and place % EVERY == EVERY - 1:
            gender = Gender.NON_BINARY
        _enrol(world, talent, programme, next(answers[slug, gender]), is_demo=is_demo)


def _programme_in(world: World, slug: str, *, is_demo: bool) -> Programme:
    """The programme itself, or one of its subprogrammes, whose people count in both."""
    below = BY_SLUG[slug].below
    if not below or is_demo or world.chance.random() < 0.2:
        return world.programmes[slug]
    return world.programmes[world.chance.choice(below).slug]


def _answers(world: World, gender: Gender) -> Iterator[dict[str, object]]:
    """Somebody in every situation first, who finds work, so that each figure has somebody; then by chance."""
    for status in EmploymentStatus:
        yield {
            "gender": gender,
            "status_entry": status,
            "status_exit": EmploymentStatus.EMPLOYED,
            "is_certain": True,
        }
    while True:
        yield {
            "gender": gender,
            "status_entry": world.chance.choice([*EmploymentStatus, EmploymentStatus.INACTIVE]),
            "status_exit": world.chance.choice([*EmploymentStatus, EmploymentStatus.EMPLOYED]),
            "is_certain": False,
        }


def _enrol(
    world: World, talent: Talent, programme: Programme, answers: dict[str, object], *, is_demo: bool
) -> None:
    entered_on = _day_of_entry(world, programme)
    where = programme.country, programme.region
    has_left = not is_demo and (answers["is_certain"] or world.chance.random() > STILL_HERE)
    latest = (world.today - entered_on).days
    left_on = (
        last_working_day(entered_on + timedelta(days=world.chance.randrange(20, latest)), *where)
        if has_left
        else None
    )
    with at(_morning(entered_on)):
        enrolment = Enrolment.objects.create(
            person=talent.user,
            programme=programme,
            status=EnrolmentStatus.LEFT if left_on else EnrolmentStatus.ACTIVE,
            source=EnrolmentSource.SELF,
            entered_on=entered_on,
            left_on=left_on,
            exit_kind=world.chance.choice([ExitKind.COMPLETED, ExitKind.COMPLETED, ExitKind.EARLY])
            if left_on
            else "",
            pseudonym=world.pseudonym(),
            consent=None if left_on else _consent(talent.user, programme),
        )
    is_unanswered = not answers["is_certain"] and world.chance.random() < UNANSWERED
    if not is_demo and not is_unanswered:
        _record(world, enrolment, answers)


def _day_of_entry(world: World, programme: Programme) -> date:
    """A working day since the programme began, at least forty days ago."""
    first = programme.starts_on or world.day(-540)
    return next_working_day(
        first + timedelta(days=world.chance.randrange((world.day(-40) - first).days)),
        programme.country,
        programme.region,
    )


def add_people_who_wait(world: World) -> None:
    """One programme admits people by hand, and two have asked."""
    programme = world.programmes["leipzig"]
    programme.needs_admission = True
    programme.save()
    for number in range(2):
        person = User(
            email=f"newcomer{number}@example.org",
            name=newcomer(NUMBER + len(PROGRAMMES) + number).name,
            language="en",
        )
        person.set_unusable_password()
        person.save()
        text = current_text(programme)
        if text is not None:
            with at(world.at_work(number + 2, (programme.country, programme.region))):
                join_programme(person=person, programme=programme, version=text, language="en", by=person)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _consent(person: User, programme: Programme) -> Consent | None:
    text = current_text(programme)
    return give_consent(user=person, version=text, language=person.language) if text else None


def _record(world: World, enrolment: Enrolment, answers: dict[str, object]) -> None:
    where = enrolment.programme.country, enrolment.programme.region
    fields: dict[str, object] = {
        "gender": answers["gender"],
        "birth_date": _birthday(world),
        "status_entry": answers["status_entry"],
        "isced_entry": world.chance.choice([3, 5, 6, 6, 7, 7]),
        "entry_answered_at": enrolment.created_at,
    }
    if enrolment.left_on:
        checked_on = enrolment.left_on + timedelta(days=world.chance.randrange(0, 28))
        checked_on = last_working_day(min(world.day(-1), checked_on), *where)
        fields |= {
            "status_exit": answers["status_exit"],
            "is_job_searching_exit": answers["status_exit"] == EmploymentStatus.UNEMPLOYED,
            "is_in_education_exit": world.chance.random() < 0.2,
            "has_qualification_exit": world.chance.random() < 0.4,
            "exit_checked_on": checked_on,
            "exit_answered_at": _morning(checked_on),
        }
    ParticipantRecord.objects.update_or_create(enrolment=enrolment, defaults=fields)


def _birthday(world: World) -> date:
    return world.day(-world.chance.randrange(20 * 365, 38 * 365))


TARGETS = {"EECO01": 90, "EECO02": 30, "EECO04": 25, "EECO05": 35, "EECR04": 24}


def add_targets(world: World) -> None:
    """What the programmes promised, scaled to their size."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=TARGETS)}
    for slug, number in SHARES:
        Target.objects.bulk_create(
            Target(
                programme=world.programmes[slug],
                indicator=indicators[code],
                milestone=value * number // 100,
                milestone_on=world.within(slug, world.day(60)),
                value=value * number // 60,
                due_on=world.within(slug, world.day(400)),
            )
            for code, value in TARGETS.items()
        )
