"""A portal with its demonstration and a browser, both started once for all journeys."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import executable
from tests.journeys.portal import Portal, running
from tests.journeys.reader import Reader

CALM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def _portal(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    if not executable():
        pytest.skip("NO CHROMIUM: browser journeys were skipped")
    from portal.settings import environment

    with django_db_blocker.unblock():
        started = running(f"journeys_{environment.pytest_worker()}", tmp_path_factory.mktemp("portal"))
        with started as portal:
            yield portal


@pytest.fixture(scope="session")
def portal(_portal: Portal) -> str:
    """The address of a running portal with the demonstration in it."""
    return _portal.address


@pytest.fixture(scope="session")
def addresses(_portal: Portal) -> list[str]:
    """Everything that can be asked of it with a GET."""
    return _portal.addresses


@pytest.fixture(scope="session")
def browser(portal: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=CALM)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, portal: str) -> Iterator[Any]:
    """Open the portal as somebody: `visit("talent.wortplus@example.org")`, or as a visitor: `visit()`.

    Every kind of page that is come to is checked for barriers once, at both widths, by day and night.
    """
    yield from _readers(browser, portal, looks=True)


@pytest.fixture
def glance(browser: Any, portal: str) -> Iterator[Any]:
    """Like `visit`, but pages are not checked for barriers on the way."""
    yield from _readers(browser, portal, looks=False)


def _readers(browser: Any, portal: str, *, looks: bool) -> Iterator[Any]:
    readers: list[Reader] = []

    def open_portal(email: str = "", language: str = "en") -> Reader:
        reader = Reader(browser, portal, language, looks=looks)
        readers.append(reader)
        if email:
            reader.sign_in(email)
        return reader

    yield open_portal
    for reader in readers:
        reader.close()
