"""Suggestions while somebody types a town or a region."""

import pytest

from tests.factories import make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    sign_in(client, make_user(language="de"))
    return client


def options(client, address: str) -> list[str]:
    html = client.get(address).content.decode()
    return [part.partition('"')[0] for part in html.split('value="')[1:]]


def test_regions_begin_as_what_is_typed(reader):
    assert options(reader, "/places/regions/?region=südthü") == ["Südthüringen"]
    assert options(reader, "/places/towns/?city=Schmalk") == ["Schmalkalden"]


def test_the_last_of_several_is_completed_and_those_before_it_stay(reader):
    assert "Suhl, Leipzig" in options(reader, "/places/regions/?regions=Suhl, Leipzi")


@pytest.mark.parametrize("odd", ["", "?region=", "?region=%00", "?region=" + "x" * 3000, "?a=%3Cb%3E"])
def test_odd_questions_have_no_answer(reader, odd):
    for page in ("regions", "towns"):
        assert options(reader, f"/places/{page}/{odd}") == []
