"""A pupil asks for a place once a guardian has agreed; the guardian takes it back, and it is gone from both sides."""

import re
from urllib.parse import urlsplit

import pytest

from portal.demo.people import OPERATOR
from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

USER = "kim.journey"
CARD = "main a[href^='/offers/']:not([href*='?'])"


def test_a_pupils_place_begins_and_ends_with_the_guardians_consent(visit):
    operator, company, pupil, guardian = (visit(language="en") for _who in range(4))
    link, password = make_account(operator)
    company.sign_in("company.zumiro@example.org")
    company.go("/organisation/")
    offer = wish_without_consent(pupil, password, company.page.locator("h1").first.inner_text())
    agree(guardian, link)
    application = ask(pupil, offer)
    answer(company, application)
    pupil.go(application)
    pupil.sees("Thank you for asking. We look at it and answer soon.")
    guardian.go(link)
    guardian.press("Take the consent back")
    guardian.sees("You have taken the consent back")
    for reader in (company, pupil):
        assert reader.page.goto(application).status in (403, 404)


def make_account(operator: Reader) -> tuple[str, str]:
    """The guardian's link and the pupil's first password, which the operator hands out."""
    operator.sign_in(OPERATOR)
    operator.go("/admin/privacy/guardianconsent/add/")
    page = operator.page
    page.locator("#id_pupil_name").fill(USER)
    page.locator("#id_name").fill("Kim Journey")
    page.locator("#id_country").select_option("DE")
    page.locator("[name=_save]").click()
    operator.arrive("**/guardianconsent/**")
    link, password = page.locator("code").all_inner_texts()[:2]
    return urlsplit(link).path, password


def wish_without_consent(pupil: Reader, password: str, organisation: str) -> str:
    """What is chosen stays in the browser, and nothing can be sent."""
    pupil.sign_in(USER, password)
    pupil.go(f"/offers/?q={organisation}")
    pupil.page.locator(CARD).first.click()
    pupil.arrive()
    offer = pupil.path
    pupil.follow("See how to ask for a place")
    assert "has to agree first" in pupil.text()
    assert pupil.page.get_by_role("button", name="Ask for the place").count() == 0
    pupil.page.get_by_label("I can come in the school holidays.").check()
    pupil.page.wait_for_timeout(400)  # what is ticked is kept a moment later
    return offer


def agree(guardian: Reader, link: str) -> None:
    guardian.go(link)
    guardian.page.locator("#id_name").fill("Robin Journey")
    guardian.page.locator("#id_agreed").check()
    guardian.send()
    guardian.sees("You have agreed")


def ask(pupil: Reader, offer: str) -> str:
    """The wish is still there."""
    pupil.go(offer)
    pupil.follow("Ask for a place")
    assert pupil.page.get_by_label("I can come in the school holidays.").is_checked()
    pupil.send()
    assert re.fullmatch(r"/applications/\d+/", pupil.path)
    return pupil.path


def answer(company: Reader, application: str) -> None:
    company.go(application)
    assert "Kim" not in company.page.content()
    company.page.locator("input[name=sentence][value=looking]").check()  # each reads it in their own language
    company.page.locator("section[aria-labelledby=conversation] form button").last.click()
    company.arrive()
