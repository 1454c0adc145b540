"""Every address as one person of each role, and the front pages as everybody of the demonstration.

What is made of the same as a page that was drawn already is not drawn again. `make tour` asks everything as everybody
and draws every page in each language and look.
"""

import pytest

from tests.journeys.people import everybody, name_of, one_of_each_role
from tests.journeys.tour import come_in, tour

pytestmark = pytest.mark.journey

OTHERS = [who for who in everybody() if who not in one_of_each_role()]


@pytest.mark.parametrize("who", one_of_each_role(), ids=name_of)
def test_no_address_breaks_complains_or_leaves_the_house(who, glance, portal, drawn):
    draw_what_is_new(who, glance(), portal.addresses, drawn)


@pytest.mark.parametrize("who", OTHERS, ids=name_of)
def test_no_front_page_breaks_complains_or_leaves_the_house(who, glance, portal, drawn):
    draw_what_is_new(who, glance(), portal.front_pages, drawn)


def draw_what_is_new(who, reader, paths, drawn):
    come_in(reader, who)
    for path, page in tour(reader, paths):
        if drawn.takes_on(page):
            reader.go(path)
    assert reader.troubles == []
