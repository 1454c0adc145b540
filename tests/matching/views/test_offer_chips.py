"""What is chosen stands above the list and is taken away by one click; where nothing is found, there are ways on."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from matching.constants import SEARCH_DEGREES
from matching.scoring.reading import MOST_TERMS
from matching.views.offer_chips import chips, found_nothing, ways_on
from tests.factories import make_organisation
from tests.matching.offers import make_offer, offers, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(programme):
    return make_organisation(programme, name="Haselgrund Sensorik", city="Meiningen")


def test_each_thing_that_is_chosen_is_a_link_without_it(organisation):
    make_offer(organisation, "Welding", city="Suhl", region="DEG04", is_remote=True)
    query = "q=welding&around=Suhl&km=50&kind=job&kind=thesis&level=2&degree=6&remote=on&page=3"
    found = chips(offers(query))
    assert [chip.label for chip in found] == [
        "“welding”",
        "Suhl and 50 km around",
        "My German: A2",
        f"My degree: {SEARCH_DEGREES['6']}",
        "Job",
        "Thesis",
        "Remote possible",
    ]
    urls = {chip.label: chip.url for chip in found}
    assert "kind=thesis" in urls["Job"]
    assert "kind=job" not in urls["Job"]
    assert "km=" not in urls["Suhl and 50 km around"]
    assert all("page=" not in url for url in urls.values())


def test_a_region_may_stand_where_a_town_may(organisation):
    make_offer(organisation, "in Suhl", city="Suhl", region="DEG04")
    make_offer(organisation, "in Leipzig", city="Leipzig", region="DED51")
    assert titles("around=Thüringen") == ["in Suhl"]
    with override("sl"):
        assert [chip.label for chip in chips(offers("around=Thüringen"))] == ["Turingija"]
    assert titles("around=Thüringen&place=Sachsen") == []


def test_the_word_that_found_nothing_is_named_with_what_there_is_without_it(organisation):
    make_offer(organisation, "Welding")
    found = offers("q=welding+xqzy")
    assert found_nothing(found) == ["xqzy"]
    assert [(way.label, way.url) for way in ways_on(found)] == [("Without “xqzy”: 1 offer", "?q=welding")]


def test_a_wider_place_and_a_filter_less_are_ways_on(organisation):
    make_offer(organisation, "Welding", city="Ilmenau", region="DEG0F")
    found = offers("around=Suhl&km=10&kind=job")
    assert [(way.label, way.url) for way in ways_on(found)] == [
        ("Within 25 km: 1 offer", "?around=Suhl&km=25&kind=job"),
        ("Without Suhl and 10 km around: 1 offer", "?kind=job"),
    ]


def test_where_one_thing_less_is_not_enough_each_stands_by_itself(organisation):
    make_offer(organisation, "Welding", kind="job")
    found = offers("q=welding+xqzy&kind=thesis&remote=on")
    assert [(way.label, way.url) for way in ways_on(found)] == [("Only “welding”: 1 offer", "?q=welding")]


def test_each_way_leads_to_as_many_as_it_says(organisation):
    for number in range(3):
        make_offer(organisation, f"Welding {number}", kind="thesis" if number else "job")
    client = Client()
    for way in ways_on(offers("q=welding&kind=visit")):
        count = int(way.label.split(": ")[1].split()[0])
        assert f">{count} offer" in client.get(f"/offers/{way.url}").content.decode()


def test_the_page_says_what_it_read_instead_and_what_it_could_not_find(organisation):
    make_offer(organisation, "Welding of submarines")
    page = Client().get("/offers/?q=submraines").content.decode()
    assert "“submraines” was read as “submarines”." in page
    page = Client().get("/offers/?q=welding+xqzyxqzy&kind=job").content.decode()
    assert "No open offer has anything to do with “xqzyxqzy”." in page
    assert "Clear all" in page


def test_of_many_words_the_first_are_asked_for_and_the_page_says_so(organisation):
    make_offer(organisation, "Welding")
    words = [f"{name}{at}" for at, name in enumerate(["xqzy", "yzqx", "zxyq", "qyzx"] * 15)]
    typed = "q=" + "+".join(["welding", *words])[:198]
    Client().get("/offers/?q=welding")
    with CaptureQueriesContext(connection) as asked:
        page = Client().get(f"/offers/?{typed}").content.decode()
    assert "A search takes up to 12 words." in page
    assert len(asked) <= 8
    assert len(offers(typed).answer.each) == MOST_TERMS
    assert "A search takes up to" not in Client().get("/offers/?q=welding").content.decode()


def test_ways_on_keep_quotation_marks_and_what_is_not_wanted(organisation):
    make_offer(organisation, "Welding of ships")
    make_offer(organisation, "Ships and welding of cars")
    assert [(way.label, way.url) for way in ways_on(offers('q="welding+of+ships"+xqzy+-cars'))] == [
        ("Without “xqzy”: 1 offer", "?q=%22welding+of+ships%22+-cars")
    ]
