"""An applicant as the company reads them: how they fit, and what they bring."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from matching.constants import ApplicationState
from matching.models import Application, Placement, Talent
from matching.presentation.fits import ReasonLine, reason_lines
from matching.queries.profiles import placement_profile, talent_profile
from matching.queries.skills import skill_labels
from matching.scoring.rules import Fit, explain
from matching.workflows import APPLICATION
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
    def score(self) -> int:
        return self.fit.score if self.fit else 0

    @property
    def order(self) -> tuple[bool, int, int]:
        """Sort key: who meets all minima first, then by score, then who applied first."""
        return (not (self.fit and self.fit.is_eligible), -self.score, self.application.pk)


@dataclass(frozen=True)
class Group:
    label: str
    badge: str
    applicants: list[Applicant] = field(default_factory=list)


def grouped(
    placement: Placement, applications: Iterable[Application], talents: Iterable[Talent]
) -> list[Group]:
    """Applicants by state, the best fit first in each.

    `talents` are those whose profile the reader may see, read `with_talent_profile`.
    """
    profiles = {talent.pk: talent for talent in talents}
    asked = placement_profile(placement)
    names = skill_labels(_skill_ids(placement))
    applicants = []
    for application in applications:
        talent = profiles.get(application.talent_id)
        fit = explain(talent_profile(talent), asked) if talent else None
        applicants.append(
            Applicant(
                application=application,
                name=application.talent.user.get_full_name(),
                headline=talent.headline if talent else "",
                is_opened=not APPLICATION.allows("view", application.state),
                fit=fit,
                reasons=reason_lines(fit, placement, names) if fit else [],
            )
        )
    applicants.sort(key=lambda applicant: applicant.order)
    groups = []
    for state in _order_of_groups():
        members = [each for each in applicants if each.application.state == state]
        if members:
            groups.append(Group(str(state.label), APPLICATION.badge(state), members))
    return groups


def _order_of_groups() -> list[ApplicationState]:
    """Those the company has got furthest with first, then those that wait for it, the closed ones last."""
    waiting = APPLICATION.states_where(waits_for=Actor.ORGANISATION)
    under_way = [state for state in APPLICATION.states_where(is_final=False) if state not in waiting]
    return [*reversed(under_way), *waiting, *APPLICATION.final_states]


def fit_of(placement: Placement, talent: Talent) -> tuple[int, list[ReasonLine]]:
    """Score and reasons of one pair."""
    fit = explain(talent_profile(talent), placement_profile(placement))
    return fit.score, reason_lines(fit, placement, skill_labels(_skill_ids(placement)))


def _skill_ids(placement: Placement) -> Collection[int]:
    profile = placement_profile(placement)
    return [*profile.required, *profile.welcome]
