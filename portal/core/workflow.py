"""State machines as tables: which states a row can be in, which steps lead on, who takes them, and what is said.

An app writes its tables in `workflows.py`. Services check a step against the table, pages draw their buttons from it,
querysets take their states from it, the admin its actions, and `docs/workflows.md` its diagrams.

A table says what depends on the state alone. What depends on the row besides (are places left?) is added by the
query that pages and services share.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django_stubs_ext import StrPromise

from portal.core.errors import WrongState

Text = str | StrPromise
S_co = TypeVar("S_co", bound=TextChoices, covariant=True)


class Actor(StrEnum):
    """Who takes a step, or reads about a state. Whether somebody is that for a row, their rights decide."""

    PERSON = "person"  # whom the row is about: applicant, participant, guardian
    ORGANISATION = "organisation"  # who speaks for it
    STAFF = "staff"  # who works for the programme, above all its coordinators
    PORTAL = "portal"  # nobody: time has passed, or something else has happened


class Badge(StrEnum):
    """Kinds of components/badge.html."""

    NEUTRAL = ""
    UNDER_WAY = "accent"
    GOOD = "good"
    NEEDS_SOMEBODY = "warn"
    BAD = "bad"


class Button(StrEnum):
    """Kinds of components/button.html; a step without a button is taken by doing something else."""

    MAIN = ""
    QUIET = "quiet"
    DANGER = "danger"
    NONE = "none"


class Message(StrEnum):
    """May, or must, whoever takes the step write something to the other side?"""

    NONE = "none"
    OPTIONAL = "optional"
    NEEDED = "needed"


@dataclass(frozen=True, kw_only=True, eq=False)
class State(Generic[S_co]):
    """One state; its name is the label of its value.

    `staff_badge` is for the administration, where a state that waits for its reader looks different than to those who
    wait. `explanations` say what the state means and what happens next, to each reader. Whoever the row waits for is
    in `waits_for`. A state that is not final, and from which no step leads, says in `rests` why.
    """

    value: S_co
    badge: Badge = Badge.NEUTRAL
    staff_badge: Badge | None = None
    is_final: bool = False
    is_public: bool = False
    waits_for: Actor | None = None
    explanations: Mapping[Actor, Text] = field(default_factory=dict)
    rests: str = ""

    @property
    def label(self) -> Text:
        return self.value.label


@dataclass(frozen=True, kw_only=True, eq=False)
class Step(Generic[S_co]):
    """One step from any of `sources`.

    `targets` holds more than one state where something besides the step decides, and none where the row stays what it
    is, or is deleted (`deletes`). `label` stands on the button, `question` and `explanation` are read before, `hint`
    says what a message could hold, `done` is said after. `when` tells developers what else has to be true, or what
    sets the step off. `reopens` says that it leads out of a final state, which nothing else does.
    """

    name: str
    sources: tuple[S_co, ...]
    targets: tuple[S_co, ...] = ()
    actors: tuple[Actor, ...]
    label: Text = ""
    question: Text = ""
    explanation: Text = ""
    hint: Text = ""
    done: Text = ""
    button: Button = Button.MAIN
    message: Message = Message.NONE
    deletes: bool = False
    reopens: bool = False
    when: str = ""

    @property
    def target(self) -> S_co:
        """The state it leads to. Raises ValueError for a step that leads to several."""
        (target,) = self.targets
        return target


@dataclass(frozen=True, kw_only=True, eq=False)
class Workflow(Generic[S_co]):
    """The states and steps of a model's `field`; `initial` are those a new row may be in.

    `model` is the model's label. `field` is a database field, or a property that reads the state from dates.
    """

    model: str
    field: str
    initial: tuple[S_co, ...]
    states: tuple[State[S_co], ...]
    steps: tuple[Step[S_co], ...]

    def state(self, value: str) -> State[S_co]:
        for state in self.states:
            if state.value == value:
                return state
        raise KeyError(value)

    def step(self, name: str) -> Step[S_co]:
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def steps_from(self, state: str, actor: Actor) -> list[Step[S_co]]:
        """What `actor` can do in this state, in the order of the table."""
        return [step for step in self.steps if state in step.sources and actor in step.actors]

    def allows(self, step: str, state: str) -> bool:
        return state in self.sources(step)

    def check(self, step: str, state: str) -> Step[S_co]:
        """The step, if it starts from this state. Raises WrongState."""
        found = self.step(step)
        if state not in found.sources:
            raise WrongState
        return found

    def sources(self, step: str) -> tuple[S_co, ...]:
        """The states from which the step starts."""
        return self.step(step).sources

    def targets(self, source: str) -> tuple[S_co, ...]:
        """The states to which one step leads from `source`, in the order of the table."""
        found = {target for step in self.steps if source in step.sources for target in step.targets}
        return tuple(state.value for state in self.states if state.value in found)

    def leads(self, source: str, target: str) -> bool:
        """Is there a step from one state to the other?"""
        return target in self.targets(source)

    def states_where(
        self,
        *,
        is_final: bool | None = None,
        is_public: bool | None = None,
        waits_for: Actor | None = None,
    ) -> tuple[S_co, ...]:
        """The states of which all that is given is true, in the order of the table."""
        return tuple(
            state.value
            for state in self.states
            if is_final in (None, state.is_final)
            and is_public in (None, state.is_public)
            and waits_for in (None, state.waits_for)
        )

    def answers(self, actor: Actor) -> tuple[S_co, ...]:
        """The states to which a step of `actor` leads and in which nothing waits for `actor` any more."""
        led_to = {target for step in self.steps if actor in step.actors for target in step.targets}
        return tuple(
            state.value for state in self.states if state.value in led_to and state.waits_for != actor
        )

    @property
    def final_states(self) -> tuple[S_co, ...]:
        return self.states_where(is_final=True)

    def badge(self, state: str) -> Badge:
        return self.state(state).badge

    def staff_badge(self, state: str) -> Badge:
        """How the administration shows it."""
        found = self.state(state)
        return found.badge if found.staff_badge is None else found.staff_badge

    def explanation(self, state: str, reader: Actor) -> Text:
        """What the state means to this reader, and what happens next; empty where there is nothing to add."""
        return self.state(state).explanations.get(reader, "")
