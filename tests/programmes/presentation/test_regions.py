"""Programmes on the map of the first page."""

import pytest

from portal.core.regions.drawing import at, dots
from portal.core.regions.towns import coordinates
from programmes.presentation.regions import MARK, Spot, organisation_on_map, programmes_on_map
from tests.factories import make_organisation, make_programme

pytestmark = pytest.mark.django_db


def test_a_programme_has_its_town_the_dots_of_its_region_and_the_towns_of_its_parts():
    programme = make_programme("south", place="Suhl", region="DEG", country="DE")
    part = make_programme("part", place="Erfurt", region="", country="DE", parent=programme)
    other = make_programme("other", place="Maribor", region="", country="SI")
    south, elsewhere = programmes_on_map([programme, other], [part])
    assert south.spots == [at(coordinates("Suhl")), at(coordinates("Erfurt"))]
    assert (south.number, south.slug, south.dots) == (1, "south", dots("DEG"))
    assert (elsewhere.number, elsewhere.dots, elsewhere.spots) == (2, "", [at(coordinates("Maribor"))])


def test_two_in_one_town_are_numbered_beside_each_other():
    both = [make_programme(slug, place="Suhl", region="", country="DE") for slug in ("one", "two", "three")]
    x, y = at(coordinates("Suhl"))
    assert [each.spots[0] for each in programmes_on_map(both, [])] == [
        (x, y),
        (x + MARK, y),
        (x + 2 * MARK, y),
    ]


def test_a_programme_in_no_place_that_is_known_stands_in_the_list_alone():
    (found,) = programmes_on_map([make_programme("far", place="Atlantis", region="", country="PT")], [])
    assert (found.spots, found.dots) == ([], "")


def test_an_organisation_is_on_the_map_where_its_town_or_else_its_region_is_known():
    (x, y), programme = at(coordinates("Suhl")), make_programme("south")
    known = make_organisation(programme, city="Suhl", region="DEG", country="DE")
    assert organisation_on_map(known) == Spot(x, y, dots("DEG"))
    assert organisation_on_map(make_organisation(programme, city="Suhl", region="", country="DE")).dots == ""
    assert organisation_on_map(make_organisation(programme, city="Atlantis", region="DEG", country="DE"))
    assert organisation_on_map(make_organisation(programme, city="Atlantis", region="", country="PT")) is None
