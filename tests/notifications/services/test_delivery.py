import smtplib
import threading
import time
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.notifications import tasks
from portal.notifications.constants import MAX_ATTEMPTS, Delivery, Frequency
from portal.notifications.models import Notification, Preference
from portal.notifications.services import delivery
from portal.notifications.services.claims import Claims
from portal.notifications.services.delivery import SecretForgotten, deliver, deliver_pending, send_again
from portal.notifications.services.notifications import mark_read, notify, set_preferences
from tests.factories import make_confirmed_user
from tests.notifications.conftest import Duty, Gossip, Key, News
from tests.notifications.mail_server import Mood, mail_server
from tests.notifications.services.conftest import make_due, states, wish

pytestmark = pytest.mark.django_db
PATIENCE = 20  # seconds, on a machine that has other things to do, too


class RefusingBackend(EmailBackend):
    """A mail server that refuses this recipient for now, as it does when it doesn't know us yet."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"ada@example.org": (451, b"come back later")})


class SlowBackend(EmailBackend):
    def send_messages(self, messages):
        time.sleep(0.4)
        return super().send_messages(messages)


class PatientBackend(EmailBackend):
    """A mail server that takes the mail when somebody says so: `going_on` holds whether that was in time."""

    sending, go_on = threading.Event(), threading.Event()
    going_on: ClassVar[list[bool]] = []

    def send_messages(self, messages):
        self.sending.set()
        self.going_on.append(self.go_on.wait(PATIENCE))
        return super().send_messages(messages)


class MeetingBackend(EmailBackend):
    """Sends once two workers are sending."""

    meeting = threading.Barrier(2, timeout=PATIENCE)

    def send_messages(self, messages):
        self.meeting.wait()
        return super().send_messages(messages)


class DyingBackend(EmailBackend):
    """What a worker that is killed amid sending leaves: an open transaction that the server rolls back."""

    def send_messages(self, messages):
        raise SystemExit


class EndingBackend(EmailBackend):
    """Takes one mail; at the next the worker's time is up."""

    def send_messages(self, messages):
        if mail.outbox:
            raise SoftTimeLimitExceeded
        return super().send_messages(messages)


def test_running_the_task_twice_sends_one_mail(mailoutbox):
    row = notify(make_confirmed_user(), News())
    for _run in range(2):
        tasks.deliver(row.pk)
        tasks.deliver_pending()
    assert len(mailoutbox) == 1
    row.refresh_from_db()
    assert (row.delivery, row.sent_at is not None) == (Delivery.SENT, True)


def test_a_task_for_a_row_that_is_gone_does_nothing(mailoutbox):
    tasks.deliver(2**62)
    assert mailoutbox == []


def test_secrets_are_forgotten_once_they_are_mailed(mailoutbox):
    row = notify(make_confirmed_user(), Key(path="/secret/link/"))
    deliver(notification_id=row.pk)
    row.refresh_from_db()
    assert "/secret/link/" in mailoutbox[0].body
    assert "secret" not in str(row.payload)


@pytest.mark.parametrize("fields", [{"email": None, "username": "pupil.9"}, {"is_active": False}])
def test_nothing_is_mailed_to_people_without_an_address_or_whose_account_is_closed(mailoutbox, fields):
    row = notify(make_confirmed_user(**fields), Key(path="/secret/link/"))
    deliver(notification_id=row.pk)
    row.refresh_from_db()
    assert (row.delivery, row.payload["path"], mailoutbox) == (Delivery.SKIPPED, "", [])


def test_a_mail_that_is_refused_is_tried_again_with_pauses_that_double_up_to_half_an_hour(
    settings, mailoutbox
):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    row = notify(make_confirmed_user(), News())
    pauses = []
    for _try in range(8):
        before = timezone.now()
        deliver(notification_id=row.pk)
        row.refresh_from_db()
        pauses.append(round((row.deliver_after - before) / timedelta(minutes=1)))
        make_due()
    assert (pauses, row.attempts) == ([1, 2, 4, 8, 16, 30, 30, 30], 8)
    assert row.delivery == Delivery.PENDING

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_pending()
    assert len(mailoutbox) == 1


