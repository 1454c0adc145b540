"""A matchmaking day: both sides wish, a worker plans, it is published, a company leaves, and it is planned anew."""

import re
import time

import pytest

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

COORDINATOR = "coordinator.talentmagnet@example.org"
PERSON = "talent.talentmagnet@example.org"
COMPANY = "company.talentmagnet@example.org"
MOST_SECONDS = 60


def test_somebody_reads_whom_they_meet_after_a_company_has_left(visit, glance):
    coordinator: Reader = glance(COORDINATOR)
    event = a_matchmaking_day(coordinator)
    set_up(coordinator, event)
    person: Reader = visit(PERSON)
    person.go(f"/events/{event}/register/")
    person.page.locator("main form .actions button").first.click()
    person.arrive(re.compile(r"/events/registrations/[^/]+/"))
    person.follow("Whom you meet")
    tables = person.page.locator("select[name^=rank_]")
    assert tables.count() >= 2
    for number in range(2):
        tables.nth(number).select_option(str(number + 1))
    person.page.locator("#id_is_shown").check()
    person.press("Save the wishes")
    person.sees("Your wishes are kept.")
    company: Reader = visit(COMPANY)
    company.go("/organisation/")
    company.page.locator("a[href^='/organisation/tables/']").first.click()
    company.arrive(re.compile(r"/organisation/tables/\d+/"))
    company.page.locator("select[name^=rank_]").first.select_option("1")
    company.press("Save the wishes")
    company.sees("Your wishes are kept.")
    act(coordinator, "Close the wishes")
    act(coordinator, "Make the plan")
    wait_for(coordinator, "Publish the plan")
    act(coordinator, "Publish the plan")
    person.go(person.path)
    met = person.page.locator("main ol.todo li").count()
    assert met >= 2
    coordinator.page.locator("button[value=leave]").first.click()
    coordinator.arrive()
    wait_for(coordinator, "Publish the change")
    assert "gone" in coordinator.text()
    act(coordinator, "Publish the change")
    person.go(person.path)
    assert person.page.locator("main ol.todo li").count() == met - 1
    assert "does not come" in person.text()


def a_matchmaking_day(coordinator: Reader) -> str:
    """One that is published already becomes a matchmaking day; the key of it."""
    page = coordinator.page
    coordinator.go("/events/?programme=talentmagnet")
    href = page.locator("main .grid a[href^='/events/']").last.get_attribute("href") or ""
    key = href.strip("/").rsplit("/", 1)[-1]
    coordinator.go(f"/admin/events/event/{key}/change/")
    page.locator("#id_format").select_option("matchmaking", force=True)
    page.locator("#id_admissions-0-capacity").fill("40")
    page.locator("[name=_continue]").last.click()
    coordinator.arrive()
    assert page.locator(".errornote").count() == 0
    return key


def set_up(coordinator: Reader, event: str) -> None:
    page = coordinator.page
    coordinator.go(f"/events/{event}/")
    begin = re.search(r"(\d{1,2}):(\d\d)–", coordinator.text())
    assert begin is not None
    hour, minute = int(begin[1]), begin[2]
    coordinator.go(f"/admin/events/event/{event}/slots/")
    values = {"begins": f"{hour}:{minute}", "ends": f"{hour + 1}:{minute}", "minutes": "10", "pause": "0"}
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)
    coordinator.press("Look at the times first")
    coordinator.press("Take these times")
    coordinator.go(f"/admin/events/event/{event}/tables/")
    for box in page.locator("input[name=organisations]").all():
        box.check()
    coordinator.press("Give them a table")
    act(coordinator, "Ask both sides for wishes")


def act(coordinator: Reader, name: str) -> None:
    coordinator.press(name)
    assert coordinator.page.locator(".errornote").count() == 0


def wait_for(coordinator: Reader, button: str) -> None:
    """Until the worker has made the plan."""
    for _look in range(MOST_SECONDS * 2):
        coordinator.go(coordinator.path)
        if coordinator.page.get_by_role("button", name=button).count():
            return
        time.sleep(0.5)
    raise AssertionError("no plan")
