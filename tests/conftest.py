"""What every test may ask for: the servers, a database, a worker, and whatever must be fresh for each test."""

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

SERVERS = ExitStack()

# The portal puts temporary files below `var`, where a sweeper clears them; the tests' own are not its affair.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", os.environ.get("TMPDIR", "/tmp"))

# The browser's driver keeps an event loop in the process; else Django would refuse later tests their database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    from portal import embedded
    from portal.data_folder import FolderRefused, check_owner
    from portal.settings import environment

    gc.set_threshold(100_000, 20, 20)  # collecting tests makes much and leaves nothing to be collected
    if threading.current_thread() is threading.main_thread():
        signal.signal(
            signal.SIGTERM, signal.default_int_handler
        )  # tests that are ended end what they started

    if embedded.is_needed() and not config.option.collectonly:
        try:
            check_owner(environment.data_directory())
        except FolderRefused as refused:
            pytest.exit(str(refused), returncode=1)
        SERVERS.enter_context(embedded.servers(durable=False))


def pytest_unconfigure(config: pytest.Config) -> None:
    from tests.journeys.portal import wait_until_gone

    if not hasattr(config, "workerinput"):  # a process of several leaves the portal to the others
        wait_until_gone()
    SERVERS.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process is left with one of them when the others have nothing to do."""
    items.sort(key=lambda item: ("journeys" not in item.path.parts, "tour" in item.path.name))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    from tests.costs import table

    for line in table(report for reports in terminalreporter.stats.values() for report in reports):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's: a copy of a migrated template, one for each of pytest's processes."""
    from portal.settings import environment
    from tests import database
    from tests.emptying import empty_by_deleting

    name = f"tests_{environment.pytest_worker()}"
    empty_by_deleting()
    with django_db_blocker.unblock():
        database.copy_of_template(name)
        database.keep_what_migrations_wrote()
    yield
    with django_db_blocker.unblock():
        database.drop(name)


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The tests of the module find the demonstration in their database, as `load_demo` leaves it."""
    from portal.settings import environment
    from tests import database

    name = f"demonstration_{environment.pytest_worker()}"
    with django_db_blocker.unblock():
        database.copy_of_demonstration(name, tmp_path_factory.mktemp("demonstration") / "media")
        with database.connected_to(name):
            yield
        database.drop(name)


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """No sign-in limit or cached page of one test is met by the next."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What the process has made of the rows of one test answers nothing in the next."""
    from portal.core.changes import looks
    from portal.core.visitor_pages.store import STORE

    looks.forget()
    STORE.clear()
    yield
    looks.forget()
    STORE.clear()


@pytest.fixture(autouse=True)
def servers_are_asked() -> None:
    """That a server was away in one test, or seemed so, keeps no later test from asking it."""
    from portal.core import breaker

    for each in (breaker.REDIS, breaker.DATABASE, breaker.REPLICA):
        each.succeeded()


@pytest.fixture(autouse=True)
def english(settings) -> None:
    """A page that one test asks for in another language leaves that language to no other test."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def private_media(settings, tmp_path: Path) -> Path:
    """Uploads of a test go where the test ends with them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UNNAMED_FILES = tmp_path / "unnamed-files.json"
    settings.ERASURE_LEDGER = str(tmp_path / "erasures" / "ledger.jsonl")
    return settings.MEDIA_ROOT


@pytest.fixture
def celery_worker(transactional_db: None, settings, private_media: Path, tmp_path: Path):
    """A running Celery worker for a test that commits; it sees this test's files and puts mails in `MAIL_DIR`.

    It has gone before the tables are emptied: what it still had in hand would stand in the way. It is killed, for
    nobody waits for that any more.
    """
    from tests.worker import Worker

    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    worker = Worker(tmp_path / "worker.log")
    try:
        worker.start()
        yield worker
    finally:
        worker.stop(signal.SIGKILL)


@pytest.fixture
def mine():
    """The programme that `coordinator` works in, with a row of every kind."""
    from tests.workplace import World

    return World("MYOWN")


@pytest.fixture
def foreign():
    """Another programme with as much in it, none of which `coordinator` may see."""
    from tests.workplace import World

    return World("ALIEN")


@pytest.fixture
def coordinator(client, mine, foreign):
    """A browser in which the coordinator of `mine` is signed in."""
    from tests.sessions import sign_in

    sign_in(client, mine.coordinator)
    return client
