"""How well what one side brings fits what the other asks for, and why: the rules of matching.

Everything here is pure: a supply and a demand go in, a fit comes out; no database, no language, no clock. What
the two are, the caller decides: whatever asks for skills, languages and the like is a demand, whatever brings
them is a supply. Residence title, gender, nationality, age, name and origin are not inputs and must never
become any: people are ranked by what they can do and what they look for, by nothing else.

The rules, explained at length in ``docs/howto/matching.md``:

* Language minima and other minima are *hard*. They carry no points, so nothing can be traded against them:
  a supply that misses one is not eligible, finds the demand after all those it is eligible for, and gets half
  of the score that the rest would have given.
* Everything else earns points: skills by the level reached, wishes and the start by yes or no.
* Only questions that the demand asks count, and a demand that asks little stays near ``NEUTRAL_SCORE``: a
  hundred percent of nothing is no fit.
* What somebody is or can do has to be stated (a skill that nobody entered is missing); what somebody looks for
  may be left open (a trait that is None suits every wish, no date is in time for every start).
* Recommended is what a supply is eligible for and whose decisive wishes it meets.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Values = frozenset[Hashable]
"""The values of a wish or a trait: codes, ids, names."""
NOTHING: Values = frozenset()
Whole = TypeVar("Whole", int, "NDArray[np.int64]")

MAX_LEVEL = 4
"""Skill levels run from 1 (basic) to 4 (expert)."""
NATIVE = 7
"""Language ranks run from 0 (none) over A1 = 1 … C2 = 6 to 7 (native)."""
MAX_RANK = 1_000
"""Named minima run from 1 to this; each name has a scale of its own below it, such as ISCED's levels from 1 to 8."""

ENOUGH_ASKED = 60
"""The shares a demand must ask about before its score may reach 0 or 100."""
NEUTRAL_SCORE = 50
"""The score of a demand that asks nothing; one that asks little is drawn towards it."""

PARTS = 2_000
"""A demand hands out this many parts to its questions: a twentieth of a percent is the finest weight."""
STEPS = 12
"""One part is worth twelve points, so that any level out of 1, 2, 3 or 4 asked is a whole number of points."""
POINTS_PER_PERCENT = PARTS * STEPS // 100
"""Scores are sums of whole points; no rounding can make two ways of adding them up differ."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What demands of one sort may ask besides minima, and how much each question weighs.

    Shares are whole numbers that add up to 100: ``required`` and ``welcome`` those of all such skills together,
    ``wishes`` that of each wish by its name, ``start`` that of being free in time. Without the ``decisive``
    wishes nothing is recommended, however well the rest fits.

    Raises ValueError for shares below 0 or that don't add up to 100, and for a decisive wish without a share.
    """

    required: int
    welcome: int
    wishes: Mapping[str, int]
    start: int
    decisive: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        shares = [self.required, self.welcome, *self.wishes.values(), self.start]
        if min(shares) < 0 or sum(shares) != 100:
            raise ValueError(f"Shares must add up to 100, none below 0: {shares}")
        if unknown := self.decisive - self.wishes.keys():
            raise ValueError(f"Decisive wishes without a share: {sorted(unknown)}")


@dataclass(frozen=True, slots=True)
class Demand:
    """What one side asks for. What is absent, empty, None or 0 is not asked.

    ``required`` and ``welcome`` map skill ids to the level asked, 1 to 4; ``languages`` ISO codes to the least rank,
    1 to 7 (see ``NATIVE``); ``minima`` other scales by name to the least rank on them. ``wishes`` are named
    sets: a wish is met by a supply whose trait of that name has one of its values. ``start`` is the day from
    which the supply is needed. ``id`` is the caller's own.

    Raises ValueError for a wish that the criteria don't name.
    """

    id: int
    criteria: Criteria
    required: Mapping[int, int] = field(default_factory=dict)
    welcome: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    minima: Mapping[str, int] = field(default_factory=dict)
    wishes: Mapping[str, Values] = field(default_factory=dict)
    start: date | None = None

    def __post_init__(self) -> None:
        if unknown := self.wishes.keys() - self.criteria.wishes.keys():
            raise ValueError(f"Wishes without a share: {sorted(unknown)}")


@dataclass(frozen=True, slots=True)
class Supply:
    """What the other side brings. What is absent is missing.

    ``skills`` maps skill ids to the level reached, 1 to 4; ``languages`` ISO codes to ranks, 1 to 7; ``reached`` the
    names of other minima to the rank reached. ``traits`` are named sets that meet wishes of the same name;
    a trait that is None meets every one, for whom any value will do. Without ``available_from`` the supply is
    in time for any start. ``id`` is the caller's own.
    """

    id: int
    skills: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    reached: Mapping[str, int] = field(default_factory=dict)
    traits: Mapping[str, Values | None] = field(default_factory=dict)
    available_from: date | None = None


