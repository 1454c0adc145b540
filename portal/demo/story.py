"""One application from the first letter to the first weeks at work, told on the days on which it happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from matching.constants import ApplicationState as State
from matching.constants import ArrivalOutcome, ArrivalRating, AskingReason, AskingTime, AskingYear
from matching.models import Application, Document, FirstDay, Placement, Talent
from matching.queries.arrivals import checklist
from matching.queries.interviews import interview_zone
from matching.services.applications import apply, invite_to_interview, move_application
from matching.services.arrivals import answer_arrival, tick_item
from matching.services.conversations import begin_conversation
from matching.services.first_days import confirm_first_day, suggest_first_day, wish_first_day
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor
from portal.demo.days import next_working_day, workdays_after
from portal.demo.facts import EXCHANGES
from portal.demo.world import World
from portal.users.models import User
from programmes.models import Appointment
from programmes.services.appointments import choose_time
from programmes.services.conversations.reports import report_message
from programmes.services.conversations.writing import mark_conversation_read, write_message
from programmes.workflows.conversations import ReportReason, SetSentence

PATHS: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (),
    State.VIEWED: (State.VIEWED,),
    State.SHORTLISTED: (State.VIEWED, State.SHORTLISTED),
    State.INTERVIEW: (State.VIEWED, State.SHORTLISTED, State.INTERVIEW),
    State.OFFERED: (State.VIEWED, State.SHORTLISTED, State.INTERVIEW, State.OFFERED),
    State.ACCEPTED: (State.VIEWED, State.SHORTLISTED, State.INTERVIEW, State.OFFERED, State.ACCEPTED),
    State.DECLINED: (State.VIEWED, State.DECLINED),
    State.NOT_TAKEN: (State.SHORTLISTED, State.INTERVIEW, State.OFFERED, State.NOT_TAKEN),
    State.WITHDRAWN: (State.WITHDRAWN,),
}
"""The steps that lead to a state; nothing reaches it in one jump."""
BY_TALENT = {step.target for step in APPLICATION.steps if Actor.PERSON in step.actors and not step.reopens}
LASTS = {State.VIEWED: 1, State.SHORTLISTED: 2, State.OFFERED: 7, State.DECLINED: 3, State.WITHDRAWN: 3}
"""How many working days pass before a step, where it isn't two; one more or less."""
INTERVIEW_AFTER = 3
"""Working days from the invitation to the first proposed time."""
OVER = (State.DECLINED, State.NOT_TAKEN, State.WITHDRAWN)
WRITTEN_IN = {State.SHORTLISTED: "shortlisted", State.INTERVIEW: "interview", State.ACCEPTED: "accepted"}
"""At which steps people write to each other."""

SAID_WITH_PUPILS = {
    State.SHORTLISTED: (("company", SetSentence.LOOKING), ("talent", SetSentence.THANKS)),
    State.ACCEPTED: (
        ("company", SetSentence.WELCOME),
        ("talent", SetSentence.BRING),
        ("company", SetSentence.CLOTHES),
    ),
}
DEPOSIT = {
    "de": "Für die Arbeitskleidung brauchen wir vorab 250 Euro Kaution. Bitte überweisen Sie sie noch diese Woche, "
    "sonst geben wir die Stelle weiter.",
    "en": "We need a deposit of 250 euro for the work clothes in advance. Please transfer it this week, or we give "
    "the place to somebody else.",
}
"""What no company may ask for, so that somebody reports it."""


