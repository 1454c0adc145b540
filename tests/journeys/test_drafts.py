"""What somebody has typed and not sent stays theirs: through an ended session, a refused form; and nobody else's."""

import re
from typing import Any

import pytest

from tests.journeys.reader import Reader

pytestmark = pytest.mark.journey

ONE, OTHER = "talent.wortplus@example.org", "talent.zumiro@example.org"
WORDS = "I would like to find out why machines stop."


def test_words_of_an_application_outlive_session_and_refusal_and_are_gone_once_sent(glance):
    reader: Reader = glance(ONE)
    page, address = reader.page, an_offer_to_apply_for(reader)
    reader.go(address)
    type_in(reader, "#id_message", WORDS)
    reader.context.clear_cookies(name="sessionid")
    page.locator("main form .actions button").first.click()
    reader.arrive(re.compile("/accounts/(login|signup)/"))
    sign_in_here(reader, ONE)
    reader.go(address)
    assert page.locator("#id_message").input_value() == WORDS
    page.locator("#id_upload").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"no pdf"}
    )
    page.locator("main form .actions button").first.click()
    page.locator(".error-summary").wait_for()
    assert page.locator("#id_message").input_value() == WORDS
    reader.go("/me/")
    reader.go(address)
    assert page.locator("#id_message").input_value() == WORDS
    page.locator("main form .actions button").first.click()
    reader.arrive(re.compile(r"/applications/\d+/"))
    assert WORDS in reader.text()
    assert kept(page) == []
    the_conversation_keeps_what_is_typed_and_lets_go_of_what_was_sent(reader)


def the_conversation_keeps_what_is_typed_and_lets_go_of_what_was_sent(reader: Reader) -> None:
    page, address = reader.page, reader.path
    for words in ("May I bring my tools?", "And a helmet?"):
        type_in(reader, "#id_text", words)
        reader.go("/me/")
        reader.go(address)
        assert page.locator("#id_text").input_value() == words
        page.locator("form:has(#id_text) button").first.click()
        page.locator(".said", has_text=words).wait_for()
        assert page.locator("#id_text").input_value() == ""
        assert kept(page) == []


def test_nobody_else_at_the_same_machine_reads_what_one_has_not_sent(glance):
    reader: Reader = glance(ONE)
    page, address = reader.page, an_offer_to_apply_for(reader)
    reader.go(address)
    type_in(reader, "#id_message", WORDS)
    reader.context.clear_cookies(name="sessionid")
    reader.sign_in(OTHER)
    reader.go(address)
    assert page.locator("#id_message").input_value() == ""
    page.locator("form[action$='/logout/'] button").first.evaluate("button => button.form.requestSubmit()")
    reader.arrive(lambda url: "apply" not in url)
    assert kept(page) == [], "who signs out leaves nothing behind"


def test_a_visitors_words_live_in_the_tab_and_lead_through_sign_in(glance):
    reader: Reader = glance()
    page, address = reader.page, an_offer_to_apply_for(reader)
    reader.go(address)
    type_in(reader, "#id_message", WORDS)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
    elsewhere = reader.context.new_page()
    elsewhere.goto(address)
    assert elsewhere.locator("#id_message").input_value() == ""
    elsewhere.close()
    page.locator("main form .actions button").first.click()
    reader.arrive(re.compile("/accounts/(login|signup)/"))
    if "/signup/" in page.url:
        page.locator("main a[href*='/accounts/login/']").first.click()
        reader.arrive(re.compile("/accounts/login/"))
    sign_in_here(reader, OTHER)
    reader.arrive(re.compile("/apply/"))
    assert page.locator("#id_message").input_value() == WORDS


def an_offer_to_apply_for(reader: Reader) -> str:
    """The path of the form for an offer for which nobody of the demonstration has applied: the last of the list."""
    reader.go("/offers/?kind=job")
    links = reader.page.locator("main a[href^='/offers/'][href*='-'][href$='/']").all()
    for address in [link.get_attribute("href") for link in links][::-1]:
        path = f"{address}apply/"
        reader.go(path)
        if reader.path == path:
            return path
    raise AssertionError("no offer is open")


def type_in(reader: Reader, place: str, words: str) -> None:
    """And wait until the browser has kept it."""
    reader.page.locator(place).fill(words)
    reader.page.wait_for_function(
        "words => JSON.stringify([localStorage, sessionStorage]).includes(words)", arg=words
    )


def kept(page: Any) -> list[str]:
    keys = "[localStorage, sessionStorage].flatMap((store) => Object.keys(store))"
    found: list[str] = page.evaluate(f"{keys}.filter((key) => key.startsWith('draft:'))")
    return found


def sign_in_here(reader: Reader, email: str) -> None:
    """On the page one was led to, without leaving it first."""
    page = reader.page
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill("stay-a-while")
    page.locator("form[action*='/accounts/login/'] button.button").first.click()
    reader.arrive(lambda url: "/accounts/login/" not in url)
