"""How well one placement fits one talent, and why: the rules of matching.

Everything here is pure: profiles go in, a fit comes out; no database, no language, no clock.
Residence title, gender, nationality, age, name and origin are not inputs and must never become any:
a person is ranked by what they can do and what they look for, by nothing else.

The rules, explained at length in ``docs/howto/matching.md``:

* Language minima and the degree minimum are *hard*. They carry no points, so nothing can be traded
  against them: who misses one is not eligible, finds the placement after all those they are eligible
  for, and sees half of the score that the rest would have given.
* Everything else earns points: skills by the level reached, the other questions by yes or no.
* Only questions that the placement asks count, and a placement that asks little stays near
  ``NEUTRAL_SCORE``: a hundred percent of nothing is no fit.
* Facts have to be stated (a skill that nobody entered is missing), wishes may be left open (who names
  no region, kind or date has none that could be missed).
* Recommended is what one is eligible for and what is of a kind one looks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Whole = TypeVar("Whole", int, NDArray[np.int64])

MAX_LEVEL = 4
"""Skill levels run from 1 (basic) to 4 (expert)."""
NATIVE = 7
"""Language ranks run from 0 (none) over A1 = 1 … C2 = 6 to 7 (native)."""
MAX_DEGREE = 8
"""ISCED 2011 levels run from 0 to 8."""


class ReasonCode(StrEnum):
    """What a reason is about; the pages turn it into a sentence."""

    LANGUAGE = "language"
    DEGREE = "degree"
    REQUIRED_SKILL = "required_skill"
    WELCOME_SKILL = "welcome_skill"
    FIELD = "field"
    KIND = "kind"
    REGION = "region"
    AVAILABILITY = "availability"


SHARES: Mapping[ReasonCode, int] = {
    ReasonCode.REQUIRED_SKILL: 55,
    ReasonCode.WELCOME_SKILL: 15,
    ReasonCode.FIELD: 10,
    ReasonCode.KIND: 8,
    ReasonCode.REGION: 7,
    ReasonCode.AVAILABILITY: 5,
}
"""How much each question weighs, out of 100, when a placement asks all of them.

