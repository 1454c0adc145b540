"""Pages that are written by hand tell what the facts of their noun say they tell."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from events.models import Event
from matching.models import Document
from portal.core.facts import Shown
from tests.architecture.nouns import NOUNS, full_rows
from tests.factories import (
    i18n,
    make_application,
    make_contact,
    make_user,
)


@pytest.fixture
def rows(db) -> dict[str, Any]:
    return full_rows()


@pytest.fixture
def read(client, rows) -> dict[str, str]:
    """What stands on the pages of each noun, all of them together."""
    placement, company, programme = rows["Placement"], rows["Organisation"], rows["Programme"]
    placement.save()
    company.about, programme.description = i18n("Told of us."), i18n("Told at length.")
    company.newcomer_support, company.logo = ["housing"], "logos/two.png"
    programme.summary, programme.funding_statement = i18n("Told in short."), i18n("Told who pays.")
    programme.is_example, programme.logo = True, "logos/one.png"
    company.save()
    programme.save()
    Event.objects.create(
        **{
            each.attname: getattr(rows["Event"], each.attname)
            for each in Event._meta.fields
            if not each.generated
        }
    )
    Event.objects.update(state="published", description=i18n("Told to bring a pen."))
    Event.objects.update(results=i18n("Told what came of it."))
    contact = make_contact(company, user=make_user("Contact"))
    document = Document.objects.create(talent=rows["Talent"], title="CV", file="documents/cv.pdf")
    application = make_application(placement, rows["Talent"], message="Told why me.", cv=document)
    client.force_login(contact)
    pages = {
        "Placement": [
            placement.get_absolute_url(),
            reverse("matching:placement_preview", args=[placement.pk]),
        ],
        "Organisation": [
            company.get_absolute_url(),
            reverse("programmes:organisation_edit", args=[company.pk]),
        ],
        "Programme": [programme.get_absolute_url()],
        "Event": [Event.objects.get().get_absolute_url()],
        "Equipment": [rows["Equipment"].get_absolute_url()],
    }
    told = {"Application": client.get(application.get_absolute_url()).text}
    company.verification, company.decline_reason = (
        "declined",
        "Told why.",
    )  # from now on it reads about nobody
    company.save()
    return told | {
        name: "".join(client.get(address).text for address in addresses) for name, addresses in pages.items()
    }


def expected(rows: dict[str, Any]) -> dict[str, str]:
    """Fact → words by which it is found on its noun's page."""
    placement, company, programme = rows["Placement"], rows["Organisation"], rows["Programme"]
    return {
        "Placement.organisation": company.name,
        "Placement.title": str(placement.title),
        "Placement.description": str(placement.description),
        "Placement.place": "Suhl, Thuringia",
        "Placement.is_remote": "remote possible",
        "Placement.programmes": programme.acronym,
        "Organisation.name": company.name,
        "Organisation.about": "Told of us.",
        "Organisation.logo": reverse("programmes:organisation_logo", args=[company.pk]),
        "Organisation.newcomer_support": "Help with finding a home",
        "Organisation.programmes": programme.acronym,
        "Organisation.decline_reason": "Told why.",
        "Programme.acronym": programme.acronym,
        "Programme.title": str(programme.title),
        "Programme.summary": "Told in short.",
        "Programme.description": "Told at length.",
        "Programme.logo": reverse("programmes:logo", args=[programme.slug]),
        "Programme.is_example": "Example: this page shows",
        "Programme.funding_statement": "Told who pays.",
        "Event.title": "Workshop",
        "Event.description": "Told to bring a pen.",
        "Event.results": "Told what came of it.",
        "Event.picture": reverse("events:picture", args=[Event.objects.get().pk]),
        "Event.picture_text": "A hall with chairs.",
        "Equipment.organisation": company.name,
        "Equipment.name": str(rows["Equipment"].name),
        "Equipment.description": "Welds by itself.",
        "Application.talent": rows["Talent"].user.name,
        "Application.placement": str(placement.title),
        "Application.message": "Told why me.",
        "Application.cv": "Download the CV",
    }


def test_pages_tell_the_facts_that_have_a_part_of_their_own(read, rows):
    told = {
        f"{noun.name}.{fact.name}"
        for noun in NOUNS
        for fact in noun.facts
        if fact.shown & {Shown.BODY, Shown.HEADING}
    }
    words = expected(rows)
    assert told == set(words)
    missing = [name for name, text in words.items() if text not in read[name.partition(".")[0]]]
    assert missing == [], "their page's template forgets them"
