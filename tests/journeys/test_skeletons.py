"""What is drawn again, and what isn't because something made of the same was drawn before."""

import pytest

from tests.journeys.skeletons import Register, skeleton_of
from tests.journeys.tour import fetched_from

PAGE = '<main><h1>{title}</h1><ul class="cards">{cards}</ul></main>'
CARD = '<li class="card"><a href="/offers/{number}/">{number}</a></li>'
PROMOTED = '<li class="card accented"><a href="/offers/{number}/">{number}</a></li>'


def page(*cards: str, title: str = "Offers") -> str:
    return PAGE.format(
        title=title, cards="".join(card.format(number=number) for number, card in enumerate(cards))
    )


@pytest.mark.parametrize(
    "other",
    [
        page(CARD, CARD, CARD),
        page(CARD, title="Angebote"),
        page(CARD).replace('class="cards"', "class='cards'"),
        page(CARD).replace("<ul", "<!-- <table> --><ul"),
        page(CARD).replace('class="card"', 'class="card number-7"'),
    ],
)
def test_more_rows_other_words_and_remarks_are_made_of_the_same(other):
    assert skeleton_of(other) == skeleton_of(page(CARD))


@pytest.mark.parametrize(
    "other",
    [
        page(PROMOTED),
        page(CARD).replace("<h1>", '<h1 role="alert">'),
        page(CARD).replace("<h1>", "<h1 hidden>"),
        page(CARD).replace("<h1>", "<h1><br>"),
        page(CARD).replace("<ul", "<form><ul").replace("</ul>", "</ul></form>"),
    ],
)
def test_another_class_role_attribute_or_element_around_it_is_something_else(other):
    assert skeleton_of(other) != skeleton_of(page(CARD))


def test_what_follows_a_picture_a_script_or_an_item_nobody_closed_is_read():
    ends = [
        page(CARD).replace("<h1>", f"{before}<h1>")
        for before in (
            "<svg><path/></svg>",
            "<script>if (a<b) {'\"'}</script>",
            "<p>open<ul><li>open</ul></p>",
        )
    ]
    assert [len(skeleton_of(page(CARD)) - skeleton_of(end)) for end in ends] == [1, 1, 1], "main alone"


def test_a_page_is_drawn_unless_each_of_its_parts_was_drawn_on_some_page_with_the_same_neighbours(tmp_path):
    register = Register(tmp_path / "drawn")
    asked = [page(CARD), page(CARD, CARD), page(PROMOTED), page(CARD, PROMOTED), page(PROMOTED)]
    assert [register.takes_on(each) for each in asked] == [True, False, True, True, False]
    asked = [
        f"<body>{each}</body>"
        for each in ("<nav>a</nav>", "<main><p>b</main>", "<nav>a</nav><main><p>b</main>")
    ]
    assert [register.takes_on(each) for each in asked] == [True, True, True]
    asked = [
        "<body><i><b>a</b></i>{}",
        "<body><i></i><u><b>c</b></u>{}",
        "<body><i><b>a</b></i><u><b>c</b></u>{}",
    ]
    assert [register.takes_on(each.format("")) for each in asked] == [True, True, False]


def test_what_one_process_takes_on_no_other_draws(tmp_path):
    one, other = Register(tmp_path / "drawn"), Register(tmp_path / "drawn")
    assert [one.takes_on(page(CARD)), other.takes_on(page(CARD))] == [True, False]
    assert [other.takes_on(page(PROMOTED)), one.takes_on(page(PROMOTED))] == [True, False]


def test_what_another_register_has_taken_on_is_not_taken_on_once_more(tmp_path):
    measured = Register(tmp_path / "measured")
    drawn = Register(tmp_path / "drawn", besides=measured)
    assert [measured.takes_on(page(CARD)), drawn.takes_on(page(CARD))] == [True, False]
    assert [drawn.takes_on(page(PROMOTED)), measured.takes_on(page(PROMOTED))] == [True, True]
    assert [measured.takes_on(f"<body>{page(CARD)}</body>"), drawn.takes_on(page(PROMOTED))] == [True, False]


def test_hosts_are_those_a_browser_asks_by_itself():
    source = """
        <link rel="stylesheet" href="https://styles.example/a.css"><img src='https://pictures.example/a.png'>
        <a href="https://elsewhere.example/">away</a><script src="/static/a.js"></script>
    """
    assert fetched_from(source) == {"styles.example", "pictures.example", ""}
