"""A company registers, is verified, posts a placement that a coordinator publishes, and fills it."""

import re

import pytest

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

COORDINATOR, PERSON, APPLICANT = (
    "coordinator.zumiro@example.org",
    "mentor.zumiro@example.org",
    "talent.zumiro@example.org",
)
COMPANY, TITLE = "Werkzeugbau Beispielbach", "Trainee in tool making"


def test_a_company_posts_a_placement_and_fills_it(visit):
    company, coordinator = visit(PERSON), visit(COORDINATOR)
    register(company)
    verify(coordinator)
    write_placement(company)
    publish(coordinator)
    applicant = visit(APPLICANT)
    application = apply_for_it(applicant)
    answer(company, application)
    accept(applicant, application)
    company.go("/organisation/placements/")
    assert "Filled" in company.text() or "Besetzt" in company.text()


def register(reader: Reader) -> None:
    page = reader.page
    in_english(reader)
    reader.go("/organisation/")
    reader.check()
    reader.go("/organisation/register/")
    reader.check()
    page.locator("#id_programme").select_option("zumiro")
    page.locator("#id_name").fill(COMPANY)
    page.locator("#id_kind").select_option("company")
    page.locator("#id_city").fill("Beispielbach")
    send(reader)
    page.wait_for_url("**/organisation/")
    assert COMPANY in reader.text()
    reader.check()


def verify(reader: Reader) -> None:
    page = reader.page
    in_english(reader)
    reader.go("/admin/programmes/organisation/?verification__exact=waiting")
    reader.check()
    page.get_by_role("link", name=COMPANY).click()
    page.wait_for_load_state()
    reader.check()
    page.locator(".row-steps button", has_text="Verify").click()
    reader.sees("is verified")


def write_placement(reader: Reader) -> None:
    page = reader.page
    reader.go("/organisation/placements/")
    reader.check()
    reader.go("/organisation/placements/add/")
    reader.check()
    page.locator("[name=title_0]").fill(TITLE)
    page.locator("[name=description_0]").fill("Learn how tools are made that make tools.")
    page.locator("#id_kind").select_option("internship")
    page.locator("#id_seats").fill("1")
    page.locator("#id_city").fill("Beispielbach")
    page.locator("input[name=programmes]").first.check()
    send(reader)
    page.wait_for_url("**/preview/")
    assert TITLE in reader.text()
    reader.check()
    page.locator("main form button[type=submit], main form .button, main a[href$='/submit/']").first.click()
    page.wait_for_load_state()
    if "/submit/" in page.url:
        reader.check()
        send(reader)
    page.wait_for_url(re.compile(r"/organisation/placements/\d+/$"))
    reader.check()


def publish(reader: Reader) -> None:
    page = reader.page
    reader.go("/admin/matching/posting/?review=waiting")
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_load_state()
    reader.check()
    page.locator(".row-steps button", has_text="Publish").click()
    reader.sees("is published")


def apply_for_it(reader: Reader) -> str:
    page = reader.page
    in_english(reader)
    reader.go("/offers/?q=tool+making")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(re.compile(r"/offers/\d+-"))
    reader.go(f"{reader.path}apply/")
    page.locator("#id_message").fill("I like to know how things are made.")
    send(reader)
    page.wait_for_url(re.compile(r"/applications/\d+/"))
    return reader.path


def answer(reader: Reader, application: str) -> None:
    page = reader.page
    reader.go("/organisation/placements/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_load_state()
    reader.check()
    reader.go(application)
    assert "I like to know how things are made." in reader.text()
    reader.check()
    for number, step in enumerate(("shortlisted", "interview", "offered")):
        reader.go(f"{application}{step}/")
        if number == 0:
            reader.check()
        page.locator("#id_message").fill("Welcome.")
        send(reader)
        page.wait_for_url(f"**{application}")


def accept(reader: Reader, application: str) -> None:
    reader.go(f"{application}accepted/")
    reader.check()
    send(reader)
    reader.page.wait_for_url(f"**{application}")
    assert "Accepted" in reader.text()
    reader.check()
    reader.go("/me/inbox/")
    reader.check()


def send(reader: Reader) -> None:
    """Press the button that ends the form on the page."""
    reader.page.locator("main form .actions button[type=submit], main form .actions button").last.click()
    reader.page.wait_for_load_state()


def in_english(reader: Reader) -> None:
    reader.go("/me/settings/")
    reader.page.locator("input[name=language][value=en]").check()
    send(reader)
