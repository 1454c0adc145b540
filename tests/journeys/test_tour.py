"""Every address as every person of the demonstration: nothing breaks, nothing complains, nothing leaves the house."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from evaluation.demo.facts import PROGRAMMES
from evaluation.demo.people import COMPANY, MENTOR, OPERATOR, STAFF, TALENT
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

ROLES = (*STAFF, COMPANY, MENTOR, TALENT)
EVERYBODY = ["", OPERATOR, *(f"{role}.{facts.slug}@example.org" for facts in PROGRAMMES for role in ROLES)]
DRAWN_BY = [
    "",
    *(f"{role}.wortplus@example.org" for role in (TALENT, COMPANY, "evaluator", "coordinator")),
    OPERATOR,
]
"""Who opens pages in the browser. Each page is drawn for the first of them who gets it, so every page is drawn."""
NOT_DRAWN = ("/accounts/logout", ".svg", ".css", ".atom", "/logo/", "/healthz", "/readyz", "jsi18n")


def answers(address: str, reader: Reader, paths: list[str]) -> dict[str, tuple[int, str]]:
    """Status and type of what each path answers, asked without a browser, with the reader's session."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in reader.context.cookies())
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    found = {}
    for path in paths:
        connection.request("GET", path, headers={"Cookie": cookies})
        response = connection.getresponse()
        response.read()
        found[path] = (response.status, response.headers.get("Content-Type", ""))
    connection.close()
    return found


def sign_in_at_once(reader: Reader, email: str) -> None:
    """With the demonstration's own button, which asks for no password."""
    reader.go("/accounts/login/")
    reader.page.locator(
        f"form:has(input[name=email][value='{email}']) button, button[name=email][value='{email}']"
    ).first.click()
    reader.page.wait_for_url(lambda url: "/accounts/login/" not in url)


def share_of(email: str, addresses: list[str]) -> list[str]:
    """Every address for every role, by its person in WORTPlus; those of other programmes ask every fifth each."""
    number = EVERYBODY.index(email)
    is_first_of_role = email in ("", OPERATOR) or email.endswith(".wortplus@example.org")
    return addresses if is_first_of_role else addresses[number % 5 :: 5]


@pytest.mark.parametrize("email", EVERYBODY, ids=lambda email: email.split("@")[0] or "visitor")
def test_no_address_breaks(email, visit, portal, addresses):
    reader = visit()
    if email:
        sign_in_at_once(reader, email)
    broken = [
        f"{path}: {status}"
        for path, (status, _type) in answers(portal, reader, share_of(email, addresses)).items()
        if status >= 500
    ]
    assert broken == []


def test_every_page_is_drawn_without_complaint(visit, portal, addresses):
    left = [path for path in addresses if not any(part in path for part in NOT_DRAWN)]
    for email in DRAWN_BY:
        reader = visit()
        if email:
            sign_in_at_once(reader, email)
        for path, (status, kind) in answers(portal, reader, left).items():
            if status == 200 and kind.startswith("text/html"):
                reader.go(path)
                left.remove(path)
        assert not reader.troubles, "\n".join(reader.troubles)
