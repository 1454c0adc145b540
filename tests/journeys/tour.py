"""Every address as every person of the demonstration: nothing breaks, nothing complains, nothing leaves the house."""

from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlsplit

from portal.demo.facts import PROGRAMMES
from tests.journeys.reader import Reader

IN_THE_ADMIN = ("coordinator", "adviser", "trainer", "assistant")
"""Whose tours take longest. They go beside those of everybody else, in a process of their own."""
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


def people(*roles: str) -> list[str]:
    return [f"{role}.{facts.slug}@example.org" for facts in PROGRAMMES for role in roles]


def name_of(who: str) -> str:
    return who.split("@", maxsplit=1)[0] or "visitor"


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


def tour(who: str, reader: Reader, address: str, paths: list[str], drawn: set[tuple[str, str]]) -> list[str]:
    """What breaks, complains or asks another host when this person asks every path.

    `drawn` is the role and path of what a browser has drawn already: what another programme's person in the same role
    sees is made of the same, so it is asked for but not drawn again.
    """
    if who:
        come_in(reader, who)
    role = who.split(".", maxsplit=1)[0]
    broken = []
    for path, status, page in answers(address, reader, paths):
        if status >= 500:
            broken.append(f"{path}: {status}")
        if strangers := Fetched(page).hosts - {"", urlsplit(address).netloc}:
            broken.append(f"{path}: asks {', '.join(sorted(strangers))}")
        if (
            status == 200
            and page
            and (role, path) not in drawn
            and not any(part in path for part in NOT_DRAWN)
        ):
            reader.go(path)
            drawn.add((role, path))
    return broken + reader.troubles
