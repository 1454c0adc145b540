import re
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.markdown import LONGEST, TAGS, render_markdown


def test_markdown_becomes_paragraphs_lists_and_links():
    html = render_markdown("Hello **you**\n\n- one\n- [two](https://example.org/a?b=1&c=2)\n")
    assert html == (
        "<p>Hello <strong>you</strong></p>\n<ul>\n<li>one</li>\n"
        '<li><a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">two</a></li>\n</ul>\n'
    )


def test_pasted_text_keeps_its_lines():
    assert render_markdown("Hello,\nwe look\n    for somebody\n\nYours") == (
        "<p>Hello,<br>\nwe look<br>\nfor somebody</p>\n<p>Yours</p>\n"
    )


@pytest.mark.parametrize("bullet", ["•", "◦", "▪", "·", "–", "—", "➢", "►", "✓", "-", "*"])
def test_pasted_bullets_are_a_list_and_what_follows_is_not_in_it(bullet):
    html = render_markdown(f"We offer:\n{bullet} pay\n{bullet} time\nWrite to us.")
    assert html == "<p>We offer:</p>\n<ul>\n<li>pay</li>\n<li>time</li>\n</ul>\n<p>Write to us.</p>\n"


def test_a_dash_within_a_line_is_no_bullet():
    assert render_markdown("Monday – Friday\n-5 °C") == "<p>Monday – Friday<br>\n-5 °C</p>\n"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("www.example.org", "http://www.example.org"),
        ("WWW.Example.org", "http://WWW.Example.org"),
        ("jobs.example.org", "http://jobs.example.org"),
        ("example.org/Stellen", "http://example.org/Stellen"),
        ("https://example.org/a_b_c/_d_", "https://example.org/a_b_c/_d_"),
        ("jobs@example.org", "mailto:jobs@example.org"),
    ],
)
def test_a_bare_address_is_a_link_without_the_full_stop_behind_it(address, target):
    link = f'<a href="{target}" rel="nofollow noopener noreferrer">{address}</a>'
    assert render_markdown(f"See {address}. Soon.") == f"<p>See {link}. Soon.</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "Lebenslauf.pdf",
        "<javascript:x>",
        "//example.org/x",
        "ftp://example.org/x",
    ],
)
def test_what_is_no_address_is_no_link(text):
    assert "href" not in render_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bis zum Ende.Es geht weiter",
        "Bei der Firma.De facto",
        "ASP.NET",
        "das ist das ende.es geht",
        "z.B.So",
    ],
)
def test_a_sentence_without_a_blank_behind_its_full_stop_is_no_address(text):
    assert render_markdown(text) == f"<p>{text}</p>\n"


@pytest.mark.parametrize("text", ["Mitarbeiter*innen und Schüler*innen", "Der Raum misst 3*4*2 Meter"])
def test_a_star_within_a_word_stays_a_star(text):
    assert render_markdown(text) == f"<p>{text}</p>\n"


HOSTILE = (
    "[",
    "*a ",
    "_a",
    "`",
    "> ",
    "- ",
    "://",
    "a://",
    "http://",
    "www.",
    "a@",
    "a*",
    "![[]()",
    "<x",
    "&#x",
    "***a ",
)


@pytest.fixture
def little_time():
    """Twenty seconds of the processor, of which a text needs one: whatever else the machine has to do meanwhile."""

    def too_long(*_signal):
        raise AssertionError("A text took twenty seconds of the processor.")

    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, 20)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.usefixtures("little_time")
def test_no_text_costs_more_than_its_length(piece):
    render_markdown(piece * (LONGEST // len(piece)))


def test_what_is_longer_than_any_form_takes_is_shown_as_it_is():
    assert render_markdown("<b>" + "a" * LONGEST).startswith("<p>&lt;b&gt;aaa")


def test_headings_go_below_those_of_the_page():
    assert render_markdown("# A\n\n### B\n") == "<h3>A</h3>\n<h5>B</h5>\n"
    assert render_markdown("## A\n\n###### B\n", top_heading=4) == "<h4>A</h4>\n<h6>B</h6>\n"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/spy.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "[x](https://example.org 'onmouseover=alert(1)')",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg/onload=alert(1)>",
        "<iframe src=//example.org></iframe>",
        "<style>*{display:none}</style>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_nothing_that_could_run_or_load_gets_through(attack):
    html = render_markdown(attack)
    for bad in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<style",
        'href="javascript',
        'href="data',
        'href="vbs',
    ):
        assert bad not in html.lower()
    assert " on" not in html.split(">", maxsplit=1)[0].lower()


@pytest.mark.parametrize(
    "text", ["", "\0", "\u202eabc", "> " * 500 + "x", "*" * 20_000, "[" * 5_000, "😀" * 1000]
)
def test_odd_text_is_survived(text):
    assert isinstance(render_markdown(text), str)


@given(st.text(alphabet="<>&\"'()[]{}!*_#`~-=:;/\\ \nabcjsript", max_size=200))
def test_output_only_ever_holds_the_listed_tags(text):
    assert set(re.findall(r"<[/!?]?([^\s/>]*)", render_markdown(text))) <= TAGS