@dataclass
class Story:
    """`tail` is how many working days ago the last step was; `turn` tells one story of a kind from the next."""

    world: World
    placement: Placement
    talent: Talent
    contact: User
    goal: State
    tail: int
    turn: int = 0
    letter: str = ""
    cv: Document | None = None
    path: tuple[State, ...] | None = None
    """The steps, where they aren't those that lead to this state as a rule."""
    is_of_pupil: bool = False
    application: Application | None = None
    ago: dict[State, int] = field(default_factory=dict)

    @property
    def where(self) -> tuple[str, str]:
        return self.placement.country, self.placement.region

    @property
    def steps(self) -> tuple[State, ...]:
        return (State.RECEIVED, *(PATHS[self.goal] if self.path is None else self.path))

    @property
    def _last_written(self) -> State:
        """Most write to each other once, where they have come farthest; one in four at every step."""
        return [step for step in self.steps if step in WRITTEN_IN][-1]

    def reckon(self) -> int:
        """Set on which working days the steps were, from the last one back. Returns how long ago the first was."""
        ago = self.tail
        for step in reversed(self.steps):
            self.ago[step] = ago
            if step != State.RECEIVED:
                ago += LASTS.get(step, 2) + self.world.chance.randrange(2)
        return self.ago[State.RECEIVED]

    def plan(self) -> None:
        plan = self.world.plan
        plan(self._at(State.RECEIVED), self.apply)
        for step in self.steps[1:]:
            moment = self._at(step)
            plan(moment, partial(self.take, step))
            if step == State.INTERVIEW:
                self._plan_choice(moment)
            if step in WRITTEN_IN and (step == self._last_written or self.turn % 4 == 0):
                self._plan_exchange(step, moment)
        if self.goal == State.ACCEPTED and not self.is_of_pupil:
            self._plan_arrival()

    def _at(self, step: State, later: int = 0) -> datetime:
        return self.world.at_work(self.ago[step] - later, self.where)

    # --- Up to the place ---------------------------------------------------------------------------------------------

    def apply(self) -> None:
        self.placement.refresh_from_db()
        if self.placement.is_open:
            self.application = apply(
                talent=self.talent,
                placement=self.placement,
                message=self.letter,
                cv=self.cv,
                set_words=self._set_words() if self.is_of_pupil else (),
                by=self.talent.user,
            )

    def _set_words(self) -> list[str]:
        """What a pupil says when asking for a place: one sentence of each kind."""
        kinds: tuple[type[TextChoices], ...] = (AskingYear, AskingTime, AskingReason)
        return [kind.values[self.turn % len(kind.values)] for kind in kinds]

    def take(self, step: State) -> None:
        application = self._going_on(but=State.ACCEPTED)
        if application is None:
            return
        by = self.talent.user if step in BY_TALENT else self.contact
        if step != State.INTERVIEW:
            move_application(application=application, state=step, message="", by=by)
            return
        organisation = self.placement.organisation
        invite_to_interview(
            application=application,
            message="",
            times=self._times(interview_zone(application)),
            duration=timedelta(minutes=45),
            where={"place": f"{organisation.postcode} {organisation.city}".strip(), "host": by},
            by=by,
        )

    def _times(self, zone: str) -> list[datetime]:
        """Ten in the morning, and two in the afternoon a day later."""
        first = workdays_after(
            self.world.workday(self.ago[State.INTERVIEW], self.where), INTERVIEW_AFTER, *self.where
        )
        second = workdays_after(first, 1, *self.where)
        return [
            datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone))
            for day, hour in ((first, 10), (second, 14))
        ]

    def _plan_choice(self, invited_at: datetime) -> None:
        """Most people choose a time on the next day; where nothing has come after that, one in three still has to."""
        if self.ago[State.INTERVIEW] > 1 and (self.goal != State.INTERVIEW or self.turn % 3):
            self.world.plan(self._at(State.INTERVIEW, later=1), self._choose)

    def _choose(self) -> None:
        application = self._going_on(but=State.ACCEPTED)
        if application is not None:
            appointment = Appointment.objects.get(interview__application=application)
            choose_time(appointment=appointment, time=appointment.proposals[0], by=self.talent.user)

    def _going_on(self, *, but: State | None = None) -> Application | None:
        """The application as it stands by now, unless it has come to an end meanwhile."""
        if self.application is None:
            return None
        rows = Application.objects.select_related("placement__organisation", "talent__user", "conversation")
        self.application = rows.get(pk=self.application.pk)
        has_ended = self.application.state in (*OVER, but)
        return None if has_ended else self.application

    # --- What they write ---------------------------------------------------------------------------------------------

    def _plan_exchange(self, step: State, moment: datetime) -> None:
        moments = self._moments(step, moment)
        if self.is_of_pupil:
            for (side, sentence), when in zip(SAID_WITH_PUPILS.get(step, ()), moments, strict=False):
                self.world.plan(when, partial(self.write, side, sentence=sentence))
            return
        scripts = EXCHANGES[self.talent.user.language][WRITTEN_IN[step]]
        for (side, text), when in zip(scripts[self.turn % len(scripts)], moments, strict=False):
            self.world.plan(when, partial(self.write, side, text))

    def _moments(self, step: State, moment: datetime) -> Iterator[datetime]:
        """An hour after the step, on the next morning, and in its afternoon."""
        yield moment + timedelta(minutes=70)
        if self.ago[step] > 1:
            for hours in ((8, 11), (13, 16)):
                yield self.world.at_work(self.ago[step] - 1, self.where, hours)

    def write(self, side: str, text: str = "", sentence: str = "") -> None:
        application = self._going_on()
        if application is None:
            return
        by = self.talent.user if side == "talent" else self.contact
        conversation = application.conversation or begin_conversation(application=application, by=by)
        if conversation.last_number:
            mark_conversation_read(conversation=conversation, up_to=conversation.last_number, by=by)
        write_message(conversation=conversation, text=text, sentence=sentence, by=by)

    def plan_report(self) -> None:
        """The company writes what it must not, and the applicant shows it to the coordinators."""
        moment = self.world.at_work(1, self.where, (9, 12))
        self.world.plan(moment, partial(self.write, "company", DEPOSIT[self.talent.user.language]))
        self.world.plan(moment + timedelta(hours=3), self._report)

    def _report(self) -> None:
        application = self._going_on()
        if application is not None and application.conversation is not None:
            message = application.conversation.messages.latest("number")
            report_message(message=message, reason=ReportReason.FRAUD, by=self.talent.user)

    # --- From the place on -------------------------------------------------------------------------------------------

    def _plan_arrival(self) -> None:
        accepted = self.ago[State.ACCEPTED]
        if accepted < 2:
            return
        self.world.plan(self._at(State.ACCEPTED, later=1), self._suggest)
        if accepted > 2 and self.turn % 3 != 1:
            self.world.plan(self._at(State.ACCEPTED, later=2), self._answer_suggestion)
        starts_on = self._starts_on()
        asked_on = next_working_day(starts_on + timedelta(days=30), *self.where)
        for when, act in ((starts_on, self._tick), (asked_on, self._say_how_it_is)):
            self.world.plan(self.world.at(when, 18, 20, "Europe/Berlin"), act)

    def _starts_on(self) -> date:
        """Four weeks after the place was taken at the earliest, when a month or its second half begins."""
        day = self.world.workday(self.ago[State.ACCEPTED], self.where) + timedelta(weeks=4)
        while day.day not in (1, 15):
            day += timedelta(days=1)
        return next_working_day(day, *self.where)

    def _suggest(self) -> None:
        application = self._going_on()
        if application is not None:
            suggest_first_day(
                application=application,
                starts_on=self._starts_on(),
                starts_at=time(8),
                by=self.contact,
                place=self.placement.city,
                receiver=self.contact.name,
            )

    def _answer_suggestion(self) -> None:
        """Two of three agree or are asked; one in three wishes for another day, unless it is long ago."""
        application = self._going_on()
        if application is None:
            return
        day = FirstDay.objects.get(application=application)
        if self.turn % 3 == 2 and self._starts_on() > self.world.today:
            later = workdays_after(day.starts_on, 5, *self.where)
            wish_first_day(application=application, starts_on=later, starts_at=None, by=self.talent.user)
        else:
            confirm_first_day(application=application, seen=day.version, by=self.talent.user)

    def _tick(self) -> None:
        """Half of what has to be done is done by the first evening."""
        if self._going_on() is not None:
            items = checklist(self.placement, self.talent.user)
            for each in items[: (len(items) + 1) // 2]:
                tick_item(item=each.item, by=self.talent.user)

    def _say_how_it_is(self) -> None:
        """Most are well, one isn't, and some have not answered yet."""
        application = self._going_on()
        if application is not None and self.turn % 4:
            rating = ArrivalRating.BAD if self.turn % 4 == 1 else ArrivalRating.GOOD
            answer_arrival(
                application=application,
                by=self.talent.user,
                outcome=ArrivalOutcome.STARTED,
                rating=rating,
                words="",
            )


def plan_all(stories: Iterable[Story]) -> None:
    for story in stories:
        story.plan()
