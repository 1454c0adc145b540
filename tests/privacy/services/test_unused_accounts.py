"""Accounts that nobody uses for years end, after two warnings; whoever signs in, works or takes part keeps theirs."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.models import Mentor, MentoringRound
from portal.notifications.models import Notification
from portal.notifications.queries import ways_on
from portal.privacy.constants import ErasureState
from portal.privacy.extensions import retention_rules
from portal.privacy.models import ErasureRequest, RetentionPeriod, RetentionRun, UnusedAccount
from portal.privacy.queries import retention_report
from portal.privacy.services import ledger
from portal.privacy.services.erasures import execute_due_erasures, reapply_erasures, request_erasure
from portal.privacy.services.retention import apply_retention
from portal.privacy.services.unused_accounts import warn_about_unused_accounts
from portal.users.models import User
from programmes.constants import EnrolmentStatus, Instrument
from programmes.models import Funding, Membership
from tests.factories import (
    i18n,
    make_enrolment,
    make_programme,
    make_talent,
    make_user,
)

pytestmark = pytest.mark.django_db

RULE = "accounts-unused"
PERIOD = timedelta(days=retention_rules[RULE].days)


def unused(name: str = "Ottilie", days_left: int = 30, **fields) -> User:
    """Somebody whose period ends in so many days."""
    used_at = timezone.now() - PERIOD + timedelta(days=days_left)
    return make_user(name, last_login=used_at, date_joined=used_at, **fields)


def days_pass(days: int) -> None:
    """As if everything had happened so much earlier."""
    step = timedelta(days=days)
    for account in UnusedAccount.objects.all():
        earlier = account.reminded_at and account.reminded_at - step
        UnusedAccount.objects.filter(pk=account.pk).update(
            created_at=account.created_at - step, due_at=account.due_at - step, reminded_at=earlier
        )
    for person in User.objects.all():
        last = person.last_login and person.last_login - step
        User.objects.filter(pk=person.pk).update(date_joined=person.date_joined - step, last_login=last)
    RetentionRun.objects.all().delete()


def work() -> None:
    """What a day's schedule does."""
    warn_about_unused_accounts()
    apply_retention()
    execute_due_erasures()


def told() -> list[str]:
    return [
        row.notice.title()
        for row in Notification.objects.filter(kind="privacy.account_unused").order_by("pk")
    ]


def test_whoever_does_not_come_back_is_told_twice_and_erased_with_certificate_and_ledger():
    person = make_talent(unused(days_left=61)).user
    work()
    assert told() == []
    days_pass(2)
    work()
    work()
    account = UnusedAccount.objects.get()
    assert len(told()) == 1
    days_pass(40)
    work()
    assert len(told()) == 1
    days_pass(6)
    work()
    work()
    assert len(told()) == 2
    assert (UnusedAccount.objects.get().due_at - timezone.now()).days == 13
    days_pass(13)
    work()
    assert User.objects.filter(pk=person.pk).exists()
    days_pass(2)
    work()
    assert not User.objects.filter(pk=person.pk).exists()
    request = ErasureRequest.objects.get()
    assert (request.state, request.reason, request.code) == (ErasureState.DONE, "unused", account.code)
    (line,) = ledger.lines(Path(settings.ERASURE_LEDGER))
    assert (line.person, line.reason) == (person.pk, "unused")
    page = Client().get(reverse("privacy:certificate", args=[account.code])).content.decode()
    assert "Nobody had signed in to this account" in page
    assert "took" not in page
    report = {each.name: each.last for each in retention_report(RetentionRun.objects.get())}
    assert report[RULE] == 1


def test_the_mail_leads_to_a_page_that_says_until_when():
    unused()
    warn_about_unused_accounts()
    account = UnusedAccount.objects.get()
    page = Client().get(account.get_absolute_url())
    assert page.status_code == 200
    assert "This account ends on" in page.content.decode()
    message = Notification.objects.get()
    assert message.notice.action()[1] == account.get_absolute_url()
    assert ways_on([message], reader=account.person)[message.pk].path == account.get_absolute_url()


@pytest.mark.parametrize("days", [0, 50, 59])
def test_signing_in_keeps_the_account(days):
    person = unused(days_left=60)
    work()
    days_pass(days)
    work()
    person.refresh_from_db()
    update_last_login(None, person)
    for _day in range(4):
        days_pass(20)
        work()
    assert User.objects.filter(pk=person.pk).exists()
    assert not UnusedAccount.objects.exists()
    assert not ErasureRequest.objects.exists()


def test_nobody_ends_who_was_not_told_in_time():
    """Nothing ran for years, or the period was shortened: sixty days begin now, and the last fourteen later."""
    unused(days_left=-900)
    work()
    assert (UnusedAccount.objects.get().due_at - timezone.now()).days == 59
    days_pass(300)
    work()
    assert User.objects.count() == 1
    assert (UnusedAccount.objects.get().due_at - timezone.now()).days == 13
    days_pass(15)
    work()
    assert User.objects.count() == 0


def test_an_old_warning_counts_for_nothing_after_a_sign_in():
    """Nothing ran between the sign-in and the next time the account was unused for years."""
    person = unused(days_left=10)
    warn_about_unused_accounts()
    UnusedAccount.objects.update(
        created_at=timezone.now() - 3 * PERIOD,
        reminded_at=timezone.now() - 3 * PERIOD,
        due_at=timezone.now() - 2 * PERIOD,
    )
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - PERIOD - timedelta(days=1))
    apply_retention()
    execute_due_erasures()
    assert User.objects.filter(pk=person.pk).exists()
    work()
    assert (UnusedAccount.objects.get().due_at - timezone.now()).days == 59


