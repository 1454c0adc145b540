"""Every address as everybody else of the demonstration: visitor, operator, pupils, and who takes part."""

import pytest

from portal.demo.people import COMPANY, MENTOR, OPERATOR, STAFF, TALENT
from portal.demo.steps.participants import PUPILS
from tests.journeys.tour import IN_THE_ADMIN, name_of, people, tour

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def drawn() -> set[tuple[str, str]]:
    return set()


ROLES = [role for role in (*STAFF, COMPANY, MENTOR, TALENT) if role not in IN_THE_ADMIN]
EVERYBODY_ELSE = ["", OPERATOR, *(username for username, *_rest in PUPILS), *people(*ROLES)]


@pytest.mark.parametrize("who", EVERYBODY_ELSE, ids=name_of)
def test_no_address_breaks_complains_or_leaves_the_house(who, glance, portal, addresses, drawn):
    assert tour(who, glance(), portal, addresses, drawn) == []
