"""The reminders of arriving: who is told what, and when no more."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matching.dashboard.arrivals import reminder_kinds
from matching.models import Application, ApplicationEvent, ArrivalAnswer, FirstDay, Placement
from matching.queries.arrivals import first_days_to_come, starts_to_ask_about
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.extensions import Due
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.factories import make_application, make_organisation, make_placement
from tests.programmes.reminders import check_kind

pytestmark = pytest.mark.django_db

KINDS = dict(reminder_kinds.items())


@pytest.fixture
def taken(programme):
    return make_application(make_placement(make_organisation(programme)), state="accepted")


def due(kind, row):
    found = KINDS[kind].occasions().get(pk=row.pk)
    one = Due(occasion=row.pk, moment=found.moment, rule="first", offset=1, programme=1)
    return list(KINDS[kind].tell(due=[one]))


BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    def __init__(self, monkeypatch):
        self.moment = datetime(2026, 10, 1, 12, tzinfo=BERLIN)
        monkeypatch.setattr(timezone, "now", lambda: self.moment)

    def at(self, *when):
        self.moment = datetime(*when, tzinfo=BERLIN)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


class Starter:
    """Has taken a place, of which the programme's standard reminders tell."""

    def __init__(self, programme):
        self.programme = programme
        placement = make_placement(make_organisation(programme), starts_on=date(2026, 10, 1))
        self.application = make_application(placement, state="accepted")
        taken = ApplicationEvent.objects.create(application=self.application, state="accepted")
        ApplicationEvent.objects.filter(pk=taken.pk).update(at=timezone.now())
        self.application.save()
        add_standard_reminders()

    def agrees_on(self, *day, state="agreed"):
        fields = {"starts_on": date(*day), "state": state}
        FirstDay.objects.update_or_create(application=self.application, defaults=fields)

    def told(self, kind):
        send_reminders()
        send_reminders()
        return Notification.objects.filter(recipient=self.application.talent.user, kind=kind).count()


@pytest.fixture
def starter(clock, programme):
    return Starter(programme)


FIRST_DAY, QUESTION = "matching.first_day_comes", "matching.arrival_asked"


def test_a_first_day_that_is_moved_is_reminded_of_again_and_once(clock, starter):
    starter.agrees_on(2026, 10, 5)
    clock.at(2026, 10, 4, 8)
    assert starter.told(FIRST_DAY) == 1
    starter.agrees_on(2026, 10, 26)
    clock.at(2026, 10, 25, 7, 59)  # the night in which the clocks go back is over
    assert starter.told(FIRST_DAY) == 1
    clock.at(2026, 10, 25, 8)
    assert starter.told(FIRST_DAY) == 2


def test_a_day_is_the_same_day_in_another_zone_and_at_another_hour(clock, starter):
    starter.agrees_on(2026, 10, 5)
    clock.at(2026, 10, 4, 8)
    assert starter.told(FIRST_DAY) == 1
    starter.programme.time_zone = "Europe/Lisbon"
    starter.programme.save()
    FirstDay.objects.update(starts_at=time(7), place="Side entrance")
    clock.at(2026, 10, 4, 10)
    assert starter.told(FIRST_DAY) == 1


def test_a_day_that_is_moved_while_the_message_is_written_is_told_of_by_the_next_run(clock, starter):
    starter.agrees_on(2026, 10, 5)
    (day,) = first_days_to_come()
    stale = Due(occasion=day.pk, moment=day.moment - timedelta(days=1), rule="a", offset=1, programme=1)
    assert list(KINDS["matching.first_day"].tell(due=[stale])) == []
    assert len(due("matching.first_day", day)) == 1


def test_who_begins_later_than_was_thought_is_asked_again_four_weeks_after_that(clock, starter):
    clock.at(2026, 10, 29, 8)
    assert starter.told(QUESTION) == 1
    starter.agrees_on(2026, 11, 9, state="suggested")
    assert starter.told(QUESTION) == 1
    starter.agrees_on(2026, 11, 9)
    clock.at(2026, 12, 7, 7, 59)
    assert starter.told(QUESTION) == 1
    clock.at(2026, 12, 7, 8)
    assert starter.told(QUESTION) == 2


def test_nobody_is_asked_again_because_a_company_corrects_its_offer(clock, starter):
    clock.at(2026, 10, 29, 8)
    assert starter.told(QUESTION) == 1
    Placement.objects.update(starts_on=date(2026, 10, 2))
    clock.at(2026, 11, 2, 8)
    assert starter.told(QUESTION) == 1


def test_nobody_is_asked_how_it_is_while_a_first_day_ahead_is_talked_about(clock, starter):
    starter.agrees_on(2026, 11, 30, state="suggested")
    clock.at(2026, 10, 30, 8)
    assert starter.told(QUESTION) == 0


@pytest.mark.parametrize("name", ["matching.first_day", "matching.arrival"])
def test_the_kinds_are_whole(name):
    check_kind(KINDS[name])


def test_who_starts_is_reminded_of_the_day_that_was_agreed_and_of_no_other(taken, programme):
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = FirstDay.objects.create(application=taken, starts_on=tomorrow, place="Main door")
    assert not first_days_to_come().exists()
    FirstDay.objects.update(state="agreed")
    (row,) = first_days_to_come()
    assert (row.of_programme, row.counts_from.astimezone(programme.zone).hour) == (programme.pk, 9)
    ((person, notice),) = due("matching.first_day", day)
    assert person == taken.talent.user
    assert notice.facts() == ["Where to come to: Main door"]


def test_who_has_answered_is_not_asked_and_who_is_to_be_erased_neither(taken):
    assert starts_to_ask_about().get() == taken
    User.objects.filter(pk=taken.talent.user_id).update(restricted_at=timezone.now())
    assert not starts_to_ask_about().exists()
    User.objects.update(restricted_at=None)
    ArrivalAnswer.objects.create(application=taken, outcome="started")
    assert not starts_to_ask_about().exists()


def test_the_question_carries_a_link_that_is_blanked_once_the_mail_has_left(taken):
    ((_person, notice),) = due("matching.arrival", taken)
    assert notice.action()[1].startswith("/four-weeks/")
    blank = type(notice)(**{**notice.payload(), "token": ""})
    assert blank.action()[1] == taken.get_absolute_url()


def test_only_who_has_taken_a_place_is_asked(taken):
    Application.objects.update(state="offered")
    assert not starts_to_ask_about().exists()
