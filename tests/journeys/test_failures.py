"""What a person sees when a part of a page is refused, or nobody answers."""

import re

import pytest

pytestmark = pytest.mark.journey

PROFILE = "/me/profile/more/"


def test_a_part_that_is_refused_says_so_and_what_was_typed_stays(glance):
    reader = glance("talent.wortplus@example.org")
    reader.go(PROFILE)
    headline = reader.page.locator("input[name=headline]")
    headline.fill("Takes bicycles apart")
    reader.context.clear_cookies()
    reader.page.evaluate("htmx.ajax('GET', '/skills/', {target: '#combobox-words'})")
    reader.page.locator("#toasts").get_by_text("You are not signed in any more.").wait_for()
    assert headline.input_value() == "Takes bicycles apart"
    assert reader.path == PROFILE
    reader.troubles.clear()


def test_a_list_that_nobody_answers_for_says_so_once(glance):
    reader = glance()
    reader.go("/offers/")
    reader.page.route(re.compile(r"/offers/\?"), lambda route: route.abort())
    for word in ("a", "b"):
        reader.page.locator(
            "form[role=search] input[type=search], form[role=search] input[type=text]"
        ).first.fill(word)
        reader.page.locator("form[role=search] button[type=submit]").first.click()
        reader.page.locator("#toasts .failed").get_by_text("can’t be reached right now").wait_for()
    assert reader.page.locator("#toasts .failed").count() == 1
    reader.troubles.clear()
