"""Days of meetings planned, and planned anew."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring.assignment.days import Day, Guest, Host, Side, candidates_of
from matching.scoring.assignment.meetings import MOVE, plan, replan
from matching.scoring.assignment.plans import Meeting, Score, Why, Wish
from tests.matching.scoring.assignment.examples import all_plans, days, is_possible, large_day, score

FULL_DAY = large_day(away=0.0)
HALF_DAYS = large_day(2)


def best_score(day: Day) -> Score:
    return max(score(day, meetings) for meetings in all_plans(day, candidates_of(day)))


# --- A plan ---


@given(days())
@settings(deadline=None)
def test_a_plan_is_possible_and_no_other_is_better_and_it_says_so(day):
    made = plan(day)
    assert is_possible(day, list(made.meetings))
    assert (made.score, made.bound) == (score(day, list(made.meetings)), best_score(day))
    assert made.score == made.bound
    assert made.moved == ()


@given(days())
@settings(deadline=None)
def test_every_wish_has_a_meeting_or_a_reason(day):
    made = plan(day)
    meetings = {each.pair: each for each in made.meetings}
    people = [(Side.HOST, host) for host in day.hosts] + [(Side.GUEST, guest) for guest in day.guests]
    assert made.wishes.keys() == {(side, person.id) for side, person in people if person.wishes}
    for (side, pk), wishes in made.wishes.items():
        person = next(each for of, each in people if (of, each.id) == (side, pk))
        assert {wish.other: wish.rank for wish in wishes} == person.wishes
        assert [wish.rank for wish in wishes] == sorted(wish.rank for wish in wishes)
        for wish in wishes:
            pair = (pk, wish.other) if side is Side.HOST else (wish.other, pk)
            assert wish.meeting == meetings.get(pair)
            assert (wish.why is None) == (wish.meeting is not None)


def test_a_day_as_large_as_they_get_is_planned_to_the_proven_best_and_the_same_each_time():
    for day in (FULL_DAY, HALF_DAYS):
        made = plan(day)
        assert is_possible(day, list(made.meetings))
        assert (made.is_best, made.gap) == (True, 0.0)
        assert plan(day) == made
    assert len(plan(FULL_DAY).meetings) == 40 * 12


def test_somebodys_first_meeting_comes_before_anybodys_third_however_dear_that_is():
    """One guest's three first wishes would be worth more points than two and another guest's eighth."""
    hosts = tuple(Host(pk, unavailable=frozenset({0, 1, 2} - {pk - 1})) for pk in (1, 2, 3))
    day = Day(3, hosts, (Guest(1, wishes={1: 1, 2: 1, 3: 1}), Guest(2, wishes={2: 8})))
    made = plan(day)
    assert [each.place for each in made.meetings] == [(0, 1, 1), (1, 2, 2), (2, 3, 1)]
    assert made.score == Score(first=2, second=1, points=17)
    assert made.wishes[Side.GUEST, 1][1] == Wish(2, 1, None, Why.OTHER_FULL)


def test_a_day_without_wishes_has_no_meetings():
    made = plan(Day(2, (Host(1),), (Guest(1),)))
    assert (made.meetings, made.score, made.bound, dict(made.wishes)) == (
        (),
        Score(0, 0, 0),
        Score(0, 0, 0),
        {},
    )
    assert plan(Day(0, (), ())).meetings == ()


def test_guests_who_all_can_come_at_one_time_alone_are_too_many_for_a_table_and_the_plan_is_the_best_all_the_same():
    guests = tuple(Guest(pk, wishes={1: pk}, unavailable=frozenset({1, 2})) for pk in (1, 2, 3))
    made = plan(Day(3, (Host(1, tables=2),), guests))
    assert [(each.slot, each.guest, each.table) for each in made.meetings] == [(0, 1, 1), (0, 2, 2)]
    assert (made.is_best, made.wishes[Side.GUEST, 3]) == (True, (Wish(1, 3, None, Why.NO_SLOT),))


# --- Planned anew ---


@given(days(), days(), st.integers(0, 2), st.sampled_from([0.0, 0.05, 0.5, 1.0]))
@settings(deadline=None)
def test_a_new_plan_moves_no_more_than_it_may_and_leaves_what_has_begun(first, second, since, most_moved):
    """The second day is another one altogether, of which parts of the first plan may still be possible."""
    earlier = plan(first)
    made = replan(second, earlier, since=since, most_moved=most_moved)
    held = [each for each in earlier.meetings if each.slot < since]
    assert [each for each in made.meetings if each.slot < since] == held
    later = [each for each in made.meetings if each.slot >= since]
    assert is_possible(replace(second, slots=max(second.slots, since)), later)
    assert not {each.pair for each in held} & {each.pair for each in later}
    possible = {(slot, *each.pair) for each in candidates_of(second) for slot in each.slots}
    stay = [each for each in earlier.meetings if each.slot >= since and each.place in possible]
    moved = [each for each in stay if each not in made.meetings]
    assert {*made.moved} <= {*moved}
    assert len(made.moved) <= most_moved * len(stay)
    assert made.score <= made.bound


@given(days(), st.data())
@settings(deadline=None)
def test_a_new_plan_is_the_best_of_those_that_move_few(day, data):
    earlier = plan(day)
    gone = data.draw(st.sampled_from([guest.id for guest in day.guests]))
    now, most_moved = day.without_guest(gone), data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    made = replan(now, earlier, most_moved=most_moved)
    stay = {each.place for each in earlier.meetings if each.guest != gone}
    scores = []
    for meetings in all_plans(now, candidates_of(now)):
        moved = len(stay - {each.place for each in meetings})
        if moved <= most_moved * len(stay):
            found = score(now, meetings)
            scores.append(replace(found, points=found.points - MOVE * moved))
    assert (made.score, made.bound) == (max(scores), max(scores))


def test_drop_outs_on_a_large_day_move_a_twentieth_of_the_others_at_the_most():
    earlier = plan(HALF_DAYS)
    guest, host = earlier.meetings[-1].guest, earlier.meetings[-40].host
    now = HALF_DAYS.without_guest(guest, since=5).without_host(host, since=5).without_slot(9)
    made = replan(now, earlier, since=5)
    untouched = [
        each
        for each in earlier.meetings
        if each.slot < 5 or (each.guest != guest and each.host != host and each.slot != 9)
    ]
    moved = [each for each in untouched if each not in made.meetings]
    assert sorted(moved) == sorted(made.moved)
    assert len(moved) <= 0.05 * sum(each.slot >= 5 for each in untouched)
    assert [each for each in made.meetings if each.slot < 5] == [each for each in untouched if each.slot < 5]
    assert made.is_best
    assert replan(now, earlier, since=5) == made


def test_a_plan_of_an_unchanged_day_stays_as_it_is():
    earlier = plan(FULL_DAY)
    made = replan(FULL_DAY, earlier)
    assert (made.meetings, made.moved, made.score) == (earlier.meetings, (), earlier.score)


def test_whoever_comes_late_gets_what_is_free_and_is_worth_a_move():
    """They are there in the first guest's slot alone, whose meeting is moved where that may be, for a first wish."""
    day = Day(2, (Host(1),), (Guest(1, wishes={1: 1}),))
    earlier = plan(day)
    slot = earlier.meetings[0].slot
    late = Guest(2, wishes={1: 8}, unavailable=frozenset({1 - slot}))
    joined = replace(day, guests=(*day.guests, late))
    made = replan(joined, earlier, most_moved=1.0)
    assert {each.place for each in made.meetings} == {(1 - slot, 1, 1), (slot, 1, 2)}
    assert (made.moved, made.score) == (earlier.meetings, Score(2, 0, 8 + 1 - MOVE))
    stays = replan(joined, earlier)
    assert (stays.meetings, stays.moved) == (earlier.meetings, ())
    assert stays.wishes[Side.GUEST, 2] == (Wish(1, 8, None, Why.NO_SLOT),)


