"""Choosing by typing, on the page of samples: with the keyboard alone, by touch, and without a script."""

import pytest
from playwright.sync_api import expect

from tests.journeys.reader import NARROW, WIDE, Reader

pytestmark = pytest.mark.journey

STYLE = "/style/"


@pytest.fixture
def reader(glance) -> Reader:
    reader: Reader = glance()
    reader.go(STYLE)
    return reader


def line(reader: Reader, name: str):
    return reader.page.locator(f"#id_empty-{name}")


def options(reader: Reader) -> list[str]:
    return reader.page.locator("[role=listbox]:visible [role=option]").all_inner_texts()


def sent(reader: Reader, name: str) -> list[str]:
    """What the form would send under this name now."""
    script = "name => new FormData(document.querySelector('form[aria-label=\"Form, empty\"]')).getAll(name)"
    found: list[str] = reader.page.evaluate(script, name)
    return found


def heard(reader: Reader) -> str:
    return reader.page.locator("#combobox-words").text_content() or ""


def test_a_suggestion_is_taken_with_the_keyboard_and_its_number_is_announced(reader):
    town = line(reader, "town")
    town.focus()
    reader.page.keyboard.type("su")
    expect(reader.page.locator("[role=listbox]:visible [role=option]")).to_have_text(["Suhl"])
    assert heard(reader) == "Suggestions: 1"
    assert town.get_attribute("aria-expanded") == "true"
    reader.page.keyboard.press("ArrowDown")
    marked = reader.page.locator(f"#{town.get_attribute('aria-activedescendant')}")
    assert (marked.inner_text(), marked.get_attribute("aria-selected")) == ("Suhl", "true")
    reader.page.keyboard.press("Enter")
    assert sent(reader, "empty-town") == ["Suhl"]
    assert town.get_attribute("aria-expanded") == "false"
    assert reader.path == STYLE, "Enter took the suggestion and did not send the form"


def test_arrows_go_round_home_and_end_to_the_ends_and_escape_keeps_what_was_typed(reader):
    spoken = line(reader, "spoken")
    spoken.focus()
    reader.page.keyboard.type("kr")
    first, last = options(reader)[0], options(reader)[-1]
    current = lambda: reader.page.locator("[role=option][aria-selected=true]:visible").inner_text()  # noqa: E731
    for key, expected in (("ArrowUp", last), ("ArrowDown", first), ("End", last), ("Home", first)):
        reader.page.keyboard.press(key)
        assert current() == expected, key
    reader.page.keyboard.press("Escape")
    assert (options(reader), spoken.input_value()) == ([], "kr")
    reader.page.keyboard.press("Escape")
    assert spoken.input_value() == ""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_suggestions_stand_right_below_their_line_and_are_as_wide(reader, size):
    """Elsewhere, far up on a long form, nobody would see them: on a phone menus of the page's head lie otherwise."""
    reader.page.set_viewport_size(size)
    spoken = line(reader, "spoken")
    spoken.focus()
    reader.page.keyboard.type("kr")
    found = reader.page.locator("[role=listbox]:visible").bounding_box()
    typed = spoken.bounding_box()
    assert 0 <= found["y"] - typed["y"] - typed["height"] < 12
    assert (found["x"], found["width"]) == (typed["x"], typed["width"])


def test_several_are_chips_of_which_backspace_takes_the_last_and_undo_brings_it_back(reader):
    line(reader, "towns").focus()
    for typed in ("Jen", "celj", "Nowhere"):
        reader.page.keyboard.type(typed)
        if typed != "Nowhere":
            expect(reader.page.locator("[role=listbox]:visible [role=option]")).to_have_count(1)
        reader.page.keyboard.press("Enter")
        expect(line(reader, "towns")).to_have_value("")
    assert sent(reader, "empty-towns") == ["Jena, Celje, Nowhere"]
    reader.page.keyboard.type("Suh")
    expect(reader.page.locator("[role=listbox]:visible [role=option]")).to_have_count(1)
    reader.page.keyboard.press("Enter")
    reader.sees("More are not possible. Take one away first.")
    reader.page.keyboard.press("Backspace")
    assert sent(reader, "empty-towns") == ["Jena, Celje"]
    assert heard(reader).startswith("Taken away: Nowhere")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    assert sent(reader, "empty-towns") == ["Jena, Celje, Nowhere"]


