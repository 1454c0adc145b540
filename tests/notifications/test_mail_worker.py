"""What a mail server has got when a real worker is killed in the middle of its mails."""

import re
import signal
from collections import Counter

import pytest

from portal.core.jobs import enqueue
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.notifications.notices import account_notice
from portal.notifications.services.notifications import notify
from tests.factories import make_confirmed_user
from tests.notifications.mail_server import mail_server
from tests.worker import Worker

MAILS, TAKEN = 12, 5


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


@pytest.fixture
def worker(transactional_db, server, tmp_path):
    host, port = server.server_address
    worker = Worker(
        tmp_path / "worker.log",
        EMAIL_BACKEND="portal.notifications.backends.WatchedBackend",
        EMAIL_HOST=host,
        EMAIL_PORT=port,
    )
    try:
        worker.start()
        yield worker
    finally:
        worker.stop(signal.SIGKILL)


def has_sent(number):
    return lambda: Notification.objects.filter(delivery=Delivery.SENT).count() == number


@pytest.mark.parametrize(
    ("command", "repeated"),
    [("MAIL", 0), ("DATA", 0), (".", 1)],
    ids=["before a mail", "before its content", "when the server has all of it, and has not yet said so"],
)
def test_a_killed_worker_loses_no_mail_and_repeats_at_most_the_one_it_was_sending(
    server, worker, command, repeated
):
    server.falls_silent = (command, TAKEN + (command == "."))
    for number in range(MAILS):
        notify(
            make_confirmed_user(f"Person {number}"), account_notice("password_changed", occasion=str(number))
        )
    enqueue("notifications.deliver_pending")
    worker.wait_for(server.is_silent.is_set)
    worker.stop(signal.SIGKILL)
    assert has_sent(TAKEN)()

    server.falls_silent = None
    worker.start()
    enqueue("notifications.deliver_pending")
    worker.wait_for(has_sent(MAILS))
    ids = Counter(re.search(r"^Message-ID: (.+)$", mail, re.MULTILINE)[1] for mail in server.taken)
    assert len(ids) == MAILS
    assert sorted(ids.values(), reverse=True) == [1 + repeated] + [1] * (MAILS - 1)
