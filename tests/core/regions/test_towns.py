"""Towns, and where they are on the map."""

from portal.core.regions.towns import coordinates, towns
from portal.core.regions.tree import regions


def test_towns_have_a_region_and_a_place_in_the_middle_of_europe():
    assert len(towns()) > 19_000
    for town in towns():
        assert town.region in regions()
        assert 35 < town.point[0] < 58, town
        assert -5 < town.point[1] < 25, town


def test_a_town_and_its_region_are_a_key():
    keys = [(town.name, town.region) for town in towns()]
    assert len(set(keys)) == len(keys)


def test_a_place_on_the_map_is_the_town_s_or_else_the_region_s():
    assert coordinates("Suhl", "DEG04", "DE") == (50.603, 10.699)
    assert coordinates("suhl") == (50.603, 10.699)
    assert coordinates("Neustadt", "DEG06") == (51.467, 10.467)
    assert coordinates("Neustadt", "DEG07") == (51.567, 10.833)
    lat, lon = coordinates("Kleinkleinheim", "DEG", "DE") or (0, 0)
    assert (round(lat), round(lon)) == (51, 11)
    assert coordinates("Suhl", "Coast", "DE") == (50.603, 10.699)
    assert coordinates("Suhl", "", "ES") is None
    assert coordinates("Madrid", "Madrid", "ES") is None
    assert coordinates("") is None


def test_every_town_lies_where_it_lies():
    assert [town for town in towns() if coordinates(town.name, town.region, town.country) != town.point] == []