def test_a_mail_is_not_tried_again_before_its_pause_is_over(settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    row = notify(make_confirmed_user(), News())
    deliver(notification_id=row.pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_pending()
    assert mailoutbox == []


def test_after_the_last_try_a_mail_is_given_up_and_its_secret_forgotten(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    row = notify(make_confirmed_user(), Key(path="/secret/link/"))
    for _try in range(MAX_ATTEMPTS + 2):
        deliver(notification_id=row.pk)
        make_due()
    row.refresh_from_db()
    assert (row.delivery, row.attempts, row.payload["path"]) == (Delivery.FAILED, MAX_ATTEMPTS, "")


def test_one_broken_message_does_not_hold_up_the_others(mailoutbox, monkeypatch):
    user = make_confirmed_user()
    notify(user, Gossip())
    notify(user, News())
    monkeypatch.setattr(Gossip, "title", lambda self: 1 / 0)
    assert deliver_pending() == 1
    assert states() == [Delivery.PENDING, Delivery.SENT]


def test_a_message_of_a_kind_that_no_longer_exists_is_not_mailed(mailoutbox):
    row = notify(make_confirmed_user(), News())
    Notification.objects.filter(pk=row.pk).update(kind="gone.kind", payload={"token": "secret"})
    deliver(notification_id=row.pk)
    row.refresh_from_db()
    assert (row.delivery, row.payload, mailoutbox) == (Delivery.SKIPPED, {"token": ""}, [])


def test_a_worker_killed_amid_sending_loses_nothing(settings, mailoutbox):
    row = notify(make_confirmed_user(), News())
    settings.EMAIL_BACKEND = f"{__name__}.DyingBackend"
    with pytest.raises(SystemExit):
        deliver(notification_id=row.pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_pending()
    assert len(mailoutbox) == 1


def test_a_mail_repeated_after_all_has_the_message_id_of_the_first(mailoutbox):
    row = notify(make_confirmed_user(), News())
    deliver(notification_id=row.pk)
    Notification.objects.update(delivery=Delivery.PENDING)
    deliver(notification_id=row.pk)
    first, again = mailoutbox
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]


def in_threads(*calls) -> None:
    def run(call):
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- When the mail server is away ----------------------------------------------------------------------------------


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "portal.notifications.backends.WatchedBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 0.5
        yield server


def three_news():
    return [notify(make_confirmed_user(), News(number=number)) for number in range(3)]


def tries():
    return list(Notification.objects.order_by("pk").values_list("attempts", "waits_for_server"))


AWAY = [Mood.SILENT, Mood.SILENT_AT_CONTENT, Mood.BUSY, Mood.CUTTING]


@pytest.mark.parametrize("mood", AWAY)
def test_a_sweep_stops_when_the_mail_server_does_not_answer(server, mood):
    rows = three_news()
    server.mood = mood
    assert deliver_pending() == 0
    assert tries() == [(1, True), (0, False), (0, False)]
    asked = server.connections
    assert [deliver(notification_id=row.pk) for row in rows] == [False] * 3
    assert server.connections == asked  # nobody waits for it again


@pytest.mark.parametrize("mood", AWAY)
def test_what_has_waited_for_the_mail_server_is_sent_as_soon_as_it_is_back(server, mood):
    three_news()
    server.mood = mood
    deliver_pending()
    server.mood = Mood.WELL
    assert deliver_pending() == 3
    assert len(server.taken) == 3
    assert not Notification.objects.waiting_for_server().exists()


def test_a_mail_server_that_is_still_away_is_asked_once_a_sweep(server):
    three_news()
    server.mood = Mood.SILENT
    for _sweep in range(3):
        deliver_pending()
    assert server.connections == 3
    assert tries() == [(1, True), (0, False), (0, False)]


def test_a_mail_at_which_the_server_hangs_keeps_none_of_the_others_back(server):
    three_news()
    server.mood = Mood.SILENT_AT_CONTENT
    deliver_pending()
    deliver_pending()
    assert tries() == [(1, False), (1, True), (0, False)]


def test_a_mail_server_that_says_a_word_now_and_then_keeps_nobody_for_ever(server, settings):
    settings.EMAIL_TIMEOUT, settings.EMAIL_SESSION_LIMIT = 30, 0.5
    three_news()
    server.mood = Mood.TRICKLING
    assert deliver_pending() == 0
    assert tries() == [(1, True), (0, False), (0, False)]


def test_a_recipient_who_is_refused_for_now_stops_no_sweep(server):
    three_news()
    server.mood = Mood.GREY
    assert deliver_pending() == 0
    assert tries() == [(1, False)] * 3


# --- Many mails ----------------------------------------------------------------------------------------------------


def news_to_different_people(number):
    return [notify(make_confirmed_user(), News(number=each)) for each in range(number)]


def statements_of_a_sweep(number):
    news_to_different_people(number)
    with CaptureQueriesContext(connection) as captured:
        assert deliver_pending() == number
    notes = [each["sql"] for each in captured if "statement_timestamp()" in each["sql"]]
    return len(notes), len(captured) - len(notes)


def test_many_mails_ask_the_database_no_more_often_than_few_but_to_note_each_by_itself(mailoutbox):
    few, many = statements_of_a_sweep(2), statements_of_a_sweep(20)
    assert (few[0], many[0]) == (2, 20)
    assert few[1] == many[1]


def test_many_mails_leave_over_one_session(server):
    news_to_different_people(10)
    assert deliver_pending() == 10
    assert (len(server.taken), server.connections) == (10, 1)


def test_a_server_that_ends_its_sessions_is_called_again(server):
    news_to_different_people(3)
    server.mood = Mood.CURT
    assert deliver_pending() == 3
    assert (len(server.taken), server.connections) == (3, 3)
    assert tries() == [(0, False)] * 3


def test_a_sweep_goes_on_until_nothing_is_due(mailoutbox, monkeypatch):
    monkeypatch.setattr(delivery, "PORTION", 2)
    monkeypatch.setattr(delivery, "SWEEP_SIZE", 3)
    news_to_different_people(8)
    assert deliver_pending() == 8


def test_a_sweep_leaves_the_rest_to_the_next_when_its_minute_is_over(mailoutbox, monkeypatch):
    monkeypatch.setattr(delivery, "PORTION", 2)
    monkeypatch.setattr(delivery, "RUN_LIMIT", timedelta(0))
    news_to_different_people(3)
    assert [deliver_pending(), deliver_pending()] == [2, 1]


def test_a_portion_takes_no_further_mail_when_its_seconds_are_over(mailoutbox, monkeypatch):
    monkeypatch.setattr(delivery, "PORTION_LIMIT", timedelta(0))
    monkeypatch.setattr(delivery, "RUN_LIMIT", timedelta(0))
    news_to_different_people(3)
    assert deliver_pending() == 1
    assert sorted(states()) == [Delivery.PENDING, Delivery.PENDING, Delivery.SENT]


def test_what_was_taken_before_the_workers_time_was_up_is_not_sent_again(settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.EndingBackend"
    news_to_different_people(3)
    with pytest.raises(SoftTimeLimitExceeded):
        deliver_pending()
    assert states() == [Delivery.SENT, Delivery.PENDING, Delivery.PENDING]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_side_by_side(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.MeetingBackend"
    monkeypatch.setattr(delivery, "PORTION", 1)
    news_to_different_people(2)
    mail.outbox.clear()
    in_threads(deliver_pending, deliver_pending)
    assert len(mail.outbox) == 2


# --- What was given up ----------------------------------------------------------------------------------------------


@pytest.fixture
def operator():
    return make_confirmed_user(is_superuser=True)


def given_up(notice):
    row = notify(make_confirmed_user(), notice)
    Notification.objects.filter(pk=row.pk).update(delivery=Delivery.FAILED, attempts=MAX_ATTEMPTS)
    return row


def test_the_operator_sends_again_what_was_given_up(operator, mailoutbox):
    row = given_up(News())
    send_again(notification=row, by=operator)
    assert deliver_pending() == 1
    assert len(mailoutbox) == 1


def test_what_was_sent_is_not_sent_again(operator):
    row = notify(make_confirmed_user(), News())
    deliver(notification_id=row.pk)
    with pytest.raises(WrongState):
        send_again(notification=row, by=operator)


def test_a_mail_whose_link_was_forgotten_is_not_sent_again(operator):
    with pytest.raises(SecretForgotten):
        send_again(notification=given_up(Key(path="/secret/link/")), by=operator)


def test_nobody_else_sends_again():
    row = given_up(News())
    with pytest.raises(NotAllowed):
        send_again(notification=row, by=row.recipient)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_sends(settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    row = notify(make_confirmed_user(), News())
    mail.outbox.clear()
    in_threads(
        lambda: deliver(notification_id=row.pk), deliver_pending, lambda: deliver(notification_id=row.pk)
    )
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_send(settings, monkeypatch):
    """The negative control: it is the lock that keeps two workers apart, not luck."""
    settings.EMAIL_BACKEND = f"{__name__}.MeetingBackend"
    monkeypatch.setattr(Claims, "take", lambda self, names: set(names))
    row = notify(make_confirmed_user(), News())
    mail.outbox.clear()
    in_threads(*[lambda: deliver(notification_id=row.pk)] * 2)
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_digest(settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    user = make_confirmed_user()
    wish(user, Frequency.DAILY)
    rows = [notify(user, News(number=number)) for number in range(4)]
    make_due()
    mail.outbox.clear()
    in_threads(*[lambda pk=row.pk: deliver(notification_id=pk) for row in rows])
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_can_be_marked_as_read_while_its_mail_is_on_its_way(settings):
    settings.EMAIL_BACKEND = f"{__name__}.PatientBackend"
    user = make_confirmed_user()
    row = notify(user, News())

    def read():
        PatientBackend.sending.wait(PATIENCE)
        mark_read(by=user, notification=row)
        PatientBackend.go_on.set()

    in_threads(lambda: deliver(notification_id=row.pk), read)
    row.refresh_from_db()
    assert (row.delivery, row.read_at is not None) == (Delivery.SENT, True)
    assert PatientBackend.going_on == [True]


def test_daily_and_weekly_are_two_digests_and_each_person_has_their_own(mailoutbox):
    one, two = make_confirmed_user("One"), make_confirmed_user("Two")
    for user in (one, two):
        wish(user, Frequency.DAILY)
        wish(user, Frequency.WEEKLY, "test.gossip")
        notify(user, News())
        notify(user, Gossip())
    make_due()
    deliver_pending()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([one.email, one.email, two.email, two.email])


def test_what_is_wished_in_the_inbox_alone_is_never_mailed(mailoutbox):
    user = make_confirmed_user()
    wish(user, Frequency.OFF)
    notify(user, News())
    make_due()
    deliver_pending()
    assert (mailoutbox, states(), user.notifications.unread().count()) == ([], [Delivery.SKIPPED], 1)


def test_a_duty_comes_at_once_whatever_was_wished(mailoutbox):
    user = make_confirmed_user()
    wish(user, Frequency.OFF, "test.duty")
    notify(user, Duty())
    deliver_pending()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("frequency", "expected"), [(Frequency.OFF, Delivery.SKIPPED), (Frequency.AT_ONCE, Delivery.SENT)]
)
def test_a_changed_wish_holds_for_what_still_waits(mailoutbox, frequency, expected):
    user = make_confirmed_user()
    wish(user, Frequency.WEEKLY)
    notify(user, News())
    set_preferences(
        user=user, choices={"test.news": frequency, "test.duty": frequency, "no.kind": frequency}, by=user
    )
    deliver_pending()
    assert states() == [expected]
    assert dict(Preference.objects.values_list("kind", "frequency")) == {"test.news": frequency}


@pytest.mark.parametrize(
    ("frequency", "now", "then"),
    [
        ("at_once", (2026, 3, 28, 6, 30), (2026, 3, 28, 6, 30)),
        ("daily", (2026, 3, 28, 6, 30), (2026, 3, 28, 7, 0)),
        ("daily", (2026, 3, 28, 7, 0), (2026, 3, 29, 7, 0)),  # over the night the clocks go forward
        ("daily", (2026, 10, 24, 12, 0), (2026, 10, 25, 7, 0)),  # and back
        ("weekly", (2026, 3, 30, 6, 59), (2026, 3, 30, 7, 0)),  # a Monday
        ("weekly", (2026, 3, 30, 7, 0), (2026, 4, 6, 7, 0)),
        ("weekly", (2026, 12, 31, 23, 59), (2027, 1, 4, 7, 0)),
    ],
)
def test_digests_leave_at_seven_in_the_portals_time(frequency, now, then):
    berlin = ZoneInfo("Europe/Berlin")
    assert Frequency(frequency).next_delivery(datetime(*now, tzinfo=berlin)) == datetime(*then, tzinfo=berlin)
