"""The administration without a mouse, and without what lies over what one is at."""

import pytest
from playwright.sync_api import expect

from tests.journeys.tour import come_in, speak

pytestmark = pytest.mark.journey

LIST = "/admin/programmes/organisation/"
IN_SIGHT = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    if (one === document.body || !box.width) return `nothing in sight: ${one.outerHTML.slice(0, 80)}`;
    const found = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const style = getComputedStyle(one);
    const isMarked = style.outlineStyle !== "none" || style.boxShadow !== "none";
    if (!isMarked) return `no mark of the focus: ${one.outerHTML.slice(0, 80)}`;
    const isFree = found && (one.contains(found) || found.contains(one) || found.matches("label"));
    return isFree ? "" : `covered by ${found?.outerHTML.slice(0, 80)}: ${one.outerHTML.slice(0, 80)}`;
}"""


def trouble_in_sight(page) -> str:
    """What is still wrong when panels have opened and the page has been scrolled, which takes its time."""
    trouble = page.evaluate(IN_SIGHT)
    for _try in range(20):
        if trouble:
            page.wait_for_timeout(100)
            trouble = page.evaluate(IN_SIGHT)
    return str(trouble)


def tab_to(page, selector: str) -> None:
    """Go on by the tab key until this has the focus; each on the way is seen, and marked."""
    for _step in range(150):
        page.keyboard.press("Tab")
        trouble = trouble_in_sight(page)
        assert not trouble, f"on the way to {selector}: {trouble}"
        if page.evaluate("which => document.activeElement.matches(which)", selector):
            return
    raise AssertionError(f"{selector} is out of reach")


def test_a_list_is_filtered_and_rows_are_chosen_and_dealt_with_by_keys_alone(glance, portal):
    reader = glance(language="de")
    come_in(reader, "coordinator.wortplus@example.org")
    speak(reader, "de")
    page = reader.page
    reader.go(LIST)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past bar and places, to the content
    tab_to(page, "button[aria-controls=changelist-filter]")
    page.keyboard.press("Enter")
    page.locator("#changelist-filter").wait_for()
    tab_to(page, "#changelist-filter a[href*='kind']:not([aria-current])")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "kind" in page.url

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "input.action-select")
    page.keyboard.press("Space")
    tab_to(page, ".actions select")
    page.keyboard.press("End")  # choosing alone sends nothing
    chosen = page.locator(".actions select").input_value()
    tab_to(page, ".actions button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert chosen
    assert page.locator("h1").count() == 1
    assert reader.troubles == []


def test_each_part_of_a_form_is_reached_by_keys_and_nothing_covers_what_has_the_focus(glance, portal):
    reader = glance(language="de")
    come_in(reader, "coordinator.wortplus@example.org")
    reader.go(LIST)
    page = reader.page
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "ul.parts li:last-child button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaPressed") == "true"
    page.locator("#id_join").wait_for()
    tab_to(page, "#submit-row .step")


def test_a_list_of_fifty_rows_is_no_endless_page_on_a_phone(glance, portal):
    """Cards, each with what a row has and without what it hasn't."""
    reader = glance(language="de")
    come_in(reader, "coordinator.wortplus@example.org")
    reader.page.set_viewport_size({"width": 320, "height": 720})
    reader.go("/admin/programmes/enrolment/")
    rows = reader.page.locator("#result_list .data-row").count()
    height = reader.page.locator("#result_list").evaluate("table => table.offsetHeight")
    assert height / rows < 220


def test_rows_that_are_chosen_are_counted_and_all_are_chosen_at_once(glance, portal):
    reader = glance(language="en")
    come_in(reader, "coordinator.wortplus@example.org")
    speak(reader, "en")
    page = reader.page
    reader.go(LIST)
    boxes, counter = page.locator("tbody input.action-select"), page.locator(".action-counter")
    number = boxes.count()
    assert number > 1
    boxes.first.check()
    expect(counter).to_have_text(f"1 of {number} selected")
    page.locator("input.action-toggle").check()
    expect(page.locator("tbody input.action-select:checked")).to_have_count(number)
    expect(counter).to_have_text(f"{number} of {number} selected")


def test_in_forced_colours_a_box_shows_whether_it_is_chosen(glance, portal):
    """The theme draws each box itself, with a tick in the colour of the ground, which is forced to be seen then."""
    reader = glance(language="en")
    come_in(reader, "coordinator.wortplus@example.org")
    page = reader.page
    page.emulate_media(forced_colors="active")
    reader.go(LIST)
    drawn = page.locator("tbody input.action-select").first.evaluate(
        "box => [getComputedStyle(box).appearance, getComputedStyle(box, '::after').content]"
    )
    assert drawn == ["auto", "none"]
