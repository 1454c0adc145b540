"""Organisations as pages show them."""

from django.utils.translation import gettext as _

from portal.core.locales import country_name, language_name
from programmes.models import Organisation


def organisation_facts(organisation: Organisation) -> list[tuple[object, ...]]:
    """Items of components/facts.html."""
    languages = ", ".join(sorted(language_name(code) for code in organisation.languages))
    address = " ".join(part for part in (organisation.postcode, organisation.city) if part)
    return [
        (_("Kind"), organisation.get_kind_display()),
        (_("Size"), organisation.get_size_display() if organisation.size else ""),
        (_("Economic activity"), organisation.get_nace_display() if organisation.nace else ""),
        (_("Address"), ", ".join(part for part in (organisation.street, address) if part)),
        (_("Region"), organisation.region),
        (_("Country"), country_name(organisation.country)),
        (_("Website"), organisation.website.split("//", 1)[-1].rstrip("/"), organisation.website),
        (_("Languages spoken at work"), languages),
    ]
