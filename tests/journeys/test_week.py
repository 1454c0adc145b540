"""A coordinator's week in ten minutes, and each role's first page, as a browser shows them.

Nothing is timed: what a hand does is counted and reckoned by the keystroke-level model (Card, Moran and Newell 1980,
"The keystroke-level model for user performance time with interactive systems", CACM 23(7)): 1.35 seconds to decide,
1.1 to point and click, two until a page is there. Reading is no part of the model: each page on which something is
decided is given twenty seconds for it.
"""

import re
from typing import Any

import pytest

from portal.demo.people import COMPANY, MENTOR, OPERATOR, PUPILS, STAFF, TALENT
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

DECIDE, POINT, PAGE, READ = 1.35, 1.1, 2.0, 20.0
TEN_MINUTES = 600


class Desk:
    """Somebody at a desk: each click is a decision, a movement and a page; what is read is said."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page = reader, reader.page
        self.seconds = 0.0

    def turn(self, place: str, *, reads: bool = False) -> None:
        self.page.locator(place).first.click()
        self.reader.arrive()
        self.seconds += DECIDE + POINT + PAGE + (READ if reads else 0)

    def go_back_to_the_week(self) -> None:
        self.turn("a[href='/admin/']:visible")


def test_a_coordinator_does_the_week_in_ten_minutes(glance):
    """Everything that waits and has an act, a look at what happened, at the funnel and the targets, and a report."""
    reader: Reader = glance("coordinator.leipzig@example.org")
    reader.go("/start/")
    assert reader.path == "/admin/"
    desk = Desk(reader)
    desk.seconds += READ
    done = do_what_waits(desk)
    assert "remind-companies" in done
    assert len(done) >= 3
    look_around(desk)
    take_a_report(desk)
    assert desk.seconds < TEN_MINUTES


def do_what_waits(desk: Desk) -> set[str]:
    """Each act once. What was done says when, where something still waits for others to answer."""
    done: set[str] = set()
    while acts := [act for act in waiting_acts(desk.page) if act not in done]:
        act = acts[0]
        desk.turn(f".counts .act a[href*='/{act}/']", reads=True)
        desk.turn("main form .actions button")
        done.add(act)
        desk.go_back_to_the_week()
    for act in waiting_acts(desk.page):
        said = desk.page.locator(f".counts li:has(a[href*='/{act}/']) .act .hint").inner_text()
        assert re.search(r"\d{4}", said), f"{act} doesn't say when it was done last"
    return done


def waiting_acts(page: Any) -> list[str]:
    return [
        (link.get_attribute("href") or "").split("?")[0].rstrip("/").split("/")[-1]
        for link in page.locator(".counts .act a").all()
    ]


def look_around(desk: Desk) -> None:
    desk.turn(".week-lines a", reads=True)
    desk.go_back_to_the_week()
    desk.turn("section[aria-labelledby=funnel] .bars a >> nth=1", reads=True)
    assert desk.reader.path == "/admin/matching/application/"
    desk.go_back_to_the_week()
    desk.turn("section[aria-labelledby=targets] .bars a", reads=True)
    assert desk.reader.path.startswith("/evaluation/leipzig/")


def take_a_report(desk: Desk) -> None:
    desk.turn("nav a[href='/evaluation/leipzig/']", reads=True)
    desk.turn("main form[action$='/reports/'] button")
    desk.page.locator("a[href$='/xlsx/']").first.wait_for()  # it asks by itself until the worker is done
    desk.seconds += READ
    with desk.page.expect_download() as started:
        desk.page.locator("a[href$='/xlsx/']").first.click()
    desk.seconds += DECIDE + POINT
    assert started.value.suggested_filename.endswith(".xlsx")


BEGINS_AT = {
    **dict.fromkeys(STAFF, "/admin/"),
    "evaluator": "/evaluation/",
    COMPANY: "/organisation/",
    MENTOR: "/mentoring/",
    TALENT: "/me/",
}


def test_each_role_signs_in_to_a_page_with_three_ways_on(glance):
    """Nobody is led to a page that refuses them: `Reader` hears each answer that is an error.

    In a programme in which no other journey makes anybody something else besides.
    """
    people = [(f"{role}.leipzig@example.org", page) for role, page in BEGINS_AT.items()]
    people += [(OPERATOR, "/admin/"), *((username, "/me/") for username, *_rest in PUPILS[:2])]
    for who, begins_at in people:
        reader: Reader = glance(who)
        reader.go("/start/")
        assert (who, reader.path) == (who, begins_at)
        ways = reader.page.locator(".things a, main .card ul a")
        assert ways.count() >= 3, who
        for address in {ways.nth(number).get_attribute("href") for number in range(3)}:
            assert (who, address, reader.page.request.get(address or "").status) == (who, address, 200)
