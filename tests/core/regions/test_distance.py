"""How far apart places are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.regions.distance import EARTH, kilometres, kilometres_to_all

ROSTOCK, SUHL, VELENJE = (54.106, 12.112), (50.603, 10.699), (46.357, 15.113)
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_distances_are_those_of_the_map():
    assert kilometres(ROSTOCK, SUHL) == pytest.approx(401, abs=2)
    assert kilometres(SUHL, VELENJE) == pytest.approx(573, abs=2)
    assert kilometres(SUHL, SUHL) == 0


@given(places, st.lists(places, min_size=1, max_size=5))
def test_to_many_it_is_the_same_as_to_each(place, others):
    lats, lons = np.array(others).T
    one_by_one = [kilometres(place, other) for other in others]
    assert kilometres_to_all(place, lats, lons) == pytest.approx(one_by_one, abs=1e-6)
    assert 0 <= max(one_by_one) <= np.pi * EARTH + 1


def test_what_has_no_place_is_at_no_distance():
    found = kilometres_to_all(SUHL, np.array([np.nan, 50.603]), np.array([np.nan, 10.699]))
    assert (np.isnan(found[0]), found[1]) == (True, 0)