def test_a_chip_is_taken_away_by_its_button_which_says_what_it_takes_away(reader):
    page = reader.page
    chips = page.get_by_role("list", name="Languages spoken at work")
    expect(chips.get_by_role("listitem")).to_have_text(["German×", "Slovenian×"])
    chips.get_by_role("button", name="Take away: German").click()
    expect(chips.get_by_role("listitem")).to_have_text(["Slovenian×"])
    assert page.evaluate("document.activeElement.id") == "id_failed-spoken"


def test_what_is_not_in_the_list_is_said_beside_the_line_and_not_sent(reader):
    line(reader, "country").fill("Ruritania")
    reader.page.keyboard.press("Tab")
    reader.sees("Not in the list: Ruritania")
    assert sent(reader, "empty-country") == [""]
    line(reader, "country").fill("sloveni")
    reader.page.keyboard.press("Enter")
    assert sent(reader, "empty-country") == ["SI"]


def test_a_line_of_a_formset_becomes_a_chip_with_its_level_beside(reader):
    page = reader.page
    page.locator("#sample-add").focus()
    for name in ("English", "Czech", "French"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.locator("#sample-add")).to_have_value("")
    names = page.locator("[data-lines=sample] .is-chip:visible .line-name")
    expect(names).to_have_text(["German", "English", "Czech", "French"])
    page.get_by_role("group", name="Czech").get_by_label("Level").select_option("b2")
    assert [sent(reader, f"sample-{number}-{part}") for number, part in ((2, "language"), (2, "level"))] == [
        ["cs"],
        ["b2"],
    ]
    page.keyboard.press("Tab")
    page.get_by_role("group", name="German").get_by_role("button", name="Take away: German").click()
    expect(names).to_have_text(["English", "Czech", "French"])
    page.get_by_role("button", name="Undo").click()
    assert sent(reader, "sample-0-language") == ["de"]


def test_lists_can_be_used_by_touch(browser, portal):
    with browser.new_context(base_url=portal.address, viewport=NARROW, has_touch=True, locale="en") as phone:
        page = phone.new_page()
        page.goto(STYLE)
        page.locator("#id_empty-town").tap()
        page.keyboard.type("e")
        page.locator("[role=listbox]:visible [role=option]", has_text="Celje").tap()
        assert page.locator("#id_empty-town").input_value() == "Celje"
        assert page.evaluate("document.activeElement.id") == "id_empty-town"


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_an_open_list_has_no_barrier_and_stays_on_the_screen(reader, size):
    line(reader, "spoken").click()
    expect(reader.page.locator("[role=listbox]:visible")).to_have_count(1)
    assert reader.look(size, "light", {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}) == []


def test_without_a_script_there_are_selects_and_lines(browser, portal):
    with browser.new_context(base_url=portal.address, java_script_enabled=False, locale="en") as plain:
        page = plain.new_page()
        page.goto(STYLE)
        page.locator("select[name=empty-spoken]").select_option(["de", "sl"])
        page.locator("input[name=empty-towns]").fill("Suhl, Jena")
        expect(page.locator("select[name=sample-1-language]")).to_be_visible()
        expect(page.get_by_role("button", name="Add a language")).to_be_visible()


@pytest.mark.parametrize("name", ["country", "spoken"])
def test_what_the_list_has_not_is_not_sent_as_what_was_chosen_before(reader, name):
    country = line(reader, name)
    before = sent(reader, f"empty-{name}")
    country.focus()
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type("Foo")
    reader.page.evaluate("document.querySelector('form[aria-label=\"Form, empty\"]').requestSubmit()")
    assert (reader.path, sent(reader, f"empty-{name}")) == (STYLE, before)
    expect(country).to_be_focused()
    expect(country).to_have_attribute("aria-invalid", "true")
    note = country.get_attribute("aria-describedby").split()[-1]
    expect(reader.page.locator(f"#{note}")).to_have_text("Not in the list: Foo")
    reader.page.keyboard.type("x")
    expect(country).not_to_have_attribute("aria-invalid", "true")
