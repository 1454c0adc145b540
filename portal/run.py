"""`make run`: the whole portal on one machine, until Ctrl-C or TERM; then nothing is left running.

This process owns the embedded servers and its children: web, workers and beat. Each child leads a process group of
its own, so that a Ctrl-C in the terminal reaches this process alone and the order of leaving is decided here.
"""

import ctypes
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

from portal import embedded, front, log_files, translations
from portal.data_folder import FolderRefused, Tenancy, check_owner, owner, tenancy
from portal.settings import environment

MEGABYTES_NEEDED = 300
PATIENCE_AT_START = 120  # seconds until the web must answer
PATIENCE_AT_STOP = 10  # seconds a child has to leave by itself
HEALTHY_AFTER = 10  # seconds; a child that ends sooner has found something that keeps it from running
LANES = {"worker": "celery", "worker-mail": "mail", "worker-reports": "reports"}
"""One worker each, so that nothing waits for what another lane is held up by."""
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>
AT_ONCE = 4  # requests the web serves; each may hold one database connection


_libc = ctypes.CDLL(None)


def leave_with_parent() -> None:
    """Have Linux tell the child to leave, should this process be killed before it can do so itself."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: list[str]
    own: dict[str, str] = field(default_factory=dict)
    """What this one alone is told."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    was_healthy: bool = False
    """Whether it has run for a while since the portal was started: then what ends it now lies elsewhere, and passes."""

    @property
    def log(self) -> Path:
        return environment.data_directory() / "log" / f"{self.name}.log"

    def start(self, surroundings: dict[str, str]) -> None:
        with log_files.open_private(self.log) as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                env=os.environ | surroundings | self.own,
                cwd=environment.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=leave_with_parent,
            )
        self.started = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def send_signal(self, signum: int) -> None:
        """Signal the whole process group, whose leader may already have ended."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signum)
            except ProcessLookupError:
                pass


def main() -> None:
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) != signal.SIG_IGN:  # as `nohup` does, to outlive the terminal
            signal.signal(signum, _leave)
    try:
        host, port = environment.text("HOST", "127.0.0.1"), environment.number("PORT", 8000)
        home = environment.data_directory()
        check_owner(home)
        embedded.make_data_directory(home)
        with tenancy(home, _address(host, port)) as only_one:
            _check_port(host, port)
            _check_disk(home)
            _run(host, port, only_one)
    except PermissionError as error:
        _give_up(_whose(error))
    except (ImproperlyConfigured, embedded.ServerFailed, FolderRefused, OSError) as error:
        _give_up(str(error))


def _run(host: str, port: int, only_one: Tenancy) -> None:
    _say("Compiling messages")
    translations.compile_all()
    _say("Starting PostgreSQL and Redis")
    with embedded.servers():
        _say("Bringing the database up to date")
        _prepare_database()
        children = _children(host, port)
        try:
            _start(children, _address(host, port))
            _announce(_address(host, port))
            _watch(children, only_one)
        finally:
            _stop(children)


def _whose(error: PermissionError) -> str:
    """One line for somebody who comes after another user of the same folder."""
    path = Path(error.filename or environment.data_directory())
    while not path.exists():
        path = path.parent
    return (
        f"{path} belongs to {owner(path)}. Start the portal as that user, or give it to yourself with chown."
    )


def _children(host: str, port: int) -> list[Child]:
    web = f"granian --interface wsgi --host {host} --port {port} --blocking-threads {front.THREADS} --no-ws"
    return [
        Child(
            "web",
            [*web.split(), "--workers-kill-timeout", "5", "portal.wsgi:application"],
            own={"DATABASE_POOL_SIZE": str(AT_ONCE)},  # a worker forks, and pools don't
        ),
        *(Child(name, _worker(name, lane)) for name, lane in LANES.items()),
        Child("beat", ["celery", "--app", "portal", "beat", "--loglevel", "INFO", "--pidfile="]),
    ]


def _worker(name: str, lane: str) -> list[str]:
    command = (
        f"celery --app portal worker --loglevel INFO --concurrency 1 --queues {lane} --hostname {name}@%h"
    )
    return [*command.split(), "--without-gossip", "--without-mingle"]


def _surroundings() -> dict[str, str]:
    """What children are told: where the servers are, and to hand unfinished tasks back when they must leave."""
    return {
        "DATABASE_URL": embedded.database_url(),
        "REDIS_URL": embedded.redis_url(),
        "REMAP_SIGTERM": "SIGQUIT",
    }


def _prepare_database() -> None:
    """Migrate, and load the demo into an empty database; in this process, since starting another costs seconds."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from portal.health import migrations_are_applied

    if not migrations_are_applied():
        call_command("migrate", verbosity=0, interactive=False)
    from portal.users.models import User

    if settings.DEMO and not User.objects.exists():
        _say("Loading the demo")
        call_command("load_demo", stdout=io.StringIO())  # whom it brings is told once the web answers
    connection.close()


