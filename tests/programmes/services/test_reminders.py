"""Reminders are found when they are due and told once, whatever happens to those who tell them."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from matching.models import Application, ApplicationEvent
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from programmes.models import Reminder, ReminderOccasion
from programmes.models.reminder_rules import rules_in_force
from programmes.services import reminders
from programmes.services.reminders import add_standard_reminders, save_reminder, send_reminders
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db

KIND = "matching.unanswered"
WAITING = "matching.applications_waiting"
BERLIN = ZoneInfo("Europe/Berlin")
SENT = datetime(2026, 10, 19, 15, tzinfo=BERLIN)  # a Monday; the clocks go back on Sunday


class Clock:
    def __init__(self, monkeypatch):
        self.moment = SENT
        monkeypatch.setattr(timezone, "now", lambda: self.moment)

    def at(self, *when):
        self.moment = datetime(*when, tzinfo=BERLIN)

    def after(self, **time):
        self.moment = SENT + timedelta(**time)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


class Company:
    def __init__(self, *programmes):
        self.programme = programmes[0] if programmes else make_programme()
        self.organisation = make_organisation(self.programme, *programmes[1:])
        self.recruiter = make_contact(self.organisation)
        self.placement = make_placement(self.organisation, *programmes, expires_at=SENT + timedelta(days=60))

    def gets_application(self, at=None):
        application = make_application(self.placement)
        Application.objects.filter(pk=application.pk).update(created_at=at or timezone.now())
        return application

    def is_told(self):
        return Notification.objects.filter(recipient=self.recruiter, kind=WAITING).count()


@pytest.fixture
def company(clock):
    made = Company()
    add_standard_reminders()
    return made


def test_every_programme_has_the_standard_ones_once(clock):
    programme = make_programme()
    add_standard_reminders()
    add_standard_reminders()
    rows = Reminder.objects.filter(programme=programme, kind=KIND)
    assert sorted(rows.values_list("standard", "offset", "is_on")) == [
        ("first", None, None),
        ("second", None, None),
    ]


def test_a_company_is_reminded_after_five_days_in_the_morning_and_once(clock, company):
    company.gets_application()
    clock.at(2026, 10, 24, 7, 59)
    send_reminders()
    assert company.is_told() == 0
    clock.at(2026, 10, 24, 8)
    for _time in range(3):
        send_reminders()
    assert company.is_told() == 1
    clock.at(2026, 10, 29, 8)
    send_reminders()
    send_reminders()
    assert company.is_told() == 2


def test_what_fell_due_while_nothing_ran_is_sent_as_soon_as_something_runs(clock, company):
    company.gets_application()
    clock.at(2026, 10, 26, 3)
    send_reminders()
    assert company.is_told() == 1


AUTUMN, SPRING = SENT, datetime(2027, 3, 22, 15, tzinfo=BERLIN)  # a Monday; the clocks go forward on Sunday


@pytest.mark.parametrize("sent", [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_every_wait_for_an_answer_ends_at_eight_over_both_changes_of_the_clocks(clock, sent):
    clock.moment = sent
    company, coordinator = waiting_company(sent)
    for days, person, kind in (
        (5, company.recruiter, WAITING),
        (10, company.recruiter, WAITING),
        (14, coordinator, "matching.companies_silent"),
        (21, coordinator, "matching.silent_placement_paused"),
    ):
        told = Notification.objects.filter(recipient=person, kind=kind)
        before = told.count()
        day = (sent + timedelta(days=days)).date()
        clock.at(day.year, day.month, day.day, 7, 59)
        send_reminders()
        assert told.count() == before, kind
        clock.at(day.year, day.month, day.day, 8)
        send_reminders()
        send_reminders()
        assert told.count() == before + 1, kind
    company.placement.refresh_from_db()
    assert company.placement.state == "paused"


@pytest.mark.parametrize("sent", [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_after_an_outage_over_a_change_of_the_clocks_everybody_is_told_once_and_it_is_paused(clock, sent):
    clock.moment = sent
    company, coordinator = waiting_company(sent)
    clock.moment = sent + timedelta(days=22)
    send_reminders()
    send_reminders()
    kinds = ("companies_silent", "silent_placement_paused")
    told = [
        Notification.objects.filter(recipient=coordinator, kind=f"matching.{kind}").count() for kind in kinds
    ]
    company.placement.refresh_from_db()
    assert (company.is_told(), told, company.placement.state) == (1, [1, 1], "paused")


def waiting_company(sent):
    company = Company()
    add_standard_reminders()
    company.placement.expires_at = sent + timedelta(days=90)
    company.placement.save()
    company.gets_application(at=sent)
    return company, make_member(company.programme)


def test_what_makes_no_sense_any_more_after_an_outage_is_not_sent(clock, company):
    answered, opened = company.gets_application(), company.gets_application()
    clock.at(2026, 10, 26, 3)
    Application.objects.filter(pk=answered.pk).update(state="declined")
    ApplicationEvent.objects.create(application=answered, state="declined")
    Application.objects.filter(pk=opened.pk).update(state="viewed")
    send_reminders()
    notification = Notification.objects.get(kind=WAITING)
    assert [each["number"] for each in notification.payload["placements"]] == [1]


def test_what_was_answered_between_finding_and_telling_is_settled_and_told_to_nobody(
    clock, company, monkeypatch
):
    application = company.gets_application()
    clock.after(days=6)
    monkeypatch.setattr(reminders, "_waiting_groups", lambda name: [])  # killed after it has found
    send_reminders()
    assert ReminderOccasion.objects.waiting().count() == 1
    monkeypatch.undo()
    Application.objects.filter(pk=application.pk).update(state="shortlisted")
    monkeypatch.setattr(timezone, "now", lambda: SENT + timedelta(days=6))
    send_reminders()
    assert ReminderOccasion.objects.get(settled_at=timezone.now()).told == 0
    assert company.is_told() == 0


def test_a_worker_that_dies_over_a_message_loses_none_and_sends_none_twice(clock, company, monkeypatch):
    company.gets_application()
    clock.after(days=6)

    def die(pairs):
        list(pairs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "notify_each", die)
        with pytest.raises(KeyboardInterrupt):
            send_reminders()
    assert company.is_told() == 0
    send_reminders()
    send_reminders()
    assert company.is_told() == 1


def test_one_group_that_fails_keeps_nobody_else_from_their_reminder(clock, company, monkeypatch):
    other = Company(company.programme)
    for each in (company, other):
        each.gets_application()
    clock.after(days=6)
    real = reminders._still_due
    first = min(company.organisation.pk, other.organisation.pk)

    def fails(kind, rules, rows):
        if rows[0].together == first:
            raise RuntimeError
        return real(kind, rules, rows)

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "_still_due", fails)
        send_reminders()
    assert sorted([company.is_told(), other.is_told()]) == [0, 1]
    send_reminders()
    assert [company.is_told(), other.is_told()] == [1, 1]


def test_all_that_waits_for_a_recruiter_is_named_in_one_message(clock, company):
    company.gets_application(SENT - timedelta(days=5))
    company.gets_application()
    company.gets_application()
    clock.after(days=6)
    send_reminders()
    notification = Notification.objects.get(kind=WAITING)
    assert [(each["number"], each["since"]) for each in notification.payload["placements"]] == [
        (3, "2026-10-14")
    ]


def test_an_edited_offset_reminds_nobody_a_second_time(clock, company):
    company.gets_application()
    clock.after(days=6)
    send_reminders()
    Reminder.objects.filter(kind=KIND, standard="first").update(offset=7, unit="days")
    clock.after(days=8)
    send_reminders()
    assert company.is_told() == 1


def test_of_an_application_that_was_taken_up_again_the_company_is_reminded_again_and_once(clock, company):
    application = company.gets_application()
    clock.after(days=6)
    send_reminders()
    assert company.is_told() == 1
    again = ApplicationEvent.objects.create(application=application, state="received")
    ApplicationEvent.objects.filter(pk=again.pk).update(at=timezone.now())
    Application.objects.get(pk=application.pk).save()
    clock.after(days=10, hours=16)  # ten days after the first time it was sent, not yet five after the second
    send_reminders()
    assert company.is_told() == 1
    clock.after(days=11)
    send_reminders()
    send_reminders()
    assert company.is_told() == 2


def test_switching_a_reminder_on_tells_nobody_about_what_was_due_before(clock, company):
    staff = make_member(company.programme)
    reminder = Reminder.objects.get(programme=company.programme, kind=KIND, standard="first")
    Reminder.objects.filter(kind=KIND, standard="second").update(is_on=False)
    reminder.is_on = False
    save_reminder(reminder=reminder, by=staff)
    company.gets_application()
    clock.after(days=12)
    reminder.is_on = None
    save_reminder(reminder=reminder, by=staff)
    company.gets_application(SENT + timedelta(days=11))
    send_reminders()
    assert company.is_told() == 0
    clock.after(days=17)
    send_reminders()
    notification = Notification.objects.get(kind=WAITING)
    assert ReminderOccasion.objects.filter(kind=KIND).count() == 1
    assert notification.payload["occasions"].startswith("first:")


def test_what_is_changed_about_a_reminder_that_is_on_loses_nothing(clock, company):
    staff = make_member(company.programme)
    company.gets_application()
    clock.after(days=6)
    reminder = Reminder.objects.get(programme=company.programme, kind=KIND, standard="first")
    reminder.offset, reminder.unit = 4, "days"
    save_reminder(reminder=reminder, by=staff)
    send_reminders()
    assert company.is_told() == 1


def test_a_condition_is_asked_again_when_somebody_is_told(clock, company):
    Reminder.objects.filter(kind=KIND, standard="first").update(condition="unopened")
    unopened, opened = company.gets_application(), company.gets_application()
    Application.objects.filter(pk=opened.pk).update(state="viewed")
    clock.after(days=6)
    send_reminders()
    assert list(ReminderOccasion.objects.values_list("occasion", flat=True)) == [unopened.pk]


def test_a_placement_in_two_programmes_is_reminded_of_once_by_the_first(clock):
    first, second = make_programme("first"), make_programme("second")
    company = Company(first, second)
    add_standard_reminders()
    company.gets_application()
    clock.after(days=6)
    send_reminders()
    assert company.is_told() == 1
    assert ReminderOccasion.objects.get().programme == first


def test_only_the_programme_that_has_changed_a_reminder_follows_its_own(clock, company):
    other = Company(make_programme("other"))
    add_standard_reminders()
    Reminder.objects.filter(programme=other.programme).update(is_on=False)
    for each in (company, other):
        each.gets_application()
    clock.after(days=6)
    send_reminders()
    assert [company.is_told(), other.is_told()] == [1, 0]


def test_nobody_is_told_whose_account_is_closed_or_whose_data_is_not_used(clock, company):
    closed, asked = make_contact(company.organisation), make_contact(company.organisation)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    type(asked).objects.filter(pk=asked.pk).update(restricted_at=timezone.now())
    company.gets_application()
    clock.after(days=6)
    send_reminders()
    assert list(Notification.objects.filter(kind=WAITING).values_list("recipient", flat=True)) == [
        company.recruiter.pk
    ]


def test_a_programme_changes_its_own_reminders_and_no_other_s(clock, company):
    reminder = Reminder.objects.get(programme=company.programme, kind=KIND, standard="first")
    for by in (make_user(), make_member(make_programme("other")), make_member(company.programme, "adviser")):
        with pytest.raises(NotAllowed):
            save_reminder(reminder=reminder, by=by)


def test_more_than_one_block_is_found_and_told(clock, company, monkeypatch):
    monkeypatch.setattr(reminders, "BLOCK", 2)
    others = [Company(company.programme) for _number in range(4)]
    for each in (company, *others):
        each.gets_application()
    clock.after(days=6)
    send_reminders()
    assert [each.is_told() for each in (company, *others)] == [1] * 5


def test_what_was_sent_long_ago_is_forgotten(clock, company):
    company.gets_application()
    clock.after(days=6)
    send_reminders()
    clock.after(days=900)
    send_reminders()
    assert not ReminderOccasion.objects.exists()


def test_what_a_subprogramme_leaves_open_is_as_in_the_programme_it_is_part_of():
    whole = make_programme("whole")
    part = make_programme("part", parent=whole, purpose=whole.purpose)
    add_standard_reminders()
    assert by_programme(part) == [(5, "", True), (10, "", True)]
    Reminder.objects.filter(programme=whole, standard="first").update(
        offset=3, unit="days", text=i18n("Please.")
    )
    Reminder.objects.filter(programme=whole, standard="second").update(is_on=False)
    assert by_programme(part) == [(3, {"en": "Please."}, True)]
    Reminder.objects.filter(programme=part, standard="first").update(offset=0, unit="hours")
    assert by_programme(part) == [(0, {"en": "Please."}, True)]
    assert by_programme(whole) == [(3, {"en": "Please."}, True)]


def test_a_reminder_that_a_programme_has_added_holds_in_its_subprogrammes():
    whole = make_programme("whole")
    part = make_programme("part", parent=whole, purpose=whole.purpose)
    elsewhere = make_programme("elsewhere")
    Reminder.objects.create(programme=whole, kind=KIND, is_on=True, offset=8, unit="days")
    assert by_programme(part) == [(8, "", True)]
    assert by_programme(elsewhere) == []


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_programme_that_does_not_run_reminds_nobody(status):
    programme = make_programme("asleep", status=status)
    add_standard_reminders()
    assert by_programme(programme) == []


def by_programme(programme):
    found = [each for each in rules_in_force(KIND) if each.programme == programme.pk]
    return sorted(((each.offset, each.text, each.is_on) for each in found), key=lambda each: each[0])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(monkeypatch):
    clock = Clock(monkeypatch)
    companies = [Company() for _number in range(3)]
    add_standard_reminders()
    for company in companies:
        company.gets_application()
    clock.after(days=6)
    both_found, real = threading.Barrier(2), reminders._waiting_groups

    def wait_for_the_other(name):
        if name == KIND:
            both_found.wait(10)
        return real(name)

    monkeypatch.setattr(reminders, "_waiting_groups", wait_for_the_other)

    def work():
        send_reminders()
        connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [company.is_told() for company in companies] == [1, 1, 1]
