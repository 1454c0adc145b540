"""The day before, those who will be there are told, once for each time it was moved to, and as long as it stands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matching.models import Interview
from matching.queries.interviews import interview_occasions
from matching.services.interview_reminders import remind_of_interview
from portal.notifications.models import Notification
from portal.privacy.services.erasures import request_erasure
from programmes.extensions import Due
from programmes.models import Appointment, Reminder, ReminderOccasion
from programmes.services import appointments, reminders
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.programmes.services.test_appointments import WHY, Meeting

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
MIDNIGHT = datetime(2026, 10, 22, 22, 5, tzinfo=UTC)
"""Of a Thursday in Berlin, where every test begins, whatever the hour; the clocks go back on the Sunday after."""


class Clock:
    def __init__(self, monkeypatch):
        self.moment = MIDNIGHT
        monkeypatch.setattr(timezone, "now", lambda: self.moment)

    def at(self, *when):
        self.moment = datetime(*when, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    return Clock(monkeypatch)


def october(day, hour, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=BERLIN)


def meeting_at(time):
    return Meeting(proposals=[time], starts_at=time)


def move(meeting, time):
    """The company proposes another time, and the applicant takes it."""
    appointments.propose_other_times(appointment=meeting.appointment, times=[time], by=meeting.company, **WHY)
    appointments.choose_time(appointment=meeting.appointment, time=time, by=meeting.applicant)


def told_times(meeting):
    """When the interview begins, as each message to the applicant says it."""
    rows = Notification.objects.filter(recipient=meeting.applicant, kind="programmes.appointment_soon")
    return [
        datetime.fromisoformat(each).astimezone(BERLIN)
        for row in rows.order_by("pk")
        for each in row.payload["times"]
    ]


def run():
    send_reminders()
    send_reminders()


def meeting_in(hours):
    time = timezone.now() + timedelta(hours=hours)
    return Meeting(proposals=[time], starts_at=time)


def reminded():
    add_standard_reminders()
    Reminder.objects.update(on_since=timezone.now() - timedelta(days=60))
    send_reminders()
    rows = Notification.objects.filter(kind="programmes.appointment_soon")
    return set(rows.values_list("recipient", flat=True))


def test_both_are_told_the_day_before_and_once(clock):
    soon, later = meeting_in(20), meeting_in(30)
    assert reminded() == {soon.applicant.pk, soon.company.pk}
    assert reminded() == {soon.applicant.pk, soon.company.pk}
    assert Notification.objects.filter(kind="programmes.appointment_soon").count() == 2
    assert interview_occasions().count() == 2
    assert later.row().state == "agreed"


def test_nobody_is_told_of_what_no_longer_stands():
    meeting = meeting_in(20)
    meeting.cancel(meeting.company)
    begun = meeting_in(20)
    time = timezone.now() - timedelta(minutes=5)
    Appointment.objects.filter(pk=begun.appointment.pk).update(
        proposals=[time], starts_at=time, chosen_at=time - timedelta(days=1)
    )
    assert reminded() == set()


def test_where_nobody_waits_any_more_the_companys_people_are_told():
    meeting = meeting_in(20)
    meeting.company.contacts.all().delete()
    assert reminded() == {meeting.applicant.pk, meeting.colleague.pk}


def test_who_asks_to_be_erased_is_waited_for_by_nobody():
    meeting = meeting_in(40)
    request_erasure(person=meeting.applicant, by=meeting.applicant)
    assert (meeting.row().state, meeting.row().reason) == ("cancelled", "closed")
    kinds = Notification.objects.filter(recipient=meeting.company).values_list("kind", flat=True)
    assert list(kinds) == ["programmes.appointment_cancelled"]


def test_what_is_moved_after_its_reminder_is_reminded_of_again_the_day_before_and_once(clock):
    meeting = meeting_at(october(23, 10))
    reminded()
    assert told_times(meeting) == [october(23, 10)]
    move(meeting, october(29, 14))
    clock.at(2026, 10, 28, 7, 59)
    run()
    assert told_times(meeting) == [october(23, 10)]
    clock.at(2026, 10, 28, 8)
    run()
    assert told_times(meeting) == [october(23, 10), october(29, 14)]
    settled = ReminderOccasion.objects.filter(settled_at__isnull=False).values_list("moment", "told")
    assert sorted(settled) == [(october(23, 10), 2), (october(29, 14), 2)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2026, 10, 24, 10, tzinfo=BERLIN), datetime(2026, 10, 26, 10, tzinfo=BERLIN)),
        (datetime(2027, 3, 27, 10, tzinfo=BERLIN), datetime(2027, 3, 29, 10, tzinfo=BERLIN)),
    ],
    ids=["autumn", "spring"],
)
def test_the_reminder_of_a_time_beyond_a_change_of_the_clocks_goes_at_eight(clock, before, after):
    """From a Saturday to the Monday: the clocks change in the night before the reminder goes."""
    clock.moment = before - timedelta(hours=12)
    meeting = meeting_at(before)
    reminded()
    move(meeting, after)
    sunday = after.date() - timedelta(days=1)
    clock.at(sunday.year, sunday.month, sunday.day, 7, 59)
    run()
    assert told_times(meeting) == [before]
    clock.at(sunday.year, sunday.month, sunday.day, 8)
    run()
    assert told_times(meeting) == [before, after]


def test_moved_twice_before_anything_runs_it_is_reminded_of_once_at_the_time_that_stands(clock):
    meeting = meeting_at(october(23, 10))
    reminded()
    move(meeting, october(23, 12))
    move(meeting, october(23, 16))
    run()
    assert told_times(meeting) == [october(23, 10), october(23, 16)]


def test_moved_twice_while_the_worker_is_at_it_nobody_is_told_twice_of_one_time(clock, monkeypatch):
    meeting = meeting_at(october(23, 10))
    with monkeypatch.context() as patched:
        patched.setattr(reminders, "_waiting_groups", lambda name: [])  # killed after it has found
        reminded()
        move(meeting, october(23, 12))
        send_reminders()
        move(meeting, october(23, 16))
    assert ReminderOccasion.objects.waiting().count() == 2
    run()
    assert told_times(meeting) == [october(23, 16)]
    assert sorted(ReminderOccasion.objects.values_list("moment", "told")) == [
        (october(23, 10), 0),
        (october(23, 12), 0),
        (october(23, 16), 2),
    ]


def test_moved_while_the_message_is_written_the_next_run_tells_of_it(clock):
    """Found and asked again, and moved by somebody else just then."""
    meeting = meeting_at(october(23, 10))
    row = Interview.objects.get(appointment=meeting.appointment)
    due = {"occasion": row.pk, "rule": "day_before", "offset": 1, "programme": 1}
    assert len(list(remind_of_interview(due=[Due(moment=october(23, 10), **due)]))) == 2
    assert list(remind_of_interview(due=[Due(moment=october(23, 9), **due)])) == []


def test_what_is_moved_away_and_back_or_elsewhere_at_the_same_time_is_the_same_occasion(clock):
    meeting = meeting_at(october(23, 10))
    reminded()
    move(meeting, october(29, 14))
    move(meeting, october(23, 10))
    appointments.change_place(
        appointment=meeting.appointment, by=meeting.company, place="Gate 3", host=meeting.company
    )
    run()
    assert told_times(meeting) == [october(23, 10)]


def test_of_what_an_earlier_release_has_told_nobody_is_told_again(clock):
    meeting = meeting_at(october(23, 10))
    reminded()
    ReminderOccasion.objects.update(moment=None)
    Notification.objects.all().delete()
    run()
    assert told_times(meeting) == []


def test_what_an_earlier_release_has_found_is_told_once(clock, monkeypatch):
    meeting = meeting_at(october(23, 10))
    with monkeypatch.context() as patched:
        patched.setattr(reminders, "_waiting_groups", lambda name: [])
        reminded()
    ReminderOccasion.objects.update(moment=None)
    run()
    assert told_times(meeting) == [october(23, 10)]


def test_after_an_outage_what_was_moved_is_told_of_until_it_begins(clock):
    meeting, missed = meeting_at(october(23, 10)), meeting_at(october(23, 11))
    reminded()
    move(meeting, october(29, 14))
    move(missed, october(28, 9))
    clock.at(2026, 10, 28, 22)
    run()
    assert told_times(meeting) == [october(23, 10), october(29, 14)]
    assert told_times(missed) == [october(23, 11)]
