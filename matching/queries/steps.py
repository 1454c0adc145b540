"""What can be done with a row now: what its workflow allows, less what the row itself stands in the way of.

Pages draw their buttons from it and services check by the same rules, so neither promises what the other refuses.
"""

from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from matching.constants import MAX_REOPENINGS, ApplicationState, PlacementState, PostingState
from matching.models import Application, Placement, Posting
from matching.querysets.placements import PlacementQuerySet
from matching.workflows.applications import APPLICATION
from matching.workflows.placements import PLACEMENT, POSTING
from portal.core.workflow import Actor, Button, Step
from portal.users.models import User
from programmes.access import access_of


def placement_steps(
    placement: Placement, postings: Iterable[Posting], *, applications: int, taken: int
) -> list[Step[PlacementState]]:
    """The company's buttons, seen the reviews, how many have applied and how many places are taken."""
    possible = {
        "submit": bool(postings_to_submit(placement, postings)),
        "resume": are_places_left(placement, taken=taken),
        "discard": is_unwanted(applications=applications),
    }
    return [
        step
        for step in PLACEMENT.steps_from(placement.state, Actor.ORGANISATION)
        if step.button is not Button.NONE and possible.get(step.name, True)
    ]


def postings_to_submit(placement: Placement, postings: Iterable[Posting]) -> list[Posting]:
    """Which of its postings are reviewed (again) when it is submitted.

    All of a draft; of one that other programmes review or show, those that were refused.
    """
    if PLACEMENT.allows("review", placement.state):
        return [posting for posting in postings if posting.state == PostingState.REJECTED]
    return list(postings) if PLACEMENT.allows("submit", placement.state) else []


def seats_taken(placement: Placement) -> int:
    """How many people have accepted a place, those who are erased by now among them.

    Lock the placement first when the answer decides anything.
    """
    return placement.applications.accepted().count() + placement.seats_of_gone


def with_applied(placements: PlacementQuerySet) -> PlacementQuerySet:
    """`applied` and `accepted`: how many have applied and how many have a place, whoever may still read about them."""
    applications = Application.objects.filter(placement=OuterRef("pk")).order_by().values("placement")
    number = applications.annotate(number=Count("pk")).values("number")
    return placements.annotate(
        applied=Coalesce(Subquery(number), 0),
        accepted=Coalesce(Subquery(number.filter(state=ApplicationState.ACCEPTED)), 0) + F("seats_of_gone"),
    )


def are_places_left(placement: Placement, *, taken: int) -> bool:
    return taken < placement.seats


def is_unwanted(*, applications: int) -> bool:
    """Has nobody applied? Only then may a placement be deleted."""
    return applications == 0


def posting_steps(posting: Posting) -> list[Step[PostingState]]:
    """What a coordinator can decide: nothing while the placement is not under review."""
    if not PLACEMENT.allows("review", posting.placement.state):
        return []
    return POSTING.steps_from(posting.state, Actor.STAFF)


def application_steps(application: Application, user: User) -> list[Step[ApplicationState]]:
    """What `user` may do now, as the applicant or for the company; nothing for anybody else."""
    if application.talent.user_id == user.pk:
        steps = APPLICATION.steps_from(application.state, Actor.PERSON)
        possible = {
            "accept": lambda: is_heard(application, user),
            "take_up": lambda: can_take_up(application, user),
        }
        return [step for step in steps if step.name not in possible or possible[step.name]()]
    if speaks_for_company(application, user):
        return APPLICATION.steps_from(application.state, Actor.ORGANISATION)
    return []


def is_heard(application: Application, user: User) -> bool:
    """Does the company read now what the applicant does? Not where no programme stands behind the offer any more, its
    time has passed, or the applicant has asked to be erased: what is promised then, nobody would keep.
    """
    is_read = getattr(application, "is_read", None)  # of one that was read `with_reading`
    if is_read is None:
        is_read = Application.objects.visible_to(user).readable().filter(pk=application.pk).exists()
    return bool(is_read) and application.talent.user.restricted_at is None


def can_take_up(application: Application, user: User) -> bool:
    """May the applicant take up again what they have ended? While the offer is open, and not over and over."""
    return application.placement.is_open and times_taken_up(application, user) < MAX_REOPENINGS


def times_taken_up(application: Application, user: User) -> int:
    """How often the applicant has come back to it: it was received that often beyond the first time."""
    seen = getattr(application, "seen_events", None)
    if seen is None:
        received = application.events.visible_to(user).filter(state=ApplicationState.RECEIVED).count()
    else:
        received = sum(event.state == ApplicationState.RECEIVED for event in seen)
    return max(received - 1, 0)


def speaks_for_company(application: Application, user: User) -> bool:
    """Does `user` answer for the company as its manager or recruiter?"""
    return access_of(user).speaks_for("change", Application, application.placement.organisation_id)


def may_show_name(application: Application, user: User) -> bool:
    """May `user`, as a coordinator of a programme that shows the placement, tell the company a pupil's name?"""
    return (
        application.is_of_minor
        and Application.objects.administered_by(user, "release").filter(pk=application.pk).exists()
    )


def needs_a_place(state: str) -> bool:
    """Only while a place is left can one be offered or accepted."""
    return any(state in APPLICATION.step(name).targets for name in ("offer", "accept"))