Required skills outweigh everything else together, because they decide whether the work can be done.
Welcome skills come next, but all of them together weigh less than one required skill of three. The
field is a weak sign (people work outside what they studied); kind, region and date are wishes that a
conversation can change. Together these settle the order among people of equal skill.
"""
ENOUGH_ASKED = 60
"""The shares a placement must ask about before its score may reach 0 or 100: required skills and one thing more."""
NEUTRAL_SCORE = 50
"""The score of a placement that asks nothing; one that asks little is drawn towards it."""

PARTS = 2_000
"""A placement hands out this many parts to its questions: a twentieth of a percent is the finest weight."""
STEPS = 12
"""One part is worth twelve points, so that any level out of 1, 2, 3 or 4 asked is a whole number of points."""
POINTS_PER_PERCENT = PARTS * STEPS // 100
"""Scores are sums of whole points; no rounding can make two ways of adding them up differ."""


@dataclass(frozen=True, slots=True)
class TalentProfile:
    """What a person can do and looks for.

    ``skills`` maps skill id to level 1 to 4, ``languages`` ISO code to rank 0 to 7 (see ``NATIVE``); ``degree`` is
    an ISCED level, ``field`` an ISCED-F broad field ("00" to "10"). Empty ``kinds`` and ``regions`` mean any.
    Who ``is_mobile`` would move anywhere.
    """

    id: int
    skills: Mapping[int, int]
    languages: Mapping[str, int]
    degree: int | None
    field: str | None
    kinds: frozenset[str]
    regions: frozenset[str]
    is_mobile: bool
    available_from: date | None


@dataclass(frozen=True, slots=True)
class PlacementProfile:
    """What a placement asks for. Numbers are minima; what is empty, None or 0 is not asked."""

    id: int
    required_skills: Mapping[int, int]
    welcome_skills: Mapping[int, int]
    languages: Mapping[str, int]
    degree: int | None
    fields: frozenset[str]
    kind: str
    region: str | None
    is_remote: bool
    start: date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One question of a placement and how a talent answers it.

    ``weight`` is what the question could add to the score in percent and ``earned`` what it does; a hard one
    has neither. ``subject`` is the skill id, language code, ISCED level, talent's ISCED-F field, kind, region
    or start date; ``asked`` and ``has`` are levels, where the question has levels.
    """

    code: ReasonCode
    is_met: bool
    weight: float
    earned: float
    subject: str | int | date | None
    asked: int | None
    has: int | None
    is_hard: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a placement suits a talent: 0 to 100, at most 50 for who is not eligible."""

    placement_id: int
    talent_id: int
    score: int
    is_eligible: bool
    reasons: tuple[Reason, ...]

    @property
    def is_recommended(self) -> bool:
        """Every minimum is met, and the talent looks for this kind."""
        return self.is_eligible and all(
            reason.is_met for reason in self.reasons if reason.code is ReasonCode.KIND
        )

    @property
    def order(self) -> tuple[bool, int, int]:
        """Sort key, best first: the eligible before all others, then by score, then by placement id."""
        return (not self.is_eligible, -self.score, self.placement_id)


def explain(talent: TalentProfile, placement: PlacementProfile) -> Fit:
    """How well `placement` fits `talent`, with a reason for each thing it asks, hard minima first.

    This is the reference in plain Python; whatever computes fits faster has to agree with it exactly.
    """
    weights = weigh(placement)
    reasons = (
        *_hard_reasons(talent, placement),
        *_skill_reasons(ReasonCode.REQUIRED_SKILL, weights.required, placement.required_skills, talent),
        *_skill_reasons(ReasonCode.WELCOME_SKILL, weights.welcome, placement.welcome_skills, talent),
        *_context_reasons(talent, placement, weights),
    )
    score = percent(weights.base + sum(round(reason.earned * POINTS_PER_PERCENT) for reason in reasons))
    is_eligible = all(reason.is_met for reason in reasons if reason.is_hard)
    return Fit(placement.id, talent.id, score if is_eligible else score // 2, is_eligible, reasons)


def _hard_reasons(talent: TalentProfile, placement: PlacementProfile) -> Iterator[Reason]:
    for language, asked in sorted(language_minima(placement).items()):
        has = language_rank(talent, language)
        yield Reason(ReasonCode.LANGUAGE, has >= asked, 0.0, 0.0, language, asked, has, is_hard=True)
    degree = degree_minimum(placement)
    if degree:
        is_met = has_degree(talent, placement)
        yield Reason(ReasonCode.DEGREE, is_met, 0.0, 0.0, degree, degree, talent.degree, is_hard=True)


def _skill_reasons(
    code: ReasonCode, weights: Mapping[int, int], levels: Mapping[int, int], talent: TalentProfile
) -> Iterator[Reason]:
    for skill, weight in weights.items():
        asked, has = asked_level(levels[skill]), skill_level(talent, skill)
        earned = weight * steps_earned(has, asked) // STEPS
        yield _soft_reason(code, has >= asked, weight, earned, skill, asked, has)


def _context_reasons(
    talent: TalentProfile, placement: PlacementProfile, weights: "Weights"
) -> Iterator[Reason]:
    region, start = placement.region, placement.start
    answers: list[tuple[ReasonCode, int, bool, str | date | None]] = [
        (ReasonCode.FIELD, weights.field, talent.field in placement.fields, talent.field),
        (ReasonCode.KIND, weights.kind, is_sought(talent, placement), placement.kind),
        (ReasonCode.REGION, weights.region, is_anywhere(talent) or region in talent.regions, region),
        (ReasonCode.AVAILABILITY, weights.availability, _is_free(talent, start), start),
    ]
    for code, weight, is_met, subject in answers:
        if weight:
            yield _soft_reason(code, is_met, weight, weight if is_met else 0, subject)


def _soft_reason(
    code: ReasonCode,
    is_met: bool,  # noqa: FBT001 - a fact about the reason, it switches nothing
    weight: int,
    earned: int,
    subject: str | int | date | None,
    asked: int | None = None,
    has: int | None = None,
) -> Reason:
    unit = POINTS_PER_PERCENT
    return Reason(code, is_met, weight / unit, earned / unit, subject, asked, has, is_hard=False)


def _is_free(talent: TalentProfile, start: date | None) -> bool:
    return talent.available_from is None or start is None or talent.available_from <= start


# How a profile is read. Values off the scale count as the nearest one on it.


def language_minima(placement: PlacementProfile) -> dict[str, int]:
    return {language: min(rank, NATIVE) for language, rank in placement.languages.items() if rank > 0}


def degree_minimum(placement: PlacementProfile) -> int:
    return clip(placement.degree or 0, MAX_DEGREE)


def asked_level(level: int) -> int:
    """A skill that is named at all is asked for at the lowest level at least."""
    return max(1, clip(level, MAX_LEVEL))


def language_rank(talent: TalentProfile, language: str) -> int:
    return clip(talent.languages.get(language, 0), NATIVE)


def skill_level(talent: TalentProfile, skill: int) -> int:
    return clip(talent.skills.get(skill, 0), MAX_LEVEL)


def degree_rank(talent: TalentProfile) -> int:
    """An unknown degree meets no minimum."""
    return clip(talent.degree or 0, MAX_DEGREE)


def has_degree(talent: TalentProfile, placement: PlacementProfile) -> bool:
    return degree_rank(talent) >= degree_minimum(placement)


def is_sought(talent: TalentProfile, placement: PlacementProfile) -> bool:
    return not talent.kinds or not placement.kind or placement.kind in talent.kinds


def is_anywhere(talent: TalentProfile) -> bool:
    """Whether any region will do."""
    return talent.is_mobile or not talent.regions


def steps_earned(has: int, asked: int) -> int:
    """The reached part of an asked level, in twelfths."""
    return STEPS * min(has, asked) // asked


def clip(value: int, highest: int) -> int:
    return max(0, min(value, highest))


# How much each question of a placement weighs


@dataclass(frozen=True, slots=True)
class Weights:
    """The points of each question of one placement. ``base`` comes without a question."""

    base: int
    required: Mapping[int, int]
    welcome: Mapping[int, int]
    field: int
    kind: int
    region: int
    availability: int


def weigh(placement: PlacementProfile) -> Weights:
    """Hand out the parts to the questions asked; what a placement asks too little for becomes its base."""
    shares = {code: SHARES[code] for code, is_asked in _questions(placement) if is_asked}
    parts = PARTS * min(sum(shares.values()), ENOUGH_ASKED) // ENOUGH_ASKED
    given = dict(zip(shares, _hand_out(parts, list(shares.values())), strict=True))
    return Weights(
        base=(PARTS - parts) * NEUTRAL_SCORE * STEPS // 100,
        required=_weigh_skills(placement.required_skills, given.get(ReasonCode.REQUIRED_SKILL, 0)),
        welcome=_weigh_skills(placement.welcome_skills, given.get(ReasonCode.WELCOME_SKILL, 0)),
        field=given.get(ReasonCode.FIELD, 0) * STEPS,
        kind=given.get(ReasonCode.KIND, 0) * STEPS,
        region=given.get(ReasonCode.REGION, 0) * STEPS,
        availability=given.get(ReasonCode.AVAILABILITY, 0) * STEPS,
    )


def _questions(placement: PlacementProfile) -> list[tuple[ReasonCode, bool]]:
    return [
        (ReasonCode.REQUIRED_SKILL, bool(placement.required_skills)),
        (ReasonCode.WELCOME_SKILL, bool(placement.welcome_skills)),
        (ReasonCode.FIELD, bool(placement.fields)),
        (ReasonCode.KIND, bool(placement.kind)),
        (ReasonCode.REGION, bool(placement.region) and not placement.is_remote),
        (ReasonCode.AVAILABILITY, placement.start is not None),
    ]


def _weigh_skills(skills: Mapping[int, int], parts: int) -> dict[int, int]:
    """The same weight for each skill, to the finest part, in the order of their ids."""
    given = _hand_out(parts, [1] * len(skills))
    return {skill: part * STEPS for skill, part in zip(sorted(skills), given, strict=True)}


def _hand_out(parts: int, shares: Sequence[int]) -> list[int]:
    """Whole parts in proportion to `shares`, none lost."""
    total, before, given = sum(shares), 0, []
    for share in shares:
        given.append(parts * (before + share) // total - parts * before // total)
        before += share
    return given


def percent(points: Whole) -> Whole:
    """Points, one or an array of them, as whole percent, halves rounded up."""
    return (points + POINTS_PER_PERCENT // 2) // POINTS_PER_PERCENT
