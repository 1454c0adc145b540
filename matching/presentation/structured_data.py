"""An open offer as search engines read it: schema.org/JobPosting in JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from django.utils.safestring import SafeString

from matching.constants import FULL_TIME, PayPeriod, PlacementKind
from matching.models import Placement
from portal.core.amounts import json_number
from portal.core.markdown import render_markdown
from portal.core.regions.tree import land_name
from portal.core.structured_data import json_ld
from programmes.presentation.organisations import logo_address

JOBS = {
    PlacementKind.JOB: "",
    PlacementKind.TRAINEE: "FULL_TIME",
    PlacementKind.INTERNSHIP: "INTERN",
    PlacementKind.WORKING_STUDENT: "PART_TIME",
}
"""Kinds that are employment, and their schema.org employment type. The others are no jobs and must not say so."""
UNITS = {PayPeriod.HOUR: "HOUR", PayPeriod.MONTH: "MONTH", PayPeriod.YEAR: "YEAR"}


def job_posting(placement: Placement, url: str) -> SafeString | None:
    """The content of a `<script type="application/ld+json">`, or None for what is no job. Only for what is open."""
    if placement.kind not in JOBS:
        return None
    data = _posting(placement, url)
    return json_ld({key: value for key, value in data.items() if value not in (None, "", {})})


def _posting(placement: Placement, url: str) -> dict[str, object]:
    organisation = placement.organisation
    logo = logo_address(organisation)
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": str(placement.title),
        "description": render_markdown(str(placement.description)),
        "identifier": {"@type": "PropertyValue", "name": organisation.name, "value": str(placement.pk)},
        "datePosted": placement.published_at.date().isoformat() if placement.published_at else None,
        "validThrough": placement.expires_at.isoformat(),
        "employmentType": _employment_type(placement),
        "hiringOrganization": _known(
            {
                "@type": "Organization",
                "name": organisation.name,
                "sameAs": organisation.website,
                "logo": logo and urljoin(url, logo),
            }
        ),
        "jobLocation": _location(placement),
        "jobLocationType": "TELECOMMUTE" if placement.is_remote else None,
        "applicantLocationRequirements": (
            {"@type": "Country", "name": placement.country} if placement.is_remote else None
        ),
        "jobStartDate": placement.starts_on.isoformat() if placement.starts_on else None,
        "baseSalary": _salary(placement),
        "totalJobOpenings": placement.seats,
        "directApply": True,
        "url": url,
    }


def _employment_type(placement: Placement) -> str:
    fixed = JOBS[PlacementKind(placement.kind)]
    if fixed or not placement.hours:
        return fixed
    return "FULL_TIME" if placement.hours >= FULL_TIME else "PART_TIME"


def _location(placement: Placement) -> dict[str, object]:
    address = {
        "@type": "PostalAddress",
        "addressLocality": placement.city,
        "addressRegion": land_name(placement.region),
        "addressCountry": placement.country,
    }
    return {"@type": "Place", "address": _known(address)}


def _salary(placement: Placement) -> dict[str, object] | None:
    if placement.pay_min is None and placement.pay_max is None:
        return None
    value = {
        "@type": "QuantitativeValue",
        "minValue": json_number(placement.pay_min),
        "maxValue": json_number(placement.pay_max),
        "unitText": UNITS[PayPeriod(placement.pay_period)],
    }
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": _known(value)}


def _known(data: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in data.items() if value not in (None, "")}
