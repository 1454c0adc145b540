"""Suggestions while typing: of what occurs, in the reader's language, for visitors without a session."""

import pytest
from django.test import Client

from tests.factories import make_organisation
from tests.matching.offers import make_offer

pytestmark = pytest.mark.django_db


def options(path, language="en", **data):
    response = Client(headers={"accept-language": language}).get(path, data)
    assert (response.status_code, "sessionid" in response.cookies) == (200, False)
    return [part.split(">")[-1] for part in response.content.decode().split("</option>")[:-1]]


def test_words_are_suggested_that_lead_somewhere(programme):
    organisation = make_organisation(programme, name="Weldmann")
    make_offer(organisation, {"en": "Welder for ships", "de": "Schweißerin"}, city="Velden")
    make_offer(organisation, "Nurse", state="paused")
    assert options("/offers/suggestions/", q="weld") == ["Welder for ships", "Weldmann"]
    assert options("/offers/suggestions/", q="schw", language="de") == ["Schweißerin"]
    assert options("/offers/suggestions/", q="intern")[0] == "Internship"
    assert options("/offers/suggestions/", q="nur") == []
    assert options("/offers/suggestions/", q="w") == []


def test_places_with_offers_come_first(programme):
    make_offer(make_organisation(programme), "Welder", city="Suhl", region="DEG04")
    assert options("/offers/places/", q="su")[0] == "Suhl"
    assert "Thüringen" in options("/offers/places/", q="thü", language="de")
    assert options("/offers/places/", q="") == []
