"""The smallest step that helps a talent most. Pure, like the rules in ``matching.scoring.rules``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from matching.scoring.rules import (
    NATIVE,
    PlacementProfile,
    ReasonCode,
    TalentProfile,
    asked_level,
    has_degree,
    is_sought,
    language_minima,
    language_rank,
    skill_level,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One step in a skill or a language, from `has` to `target`, and the placements it lifts.

    A language step makes them eligible; a skill step completes a required skill where one is eligible.
    """

    code: ReasonCode
    subject: str | int
    has: int
    target: int
    placement_ids: tuple[int, ...]

    @property
    def worth(self) -> tuple[Fraction, bool, int]:
        """Placements lifted for each level climbed; of equals, the one that opens doors, then the shorter."""
        levels = self.target - self.has
        return (Fraction(len(self.placement_ids), levels), self.code is ReasonCode.LANGUAGE, -levels)


def smallest_gap(talent: TalentProfile, placements: Iterable[PlacementProfile]) -> Gap | None:
    """The one step in a skill or a language that lifts most of `placements` for each level climbed.

    Counted are placements of a kind the talent looks for that this step alone makes eligible, and eligible
    ones in which it completes a required skill. Nobody climbs to native, and a degree is no small step:
    neither is ever proposed.
    """
    lifts: dict[tuple[ReasonCode, str | int, int], list[tuple[int, int]]] = defaultdict(list)
    for placement in placements:
        for code, subject, has, asked in _steps(talent, placement):
            lifts[code, subject, has].append((asked, placement.id))
    gaps = chain.from_iterable(_gaps(*start, lifted) for start, lifted in sorted(lifts.items(), key=_by_name))
    return max(gaps, key=lambda gap: gap.worth, default=None)


def _steps(
    talent: TalentProfile, placement: PlacementProfile
) -> Iterator[tuple[ReasonCode, str | int, int, int]]:
    """What alone would lift the placement: code, subject, level now, level asked."""
    minima = language_minima(placement).items()
    missing = [(code, asked) for code, asked in minima if language_rank(talent, code) < asked]
    if not is_sought(talent, placement) or not has_degree(talent, placement) or len(missing) > 1:
        return
    for language, asked in missing:
        if asked < NATIVE:
            yield ReasonCode.LANGUAGE, language, language_rank(talent, language), asked
    for skill, level in placement.required_skills.items():
        if not missing and skill_level(talent, skill) < asked_level(level):
            yield ReasonCode.REQUIRED_SKILL, skill, skill_level(talent, skill), asked_level(level)


def _gaps(code: ReasonCode, subject: str | int, has: int, lifted: list[tuple[int, int]]) -> Iterator[Gap]:
    """A step to each level asked for; a higher one lifts what the lower ones do."""
    for target in sorted({asked for asked, _ in lifted}):
        yield Gap(code, subject, has, target, tuple(sorted(pk for asked, pk in lifted if asked <= target)))


def _by_name(item: tuple[tuple[ReasonCode, str | int, int], object]) -> tuple[str, str]:
    (code, subject, _), _ = item
    return (code, str(subject))
