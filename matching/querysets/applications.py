"""Applications: who reads them and what belongs to them, for how long, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from matching.constants import (
    ARRIVAL_ASKED_DAYS,
    INTERVIEWED,
    UNANSWERED_DAYS,
    ApplicationState,
    FirstDayState,
    PostingState,
)
from matching.querysets.paths import rows_at
from matching.querysets.placements import not_taken_down
from matching.workflows.applications import APPLICATION
from portal.core.compiled import moment
from portal.core.workflow import Actor
from portal.privacy.models import GuardianConsent
from programmes.models import Appointment, Contact
from programmes.querysets.programmes import not_archived, verified
from programmes.scoping import Row, ScopedQuerySet, is_among
from programmes.workflows.appointments import APPOINTMENT

if TYPE_CHECKING:
    from matching.models import Application, ArrivalAnswer


def under_way(path: str = "") -> models.Q:
    """Is the application at `path` (as in "applications__") still to be decided?"""
    return models.Q(**{f"{path}state__in": APPLICATION.states_where(is_final=False)})


def unanswered(path: str = "") -> models.Q:
    """Does the application at `path` wait for the company?"""
    return models.Q(**{f"{path}state__in": APPLICATION.states_where(waits_for=Actor.ORGANISATION)})


def unnamed() -> models.Q:
    """Has a pupil taken the place of whom the company reads no name yet?"""
    return models.Q(state=ApplicationState.ACCEPTED, is_of_minor=True, name_shown_at__isnull=True)


def is_agreed_to(of: type[models.Model], path: str = "") -> models.Q:
    """May anything be done with the application at `path`? Not with a pupil's, unless a guardian agrees today."""
    waiting = is_among(GuardianConsent.objects.missing(), pupil="user")
    theirs = rows_at(f"{path}talent", of=of).filter(waiting)
    return models.Q(**{f"{path}is_of_minor": False}) | ~is_among(theirs, pk=f"{path}talent")


class OfPublishedPostingQuerySet(ScopedQuerySet[Row]):
    """Rows about an application: staff of a programme reaches them once it shows the placement, and not before.

    Nor do they once the programme is in the archive, or where nothing may be done with it (`is_agreed_to`).
    """

    def _of_programmes(self, programmes: Iterable[object]) -> models.Q:
        path = str(self.model.programme_path).removesuffix("__programme")
        postings = rows_at(path, of=self.model).filter(
            not_archived("programme__"), programme__in=programmes, state=PostingState.PUBLISHED
        )
        to_application = path.removesuffix("placement__postings")
        return is_among(postings, placement=path.removesuffix("__postings")) & is_agreed_to(
            self.model, to_application
        )


class OfApplicationQuerySet(OfPublishedPostingQuerySet[Row]):
    """Rows of one application each: read with it, and no longer."""

    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        rows = rows_at("application", of=self.model).sent_to(organisations).readable()
        return is_among(rows, pk="application")

    def _worked_with(self) -> models.Q:
        return is_among(rows_at("application", of=self.model).within_terms(), pk="application")


class ArrivalAnswerQuerySet(OfPublishedPostingQuerySet["ArrivalAnswer"]):
    """Staff reads them while it reads about the placement; no company does."""