class ReasonCode(StrEnum):
    """What sort of question a reason answers; its subject says which one."""

    LANGUAGE = "language"
    MINIMUM = "minimum"
    REQUIRED_SKILL = "required_skill"
    WELCOME_SKILL = "welcome_skill"
    WISH = "wish"
    START = "start"


@dataclass(frozen=True, slots=True)
class Reason:
    """One question of a demand and how a supply answers it.

    ``subject`` is the language code, the skill id, or the name of the minimum or wish; a start has none ("").
    ``weight`` is what the question could add to the score in percent and ``earned`` what it does; a hard one has
    neither. ``asked`` and ``has`` are levels or ranks, where the question has them; ``has`` is None for a minimum
    of which the supply says nothing.
    """

    code: ReasonCode
    subject: str | int
    is_met: bool
    weight: float = 0.0
    earned: float = 0.0
    asked: int | None = None
    has: int | None = None

    @property
    def is_hard(self) -> bool:
        """Whether nothing makes up for it."""
        return self.code in (ReasonCode.LANGUAGE, ReasonCode.MINIMUM)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a demand suits a supply: 0 to 100, at most 50 for one that is not eligible."""

    demand_id: int
    supply_id: int
    score: int
    is_eligible: bool
    is_recommended: bool
    reasons: tuple[Reason, ...]

    @property
    def order(self) -> tuple[bool, int, int]:
        """Sort key, best first: the eligible before all others, then by score, then by the demand's id."""
        return (not self.is_eligible, -self.score, self.demand_id)


def explain(supply: Supply, demand: Demand) -> Fit:
    """How well `demand` fits `supply`, with a reason for each thing it asks, hard minima first.

    This is the reference in plain Python; whatever computes fits faster has to agree with it exactly.
    """
    weights = weigh(demand)
    reasons = (
        *_hard_reasons(supply, demand),
        *_skill_reasons(ReasonCode.REQUIRED_SKILL, weights.required, demand.required, supply),
        *_skill_reasons(ReasonCode.WELCOME_SKILL, weights.welcome, demand.welcome, supply),
        *_wish_reasons(supply, demand, weights),
    )
    score = percent(weights.base + sum(round(reason.earned * POINTS_PER_PERCENT) for reason in reasons))
    is_eligible = all(reason.is_met for reason in reasons if reason.is_hard)
    return Fit(
        demand_id=demand.id,
        supply_id=supply.id,
        score=score if is_eligible else score // 2,
        is_eligible=is_eligible,
        is_recommended=is_eligible and meets_decisive_wishes(supply, demand),
        reasons=reasons,
    )


def rank(supply: Supply, demands: Iterable[Demand], *, limit: int | None = None) -> list[Fit]:
    """All `demands` for one supply with reasons, best first, those it is not eligible for at the end."""
    return sorted((explain(supply, demand) for demand in demands), key=attrgetter("order"))[:limit]


def _hard_reasons(supply: Supply, demand: Demand) -> Iterator[Reason]:
    for language, asked in sorted(language_minima(demand).items()):
        has = language_rank(supply, language)
        yield Reason(ReasonCode.LANGUAGE, language, has >= asked, asked=asked, has=has)
    for name, asked in sorted(named_minima(demand).items()):
        has = named_rank(supply, name)
        is_met, is_known = has >= asked, name in supply.reached
        yield Reason(ReasonCode.MINIMUM, name, is_met, asked=asked, has=has if is_known else None)