def test_a_meeting_that_was_held_counts_for_those_who_have_left_since():
    day = Day(2, (Host(1), Host(2)), (Guest(1, wishes={1: 1, 2: 2}),))
    earlier = plan(day)
    made = replan(day.without_guest(1, since=1), earlier, since=1)
    assert (made.meetings, made.score) == (earlier.meetings[:1], Score(1, 0, made.score.points))
    gone = replan(replace(day, guests=()), earlier, since=1)
    assert (gone.meetings, gone.score) == (earlier.meetings[:1], Score(0, 0, 0))


def test_meetings_that_stay_keep_their_table():
    guests = tuple(Guest(pk, wishes={1: 1}) for pk in (1, 2, 3))
    day = Day(1, (Host(1, tables=3),), guests)
    earlier = plan(day)
    last = earlier.meetings[-1]
    assert last.table == 3
    made = replan(day.without_guest(earlier.meetings[0].guest), earlier)
    assert made.meetings == earlier.meetings[1:]
    fewer = replan(replace(day, hosts=(Host(1, tables=2),)), earlier)
    assert fewer.meetings == earlier.meetings[:2]
    assert fewer.moved == ()


def test_nobody_meets_more_often_than_they_want_with_what_was_held_before():
    day = Day(3, (Host(1), Host(2), Host(3)), (Guest(1, most=1, wishes={1: 1, 2: 2, 3: 3}),))
    earlier = plan(day)
    assert earlier.meetings == (Meeting(earlier.meetings[0].slot, 1, 1, 1),)
    made = replan(day, replace(earlier, meetings=(Meeting(0, 1, 1),)), since=1)
    assert made.meetings == (Meeting(0, 1, 1),)
    assert made.wishes[Side.GUEST, 1][1:] == (Wish(2, 2, None, Why.OWN_FULL), Wish(3, 3, None, Why.OWN_FULL))
