"""Mails that are due, sent by the worker of their lane as `make run` starts it, against smtplib to the same server."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.benchmarks.results import Result
from tests.benchmarks.serving import HOST, Lane

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.notifications.models import Notification

GROUP = "Work"
MAILS = 10_000
KIND = "matching.application_moved"
SERVER = """
import socketserver

class Taker(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.wfile.write(b"220 loopback\\r\\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\\r\\n")
                while self.rfile.readline() not in (b".\\r\\n", b""):
                    pass
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\\r\\n")
                return
            self.wfile.write(b"250 ok\\r\\n")

class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

with Server(("127.0.0.1", 0), Taker) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
"""
"""As much of RFC 5321 as smtplib needs, in a process of its own; what comes is let go."""


def results(most: int = MAILS) -> Iterator[Result]:
    """One process and two, in turn with smtplib."""
    number = min(most, _messages().count())
    with _mail_server() as port:
        surroundings = {"EMAIL_HOST": HOST, "EMAIL_PORT": str(port), "BENCH_MAILS": "smtp"}
        with Lane("worker-mail", **surroundings) as first:
            yield _sent(number, port, [first], "one worker")
            with Lane("worker-mail", **surroundings) as second:
                yield _sent(number, port, [first, second], "two workers")


def _sent(number: int, port: int, workers: list[Lane], by: str) -> Result:
    text = _content()
    floors, times, fault = [], [], ""
    for _round in range(2):
        floors.append(_handed_over(port, text, number))
        taken, sent = _delivered(number, len(workers))
        times.append(taken)
        fault = "" if sent == number else f"{sent} of {number} sent"
    name = f"{number} mails due, by {by} as `make run` starts it, against bare smtplib to the same server"
    return Result(GROUP, name, median(times), median(floors), 0.5, fault=fault, at_least=True)


def _delivered(number: int, sweeps: int, patience: float = 180) -> tuple[float, int]:
    """From the task that the clock sends each minute until the last mail is noted."""
    from portal.core.jobs import enqueue
    from portal.notifications.models import Notification

    keys = list(_messages().values_list("pk", flat=True)[:number])
    mine = Notification.objects.filter(pk__in=keys)
    mine.update(
        delivery="pending", attempts=0, sent_at=None, frequency="at_once", deliver_after=timezone.now()
    )
    begun = time.perf_counter()
    for _worker in range(sweeps):
        enqueue("notifications.deliver_pending")
    waiting = Notification.objects.due().filter(kind=KIND)
    while waiting.exists() and time.perf_counter() - begun < patience:
        time.sleep(0.1)
    return time.perf_counter() - begun, mine.filter(delivery="sent").count()


def _messages() -> QuerySet[Notification]:
    from portal.notifications.models import Notification

    return Notification.objects.filter(kind=KIND).order_by("pk")


def _content() -> bytes:
    from portal.notifications.services.mails import compose

    return bytes(compose([_messages().select_related("recipient")[0]]).message().as_bytes(linesep="\r\n"))


@contextmanager
def _mail_server() -> Iterator[int]:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait()


def _handed_over(port: int, text: bytes, number: int) -> float:
    begun = time.perf_counter()
    with smtplib.SMTP(HOST, port) as server:
        for _mail in range(number):
            server.sendmail("portal@region.example", ["somebody@region.example"], text)
    return time.perf_counter() - begun
