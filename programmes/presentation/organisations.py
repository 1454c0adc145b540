"""Organisations in words: what each fact reads like, and their page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.collation import in_order
from portal.core.facts import Shown, shown_in
from portal.core.locales import language_name
from portal.core.presentation import Item, Rendering, items, renderings
from programmes.constants import NewcomerSupport
from programmes.facts import ORGANISATION_FACTS
from programmes.models import Organisation


def address(organisation: Organisation) -> str:
    town = " ".join(part for part in (organisation.postcode, organisation.city) if part)
    return ", ".join(part for part in (organisation.street, town) if part)


def _website(organisation: Organisation) -> str:
    return organisation.website.split("//", 1)[-1].rstrip("/")


def _languages(organisation: Organisation) -> str:
    return ", ".join(sorted((language_name(code) for code in organisation.languages), key=in_order))


ORGANISATION_WORDS = renderings(
    Organisation,
    ORGANISATION_FACTS,
    {
        "address": Rendering(label=_("Address"), value=address),
        "website": Rendering(label=_("Website"), value=_website, url=lambda row: row.website),
        "languages": Rendering(label=_("Languages spoken at work"), value=_languages),
    },
)
"""How each fact of an organisation reads. What is not named here reads as its field does."""


def logo_address(organisation: Organisation) -> str:
    """Where its logo is; nothing where it has none."""
    if not organisation.logo:
        return ""
    return reverse("programmes:organisation_logo", args=[organisation.pk])


def newcomer_support(organisation: Organisation) -> list[str]:
    """What people who have just come get from it, always in the same order; words that no longer exist are left out."""
    return [str(each.label) for each in NewcomerSupport if each in organisation.newcomer_support]


def organisation_facts(organisation: Organisation) -> list[Item]:
    """Items of components/facts.html."""
    return items(organisation, shown_in(ORGANISATION_FACTS, Shown.GLANCE), ORGANISATION_WORDS)
