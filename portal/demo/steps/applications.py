"""Applications in every state, each brought there step by step."""

from datetime import timedelta
from itertools import cycle

import pgtrigger
from django.utils import timezone

from matching.constants import ApplicationState as State
from matching.models import Application, ApplicationEvent, Document, Placement, Talent
from matching.queries.interviews import interview_zone
from matching.services.answer_figures import reckon_answers
from matching.services.applications import apply, invite_to_interview, move_application
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor
from portal.demo.facts import LETTERS, PROGRAMMES
from portal.demo.people import COMPANY, TALENT
from portal.demo.steps.placements import PUPILS_KINDS
from portal.demo.world import World
from portal.users.models import User
from programmes.access import forget_access
from programmes.forms.appointments import suggested_times
from programmes.models import Appointment, Enrolment
from programmes.services.appointments import choose_time

PER_PLACEMENT = 1
FOR_DEMO_COMPANIES = 4

PATHS: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (),
    State.VIEWED: (State.VIEWED,),
    State.SHORTLISTED: (State.VIEWED, State.SHORTLISTED),
    State.INTERVIEW: (State.SHORTLISTED, State.INTERVIEW),
    State.OFFERED: (State.SHORTLISTED, State.INTERVIEW, State.OFFERED),
    State.ACCEPTED: (State.SHORTLISTED, State.INTERVIEW, State.OFFERED, State.ACCEPTED),
    State.DECLINED: (State.VIEWED, State.DECLINED),
    State.NOT_TAKEN: (State.SHORTLISTED, State.INTERVIEW, State.OFFERED, State.NOT_TAKEN),
    State.WITHDRAWN: (State.WITHDRAWN,),
}
"""The steps that lead to a state; nothing reaches it in one jump."""

BY_TALENT = {step.target for step in APPLICATION.steps if Actor.PERSON in step.actors and not step.reopens}


def reckon_figures(world: World) -> None:
    """How reliably companies answer, which a worker reckons every half hour, is known from the beginning."""
    reckon_answers()


def add_applications(world: World) -> None:
    goals = cycle(PATHS)
    demo_companies = {world.person(COMPANY, facts.slug).pk for facts in PROGRAMMES}
    for placement in _open_placements():
        contact = User.objects.get(contacts__organisation=placement.organisation)
        number = FOR_DEMO_COMPANIES if contact.pk in demo_companies else PER_PLACEMENT
        for talent in _applicants(world, placement, number):
            _application(placement, talent, contact, next(goals))
    for facts in PROGRAMMES:
        _demo_talent_applies(world, world.person(TALENT, facts.slug), facts.slug)
    _spread_over_past_weeks(world)


def _open_placements() -> list[Placement]:
    """What adults apply for."""
    rows = Placement.objects.open().exclude(kind__in=PUPILS_KINDS)
    return list(rows.select_related("organisation").order_by("pk"))


def _applicants(world: World, placement: Placement, number: int) -> list[Talent]:
    """People of the programmes the placement is posted to, never the demo people: they apply themselves."""
    programmes = placement.programmes.all()
    there = Enrolment.objects.filter(programme__in=programmes).values("person")
    pool = Talent.objects.filter(user__in=there, documents__isnull=True).select_related("user").order_by("pk")
    people = list(pool)
    return world.chance.sample(people, min(number, len(people)))


def _application(placement: Placement, talent: Talent, contact: User, goal: State) -> None:
    placement.refresh_from_db()
    if not placement.is_open:
        return
    application = apply(
        talent=talent,
        placement=placement,
        message=_letter(talent, placement),
        cv=None,
        by=talent.user,
    )
    for step in PATHS[goal]:
        by = talent.user if step in BY_TALENT else contact
        _take(application, step, by)
        if step == State.INTERVIEW and goal != State.INTERVIEW:
            _hold_interview(application)
        application.refresh_from_db()


def _take(application: Application, step: State, by: User) -> None:
    """An interview is at one of two times, which a company proposes."""
    if step != State.INTERVIEW:
        move_application(application=application, state=step, message="", by=by)
        return
    organisation = application.placement.organisation
    invite_to_interview(
        application=application,
        message="",
        times=suggested_times(interview_zone(application)),
        duration=timedelta(minutes=45),
        where={"place": f"{organisation.postcode} {organisation.city}".strip(), "host": by},
        by=by,
    )


def _hold_interview(application: Application) -> None:
    """What comes after an interview comes when it is over: agreed on, and two weeks ago."""
    appointment = Appointment.objects.get(interview__application=application)
    choose_time(appointment=appointment, time=appointment.proposals[0], by=appointment.invited)
    times = [time - timedelta(days=14) for time in appointment.proposals]
    chosen = times[0] - timedelta(days=3)
    Appointment.objects.filter(pk=appointment.pk).update(
        proposals=times, starts_at=times[0], chosen_at=chosen
    )


def _letter(talent: Talent, placement: Placement) -> str:
    letters = LETTERS[talent.user.language]
    return letters[(talent.pk // 3 + placement.pk) % len(letters)]


def _demo_talent_applies(world: World, person: User, slug: str) -> None:
    """Three applications of the person one signs in as: just sent, invited, declined."""
    forget_access(person)
    talent = Talent.objects.select_related("user").get(user=person)
    cv = Document.objects.get(talent=talent)
    open_here = [
        placement for placement in _open_placements() if slug in {p.slug for p in placement.programmes.all()}
    ]
    one_each = {placement.organisation_id: placement for placement in reversed(open_here)}
    goals = (State.INTERVIEW, State.RECEIVED, State.DECLINED)
    for placement, goal in zip(list(one_each.values())[:3], goals, strict=False):
        contact = User.objects.get(contacts__organisation=placement.organisation)
        application = apply(
            talent=talent,
            placement=placement,
            message=_letter(talent, placement),
            cv=cv,
            by=person,
        )
        for step in PATHS[goal]:
            _take(application, step, contact)
            application.refresh_from_db()


def _spread_over_past_weeks(world: World) -> None:
    """Steps taken within one second are set days apart, in their order; history of a demonstration may be written."""
    now = timezone.now()
    with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
        for application in Application.objects.order_by("pk").prefetch_related("events"):
            moment = now - timedelta(days=world.chance.randrange(12, 30), minutes=world.chance.randrange(600))
            Application.objects.filter(pk=application.pk).update(created_at=moment, updated_at=moment)
            for event in application.events.all():
                ApplicationEvent.objects.filter(pk=event.pk).update(at=moment)
                Application.objects.filter(pk=application.pk).update(updated_at=moment)
                moment += timedelta(days=world.chance.randrange(1, 3), minutes=world.chance.randrange(300))
