"""The smallest step that helps a supply most. Pure, like the rules in ``matching.scoring.rules``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from matching.scoring.rules import (
    NATIVE,
    Demand,
    ReasonCode,
    Supply,
    asked_level,
    language_minima,
    language_rank,
    meets_decisive_wishes,
    meets_named_minima,
    skill_level,
)

Start = tuple[ReasonCode, str | int, int]
"""Where a step begins: in a language or a skill, which one, at what level."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One step in a skill or a language, from `has` to `target`, and the demands it lifts.

    A language step makes the supply eligible for them; a skill step completes a required skill where it is.
    """

    code: ReasonCode
    subject: str | int
    has: int
    target: int
    demand_ids: tuple[int, ...]

    @property
    def worth(self) -> tuple[Fraction, bool, int]:
        """Demands lifted for each level climbed; of equals, a language before a skill, then the shorter step."""
        levels = self.target - self.has
        return (Fraction(len(self.demand_ids), levels), self.code is ReasonCode.LANGUAGE, -levels)


def smallest_gap(supply: Supply, demands: Iterable[Demand]) -> Gap | None:
    """The one step in a skill or a language that lifts most of `demands` for each level climbed.

    Counted are demands whose decisive wishes the supply meets and for which this step alone makes it eligible,
    and those it is eligible for in which the step completes a required skill. Nobody climbs to native, and a
    named minimum such as a degree is no small step: neither is ever proposed.
    """
    lifts: dict[Start, list[tuple[int, int]]] = defaultdict(list)
    for demand in demands:
        for start, asked in _steps(supply, demand):
            lifts[start].append((asked, demand.id))
    gaps = chain.from_iterable(_gaps(*start, lifted) for start, lifted in sorted(lifts.items(), key=_by_name))
    return max(gaps, key=lambda gap: gap.worth, default=None)


def _steps(supply: Supply, demand: Demand) -> Iterator[tuple[Start, int]]:
    """What alone would lift the demand: where the step begins, and the level asked."""
    minima = language_minima(demand).items()
    missing = [(language, asked) for language, asked in minima if language_rank(supply, language) < asked]
    if (
        len(missing) > 1
        or not meets_decisive_wishes(supply, demand)
        or not meets_named_minima(supply, demand)
    ):
        return
    for language, asked in missing:
        if asked < NATIVE:
            yield (ReasonCode.LANGUAGE, language, language_rank(supply, language)), asked
    for skill, level in demand.required.items():
        has, asked = skill_level(supply, skill), asked_level(level)
        if not missing and has < asked:
            yield (ReasonCode.REQUIRED_SKILL, skill, has), asked


def _gaps(code: ReasonCode, subject: str | int, has: int, lifted: list[tuple[int, int]]) -> Iterator[Gap]:
    """A step to each level asked for; a higher one lifts what the lower ones do."""
    for target in {asked for asked, _ in lifted}:
        yield Gap(code, subject, has, target, tuple(sorted(pk for asked, pk in lifted if asked <= target)))


def _by_name(item: tuple[Start, object]) -> tuple[str, str]:
    (code, subject, _), _ = item
    return (code, str(subject))
