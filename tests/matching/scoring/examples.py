"""People and offers to match: any of them at random, and those that say only what a test is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from matching.scoring.rules import PlacementProfile, TalentProfile

SKILLS = st.integers(1, 6)
LANGUAGES = st.sampled_from(["de", "en", "sl"])
FIELDS = st.sampled_from(["04", "06", "07"])
KINDS = st.sampled_from(["job", "thesis", "internship"])
REGIONS = st.sampled_from(["DEG", "DED", "SI03"])
DATES = st.dates(date(2026, 1, 1), date(2026, 1, 5))
IDS = st.integers(1, 2**62)

TALENT = st.builds(
    TalentProfile,
    id=IDS,
    skills=st.dictionaries(SKILLS, st.integers(-1, 6), max_size=5),
    languages=st.dictionaries(LANGUAGES, st.integers(-1, 9)),
    degree=st.none() | st.integers(0, 9),
    field=st.none() | FIELDS,
    kinds=st.frozensets(KINDS),
    regions=st.frozensets(REGIONS),
    is_mobile=st.booleans(),
    available_from=st.none() | DATES,
)
PLACEMENT = st.builds(
    PlacementProfile,
    id=IDS,
    required_skills=st.dictionaries(SKILLS, st.integers(-1, 6), max_size=5),
    welcome_skills=st.dictionaries(SKILLS, st.integers(0, 4), max_size=3),
    languages=st.dictionaries(LANGUAGES, st.integers(-1, 9), max_size=2),
    degree=st.none() | st.integers(0, 9),
    fields=st.frozensets(FIELDS, max_size=2),
    kind=KINDS | st.just(""),
    region=st.none() | st.just("") | REGIONS,
    is_remote=st.booleans(),
    start=st.none() | DATES,
)
TALENTS = st.lists(TALENT, max_size=6, unique_by=lambda talent: talent.id)
PLACEMENTS = st.lists(PLACEMENT, max_size=25, unique_by=lambda placement: placement.id)


def talent(**facts: Any) -> TalentProfile:
    nobody = TalentProfile(1, {}, {}, None, None, frozenset(), frozenset(), False, None)
    return replace(nobody, **facts)


def placement(**asked: Any) -> PlacementProfile:
    nothing = PlacementProfile(1, {}, {}, {}, None, frozenset(), "", None, False, None)
    return replace(nothing, **asked)
