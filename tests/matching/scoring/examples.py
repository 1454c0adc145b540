"""Supplies and demands to match: any of them at random, and those that say only what a test is about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from matching.scoring.batch import DemandIndex
from matching.scoring.rules import Criteria, Demand, Supply

SKILLS = st.integers(1, 6)
LANGUAGES = st.sampled_from(["de", "en", "sl"])
MINIMA = st.sampled_from(["degree", "hours"])
WISHES = st.sampled_from(["field", "kind", "region"])
VALUES = st.frozensets(st.sampled_from("abcd"), max_size=3)
DATES = st.dates(date(2026, 1, 1), date(2026, 1, 5))
IDS = st.integers(1, 2**62)

CRITERIA = Criteria(
    required=50,
    welcome=20,
    wishes={"field": 10, "kind": 8, "region": 7},
    start=5,
    decisive=frozenset({"kind"}),
)
OTHER_CRITERIA = (
    Criteria(required=0, welcome=30, wishes={"region": 31, "kind": 9, "field": 30}, start=0),
    Criteria(
        required=20,
        welcome=0,
        wishes={"field": 60, "kind": 0, "region": 1},
        start=19,
        decisive=frozenset({"field", "kind"}),
    ),
)

SUPPLY = st.builds(
    Supply,
    id=IDS,
    skills=st.dictionaries(SKILLS, st.integers(-1, 6), max_size=5),
    languages=st.dictionaries(LANGUAGES, st.integers(-1, 9)),
    reached=st.dictionaries(MINIMA, st.integers(-1, 9) | st.integers(998, 1002)),
    traits=st.dictionaries(WISHES, st.none() | VALUES),
    available_from=st.none() | DATES,
)
DEMAND = st.builds(
    Demand,
    id=IDS,
    criteria=st.sampled_from([CRITERIA, *OTHER_CRITERIA]),
    required=st.dictionaries(SKILLS, st.integers(-1, 6), max_size=5),
    welcome=st.dictionaries(SKILLS, st.integers(0, 4), max_size=3),
    languages=st.dictionaries(LANGUAGES, st.integers(-1, 9), max_size=2),
    minima=st.dictionaries(MINIMA, st.integers(-1, 9) | st.integers(998, 1002), max_size=1),
    wishes=st.dictionaries(WISHES, VALUES),
    start=st.none() | DATES,
)
SUPPLIES = st.lists(SUPPLY, max_size=6, unique_by=lambda supply: supply.id)
DEMANDS = st.lists(DEMAND, max_size=25, unique_by=lambda demand: demand.id)


def supply(**brought: Any) -> Supply:
    """Open to everything about which it says nothing."""
    return replace(Supply(1, traits={"field": None, "kind": None, "region": None}), **brought)


def demand(**asked: Any) -> Demand:
    return replace(Demand(1, CRITERIA), **asked)


def one_of(*values: str) -> frozenset[str]:
    return frozenset(values)


def top_matches(
    supplies: Iterable[Supply], demands: Iterable[Demand], *, limit: int
) -> dict[int, list[tuple[int, int]]]:
    return best_of(DemandIndex(demands), supplies, limit=limit)


def best_of(
    index: DemandIndex, supplies: Iterable[Supply], *, limit: int
) -> dict[int, list[tuple[int, int]]]:
    """For each supply's id the ids and scores of its best recommended demands, best first."""
    rows = list(supplies)
    found = {}
    for brought, fits in zip(rows, index.fits_of(rows), strict=True):
        best = fits.best(limit, among=fits.is_recommended)
        found[brought.id] = list(zip(fits.demand_ids[best].tolist(), fits.score[best].tolist(), strict=True))
    return found
