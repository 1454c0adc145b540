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


WISHES = "main form.card .actions button"


def test_somebody_reads_whom_they_meet_after_a_company_has_left(visit, glance):
    """People here read the portal in languages of their own, so that buttons are known by what they send."""
    coordinator: Reader = glance(COORDINATOR)
    event = a_matchmaking_day(coordinator)
    set_up(coordinator, event)
    person: Reader = visit(PERSON)
    register(person, event)
    person.page.locator("main a[href$='/meetings/']").click()
    person.arrive(re.compile(r"/meetings/"))
    tables = person.page.locator("select[name^=rank_]")
    assert tables.count() >= 2
    for number in range(2):
        tables.nth(number).select_option(str(number + 1))
    person.page.locator("#id_is_shown").check()
    tap(person, WISHES)
    company: Reader = visit(COMPANY)
    company.go("/organisation/")
    company.page.locator("main a[href='/organisation/tables/']").click()
    company.arrive(re.compile(r"/organisation/tables/"))
    company.page.locator("main a[href^='/organisation/tables/']").first.click()
    company.arrive(re.compile(r"/organisation/tables/\d+/"))
    company.page.locator("select[name^=rank_]").first.select_option("1")
    tap(company, WISHES)
    act(coordinator, "close")
    act(coordinator, "plan")
    wait_for(coordinator, "publish")
    act(coordinator, "publish")
    person.go(person.path)
    met = person.page.locator("main ol.todo li").count()
    assert met >= 2
    act(coordinator, "leave")
    wait_for(coordinator, "publish")
    act(coordinator, "publish")
    person.go(person.path)
    assert person.page.locator("main ol.todo li").count() == met - 1
    assert person.page.locator("main dl.facts dd").count() == 1


def a_matchmaking_day(coordinator: Reader) -> str:
    """One that is published already becomes a matchmaking day; the key of it."""
    page = coordinator.page
    coordinator.go("/events/?programme=talentmagnet")
    href = page.locator("main .grid a[href^='/events/']").last.get_attribute("href") or ""
    key = href.strip("/").rsplit("/", 1)[-1]
    coordinator.go(f"/admin/events/event/{key}/change/")
    page.locator("#id_format").select_option("matchmaking", force=True)
    page.locator("[name=_continue]").last.click()
    coordinator.arrive()
    assert page.locator(".errornote").count() == 0
    return key


def set_up(coordinator: Reader, event: str) -> None:
    page = coordinator.page
    coordinator.go(f"/admin/events/event/{event}/change/")
    hour, minute = page.locator("#id_starts_at_1").input_value().split(":")[:2]
    coordinator.go(f"/admin/events/event/{event}/slots/")
    end = f"{int(hour) + 1:02}:{minute}"
    for name, value in {"begins": f"{hour}:{minute}", "ends": end, "minutes": "10", "pause": "0"}.items():
        page.locator(f"#id_{name}").fill(value)
    act(coordinator, "preview")
    act(coordinator, "set")
    coordinator.go(f"/admin/events/event/{event}/tables/")
    for box in page.locator("input[name=organisations]").all():
        box.check()
    tap(coordinator, "button.step-first")
    act(coordinator, "open")


def register(person: Reader, event: str) -> None:
    """Whoever is in the list already is led to their registration."""
    person.go(f"/events/{event}/register/")
    if person.path.endswith("/register/"):
        person.page.locator("main form .actions button").first.click()
        person.arrive(re.compile(r"/events/registrations/[^/]+/"))


def tap(reader: Reader, button: str) -> None:
    reader.page.locator(button).first.click()
    reader.arrive()
    assert reader.page.locator(".errornote, .has-error").count() == 0


def act(coordinator: Reader, name: str) -> None:
    tap(coordinator, f"button[name=act][value={name}]")


def wait_for(coordinator: Reader, name: str) -> None:
    """Until the worker has made the plan."""
    for _look in range(MOST_SECONDS * 2):
        coordinator.go(coordinator.path)
        if coordinator.page.locator(f"button[name=act][value={name}]").count():
            return
        time.sleep(0.5)
    raise AssertionError("no plan")
