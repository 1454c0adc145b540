"""That a page on which something sticks out is told from one on which nothing does."""

import pytest

from tests.journeys.boxes import LONG_WORD, sticking_out

pytestmark = pytest.mark.journey

PAGE = """<!DOCTYPE html><html lang="de"><head><style>
    body {{ margin: 0; hyphens: auto; overflow-wrap: anywhere; }} .box {{ width: 200px; border: 3px solid; }} {style}
</style></head><body><main>{body}</main></body></html>"""

WHOLE = [
    ("", "<div class=box><p>Ein Satz, der umbricht, wo er kann</p></div>"),
    (
        ".scroll { overflow-x: auto } table { min-width: 400px }",
        "<div class='box scroll'><table><td>1</table></div>",
    ),
    (
        ".skip { position: absolute; clip-path: inset(50%) }",
        "<div class=box><a class=skip>Zum Inhalt springen</a></div>",
    ),
    (".pull { margin-inline: -12px }", "<div class=box><p class=pull>hinausgezogen</p></div>"),
    (".menu { position: absolute; width: 250px }", "<div class=box><ul class=menu><li>darüber</ul></div>"),
    (
        "p { white-space: pre-wrap; font: 20px monospace; width: 4.2ch }",
        "<div class=box><p>Wort Wort Wort</p></div>",
    ),
]
BROKEN = [
    (
        ".wide { width: 260px }",
        "<div class=box><p class=wide>zu breit</p></div>",
        "p.wide sticks out of div.box by 60 px (right)",
    ),
    (
        ".wide { width: 240px }",
        "<div class=box><details><summary>mehr</summary><p class=wide>zu breit</p></details></div>",
        "p.wide sticks out of details by 40 px (right)",
    ),
    (
        ".grid { display: grid; grid-template-columns: 1fr } input { width: 230px }",
        "<div class='box'><div class=grid><label>Wort <input></label></div></div>",
        "label sticks out of div.grid by",
    ),
    (
        "p { white-space: nowrap; height: 20px }",
        "<div class=box><p>Ein Satz, der nicht umbrechen darf</p></div>",
        "p has text that leaves p by",
    ),
    (
        "p { white-space: pre-wrap; overflow-wrap: normal; width: 60px }",
        "<div class=box><p>kurz Unzerbrechliches</p></div>",
        "p has text that leaves p by",
    ),
    (
        ".low { height: 20px } .high { height: 50px }",
        "<div class='box low'><div class=high>hoch</div></div>",
        "div.high sticks out of div.box.low by 30 px (bottom)",
    ),
    (
        ".panel { overflow-x: auto } .panel div { width: 300px }",
        "<div class='box panel'><div>seitwärts</div></div>",
        "div.box.panel scrolls sideways by 100 px",
    ),
    (
        "p { overflow: hidden; white-space: nowrap }",
        "<div class=box><p>Ein Satz, der abgeschnitten wird, weil er zu lang ist</p></div>",
        "p cuts",
    ),
    (
        ".menu { position: absolute; left: 150px; width: 1200px }",
        "<div class=box><ul class=menu><li>daneben</ul></div>",
        "ul.menu leaves the screen by",
    ),
    (
        "p { hyphens: manual; width: 60px }",
        "<div class=box><p>Softwareentwicklerin</p></div>",
        "p breaks “Softwareentwicklerin” without a hyphen",
    ),
    ("input { width: 60px }", "<input placeholder='Beruf, Kompetenz oder Ort'>", "input cuts its hint"),
]


@pytest.fixture
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def findings(page, style, body):
    page.set_content(PAGE.format(style=style, body=body))
    return sticking_out(page, 1280)


@pytest.mark.parametrize(("style", "body"), WHOLE)
def test_nothing_sticks_out(page, style, body):
    assert findings(page, style, body) == []


@pytest.mark.parametrize(("style", "body", "sentence"), BROKEN)
def test_what_sticks_out_is_named_with_its_parent_and_by_how_much(page, style, body, sentence):
    assert any(f"1280 px: {sentence}" in found for found in findings(page, style, body))


def test_a_word_that_only_somebody_else_will_write_is_tried_too(page):
    found = findings(page, "h2 { overflow-wrap: normal }", "<div class=box><h2>Titel</h2></div>")
    assert [finding.split(" by ")[0] for finding in found] == [
        "1280 px, long words: h2 has text that leaves h2"
    ]


def test_the_page_is_left_as_it_was_found(page):
    page.set_content(
        PAGE.format(style="", body="<h1>Titel</h1><details><summary>mehr</summary>Text</details>")
    )
    before = page.content()
    sticking_out(page, 320)
    assert LONG_WORD not in page.content()
    assert page.content().replace(' data-text-size="normal"', "") == before
