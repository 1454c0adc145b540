"""Offers as search engines read them."""

from decimal import Decimal

import pytest

from tests.factories import (
    i18n,
    make_placement,
)
from tests.matching.conftest import page, structured

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("kind", ["thesis", "shadowing", "visit", "research", "challenge"])
def test_what_is_no_job_does_not_claim_to_be_one(client, organisation, kind):
    assert structured(page(client, make_placement(organisation, kind=kind).get_absolute_url())) is None
