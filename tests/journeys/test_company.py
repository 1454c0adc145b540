"""A company registers, is verified, posts a placement that a coordinator publishes, and fills it."""

import re

import pytest

from tests.journeys.companies import fill_in_organisation, in_english, publish, verify
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

COORDINATOR, PERSON, APPLICANT = (
    "coordinator.zumiro@example.org",
    "mentor.zumiro@example.org",
    "talent.zumiro@example.org",
)
COMPANY, TITLE = "Werkzeugbau Beispielbach", "Trainee in tool making"
SEARCH = "Beispielbach"


def test_a_company_posts_a_placement_and_fills_it(visit):
    company, coordinator = visit(PERSON), visit(COORDINATOR)
    register(company)
    verify(coordinator, COMPANY)
    write_placement(company)
    applicant = visit(APPLICANT)
    save_a_search(applicant)
    publish(coordinator, TITLE)
    find_it_new(applicant)
    application = apply_for_it(applicant)
    invite(company, application)
    agree(applicant, application)
    offer(company, application)
    accept(applicant, application)
    company.go("/organisation/placements/")
    assert "Filled" in company.text() or "Besetzt" in company.text()


def register(reader: Reader) -> None:
    in_english(reader)
    reader.go("/organisation/")
    reader.go("/organisation/register/")
    fill_in_organisation(reader, COMPANY)
    reader.send()
    reader.arrive("**/organisation/")
    assert COMPANY in reader.text()
    reader.check()


def write_placement(reader: Reader) -> None:
    page = reader.page
    reader.go("/organisation/placements/")
    reader.go("/organisation/placements/add/")
    page.locator("main a[href*='kind=internship']").click()
    reader.arrive()
    page.locator("[name=title_0]").fill(TITLE)
    page.locator("[name=description_0]").fill("Learn how tools are made that make tools.")
    page.locator("#id_seats").fill("1")
    page.locator("#id_city").fill("Bentwisch")
    page.locator("input[name=programmes]").first.check()
    reader.send()
    reader.arrive("**/preview/")
    assert TITLE in reader.text()
    page.locator("main form button[type=submit], main form .button, main a[href$='/submit/']").first.click()
    reader.arrive()
    if "/submit/" in page.url:
        reader.send()
    reader.arrive(re.compile(r"/organisation/placements/\d+/$"))


def save_a_search(reader: Reader) -> None:
    """Of something that nobody offers yet, to be told of it at once."""
    in_english(reader)
    reader.go(f"/offers/?q={SEARCH}")
    reader.follow("Save this search")
    reader.page.locator("input[name=frequency][value=at_once]").check()
    reader.send()
    reader.arrive("**/me/searches/")
    assert "0 offers now" in reader.text()


def find_it_new(reader: Reader) -> None:
    reader.go("/me/searches/")
    assert "1 offer now, 1 of them new within a week" in reader.text()
    reader.follow(f"“{SEARCH}”")
    assert TITLE in reader.text()


def apply_for_it(reader: Reader) -> str:
    page = reader.page
    in_english(reader)
    reader.go("/offers/?q=tool+making")
    page.get_by_role("link", name=TITLE).first.click()
    reader.arrive(re.compile(r"/offers/\d+-"))
    reader.go(f"{reader.path}apply/")
    page.locator("#id_message").fill("I like to know how things are made.")
    reader.send()
    reader.arrive(re.compile(r"/applications/\d+/"))
    return reader.path


def invite(reader: Reader, application: str) -> None:
    page = reader.page
    reader.go("/organisation/placements/")
    page.get_by_role("link", name=TITLE).first.click()
    reader.arrive()
    reader.check()
    reader.go(application)
    assert "I like to know how things are made." in reader.text()
    take(reader, application, "shortlisted")
    reader.go(f"{application}interview/")
    reader.check()
    page.locator("#id_message").fill("You meet the team.")
    reader.send()
    reader.arrive(f"**{application}")


def take(reader: Reader, application: str, step: str) -> None:
    reader.go(f"{application}{step}/")
    reader.page.locator("#id_message").fill("Welcome.")
    reader.send()
    reader.arrive(f"**{application}")


def agree(reader: Reader, application: str) -> None:
    """To one of the proposed times, by two clicks on the application's page; then it stands among one's dates."""
    page = reader.page
    reader.go(application)
    assert "You meet the team." in reader.text()
    reader.check()
    page.locator("input[name=time]").first.check()
    page.locator("form[action*='/choose/'] button").click()
    reader.arrive(f"**{application}")
    assert page.locator("a[href*='/file/']").count() == 1
    reader.go("/me/dates/")
    reader.check()
    assert TITLE in reader.text() or COMPANY in reader.text()


def offer(reader: Reader, application: str) -> None:
    take(reader, application, "offered")


def accept(reader: Reader, application: str) -> None:
    reader.go(f"{application}accepted/")
    reader.send()
    reader.arrive(f"**{application}")
    assert "Accepted" in reader.text()
    reader.check()
    reader.go("/me/inbox/")
