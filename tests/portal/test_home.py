import pytest
from django.test import Client
from django.urls import reverse

from programmes.constants import ProgrammeStatus
from tests.factories import i18n, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client()


def test_the_first_page_shows_the_public_programmes(visitor):
    make_programme("open", title=i18n("Open to all"))
    make_programme("secret", title=i18n("Not told yet"), status=ProgrammeStatus.DRAFT)
    page = visitor.get("/").content.decode()
    assert ("Open to all" in page, "Not told yet" in page) == (True, False)


def test_the_first_page_shows_the_newest_offers_and_searches_all(visitor):
    programme = make_programme("open")
    make_placement(make_organisation(programme), title=i18n("Welder"))
    page = visitor.get(reverse("home")).content.decode()
    assert "Welder" in page
    assert f'action="{reverse("matching:offer_list")}"' in page


def test_pages_stand_without_any_programme(visitor):
    assert [visitor.get(path).status_code for path in ("/", "/programmes/")] == [200, 200]
