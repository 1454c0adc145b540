"""A full event: a guest registers by an address alone, waits, takes the place that comes free, and gives it back."""

import re
import time
from email import message_from_bytes
from email.policy import default

import pytest

from tests.journeys.portal import home
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

COORDINATOR = "coordinator.wortplus@example.org"
GUEST = "gita.guest@example.org"
LINK = re.compile(r"/events/registrations/[^/\s\"]+/")


def test_a_guest_waits_for_a_place_takes_it_and_gives_it_back(visit):
    guest: Reader = visit()
    guest.go("/events/?programme=wortplus")
    guest.page.get_by_role("link", name="Welcome evening").click()
    guest.arrive(re.compile(r"/events/\d+/"))
    event = guest.path
    assert "Everything is taken." in guest.text()
    guest.follow("Register for this event")
    guest.page.locator("#id_name").fill("Gita Guest")
    guest.page.locator("#id_email").fill(GUEST)
    guest.page.locator("main form .actions button").first.click()
    guest.page.get_by_text("We have sent you a link.").wait_for()
    guest.go(link_in_mail_to(GUEST))
    assert "Not confirmed yet" in guest.text()
    guest.press("Confirm, and take a place")
    assert "On the waiting list" in guest.text()
    add_places(visit(COORDINATOR), event, before=len_of_line(guest))
    guest.go(guest.path)
    assert "A place is held for you." in guest.text()
    guest.press("Take the place")
    assert "You have a place." in guest.text()
    guest.press("Give the place back")
    assert "You do not come." in guest.text()


def link_in_mail_to(address: str) -> str:
    """As whoever owns the mailbox finds it, once the worker has sent it."""
    for _look in range(60):
        if found := _link_to(address):
            return found
        time.sleep(0.5)
    raise AssertionError("no mail")


def _link_to(address: str) -> str:
    for path in sorted(home().glob("files/mail/*"), reverse=True):
        message = message_from_bytes(path.read_bytes(), policy=default)
        if address in str(message["To"]):
            found = LINK.search(message.get_body(("plain",)).get_content())
            assert found is not None
            return found[0]
    return ""


def len_of_line(guest: Reader) -> int:
    """Places that are needed until it is the guest's turn."""
    found = re.search(r"(\d+) entr(?:y is|ies are) before yours", guest.text())
    return int(found[1]) + 1 if found else 1


def add_places(coordinator: Reader, event: str, before: int) -> None:
    page = coordinator.page
    coordinator.go(f"/admin/events/event/{event.strip('/').rsplit('/', 1)[-1]}/change/")
    places = page.locator("#id_admissions-0-capacity")
    places.evaluate("(field, more) => { field.value = Number(field.value) + more; }", before)
    page.locator("[name=_continue]").last.click()
    coordinator.arrive()
    assert page.locator(".errornote").count() == 0