class ApplicationQuerySet(OfPublishedPostingQuerySet["Application"]):
    def _of_organisations(self, organisations: Iterable[object]) -> models.Q:
        return models.Q(placement__organisation__in=organisations) & self._is_readable()

    def _worked_with(self) -> models.Q:
        """Who works with people reads an application no longer than a company may at most."""
        return _within_terms()

    def sent_to(self, organisations: Iterable[object]) -> Self:
        return self.filter(placement__organisation__in=organisations)

    def within_terms(self) -> Self:
        """Those whose words have not passed, whoever else has lost the right to them."""
        return self.filter(_within_terms())

    def readable(self) -> Self:
        """What companies read now: nothing of an organisation that is not verified, or of what was taken down."""
        return self.filter(self._is_readable())

    def _is_readable(self) -> models.Q:
        stands = verified("placement__organisation__") & not_taken_down(self.model, "placement__")
        return _within_terms() & stands & is_agreed_to(self.model)

    def with_open_profile(self) -> Self:
        """The readable ones that still open the live profile and the file."""
        return self.filter(self._opens_profile())

    def _opens_profile(self) -> models.Q:
        """Never a pupil's: companies read what was chosen for them, and no profile."""
        return self._is_readable() & models.Q(profile_until__gt=moment(), is_of_minor=False)

    def with_reading(self) -> Self:
        """`is_read` and `opens_profile`: what a company reads of each now."""
        return self.annotate(
            is_read=_as_column(self._is_readable()), opens_profile=_as_column(self._opens_profile())
        )

    def with_recruiters(self) -> Self:
        """`has_recruiters`: does anybody at the company deal with its offers today?"""
        people = Contact.objects.recruiting().filter(user__is_active=True)
        return self.annotate(
            has_recruiters=models.Exists(
                people.filter(organisation=models.OuterRef("placement__organisation"))
            )
        )

    def under_way(self) -> Self:
        return self.filter(under_way())

    def unanswered(self) -> Self:
        """Nobody at the company has moved the application beyond looking at it."""
        return self.filter(unanswered())

    def late(self) -> Self:
        """Those that wait for the company for more than a week since they were sent, or taken up."""
        until = timezone.now() - timedelta(days=UNANSWERED_DAYS)
        return self.waiting_for_company().filter(waits_since__lt=until)

    def waiting_for_company(self) -> Self:
        """Those that a company can read and has not answered: it is reminded of them, and of no others."""
        return self.unanswered().readable().in_use()

    def that_reached(self, *states: ApplicationState) -> Self:
        """Those that are in one of these states, or ever were."""
        steps = rows_at("events", of=self.model).filter(application=models.OuterRef("pk"), state__in=states)
        return self.filter(models.Q(state__in=states) | models.Exists(steps))

    def that_came_into(self, state: ApplicationState, *, since: datetime) -> Self:
        """Those that have taken this step since a moment."""
        steps = rows_at("events", of=self.model).filter(state=state, at__gte=since)
        return self.filter(pk__in=steps.values("application"))

    def to_answer(self) -> Self:
        """The company waits for the applicant: for yes or no, or for a time that suits."""
        return self.filter(self._waits_for_applicant())

    def with_waiting(self) -> Self:
        """`waits_for_applicant`, as `to_answer` finds them."""
        return self.annotate(waits_for_applicant=_as_column(self._waits_for_applicant()))

    def _waits_for_applicant(self) -> models.Q:
        """Nobody waits where the company reads nothing of it."""
        answers = models.Q(state__in=APPLICATION.states_where(waits_for=Actor.PERSON))
        return (answers | self._chooses_time(Actor.PERSON)) & self._is_readable()

    def with_time_to_choose(self) -> Self:
        """The applicant has proposed other times for the interview, and waits for the company to choose one."""
        return self.filter(self._chooses_time(Actor.ORGANISATION))

    def _chooses_time(self, actor: Actor) -> models.Q:
        """Are times for an interview proposed, and is `actor` the one to choose among them?"""
        waiting = APPOINTMENT.states_where(waits_for=actor)
        interviews = rows_at("interviews", of=self.model).filter(appointment__state__in=waiting)
        return models.Q(state__in=INTERVIEWED) & is_among(interviews, application="pk")

    def to_decide(self) -> Self:
        """The company has answered and has the next step: they are on its shortlist, or no interview lies ahead."""
        return self.filter(self._is_to_be_decided())

    def _is_to_be_decided(self) -> models.Q:
        is_ahead = is_among(Appointment.objects.ahead(), pk="appointment")
        ahead = rows_at("interviews", of=self.model).filter(is_ahead)
        has_met = models.Q(state=ApplicationState.INTERVIEW) & ~is_among(ahead, application="pk")
        return models.Q(state=ApplicationState.SHORTLISTED) | has_met

    def without_first_day(self) -> Self:
        """A place was taken, and nobody has named the first day: the company does, until some weeks after the start."""
        return self.filter(self._lacks_first_day())

    def _lacks_first_day(self) -> models.Q:
        since = moment() - models.Value(timedelta(days=ARRIVAL_ASKED_DAYS))
        is_lately = models.Q(placement__starts_on__gt=since) | models.Q(last_step_at__gt=since)
        return models.Q(state=ApplicationState.ACCEPTED, first_day__isnull=True) & is_lately

    def to_go_on(self) -> Self:
        """The company goes on after its first answer: it decides, chooses a time, or agrees on a first day."""
        wished = models.Q(state=ApplicationState.ACCEPTED, first_day__state=FirstDayState.WISHED)
        undecided = self._is_to_be_decided() | self._chooses_time(Actor.ORGANISATION)
        return self.filter(undecided | self._lacks_first_day() | wished)

    def with_name_to_show(self) -> Self:
        """A pupil has taken the place, and the company knows no name yet: a coordinator shows it."""
        return self.filter(unnamed()).in_use()

    def offered(self) -> Self:
        """A place was offered, and the applicant has not answered yet."""
        return self.filter(state=ApplicationState.OFFERED)

    def accepted(self) -> Self:
        return self.filter(state=ApplicationState.ACCEPTED)


def _within_terms() -> models.Q:
    """Has the time not passed until which the words of the application are read?"""
    return models.Q(words_until__gt=moment())


def _as_column(condition: models.Q) -> models.expressions.Combinable:
    return models.ExpressionWrapper(condition, output_field=models.BooleanField())
