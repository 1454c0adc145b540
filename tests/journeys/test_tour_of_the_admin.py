"""Every address as everybody who works in the admin, in all programmes."""

import pytest

from tests.journeys.tour import IN_THE_ADMIN, name_of, people, tour

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def drawn() -> set[tuple[str, str]]:
    return set()


@pytest.mark.parametrize("who", people(*IN_THE_ADMIN), ids=name_of)
def test_no_address_breaks_complains_or_leaves_the_house(who, glance, portal, addresses, drawn):
    assert tour(who, glance(), portal, addresses, drawn) == []
