"""A graduate comes from nothing to her first day, and a company from nothing to a place that is taken.

Both begin without an account of theirs. Pages and clicks are counted after the first sign-in: a page once, however
often one comes back to it; every press of a button or a link, the one in a mail that leads back among them. Typing,
choosing in a field and pressing Enter is filling in.
"""

import re
from typing import Any

import pytest

from tests.journeys.companies import fill_in_organisation, in_english, publish, verify
from tests.journeys.reader import Reader
from tests.journeys.test_graduate import cv, register

pytestmark = pytest.mark.journey

COORDINATOR, PERSON = "coordinator.zumiro@example.org", "mentor.wortplus@example.org"
COMPANY, TITLE = "Uhrenbau Musterfeld", "Trainee in clockwork repair"
GRADUATE = "lina.neu@example.org"
MOST_PAGES, MOST_CLICKS = 12, 18
MOST_PAGES_OF_COMPANY, MOST_CLICKS_OF_COMPANY = 10, 18


class Counted:
    """Somebody whose clicks are counted, and the kinds of page they come to."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.clicks = 0
        self.pages: list[str] = []
        self._note()

    @property
    def page(self) -> Any:
        return self.reader.page

    def click(self, place: str, where: Any = None) -> None:
        self.page.locator(place).first.click()
        self._counted(where)

    def press(self, words: str, where: Any = None, kind: str = "button") -> None:
        self.page.locator("main").get_by_role(kind, name=words).first.click()
        self._counted(where)

    def follow(self, words: str, where: Any = None) -> None:
        self.press(words, where, "link")

    def come_by_mail(self, path: str) -> None:
        """By the link in a mail that says what has happened."""
        self.reader.go(path)
        self.clicks += 1
        self._note()

    def _counted(self, where: Any) -> None:
        self.clicks += 1
        self.reader.arrive(where)
        self._note()

    def _note(self) -> None:
        if self.reader.kind not in self.pages:
            self.pages.append(self.reader.kind)


def test_a_graduate_gets_from_nothing_to_her_first_day_at_a_company_that_began_with_nothing(visit):
    coordinator = visit(COORDINATOR)
    company = begin(visit(PERSON))
    register_company(company)
    verify(coordinator, COMPANY)
    write_placement(company)
    publish(coordinator, TITLE)
    newcomer = visit(language="de")
    register(newcomer, GRADUATE)
    graduate = Counted(newcomer)
    fill_profile(graduate)
    application = apply_for_it(graduate)
    invite(company, application)
    choose_time_and_write(graduate, application)
    answer_and_offer(company, application)
    accept(graduate, application)
    name_first_day(company, application)
    confirm_and_begin(graduate, application)
    assert len(graduate.pages) <= MOST_PAGES, graduate.pages
    assert graduate.clicks <= MOST_CLICKS
    company.reader.go("/organisation/placements/")
    assert "Filled" in company.reader.text()
    assert len(company.pages) <= MOST_PAGES_OF_COMPANY, company.pages
    assert company.clicks <= MOST_CLICKS_OF_COMPANY


# --- The company ---------------------------------------------------------------------------------------------------


def begin(reader: Reader) -> Counted:
    in_english(reader)
    reader.go("/organisation/")
    return Counted(reader)


def register_company(company: Counted) -> None:
    company.click("main a[href^='/organisation/register/']", re.compile("/organisation/register/"))
    fill_in_organisation(company.reader, COMPANY)
    company.click("main form .actions button", "**/organisation/")
    assert COMPANY in company.reader.text()


def write_placement(company: Counted) -> None:
    page = company.page
    company.click("main a[href^='/organisation/placements/add/']", re.compile("/placements/add/"))
    company.click("main a[href*='kind=internship']", re.compile("kind=internship"))
    page.locator("[name=title_0]").fill(TITLE)
    page.locator("[name=description_0]").fill("Learn how clocks are mended that show the time.")
    page.locator("#id_seats").fill("1")
    page.locator("#id_city").fill("Bentwisch")
    page.locator("input[name=programmes]").first.check()
    company.click("form > .actions .button", "**/preview/")
    assert TITLE in company.reader.text()
    company.click("main form[action$='/submit/'] button", re.compile(r"/organisation/placements/\d+/$"))


def invite(company: Counted, application: str) -> None:
    page = company.page
    company.come_by_mail(application)
    assert "Ich weiß gern, wie Dinge gemacht werden." in company.reader.text()
    company.click(f"main a[href='{application}interview/']", f"**{application}interview/")
    page.locator("#id_place").fill("Gate 2")
    page.locator("#id_message").fill("You meet the team.")
    company.click("main form .actions button", f"**{application}")
    assert "It is the turn of" in company.reader.text()


def answer_and_offer(company: Counted, application: str) -> None:
    page = company.page
    company.come_by_mail(application)
    assert "Wo kann ich parken?" in company.reader.text()
    page.locator("#id_text").fill("Right behind the gate.")
    company.press("Send", re.compile(application))
    company.click(f"main a[href='{application}offered/']", f"**{application}offered/")
    page.locator("#id_message").fill("We would like to have you.")
    company.click("main form .actions button", f"**{application}")


def name_first_day(company: Counted, application: str) -> None:
    page = company.page
    company.come_by_mail(application)
    company.click(f"main a[href='{application}first-day/']", f"**{application}first-day/")
    year = page.evaluate("new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10)")
    page.locator("#id_starts_on").fill(year)
    page.locator("#id_starts_at").fill("08:00")
    page.locator("#id_place").fill("Gate 2")
    page.locator("#id_receiver").fill("Mara Example")
    company.click("main form .actions button", f"**{application}")


# --- The graduate --------------------------------------------------------------------------------------------------


def fill_profile(graduate: Counted) -> None:
    page = graduate.page
    graduate.click("main a[href='/me/profile/wishes/']", "**/profile/wishes/")
    page.locator("input[name=kinds][value=internship]").check()
    page.locator("#id_is_mobile").check()
    graduate.press("Speichern und weiter", "**/profile/languages/")
    page.locator("#languages-add").fill("Deutsch")
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Deutsch").locator("select:visible").select_option(index=5)
    graduate.press("Speichern und weiter", "**/profile/skills/")
    page.locator("#skills-add").press_sequentially("präz")
    page.locator("[role=listbox]:visible [role=option]").first.click()
    graduate.press("Speichern und weiter", "**/profile/education/")
    page.locator("#id_degree").select_option(index=4)
    page.locator("#id_field").select_option(index=2)
    graduate.press("Speichern und weiter", "**/profile/more/")
    graduate.click("main form .actions .button", "**/offers/")


def apply_for_it(graduate: Counted) -> str:
    page = graduate.page
    page.locator("#filter-search").fill("clockwork repair")
    page.keyboard.press("Enter")
    graduate.reader.arrive(re.compile("q=clockwork"))
    graduate.follow(TITLE, re.compile(r"/offers/\d+-"))
    graduate.click("main a.button[href$='/apply/']", "**/apply/")
    page.locator("#id_message").fill("Ich weiß gern, wie Dinge gemacht werden.")
    page.locator("#id_upload").set_input_files(
        {"name": "lebenslauf.pdf", "mimeType": "application/pdf", "buffer": cv()}
    )
    graduate.click("main form .actions button", re.compile(r"/applications/\d+/"))
    return graduate.reader.path


def choose_time_and_write(graduate: Counted, application: str) -> None:
    page = graduate.page
    graduate.come_by_mail(application)
    assert "You meet the team." in graduate.reader.text()
    page.locator("input[name=time]").first.check()
    graduate.click("form[action*='/choose/'] button", f"**{application}")
    assert page.locator("a[href*='/file/']").count() == 1
    page.locator("#id_text").fill("Wo kann ich parken?")
    graduate.click("form:has(#id_text) button", re.compile(application))


def accept(graduate: Counted, application: str) -> None:
    graduate.come_by_mail(application)
    assert "Right behind the gate." in graduate.reader.text()
    graduate.click(f"main a[href='{application}accepted/']", f"**{application}accepted/")
    graduate.click("main form .actions button", f"**{application}")
    assert graduate.page.locator("#arriving").count() == 1


def confirm_and_begin(graduate: Counted, application: str) -> None:
    page = graduate.page
    graduate.come_by_mail(application)
    assert "Mara Example" in graduate.reader.text()
    graduate.click("form[action$='/first-day/confirm/'] button", f"**{application}")
    graduate.click("button.tick", re.compile(application))
    assert page.locator("button.tick[aria-pressed=true]").count() == 1
    graduate.reader.go("/me/")
    assert TITLE in graduate.reader.text()
