"""Every address as every person of the demonstration: nothing breaks, nothing complains, nothing leaves the house."""

from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from evaluation.demo.facts import PROGRAMMES
from evaluation.demo.people import COMPANY, MENTOR, OPERATOR, STAFF, TALENT
from evaluation.demo.steps.participants import PUPILS
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

ROLES = (*STAFF, COMPANY, MENTOR, TALENT)
EVERYBODY = [
    "",
    OPERATOR,
    *(username for username, *_rest in PUPILS),
    *(f"{role}.{facts.slug}@example.org" for facts in PROGRAMMES for role in ROLES),
]
NOT_DRAWN = ("/accounts/logout", ".svg", ".css", ".atom", "/logo/", "/healthz", "/readyz", "jsi18n")
FETCHED = {"src", "srcset", "poster", "data", "background"}
"""Attributes whose address a browser asks for without being told to. Links count when they are of a `<link>`."""


class Fetched(HTMLParser):
    """The hosts that a page makes a browser ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hosts: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in FETCHED or (tag, name) == ("link", "href"):
                self.hosts.add(urlsplit(value or "").netloc)


def answers(address: str, reader: Reader, paths: list[str]) -> Iterator[tuple[str, int, str]]:
    """Path, status and, where it is a page, what it says: asked with the reader's session, without the browser."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in reader.context.cookies())
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    for path in paths:
        connection.request("GET", path, headers={"Cookie": cookies})
        response = connection.getresponse()
        content = response.read()
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        yield path, response.status, content.decode() if is_page else ""
    connection.close()


def come_in(reader: Reader, who: str) -> None:
    """With the demonstration's own button, which asks for no password; pupils have none."""
    if "@" not in who:
        reader.sign_in(who)
        return
    reader.go("/accounts/login/")
    reader.page.locator(
        f"form:has(input[name=email][value='{who}']) button, button[name=email][value='{who}']"
    ).first.click()
    reader.page.wait_for_url(lambda url: "/accounts/login/" not in url)


@pytest.fixture(scope="module")
def drawn() -> set[tuple[str, str]]:
    """Role and path of what a browser has drawn already: what another programme's person sees is made of the same."""
    return set()


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.split("@")[0] or "visitor")
def test_no_address_breaks_complains_or_leaves_the_house(who, glance, portal, addresses, drawn):
    reader = glance()
    if who:
        come_in(reader, who)
    role = who.split(".")[0]
    broken = []
    for path, status, page in answers(portal, reader, addresses):
        if status >= 500:
            broken.append(f"{path}: {status}")
        if strangers := Fetched(page).hosts - {"", urlsplit(portal).netloc}:
            broken.append(f"{path}: asks {', '.join(sorted(strangers))}")
        if (
            status == 200
            and page
            and (role, path) not in drawn
            and not any(part in path for part in NOT_DRAWN)
        ):
            reader.go(path)
            drawn.add((role, path))
    assert broken + reader.troubles == []
