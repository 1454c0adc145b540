"""Every address as one person of each role, in German, checked for barriers and for what sticks out with everything
open, and the front pages as everybody of the demonstration.

What was drawn on some page already is not drawn again (see `skeletons.py`). `make tour` asks everything as everybody
and draws every page in each language and look.
"""

import pytest

from tests.journeys.people import everybody, name_of, one_of_each_role
from tests.journeys.tour import come_in, is_part, speak, tour

pytestmark = pytest.mark.journey

OTHERS = [who for who in everybody() if who not in one_of_each_role()]


@pytest.mark.parametrize("who", one_of_each_role(), ids=name_of)
def test_no_address_breaks_or_leaves_the_house_and_no_page_has_a_barrier_or_sticks_out_in_german(
    who, glance, portal, measured
):
    reader = glance(language="de")
    come_in(reader, who)
    speak(reader, "de")
    findings = []
    for path, page in tour(reader, portal.addresses):
        if measured.takes_on(page):
            reader.go(path)
            findings += [] if is_part(page) else reader.inspect()
    assert not findings, "\n".join(findings)
    assert reader.troubles == []


@pytest.mark.parametrize("who", OTHERS, ids=name_of)
def test_no_front_page_breaks_complains_or_leaves_the_house(who, glance, portal, drawn):
    reader = glance()
    come_in(reader, who)
    for path, page in tour(reader, portal.front_pages):
        if drawn.takes_on(page):
            reader.go(path)
    assert reader.troubles == []
