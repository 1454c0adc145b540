"""One address after another: what breaks, what complains, what leaves the house."""

import re
import time
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.journeys.people import NEWCOMER
from tests.journeys.reader import Reader
from tests.journeys.source import tags, texts

NOT_DRAWN = ("/accounts/logout", ".svg", ".css", ".atom", "/logo/", "/readyz", "jsi18n")
FETCHED = {"src", "srcset", "poster", "data", "background"}
"""Attributes whose address a browser asks for without being told to. Links count when they are of a `<link>`."""


MACHINE_WORDS = re.compile(
    r"\d{4}-\d\d-\d\d|\b(?:Europe|Africa|America|Asia)/[A-Z]\w+|\b(?:None|True|False|NaN|undefined)\b|\{\{|\{%|%\(\w+\)"
    r"|</?\w+>|\bdatetime\.|\*\*\w"
)
"""Dates as machines write them, names of zones, values, and marks that something should have been made of."""


def machine_words_in(page: str) -> set[str]:
    return {found.group() for text in texts(page) for found in MACHINE_WORDS.finditer(text)}


def fetched_from(page: str) -> set[str]:
    """The hosts that a page makes a browser ask."""
    return {
        urlsplit(value).netloc
        for tag in tags(page)
        for name, value in tag.attributes
        if name in FETCHED or (tag.name, name) == ("link", "href")
    }


def come_in(reader: Reader, who: str) -> None:
    """With the demonstration's own button, which asks for no password; who isn't listed there has one."""
    if not who:
        return
    if "@" not in who or who == NEWCOMER:
        reader.sign_in(who)
        return
    reader.go("/accounts/login/")
    button = reader.page.locator(f"button[name=email][value='{who}']")
    for programme in reader.page.locator("details", has=button).all():
        programme.locator("summary").click()
    button.click()
    reader.page.wait_for_url(lambda url: "/accounts/login/" not in url)


def speak(reader: Reader, language: str) -> None:
    """With the portal's own switch, which the account remembers, too."""
    reader.go("/accessibility/")
    with reader.page.expect_navigation():
        reader.page.locator(f".languages button[value={language}]").first.evaluate("button => button.click()")


def tour(reader: Reader, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Path and source of every page to be had. What breaks or asks another host is among the reader's troubles."""
    own = urlsplit(reader.address).netloc
    for path, status, page in answers(reader, paths):
        if status >= 500:
            reader.troubles.append(f"{path}: {status}")
        if strangers := fetched_from(page) - {"", own}:
            reader.troubles.append(f"{path}: asks {', '.join(sorted(strangers))}")
        if words := machine_words_in(page):
            reader.troubles.append(f"{path}: reads {', '.join(sorted(words))}")
        if status == 200 and page and not any(part in path for part in NOT_DRAWN):
            yield path, page


def answers(reader: Reader, paths: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Path, status and, where it is a page, its source: asked with the reader's session, without the browser."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in reader.context.cookies())
    connection = HTTPConnection(urlsplit(reader.address).netloc, timeout=60)
    for path in paths:
        begin = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookies})
        response = connection.getresponse()
        content = response.read()
        reader.spend("asked", begin)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        yield path, response.status, content.decode() if is_page else ""
    connection.close()


def is_part(page: str) -> bool:
    """Of a page that is there already, and not a document of its own."""
    return not page.lstrip().lower().startswith("<!doctype")
