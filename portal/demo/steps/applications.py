"""Applications in every state: each a story that is planned here, and happens with all others in the order of time."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import count, cycle
from typing import Any

from matching.constants import ApplicationState as State
from matching.constants import PlacementKind
from matching.models import Document, Placement, Talent
from matching.services.answer_figures import reckon_answers
from portal.demo.facts import LETTERS, PROGRAMMES
from portal.demo.people import COMPANY, TALENT
from portal.demo.steps.placements import LONG_AGO, PUPILS_KINDS
from portal.demo.story import PATHS, Story
from portal.demo.world import World
from portal.users.models import User
from programmes.models import Enrolment

PER_PLACEMENT = 2
FOR_DEMO_COMPANIES = 5
WAITING = (1, 2, 3, 5, 2, 8, 4, 1, 12, 3, 6, 2)
"""How many working days ago what still waits was sent, one application after the other."""
INTERVIEWS = (1, 2, 6)
"""As long ago was whoever is in the interviews invited: asked for a time, before the interview, after it."""
AT_WORK_SINCE = 55
"""Working days ago that a place was taken by whom one asks by now how it is."""
SILENT = ("Lindenhof Consulting (example)", 17)
"""A company that has not answered for so many working days, so that its listing is paused."""

OF_THE_DEMO_PEOPLE = {
    "wortplus": (State.INTERVIEW, State.RECEIVED, State.DECLINED),
    "leipzig": (State.ACCEPTED, State.VIEWED),
    "iq": (State.OFFERED, State.RECEIVED, State.DECLINED),
    "zumiro": (State.SHORTLISTED, State.RECEIVED),
    "talentmagnet": (State.INTERVIEW, State.SHORTLISTED, State.DECLINED),
}
"""How far the person one signs in as has come in each programme."""


def reckon_figures(world: World) -> None:
    """How reliably companies answer, which a worker reckons every half hour, is known from the beginning."""
    reckon_answers()


def plan_applications(world: World) -> None:
    for facts in PROGRAMMES:
        _plan_of_demo_person(world, facts.slug)
    spoken_for = {world.person(COMPANY, facts.slug).pk for facts in PROGRAMMES}
    stories = list(_stories(world, spoken_for))
    for story in stories:
        story.plan()
    next(
        story for story in stories if story.goal == State.VIEWED and story.contact.pk not in spoken_for
    ).plan_report()


def _stories(world: World, spoken_for: Collection[int]) -> Iterator[Story]:
    """Who applies for what: more people at the companies that one signs in for, and how each is going to end."""
    crowd, goals, turns = Crowd(world), cycle(PATHS), {goal: count() for goal in PATHS}
    for placement in _open_placements():
        contact = _contact_of(placement)
        for place in range(FOR_DEMO_COMPANIES if contact.pk in spoken_for else PER_PLACEMENT):
            is_at_work = place == 0 and world.ages[placement.pk] >= LONG_AGO
            goal = State.ACCEPTED if is_at_work else next(goals)
            turn = next(turns[goal])
            tail = AT_WORK_SINCE + turn % 4 if is_at_work else _tail(goal, turn)
            if place == 0 and placement.organisation.name == SILENT[0]:
                goal, tail = State.RECEIVED, SILENT[1]
            story = Story(world, placement, Talent(), contact, goal, tail, turn)
            if story.reckon() < world.ages[placement.pk] and (talent := crowd.applicant(story)):
                story.talent, story.letter = talent, _letter(talent, placement)
                yield story


def _tail(goal: State, turn: int) -> int:
    if goal == State.RECEIVED:
        return WAITING[turn % len(WAITING)]
    if goal == State.INTERVIEW:
        return INTERVIEWS[turn % len(INTERVIEWS)]
    return 1 + turn % 6


def _open_placements() -> list[Placement]:
    """What adults apply for."""
    rows = Placement.objects.open().exclude(kind__in=PUPILS_KINDS)
    return list(rows.select_related("organisation").prefetch_related("programmes").order_by("pk"))


def _contact_of(placement: Placement) -> User:
    """Who has spoken for the company longest."""
    return User.objects.filter(contacts__organisation=placement.organisation).order_by("contacts__pk")[0]


class Crowd:
    """Who may apply for what: people in its field, of its programmes, while they take part. Nobody applies too often.

    The people one signs in as are not among them: what they do is their own.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.number: dict[int, int] = defaultdict(int)
        self.taken: set[tuple[int, int]] = set()
        rows = Talent.objects.filter(documents__isnull=True, user__username=None)
        self.people = list(rows.select_related("user").order_by("pk"))
        self.days: dict[int, tuple[Any, Any]] = {
            person: (entered, left)
            for person, entered, left in Enrolment.objects.exclude(entered_on=None).values_list(
                "person", "entered_on", "left_on"
            )
        }

    def applicant(self, story: Story) -> Talent | None:
        """The one of those who fit that has applied least often."""
        shown_by = {programme.slug for programme in story.placement.programmes.all()}
        there = [talent for talent in self.people if self.world.homes[talent.user_id] in shown_by]
        fitting = [talent for talent in there if self._fits(talent, story)]
        if not fitting:
            return None
        talent = min(fitting, key=lambda each: (self.number[each.pk], each.pk))
        self.number[talent.pk] += 1
        self.taken.add((talent.pk, story.placement.pk))
        return talent

    def _fits(self, talent: Talent, story: Story) -> bool:
        if talent.field not in story.placement.fields or talent.user_id not in self.days:
            return False
        entered, left = self.days[talent.user_id]
        first = self.world.workday(story.ago[State.RECEIVED], story.where)
        is_there = entered < first and (left is None or left > first)
        return is_there and (talent.pk, story.placement.pk) not in self.taken


def _letter(talent: Talent, placement: Placement) -> str:
    letters = LETTERS[talent.user.language]
    return letters[(talent.pk // 3 + placement.pk) % len(letters)]


def _plan_of_demo_person(world: World, slug: str) -> None:
    """What the person one signs in as has applied for: offers in their field, longest on show first."""
    talent = Talent.objects.select_related("user").get(user=world.person(TALENT, slug))
    cv = Document.objects.get(talent=talent)
    here = [
        placement
        for placement in _open_placements()
        if slug in {programme.slug for programme in placement.programmes.all()}
        and talent.field in placement.fields
        and placement.kind != PlacementKind.CHALLENGE
    ]
    here.sort(key=lambda placement: (-min(world.ages[placement.pk], LONG_AGO), placement.pk))
    for placement, goal in zip(here, OF_THE_DEMO_PEOPLE[slug], strict=False):
        tail = 4 if goal == State.ACCEPTED else 1
        story = Story(world, placement, talent, _contact_of(placement), goal, tail)
        story.letter, story.cv = _letter(talent, placement), cv
        if story.reckon() < world.ages[placement.pk]:
            story.plan()
