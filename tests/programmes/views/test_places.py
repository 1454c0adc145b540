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
    assert options(reader, "/places/regions/?q=südthü") == ["Südthüringen"]
    assert options(reader, "/places/towns/?q=Schmalk") == ["Schmalkalden"]


@pytest.mark.parametrize("odd", ["", "?q=", "?q=%00", "?q=" + "x" * 3000, "?q=%3Cb%3E", "?region=Suhl"])
def test_odd_questions_have_no_answer(reader, odd):
    for page in ("regions", "towns"):
        assert options(reader, f"/places/{page}/{odd}") == []
