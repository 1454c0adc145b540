"""A portal with its demonstration, started once for all journeys, and a browser for each of pytest's processes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import executable
from tests.costs import COST
from tests.journeys.portal import Portal, home, shared
from tests.journeys.reader import Reader
from tests.journeys.skeletons import Register

CALM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def portal(django_db_setup: None) -> Iterator[Portal]:
    """A running portal with the demonstration in it, which all processes of this run share."""
    if not executable():
        pytest.skip("NO CHROMIUM: browser journeys were skipped")
    with shared() as found:
        yield found


@pytest.fixture(scope="session")
def drawn(portal: Portal, measured: Register) -> Register:
    """The skeletons that a browser has drawn, to be measured or not."""
    return Register(home() / "files" / "drawn", besides=measured)


@pytest.fixture(scope="session")
def measured(portal: Portal) -> Register:
    """The skeletons whose boxes were measured, in German."""
    return Register(home() / "files" / "measured")


@pytest.fixture(scope="session")
def looked_at(portal: Portal) -> Register:
    """The skeletons that were checked for barriers."""
    return Register(home() / "files" / "looked_at")


@pytest.fixture(scope="session")
def browser(portal: Portal) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=CALM)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, portal: Portal, looked_at: Register, record_property: Any) -> Iterator[Any]:
    """Open the portal as somebody: `visit("talent.wortplus@example.org")`, or as a visitor: `visit()`.

    Every kind of page that is come to is checked for barriers, at both widths, by day and night.
    """
    yield from _readers(browser, portal, record_property, looked_at)


@pytest.fixture
def glance(browser: Any, portal: Portal, record_property: Any) -> Iterator[Any]:
    """Like `visit`, but pages are not checked for barriers on the way."""
    yield from _readers(browser, portal, record_property)


def _readers(
    browser: Any, portal: Portal, record_property: Any, looked_at: Register | None = None
) -> Iterator[Any]:
    readers: list[Reader] = []

    def open_portal(email: str = "", language: str = "en") -> Reader:
        reader = Reader(browser, portal.address, language, looked_at)
        readers.append(reader)
        if email:
            reader.sign_in(email)
        return reader

    yield open_portal
    for reader in readers:
        record_property(COST, reader.costs)
        reader.close()
