"""Where the measured portal comes from: servers and data of its own, and the web as `make run` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"


def prepare() -> None:
    """Let Django work on the benchmark's own folder and database; before anything of Django is imported."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    from portal.settings import environment

    os.environ["BLEIBE_VAR"] = os.environ.get("BENCH_VAR", str(environment.ROOT / "var" / "bench"))


@contextmanager
def region(factor: float) -> Iterator[None]:
    """The default connection leads to a fresh copy of the region, which is generated where there is none of today's.

    With `DATABASE_URL` it is the region that is there already.
    """
    import django

    from portal import embedded
    from portal.settings import environment

    is_there = bool(environment.text("DATABASE_URL"))
    with embedded.servers(durable=False):
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = embedded.database_url(), embedded.redis_url()
        django.setup()
        if is_there:
            yield
            return
        with _copy(factor):
            yield


@contextmanager
def _copy(factor: float) -> Iterator[None]:
    from tests import database

    name = "measured"
    database.copy(_generated(factor), name)
    os.environ["DATABASE_URL"] = database.url_of(name)
    with database.connected_to(name):
        yield
    database.drop(name)


def _generated(factor: float) -> str:
    from django.conf import settings
    from django.core.management import call_command

    from tests import database
    from tests.benchmarks.region.load import bar, load
    from tests.benchmarks.region.sizes import Sizes

    sizes = Sizes(factor)
    sources = [*database._migrations(), *(settings.BASE_DIR / "tests/benchmarks/region").glob("*.py")]
    prefix = "region_"
    name = prefix + database._fingerprint(sources, str(sizes))
    if name not in database._databases():
        database._drop_all(prefix)
        database._execute(f'CREATE DATABASE "{prefix}new"')
        with database.connected_to(f"{prefix}new"):
            call_command("migrate", verbosity=0, interactive=False)
            begun = time.monotonic()
            load(sizes, bar)
            sys.stderr.write(f"The region was generated in {time.monotonic() - begun:.0f} s.\n")
        database._execute(f'ALTER DATABASE "{prefix}new" RENAME TO "{name}"')
    return name


class Web:
    """The process that answers, as `make run` starts it, on a free port."""

    def __init__(self) -> None:
        from portal import run

        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port: int = probe.getsockname()[1]
        self.child = next(child for child in run._children(HOST, self.port) if child.name == "web")

    def __enter__(self) -> "Web":
        from portal import run

        self.child.log.parent.mkdir(parents=True, exist_ok=True)
        self.child.start({"REMAP_SIGTERM": "SIGQUIT"})
        run._wait_until_it_answers(self.child, f"http://{HOST}:{self.port}/healthz")
        return self

    def __exit__(self, *_error: Any) -> None:
        from portal import run

        run._stop([self.child])

    def memory(self) -> float:
        """What the process that answers holds now, in MB."""
        return max(_resident(pid) for pid in self._processes())

    def _processes(self) -> list[int]:
        process: subprocess.Popen[bytes] = self.child.process  # type: ignore[assignment]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [process.pid, *map(int, children)]


class Lane:
    """One more worker of a lane (`worker`, `worker-mail` or `worker-reports`), as `make run` starts it."""

    _number = count(1)

    def __init__(self, name: str, **surroundings: str) -> None:
        from portal import run

        self.child = next(child for child in run._children(HOST, 0) if child.name == name)
        own = f"{name}-{next(self._number)}"
        self.child.command = [word.replace(f"{name}@", f"{own}@") for word in self.child.command]
        self.child.name = own
        self.surroundings = {"REMAP_SIGTERM": "SIGQUIT", **surroundings}

    def __enter__(self) -> "Lane":
        self.child.log.parent.mkdir(parents=True, exist_ok=True)
        self.child.log.unlink(missing_ok=True)
        self.child.start(self.surroundings)
        until = time.monotonic() + 60
        while " ready." not in self.child.log.read_text():
            if self.child.has_ended() or time.monotonic() > until:
                raise RuntimeError(f"A worker did not start; see {self.child.log}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_error: Any) -> None:
        from portal import run

        run._stop([self.child])


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