def _start(children: list[Child], address: str) -> None:
    """The web first and alone, for that is what somebody is waiting for; the others when it answers."""
    web, *others = children
    _say("Starting web, workers and beat")
    for child in children:
        child.log.unlink(missing_ok=True)
    web.start(_surroundings())
    _wait_until_it_answers(web, f"{address}/healthz")
    for child in others:
        child.start(_surroundings())


def _stop(children: list[Child]) -> None:
    for child in children:
        child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_AT_STOP
    while time.monotonic() < deadline and not all(child.has_ended() for child in children):
        time.sleep(0.05)
    for child in children:
        child.send_signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _wait_until_it_answers(web: Child, url: str) -> None:
    deadline = time.monotonic() + PATIENCE_AT_START
    while time.monotonic() < deadline:
        if web.has_ended():
            _give_up(f"The web stopped at once. The end of {web.log}:\n{_tail(web.log)}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    _give_up(f"The web does not answer on {url}; see {web.log}")


def _announce(address: str) -> None:
    from django.conf import settings

    from portal.demo.people import table

    print(f"\nBleibe is at {address}\n")
    if settings.DEMO:
        print(table(), end="\n\n")
    print(
        f"Logs are in {environment.data_directory() / 'log'}. Ctrl-C stops everything; data stays.",
        flush=True,
    )


def _watch(children: list[Child], only_one: Tenancy) -> NoReturn:
    """Look after the children, for as long as `var/` is there."""
    while True:
        time.sleep(1)
        only_one.check()
        for child in children:
            log_files.rotate(child.log)
            _revive(child, _surroundings())


def _revive(child: Child, surroundings: dict[str, str]) -> None:
    """Start again what ends by accident; give up on what has never run for longer than a moment.

    What ran before and now ends as soon as it starts has lost what it needs, as a worker whose Redis takes nothing:
    it is started every few seconds until that is well again, and the others, the web among them, go on meanwhile.
    """
    is_young = time.monotonic() - child.started < HEALTHY_AFTER
    if not child.has_ended():
        child.was_healthy |= not is_young
    elif not is_young:
        child.send_signal(signal.SIGKILL)
        child.start(surroundings)
        print(f"The {child.name} had stopped and was started again; see {child.log}", flush=True)
    elif not child.was_healthy:
        _give_up(f"The {child.name} keeps stopping. The end of {child.log}:\n{_tail(child.log)}")


def _check_port(host: str, port: int) -> None:
    if not 0 < port < 2**16:
        _give_up(f"PORT must lie between 1 and 65535, not {port}.")
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        _give_up(
            f"Port {port} on {host} can't be used ({error.strerror}); choose another, as in: PORT=8001 make run"
        )


def _check_disk(home: Path) -> None:
    if shutil.disk_usage(home).free < MEGABYTES_NEEDED * 2**20:
        _give_up(f"Not enough disk space: the portal needs {MEGABYTES_NEEDED} MB in {home}.")


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "localhost"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


def _say(line: str) -> None:
    print(f"{line} ...", flush=True)


def _give_up(line: str) -> NoReturn:
    print(line, file=sys.stderr, flush=True)
    raise SystemExit(1)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    """Leave through every `finally`, once: a second Ctrl-C doesn't interrupt the leaving."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    print("\nStopping ...", flush=True)
    raise SystemExit(0)


if __name__ == "__main__":
    main()
