"""Cards and tags: what they say, and that what people wrote is text in them."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override

MARKUP = "<b>\"bold\" & 'more'</b>"
AS_TEXT = "&lt;b&gt;&quot;bold&quot; &amp; &#x27;more&#x27;&lt;/b&gt;"


@dataclass
class Card:
    url: str = "/offers/1/"
    title: str = "Process engineer"
    subtitle: str = ""
    meta: list[str] = field(default_factory=list)
    kind: str = ""
    look: str = ""
    place: str = ""
    pay: str = ""
    age: str = ""
    initial: str = ""
    logo: str = ""
    colour: str = ""
    score: int | None = None
    reason: str = ""
    reason_kind: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)


def show(source: str, **values: Any) -> str:
    return Template("{% load many_cards %}" + source).render(Context(values))


def test_whatever_people_wrote_is_text_on_a_card_of_an_offer() -> None:
    card = Card(
        MARKUP,
        MARKUP,
        MARKUP,
        [MARKUP],
        *[MARKUP] * 8,
        score=50,
        reason=MARKUP,
        reason_kind=MARKUP,
        tags=[(MARKUP, MARKUP)],
    )
    html = show("{% offer_cards cards %}", cards=[card])
    assert "<b>&quot;" not in html.replace(AS_TEXT, "")
    assert MARKUP not in html
    assert html.count(AS_TEXT) == 15


def test_a_card_shows_a_logo_where_there_is_one_and_a_letter_where_there_is_none() -> None:
    html = show("{% offer_cards cards %}", cards=[Card(initial="Z"), Card(initial="Z", logo="/z.png")])
    with_letter, with_logo = html.split("</li>")[:2]
    assert '<span class="tile" aria-hidden="true">Z</span>' in with_letter
    assert '<img class="tile" src="/z.png" alt=""' in with_logo
    assert ">Z</span>" not in with_logo


def test_whatever_people_wrote_is_text_on_a_card_that_is_a_link() -> None:
    names = ("slug", "url", "title", "text", "tag", "tag_kind")
    card = {**dict.fromkeys(names, MARKUP), "meta": [MARKUP]}
    html = show("{% coloured_cards cards %}", cards=[card])
    assert MARKUP not in html
    assert html.count(AS_TEXT) == 7


def test_a_card_without_a_fit_has_no_meter_and_nothing_empty() -> None:
    html = show("{% offer_cards cards %}", cards=[Card()])
    heading = '<h3><a class="whole" href="/offers/1/">Process engineer</a></h3>'
    assert html == f'<li><article class="card offer"><div class="stack-s">{heading}</div></article></li>'


def test_a_card_says_how_well_it_fits_also_when_it_does_not_at_all() -> None:
    with override("de"):
        html = show(
            "{% offer_cards cards level=2 %}", cards=[Card(score=0, reason="zu weit", reason_kind="warn")]
        )
    assert '<span class="nowrap">passt zu <b>0 %</b></span><span class="tag warn">zu weit</span>' in html
    assert 'value="0" aria-hidden="true"></meter>' in html
    assert html.startswith('<li><article class="card offer"><div class="stack-s"><h2>')


def test_lists_and_the_component_say_the_same() -> None:
    card = Card(
        subtitle="Werra", meta=["2 places"], kind="a job", look="work", place="Suhl", pay="15 €", score=7
    )
    card = replace(card, age="new", initial="W", colour="wortplus", reason="short", tags=[("new", "good")])
    one = render_to_string("components/offer_card.html", vars(card)).strip()
    assert show("{% offer_cards cards %}", cards=[card, card]) == f"<li>{one}</li>" * 2


def test_what_decides_stands_first_and_the_tile_takes_the_programme_s_colour() -> None:
    card = Card(
        kind="Job", look="work", place="Suhl", pay="15 €", age="new today", initial="W", colour="wortplus"
    )
    html = show("{% offer_cards cards %}", cards=[card])
    assert (
        '<article class="card offer" data-colour="wortplus"><span class="tile" aria-hidden="true">W</span>'
        in html
    )
    assert '<p class="key"><span class="tag work">Job</span> <b>Suhl</b> <b>15 €</b></p>' in html
    assert '<ul class="meta"><li>new today</li></ul>' in html


def test_a_tag_may_be_a_link() -> None:
    assert show('{% tag "new" %}') == '<span class="tag">new</span>'
    linked = render_to_string("components/tag.html", {"label": "new", "kind": "good", "url": "/x/"}).strip()
    assert linked == '<a class="tag good" href="/x/">new</a>'


def test_cards_in_their_programmes_colours_are_one_link_each() -> None:
    card = {
        "slug": "a",
        "url": "/a/",
        "title": "A",
        "text": "About",
        "meta": ["Suhl"],
        "tag": "",
        "tag_kind": "",
    }
    html = show("{% coloured_cards cards 2 %}", cards=[card])
    assert re.findall(r"<(\w+)", html) == ["li", "article", "h2", "a", "p", "ul", "li"]
    assert '<li data-colour="a"><article class="card link-card accented">' in html
