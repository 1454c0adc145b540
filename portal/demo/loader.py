"""Builds the demonstration, step after step, in one transaction: all of it or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from evaluation.services.reports import build_report, request_report
from portal.core.errors import DomainError
from portal.core.jobs import held_back
from portal.demo.clock import at
from portal.demo.facts import PROGRAMMES
from portal.demo.steps import (
    applications,
    attendance,
    base,
    calendar,
    classes,
    equipment,
    inboxes,
    keepsakes,
    matchmaking,
    organisations,
    participants,
    placements,
    pupils,
    questionnaires,
    registrations,
    reminders,
    talents,
)
from portal.demo.world import World
from programmes.constants import MembershipRole
from programmes.models import Programme

STEPS: tuple[tuple[str, Callable[[World], None]], ...] = (
    ("skills", base.add_skills),
    ("people", base.add_people),
    ("programmes", base.add_programmes),
    ("staff", base.add_memberships),
    ("plans", base.add_plans),
    ("partners", organisations.add_partners),
    ("companies", organisations.add_companies),
    ("invitations", organisations.add_invitations),
    ("other roles", organisations.add_further_contacts),
    ("placements", placements.add_placements),
    ("talents", talents.add_talents),
    ("documents", talents.add_documents),
    ("participants", participants.add_enrolments),
    ("people who wait", participants.add_people_who_wait),
    ("targets", participants.add_targets),
    ("pupils", pupils.add_pupils),
    ("applications", applications.plan_applications),
    ("what pupils ask for", pupils.plan_applications),
    ("reminders", reminders.plan_reminders),
    ("what happened", World.let_it_happen),
    ("how companies answer", applications.reckon_figures),
    ("what people keep", keepsakes.add_searches_and_bookmarks),
    ("questionnaires", questionnaires.add_questionnaires),
    ("events", calendar.add_events),
    ("equipment", equipment.add_equipment),
    ("who comes", registrations.add_registrations),
    ("who came", attendance.add_attendance),
    ("classes", classes.add_classes),
    ("who meets whom", matchmaking.add_matchmaking),
    ("mentoring", calendar.add_mentoring),
)


class SomethingElseIsHere(DomainError):
    message = _("This database holds a portal of its own. Load the demonstration into an empty one.")


def is_loaded() -> bool:
    """Are all five programmes here?"""
    slugs = [facts.slug for facts in PROGRAMMES]
    return Programme.objects.filter(slug__in=slugs).count() == len(slugs)


def load(*, quiet: bool = False) -> bool:
    """Load the demonstration. False, and nothing changed, when it is here already. Raises SomethingElseIsHere."""
    if is_loaded():
        return False
    if Programme.objects.exists():
        raise SomethingElseIsHere
    world = World()
    with held_back(), tqdm(total=len(STEPS) + 2, disable=quiet, unit="step") as bar:
        with transaction.atomic(), _without_savepoints():
            for name, step in STEPS:
                bar.set_description(name)
                step(world)
                bar.update()
        bar.set_description("reports")
        _build_reports(world)
        bar.update()
        bar.set_description("inboxes")
        inboxes.age_inboxes(world)
        bar.update()
    return True


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Where one step fails all of them do, so no service needs a point to go back to: half of all statements."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


def _build_reports(world: World) -> None:
    """One report a programme, of this year so far, so that the history has something to show."""
    for facts in PROGRAMMES:
        evaluator = world.person(MembershipRole.EVALUATOR, facts.slug)
        made_at = world.at_work(1, (facts.country, facts.region))
        with at(made_at):
            report = request_report(
                programme=world.programmes[facts.slug],
                starts_on=made_at.date().replace(month=1, day=1),
                ends_on=made_at.date(),
                language=evaluator.language,
                by=evaluator,
            )
            build_report(report_id=report.pk)
