"""The QR codes of pages that are printed."""

import pytest
from django.urls import reverse

from portal.core.qr import qr_svg
from portal.qr import LONGEST
from tests.factories import make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db


def code_of(client, path: str):
    return client.get(reverse("qr"), {"to": path})


def test_the_code_says_the_whole_address_of_the_page(client):
    answer = code_of(client, "/offers/1-welder/")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.content == qr_svg("http://testserver/offers/1-welder/")
    assert answer.content != code_of(client, "/offers/2-welder/").content


OTHERS = [
    "",
    "/",
    "/me/",
    "/offers/",
    "//evil.example/offers/1-x/",
    "https://evil.example/offers/1-x/",
    "offers/1-x/",
]
HOSTILE = [f"/offers/1-{'x' * LONGEST}/", "/offers/1-x/?next=https://evil.example", "/offers/1-x/#there"]


@pytest.mark.parametrize("path", OTHERS + HOSTILE)
def test_no_other_page_has_one(client, path):
    assert code_of(client, path).status_code == 404


def test_an_offer_s_page_names_its_code(client):
    placement = make_placement(make_organisation(make_programme("open")))
    page = client.get(placement.get_absolute_url()).content.decode()
    assert f'src="/qr.svg?to={placement.get_absolute_url()}"' in page
    assert code_of(client, placement.get_absolute_url()).status_code == 200