def works(person: User) -> None:
    Membership.objects.create(user=person, programme=make_programme(), role="adviser")


def will_work(person: User) -> None:
    starts_on = timezone.localdate() + timedelta(days=400)
    Membership.objects.create(user=person, programme=make_programme(), role="adviser", starts_on=starts_on)


def takes_part(person: User) -> None:
    make_enrolment(make_programme(), person)


def asks_to_take_part(person: User) -> None:
    make_enrolment(make_programme(), person, status=EnrolmentStatus.APPLIED, entered_on=None)


def accompanies(person: User) -> None:
    days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + timedelta(days=900)}
    round_ = MentoringRound.objects.create(programme=make_programme(), title=i18n("Round"), **days)
    Mentor.objects.create(round=round_, user=person)


def runs_the_portal(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_superuser=True)


def is_needed_by_an_audit(person: User) -> None:
    programme = make_programme()
    Funding.objects.create(
        programme=programme, funder=i18n("F"), instrument=Instrument.ESF_PLUS, held_since=timezone.localdate()
    )
    make_enrolment(programme, person, status=EnrolmentStatus.LEFT, left_on=timezone.localdate())


def has_asked_to_be_erased(person: User) -> None:
    request_erasure(person=person, by=person)


@pytest.mark.parametrize(
    "reason",
    [
        works,
        will_work,
        takes_part,
        asks_to_take_part,
        accompanies,
        runs_the_portal,
        is_needed_by_an_audit,
        has_asked_to_be_erased,
    ],
)
def test_whoever_is_needed_keeps_the_account(reason):
    reason(unused(days_left=-10))
    warn_about_unused_accounts()
    assert not UnusedAccount.objects.exists()
    assert told() == []


@pytest.mark.parametrize("reason", [works, takes_part, is_needed_by_an_audit])
def test_whoever_has_become_needed_meanwhile_keeps_the_account(reason):
    person = unused(days_left=1)
    work()
    days_pass(50)
    work()
    days_pass(9)
    reason(person)
    days_pass(9)
    apply_retention()
    execute_due_erasures()
    assert User.objects.filter(pk=person.pk).exists()


def test_who_worked_once_and_who_left_long_ago_end_like_everybody_else():
    worked, left = unused("Worked", -10), unused("Left", -10)
    ended = timezone.localdate() - timedelta(days=1000)
    Membership.objects.create(user=worked, programme=make_programme(), role="adviser", ends_on=ended)
    make_enrolment(make_programme(), left, status=EnrolmentStatus.LEFT, entered_on=ended, left_on=ended)
    assert warn_about_unused_accounts() == 2


def test_what_a_funder_may_check_stays_under_a_pseudonym():
    person = unused(days_left=-10)
    programme = make_programme()
    Funding.objects.create(programme=programme, funder=i18n("F"), instrument=Instrument.ESF_PLUS)
    ended = timezone.localdate() - timedelta(days=9)
    enrolment = make_enrolment(
        programme, person, status=EnrolmentStatus.LEFT, entered_on=ended, left_on=ended
    )
    for days in (0, 50, 15):
        days_pass(days)
        work()
    enrolment.refresh_from_db()
    assert (enrolment.person.name, enrolment.person.email) == ("", None)
    days_pass(5000)
    assert warn_about_unused_accounts() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "pupil.one", "email": None},
        {"username": "person-1", "email": None, "is_unclaimed": True, "is_active": False},
        {"is_active": False},
    ],
)
def test_whom_no_mail_reaches_or_who_may_not_sign_in_ends_by_the_same_days_untold(fields):
    person = unused(days_left=-10, **fields)
    for days in (0, 47):
        days_pass(days)
        work()
    assert User.objects.filter(pk=person.pk).exists()
    days_pass(15)
    work()
    assert not User.objects.filter(pk=person.pk).exists()
    assert told() == []
    assert ErasureRequest.objects.get().state == ErasureState.DONE


def test_the_operator_decides_for_how_long_but_never_for_less_than_a_year():
    person = unused(days_left=500)
    assert warn_about_unused_accounts() == 0
    RetentionPeriod.objects.create(rule=RULE, days=10)
    assert warn_about_unused_accounts() == 1
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=300))
    warn_about_unused_accounts()
    assert not UnusedAccount.objects.exists()


def test_the_report_looks_ahead_to_whom_only_a_first_warning_has_reached():
    unused(days_left=25)
    warn_about_unused_accounts()
    days_pass(36)
    RetentionRun.objects.create(day=timezone.localdate())
    (line,) = [each for each in retention_report(RetentionRun.objects.get()) if each.name == RULE]
    assert line.soon == 1


def test_after_a_restore_the_certificate_still_says_why():
    person = unused(days_left=-10)
    for days in (0, 50, 15):
        days_pass(days)
        work()
    joined = next(ledger.lines(Path(settings.ERASURE_LEDGER))).joined
    request = ErasureRequest.objects.get()
    asked, code = request.created_at, request.code
    ErasureRequest.objects.all().delete()
    make_user("Back", pk=person.pk, date_joined=joined)
    assert reapply_erasures().erased == 1
    request = ErasureRequest.objects.get()
    assert (request.code, request.reason, request.created_at) == (code, "unused", asked)
    assert not User.objects.exists()
