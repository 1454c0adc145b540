"""Offers as feeds and search engines read them."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.factories import (
    i18n,
    make_placement,
)
from tests.matching.conftest import page, structured

pytestmark = pytest.mark.django_db


ATOM = "{http://www.w3.org/2005/Atom}"


def test_feed_holds_what_the_list_finds(client, organisation):
    kept = make_placement(organisation, title=i18n("Thesis <b>one</b>"), kind="thesis")
    make_placement(organisation, title=i18n("A job"))
    response = client.get("/offers/feed.atom?kind=thesis")
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own answer
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [
        "Thesis <b>one</b> – Haselgrund Sensorik"
    ]
    assert entries[0].find(f"{ATOM}link").get("href").endswith(kept.get_absolute_url())
    assert client.get("/offers/feed.atom?kind=nonsense&q=%00").status_code == 200


def test_a_control_character_in_a_title_does_not_break_the_feed(client, organisation):
    make_placement(organisation, title=i18n("Process\x0bengineer"), city="Suhl\x08")
    response = client.get("/offers/feed.atom")
    entry = ElementTree.fromstring(response.content).find(f"{ATOM}entry")  # noqa: S314 - our own answer
    assert entry.find(f"{ATOM}title").text == "Process engineer – Haselgrund Sensorik"


def test_open_job_is_described_for_search_engines(client, organisation):
    organisation.website = "https://example.org"
    organisation.save()
    placement = make_placement(
        organisation,
        title=i18n("Engineer </script><b>"),
        description=i18n("Run **lines**."),
        city="Suhl",
        region="South Thuringia",
        hours=20,
        pay_min=20,
        pay_max=25,
        pay_period="hour",
        is_remote=True,
    )
    data = structured(page(client, placement.get_absolute_url()))
    assert data["@type"] == "JobPosting"
    assert data["title"] == "Engineer </script><b>"
    assert data["description"] == "<p>Run <strong>lines</strong>.</p>\n"
    assert data["employmentType"] == "PART_TIME"
    assert data["validThrough"] == placement.expires_at.isoformat()
    assert data["datePosted"] == placement.published_at.date().isoformat()
    assert data["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Haselgrund Sensorik",
        "sameAs": "https://example.org",
    }
    assert data["jobLocation"]["address"]["addressLocality"] == "Suhl"
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 20,
        "maxValue": 25,
        "unitText": "HOUR",
    }


def test_search_engines_are_told_the_exact_pay(client, organisation):
    placement = make_placement(organisation, pay_min=Decimal("13.90"), pay_period="hour")
    value = structured(page(client, placement.get_absolute_url()))["baseSalary"]["value"]
    assert value == {"@type": "QuantitativeValue", "minValue": 13.9, "unitText": "HOUR"}


@pytest.mark.parametrize(
    ("language", "hours", "pay"),
    [
        ("en", "Full time, 38.5 hours a week", "13.90–15.00 € an hour"),
        ("de", "Vollzeit, 38,5 Stunden pro Woche", "13,90–15,00 € pro Stunde"),
        ("sl", "Polni delovni čas, 38,5 ure na teden", "13,90–15,00 € na uro"),
    ],
)
def test_hours_and_pay_are_shown_exactly_on_page_list_and_feed(client, organisation, language, hours, pay):
    placement = make_placement(
        organisation, hours=Decimal("38.5"), pay_min=Decimal("13.90"), pay_max=15, pay_period="hour"
    )
    client.cookies["django_language"] = language
    html = page(client, placement.get_absolute_url())
    assert hours in html
    for text in (html, page(client, "/offers/"), page(client, "/offers/feed.atom")):
        assert pay in text


@pytest.mark.parametrize("kind", ["thesis", "shadowing", "visit", "research", "challenge"])
def test_what_is_no_job_does_not_claim_to_be_one(client, organisation, kind):
    assert structured(page(client, make_placement(organisation, kind=kind).get_absolute_url())) is None
