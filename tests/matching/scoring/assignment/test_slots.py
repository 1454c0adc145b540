"""Chosen meetings put into slots."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring.assignment.choice import choose
from matching.scoring.assignment.days import Candidate, Day, Guest, Host, candidates_of
from matching.scoring.assignment.meetings import scale_of
from matching.scoring.assignment.slots import put_into_slots
from tests.matching.scoring.assignment.examples import days, is_possible, large_day

PAIRS = st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 15)), max_size=60)


@given(PAIRS, st.lists(st.integers(1, 3), min_size=8, max_size=8))
@settings(deadline=None)
def test_where_nobody_is_away_as_many_slots_as_the_fullest_has_meetings_are_enough(pairs, tables):
    of_host = [-(-sum(host == pk for host, _ in pairs) // tables[pk]) for pk in range(8)]
    of_guest = [sum(guest == pk for _, guest in pairs) for pk in range(16)]
    slots = max(*of_host, *of_guest)
    day = Day(slots, tuple(map(Host, range(8), tables)), tuple(map(Guest, range(16))))
    chosen = [Candidate(host, guest, 1, None, tuple(range(slots))) for host, guest in sorted(pairs)]
    meetings = put_into_slots(day, chosen)
    assert is_possible(day, meetings)
    assert {each.pair for each in meetings} == pairs


@given(days())
@settings(deadline=None)
def test_where_people_are_away_what_is_put_into_slots_is_possible(day):
    chosen, _ = choose(day, candidates_of(day), scale_of(day))
    meetings = put_into_slots(day, chosen)
    assert is_possible(day, meetings)
    assert {each.pair for each in meetings} <= {each.pair for each in chosen}


def test_on_a_large_day_nearly_everything_is_put_into_slots_though_a_third_is_away():
    day = large_day(3)
    chosen, _ = choose(day, candidates_of(day), scale_of(day))
    meetings = put_into_slots(day, chosen)
    assert is_possible(day, meetings)
    assert len(chosen) - len(meetings) <= 5
