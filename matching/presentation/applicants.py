"""An applicant as the company reads them: how they fit, and what they bring."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from matching.constants import ApplicationState
from matching.models import Application, Placement, Talent
from matching.presentation.fits import ReasonLine, reason_lines
from matching.presentation.pupils import name_for_company
from matching.queries.applicants import ApplicantRow
from matching.queries.profiles import placement_profile, talent_profile
from matching.queries.skills import skill_labels
from matching.scoring.rules import Fit, explain
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor


@dataclass(frozen=True)
class Applicant:
    """One application on the company's list. What was written stays closed until somebody opens the application.

    `fit` is None for who may see the application, but not the profile behind it.
    """

    application: Application
    name: str
    headline: str
    is_opened: bool
    fit: Fit | None = None
    reasons: list[ReasonLine] = field(default_factory=list)

    @property
    def can_be_answered(self) -> bool:
        """Is it still to be decided, so that it can be chosen to be declined?"""
        return APPLICATION.allows("decline", self.application.state)

    @property
    def score(self) -> int:
        return self.fit.score if self.fit else 0


@dataclass(frozen=True)
class Ranked:
    """Where an application stands on the list, before any of it is shown."""

    pk: int
    state: str
    fit: Fit | None

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """Sort key: by groups; in each who meets all minima first, then by score, then who applied first."""
        is_eligible = bool(self.fit and self.fit.is_eligible)
        return (_PLACES[self.state], not is_eligible, -(self.fit.score if self.fit else 0), self.pk)


@dataclass(frozen=True)
class Group:
    """Applications in one state; `number` of them in all, of which a page of the list shows `applicants`."""

    label: str
    badge: str
    number: int
    applicants: list[Applicant] = field(default_factory=list)


def answers_to_give(shown: Sequence[Ranked], applicants: Sequence[Ranked]) -> dict[str, object]:
    """Can any of those on the page be answered, and how many wait in all?"""
    waiting = APPLICATION.states_where(waits_for=Actor.ORGANISATION)
    return {
        "can_answer": any(APPLICATION.allows("decline", each.state) for each in shown),
        "waiting": sum(each.state in waiting for each in applicants),
    }


def ranked(
    placement: Placement, applications: Iterable[ApplicantRow], talents: Iterable[Talent]
) -> list[Ranked]:
    """Applications in the order of the list: by state, the best fit first in each.

    `talents` are those whose profile the reader may see, read for fitting.
    """
    asked = placement_profile(placement)
    fits = {talent.pk: explain(talent_profile(talent), asked) for talent in talents}
    rows = (Ranked(row["pk"], row["state"], fits.get(row["talent"])) for row in applications)
    return sorted(rows, key=lambda row: row.order)


def grouped(
    placement: Placement,
    applicants: Sequence[Ranked],
    shown: Iterable[Ranked],
    rows: Mapping[int, Application],
) -> list[Group]:
    """Those `shown` of all applicants, in their groups; `rows` are their applications, with talent and user."""
    names = skill_labels(_skill_ids(placement))
    numbers = Counter(each.state for each in applicants)
    return [
        Group(
            str(ApplicationState(state).label),
            APPLICATION.badge(state),
            numbers[state],
            [_applicant(placement, rows[each.pk], each.fit, names) for each in members if each.pk in rows],
        )
        for state, members in groupby(shown, key=attrgetter("state"))
    ]


def _applicant(
    placement: Placement, application: Application, fit: Fit | None, names: Mapping[int, str]
) -> Applicant:
    return Applicant(
        application=application,
        name=name_for_company(application),
        headline=application.talent.headline if fit else "",
        is_opened=not APPLICATION.allows("view", application.state),
        fit=fit,
        reasons=reason_lines(fit, placement, names) if fit else [],
    )


def _order_of_groups() -> list[ApplicationState]:
    """Those the company has got furthest with first, then those that wait for it, the closed ones last."""
    waiting = APPLICATION.states_where(waits_for=Actor.ORGANISATION)
    under_way = [state for state in APPLICATION.states_where(is_final=False) if state not in waiting]
    return [*reversed(under_way), *waiting, *APPLICATION.final_states]


_PLACES = {state.value: place for place, state in enumerate(_order_of_groups())}


def fit_of(placement: Placement, talent: Talent, names: Mapping[int, str]) -> tuple[int, list[ReasonLine]]:
    """Score and reasons of one pair; `names` are those of the placement's skills."""
    fit = explain(talent_profile(talent), placement_profile(placement))
    return fit.score, reason_lines(fit, placement, names)


def _skill_ids(placement: Placement) -> Collection[int]:
    profile = placement_profile(placement)
    return [*profile.required, *profile.welcome]
