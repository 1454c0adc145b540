"""Programmes with figures, and ways to their pages."""

import re
from datetime import date

from django.urls import reverse

from tests.factories import (
    make_enrolment,
    make_programme,
    make_record,
)

PERIOD = "?from=2026-01-01&to=2026-12-31"


def page(client, name, *args, query="", user=None):
    if user is not None:
        client.force_login(user)
    return client.get(reverse(f"evaluation:{name}", args=args) + query)


def text_of(response):
    return " ".join(response.content.decode().split())


def shares_without_their_numbers(page: str) -> list[str]:
    """Each "N %" of a page beside which no "a of b" stands of which it is the share."""
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    return [
        text[max(0, at.start() - 90) : at.end() + 90]
        for at in re.finditer(r"(\d+) %", text)
        if not any(
            int(whole) and abs(100 * int(part) / int(whole) - int(at[1])) <= 1
            for part, whole in re.findall(
                r"(\d+) of (?:the )?(\d+)", text[max(0, at.start() - 90) : at.end() + 90]
            )
        )
    ]


def populated(slug="wortplus", **fields):
    programme = make_programme(slug, **fields)
    for gender in "ffm":
        make_record(make_enrolment(programme, entered_on=date(2026, 3, 1)), gender=gender)
    make_enrolment(programme, entered_on=date(2026, 3, 2))
    return programme
