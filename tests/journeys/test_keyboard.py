"""A talent who uses no mouse."""

import pytest

from tests.journeys.reader import NARROW, Reader

pytestmark = pytest.mark.journey

FOCUS = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const outlined = look => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
    const drawn = [element, element.parentElement, ...(element.labels || [])];
    return {
        address: element.getAttribute("href") || "",
        name: `${element.getAttribute("name") || ""} ${element.value || element.innerText || ""}`.trim().slice(0, 60),
        inside: document.querySelector("main").contains(element),
        shown: drawn.some(each => outlined(getComputedStyle(each)) || outlined(getComputedStyle(each, "::after"))),
        onScreen: box.bottom > 0 && box.top < innerHeight,
    };
}"""


def test_whoever_filters_while_the_portal_is_out_of_reach_is_told_so_once(glance):
    reader: Reader = glance()
    page = reader.page
    reader.go("/offers/")
    page.route("**/offers/?*", lambda route: route.fulfill(status=503, body="away"))
    for words in ("optics", "glass"):
        with page.expect_response("**/offers/?*"):
            page.locator("main input[name=q]").fill(words)
            page.keyboard.press("Enter")
    page.locator("#toasts .failed").wait_for()
    assert page.locator("#toasts").inner_text() == (
        "The portal can’t be reached right now. Please try again in a minute."
    )
    reader.troubles.clear()  # they are what this is about


def test_an_offer_is_found_and_opened_with_the_keyboard_alone(glance):
    reader: Reader = glance("talent.wortplus@example.org")
    page = reader.page
    reader.go("/offers/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    assert first["address"].startswith("#"), "the first stop leads past the header"
    page.keyboard.press("Enter")
    seen = []
    for _step in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["shown"], f"nothing shows that the focus is on {stop['name']!r}"
        assert stop["onScreen"], f"the focus is on {stop['name']!r}, which is out of sight"
        assert stop["inside"], f"the link past the header leads into the page, not to {stop['name']!r}"
        seen.append((stop["address"], stop["name"]))
        if (
            stop["address"].startswith("/offers/")
            and stop["address"].rstrip("/").split("/")[-1][:1].isdigit()
        ):
            break
    else:
        raise AssertionError(f"no offer was reached: {seen}")
    assert len(seen) == len(set(seen)), "no stop comes twice"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{seen[-1][0]}")


def test_a_menu_closes_with_escape_and_when_the_focus_leaves_it(glance):
    reader: Reader = glance()
    page = reader.page
    reader.go("/offers/")
    menu = page.locator("details.languages")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.evaluate("menu => [menu.open, document.activeElement.parentElement === menu]") == [
        False,
        True,
    ]
    page.keyboard.press("Enter")
    assert menu.evaluate("menu => menu.open")
    for _step in range(10):
        page.keyboard.press("Tab")
        is_inside, is_open = menu.evaluate("menu => [menu.contains(document.activeElement), menu.open]")
        assert is_inside == is_open
    assert not is_inside


def test_whoever_follows_what_is_to_be_mended_to_its_field_sees_what_the_field_is_called(glance):
    """On a phone, too, where what is said above the line is as high as half the screen."""
    reader: Reader = glance()
    page = reader.page
    page.set_viewport_size(NARROW)
    reader.go("/style/")
    links = page.locator(".error-summary a")
    assert links.count() > 2
    for link in links.all():
        link.focus()
        page.keyboard.press("Enter")
        field = page.evaluate("""() => {
            const line = document.activeElement, said = line.closest(".has-error");
            return said && [said.getBoundingClientRect().top, line.getBoundingClientRect().bottom - innerHeight];
        }""")
        assert field, link.inner_text()
        assert field[0] >= 0 >= field[1], link.inner_text()
