"""Pupils of ZuMiRo: for most a guardian has agreed, and some have asked for a day at a company."""

from datetime import timedelta

from django.utils import timezone

from matching.constants import ApplicationState as State
from matching.models import Placement, Talent
from portal.demo.clock import at
from portal.demo.people import PUPILS
from portal.demo.steps.placements import PUPILS_KINDS
from portal.demo.story import Story
from portal.demo.world import World
from portal.privacy.services.guardians import ask_guardian, give_guardian_consent
from portal.users.models import User

GUARDIANS = {"pupil.zumiro": "Robin Lindner"}
OTHERS = ("Mika Dahlke", "Elin Ebeling", "Jonte Fiedler", "Ronja Kolbe")
"""Whom nobody signs in as."""
TAKES_PART = (State.VIEWED, State.SHORTLISTED, State.OFFERED, State.ACCEPTED)
ROADS = (
    (State.OFFERED, (State.VIEWED, State.SHORTLISTED, State.OFFERED), 2),
    (State.ACCEPTED, TAKES_PART, 4),
    (State.VIEWED, (State.VIEWED,), 3),
    (State.ACCEPTED, TAKES_PART, 6),
    (State.RECEIVED, (), 1),
)
"""How far each has come who asked, and how many working days ago the last step was."""


def add_pupils(world: World) -> None:
    for username, name, has_consent in PUPILS:
        pupil = User(username=username, name=name, language="de")
        pupil.password = world.person("coordinator", "zumiro").password
        _add(world, pupil, has_consent=has_consent)
    for number, name in enumerate(OTHERS):
        pupil = User(username=f"pupil{number + 3}.zumiro", name=name, language="de")
        pupil.set_unusable_password()
        _add(world, pupil, has_consent=True)


def _add(world: World, pupil: User, *, has_consent: bool) -> None:
    guardian = GUARDIANS.get(pupil.username or "", f"Kim {pupil.name.split()[-1]}")
    asked_at = world.at_work(30 if has_consent else 4, ("DE", "DE803"))
    with at(asked_at):
        pupil.save()
        User.objects.filter(pk=pupil.pk).update(date_joined=timezone.now())
        token = ask_guardian(
            pupil=pupil,
            country="DE",
            guardian_name=guardian,
            guardian_email="",
            by=world.people["operator@example.org"],
        )
    if has_consent:
        with at(asked_at + timedelta(days=1, hours=2)):
            give_guardian_consent(token=token, guardian_name=guardian, language="de")


def plan_applications(world: World) -> None:
    """Each asks for something else; the first is the pupil one signs in as."""
    rows = list(Placement.objects.open().filter(kind__in=PUPILS_KINDS).select_related("organisation"))
    rows.sort(key=lambda placement: (-world.ages[placement.pk], placement.pk))
    pupils = User.objects.filter(guardian_consent__given_at__isnull=False).order_by("pk")
    for turn, (placement, pupil, road) in enumerate(zip(rows, pupils, ROADS, strict=False)):
        goal, path, tail = road
        talent = Talent.objects.create(user=pupil, kinds=list(PUPILS_KINDS), changed_at=timezone.now())
        contact = world.contacts[placement.organisation.name]
        story = Story(world, placement, talent, contact, goal, tail, turn, path=path, is_of_pupil=True)
        if story.reckon() < world.ages[placement.pk]:
            story.plan()