def _skill_reasons(
    code: ReasonCode, weights: Mapping[int, int], levels: Mapping[int, int], supply: Supply
) -> Iterator[Reason]:
    for skill, points in weights.items():
        asked, has = asked_level(levels[skill]), skill_level(supply, skill)
        weight, earned = _in_percent(points), _in_percent(points * steps_earned(has, asked) // STEPS)
        yield Reason(code, skill, has >= asked, weight, earned, asked, has)


def _wish_reasons(supply: Supply, demand: Demand, weights: "Weights") -> Iterator[Reason]:
    """The reasons that are all or nothing: named wishes, then the start."""
    for name, values in asked_wishes(demand).items():
        yield _yes_or_no(ReasonCode.WISH, name, weights.wishes[name], is_met=meets_wish(supply, name, values))
    if demand.start is not None:
        yield _yes_or_no(ReasonCode.START, "", weights.start, is_met=is_free(supply, demand.start))


def _yes_or_no(code: ReasonCode, subject: str | int, points: int, *, is_met: bool) -> Reason:
    weight = _in_percent(points)
    return Reason(code, subject, is_met, weight, weight if is_met else 0.0)


def _in_percent(points: int) -> float:
    return points / POINTS_PER_PERCENT


# How a demand and a supply are read. Values off a scale count as the nearest one on it.


def language_minima(demand: Demand) -> dict[str, int]:
    return {language: min(rank, NATIVE) for language, rank in demand.languages.items() if rank > 0}


def language_rank(supply: Supply, language: str) -> int:
    return clip(supply.languages.get(language, 0), NATIVE)


def named_minima(demand: Demand) -> dict[str, int]:
    return {name: min(rank, MAX_RANK) for name, rank in demand.minima.items() if rank > 0}


def named_rank(supply: Supply, name: str) -> int:
    """The rank the supply has reached; 0, which meets no minimum, where it is unknown."""
    return clip(supply.reached.get(name, 0), MAX_RANK)


def meets_named_minima(supply: Supply, demand: Demand) -> bool:
    return all(named_rank(supply, name) >= min(least, MAX_RANK) for name, least in demand.minima.items())


def asked_level(level: int) -> int:
    """The level asked for; 1, the lowest, where a skill is named without one."""
    return max(1, clip(level, MAX_LEVEL))


def skill_level(supply: Supply, skill: int) -> int:
    return clip(supply.skills.get(skill, 0), MAX_LEVEL)


def steps_earned(has: int, asked: int) -> int:
    """The reached part of an asked level, in twelfths."""
    return STEPS * min(has, asked) // asked


def asked_wishes(demand: Demand) -> dict[str, Values]:
    """The wishes that have values, in the order of the criteria."""
    return {name: values for name in demand.criteria.wishes if (values := demand.wishes.get(name))}


def is_open(supply: Supply, name: str) -> bool:
    """Whether any value of this name will do."""
    return supply.traits.get(name, NOTHING) is None


def meets_wish(supply: Supply, name: str, values: Values) -> bool:
    trait = supply.traits.get(name, NOTHING)
    return trait is None or not trait.isdisjoint(values)


def meets_decisive_wishes(supply: Supply, demand: Demand) -> bool:
    wishes = demand.wishes
    return all(
        meets_wish(supply, name, wishes[name]) for name in demand.criteria.decisive if wishes.get(name)
    )


def is_free(supply: Supply, start: date) -> bool:
    return supply.available_from is None or supply.available_from <= start


def clip(value: int, highest: int) -> int:
    return max(0, min(value, highest))


# How much each question of a demand weighs


@dataclass(frozen=True, slots=True)
class Weights:
    """The points of each question of one demand; of wishes that have values. ``base`` comes without a question."""

    base: int
    required: Mapping[int, int]
    welcome: Mapping[int, int]
    wishes: Mapping[str, int]
    start: int


def weigh(demand: Demand) -> Weights:
    """Hand out the parts to the questions asked; what a demand asks too little for becomes its base."""
    criteria, wishes = demand.criteria, asked_wishes(demand)
    shares = [
        criteria.required if demand.required else 0,
        criteria.welcome if demand.welcome else 0,
        *(criteria.wishes[name] for name in wishes),
        criteria.start if demand.start is not None else 0,
    ]
    parts = PARTS * min(sum(shares), ENOUGH_ASKED) // ENOUGH_ASKED
    required, welcome, *given, start = _distribute(parts, shares)
    return Weights(
        base=(PARTS - parts) * NEUTRAL_SCORE * STEPS // 100,
        required=_weigh_skills(demand.required, required),
        welcome=_weigh_skills(demand.welcome, welcome),
        wishes={name: part * STEPS for name, part in zip(wishes, given, strict=True)},
        start=start * STEPS,
    )


def _weigh_skills(skills: Mapping[int, int], parts: int) -> dict[int, int]:
    """The same weight for each skill, to the finest part, in the order of their ids."""
    given = _distribute(parts, [1] * len(skills))
    return {skill: part * STEPS for skill, part in zip(sorted(skills), given, strict=True)}


def _distribute(parts: int, shares: Sequence[int]) -> list[int]:
    """Whole parts in proportion to `shares`, none lost unless all shares are 0."""
    total, before, given = max(1, sum(shares)), 0, []
    for share in shares:
        given.append(parts * (before + share) // total - parts * before // total)
        before += share
    return given


def percent(points: Whole) -> Whole:
    """Points, one or an array of them, as whole percent, halves rounded up."""
    return (points + POINTS_PER_PERCENT // 2) // POINTS_PER_PERCENT
