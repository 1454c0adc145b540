"""The questions of a questionnaire as people answer them: what an answer calls for comes and goes with it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.tour import come_in, speak

pytestmark = pytest.mark.journey

LIST = "/admin/programmes/questionnaire/"


def preview(reader) -> None:
    """Of the demonstration's questionnaire, in its only version."""
    come_in(reader, "coordinator.wortplus@example.org")
    reader.check()
    speak(reader, "en")
    reader.go(LIST)
    for link in (
        "#result_list a[href*='/change/']",
        "a[href*='/questionnaireversion/']",
        "a[href$='/preview/']",
    ):
        reader.go(reader.page.locator(link).first.get_attribute("href"))


def test_what_follows_from_an_answer_is_hidden_until_it_is_given(visit):
    reader = visit(language="en")
    preview(reader)
    follows = reader.page.locator("[data-only-if]")
    expect(follows).to_be_hidden()
    reader.page.get_by_label("Yes", exact=True).check()
    expect(follows).to_be_visible()
    expect(follows.get_by_label("How old are the children?")).to_be_editable()
    reader.page.get_by_label("No", exact=True).check()
    expect(follows).to_be_hidden()


def test_without_a_script_it_stands_there_and_says_when_it_applies(visit):
    reader = visit(language="en")
    preview(reader)
    page = reader.page.context.browser.new_context(java_script_enabled=False).new_page()
    page.context.add_cookies(reader.page.context.cookies())
    page.goto(reader.page.url)
    expect(page.locator("[data-only-if]")).to_be_visible()
    expect(page.locator("[data-only-if] legend")).to_have_text(
        "Only if your answer to “Do you need childcare?” is: Yes"
    )
    page.context.close()
