"""Where somebody stands by hours."""

from decimal import Decimal

from programmes.workflows.hours import BADGES, COUNTS_AS_PARTICIPANT, SHORT_CONTACTS, HoursStanding, in_hours


def test_nobody_is_a_short_contact_and_a_participant():
    apart = {*SHORT_CONTACTS, *COUNTS_AS_PARTICIPANT, HoursStanding.NONE}
    assert apart == set(HoursStanding)
    assert len(SHORT_CONTACTS) + len(COUNTS_AS_PARTICIPANT) + 1 == len(HoursStanding)


def test_each_standing_by_hours_has_a_badge():
    assert BADGES.keys() == set(HoursStanding) - {HoursStanding.NOT_COUNTED}


def test_minutes_are_shown_in_hundredths_of_an_hour():
    assert [in_hours(minutes) for minutes in (0, 20, 90)] == [Decimal(0), Decimal("0.33"), Decimal("1.50")]
