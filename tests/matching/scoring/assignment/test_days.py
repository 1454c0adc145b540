"""Who comes to a day of meetings, and who may meet whom."""

import pytest

from matching.scoring.assignment.days import Candidate, Day, Guest, Host, Side, candidates_of, points_of


def test_a_first_wish_is_worth_eight_points_and_an_eighth_one():
    assert [points_of(rank) for rank in (None, 1, 8)] == [0, 8, 1]


@pytest.mark.parametrize("wishes", [{1: 0}, {1: 9}, dict.fromkeys(range(9), 1)])
def test_nobody_has_more_than_eight_wishes_or_ranks_of_other_numbers(wishes):
    for person in (Host, Guest):
        with pytest.raises(ValueError, match="Up to 8 wishes, ranked from 1 to 8"):
            person(1, wishes=wishes)
        person(1, wishes=dict.fromkeys(range(8), 8))


def test_a_host_has_a_table():
    with pytest.raises(ValueError, match="Host 7 has no table"):
        Host(7, tables=0)


def test_an_id_stands_once_on_each_side():
    Day(1, (Host(1),), (Guest(1),))
    for hosts, guests in (((Host(1), Host(1)), ()), ((), (Guest(1), Guest(1)))):
        with pytest.raises(ValueError, match="An id stands twice"):
            Day(1, hosts, guests)


def test_room_is_what_tables_presence_and_the_guest_allow():
    assert Host(1, tables=2, unavailable=frozenset({0, 7})).room(3) == 4
    assert [Guest(1, most, unavailable=frozenset({0})).room(3) for most in (None, 1, 5)] == [2, 1, 2]


def test_those_may_meet_of_whom_one_wishes_for_the_other():
    day = Day(2, (Host(1, wishes={1: 3}), Host(2)), (Guest(1, wishes={2: 1, 9: 2}), Guest(2)))
    first, second = candidates_of(day)
    assert (first, first.points) == (Candidate(1, 1, 3, None, (0, 1)), 6)
    assert (second, second.points) == (Candidate(2, 1, None, 1, (0, 1)), 8)
    assert [[*each.wishers()] for each in (first, second)] == [[(Side.HOST, 1)], [(Side.GUEST, 1)]]


def test_those_may_not_meet_who_are_excluded_can_not_talk_or_are_never_there_together():
    wishes = {1: 1, 2: 1, 3: 1, 4: 1}
    hosts = (
        Host(1),
        Host(2, languages=frozenset({"en"})),
        Host(3, unavailable=frozenset({1})),
        Host(4, languages=frozenset({"de", "en"})),
    )
    guest = Guest(1, wishes=wishes, languages=frozenset({"de"}), unavailable=frozenset({0}))
    day = Day(2, hosts, (guest,), frozenset({(1, 1)}))
    assert [each.pair for each in candidates_of(day)] == [(4, 1)]
    assert candidates_of(day)[0].slots == (1,)
    assert candidates_of(day, since=2) == ()


def test_who_leaves_is_there_no_more_from_then_on():
    day = Day(
        3, (Host(1, unavailable=frozenset({0})), Host(2)), (Guest(1), Guest(2, unavailable=frozenset({0})))
    )
    assert [guest.unavailable for guest in day.without_guest(2, since=2).guests] == [set(), {0, 2}]
    assert [host.unavailable for host in day.without_host(1, since=2).hosts] == [{0, 2}, set()]
    assert day.without_guest(1).guests[0].unavailable == {0, 1, 2}
    assert [host.unavailable for host in day.without_slot(1).hosts] == [{0, 1}, {1}]
