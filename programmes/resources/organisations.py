"""Organisations in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from portal.core.locales import COUNTRY_CODES, LANGUAGE_CODES
from programmes.constants import (
    GovernanceLevel,
    ImportKind,
    NaceSection,
    OrganisationKind,
    Sector,
    SizeClass,
)
from programmes.extensions import importers
from programmes.facts import EDITABLE_FIELDS
from programmes.models import Organisation, Programme
from programmes.resources.cells import (
    Code,
    Words,
    WordsWidget,
    code_choices,
    country_choices,
    language_choices,
)
from programmes.resources.rows import DECIDED_IN_THE_PORTAL, Row, ServiceResource, slugs_seen
from programmes.services.organisations import enter_from_file, link_organisation, update_organisation

ALWAYS_THERE = gettext_lazy("An organisation always has one.")
CLEARED_ON_WISH = gettext_lazy(
    "To empty it, choose when you send the file that empty cells clear what is there."
)


class OrganisationRow(forms.Form):
    programme = Words()
    name = forms.CharField(max_length=200)
    kind = Code(choices=code_choices(OrganisationKind))
    sector = Code(choices=code_choices(Sector), required=False)
    level = Code(choices=code_choices(GovernanceLevel), required=False)
    size = Code(choices=code_choices(SizeClass), required=False)
    nace = Code(choices=code_choices(NaceSection), required=False)
    street = forms.CharField(max_length=160, required=False)
    postcode = forms.CharField(max_length=12, required=False)
    city = forms.CharField(max_length=120)
    region = forms.CharField(max_length=120, required=False)
    country = Code(choices=country_choices(COUNTRY_CODES), required=False)
    website = forms.URLField(required=False, assume_scheme="https", max_length=200)
    languages = Words(choices=language_choices(LANGUAGE_CODES), required=False)


@importers.register(ImportKind.ORGANISATIONS)
class OrganisationResource(ServiceResource):
    """One organisation a row, recognised by name, town and country within the programmes one may import into."""

    row_form = OrganisationRow
    model = Organisation
    labels = {"programme": gettext_lazy("programme")}
    hints = {
        "programme": gettext_lazy("Short name of the programme; several with commas between."),
        "country": gettext_lazy("Left empty, it is the programme's."),
        "languages": gettext_lazy("Several with commas between."),
    }
    kept_because = {
        "verification": DECIDED_IN_THE_PORTAL,
        "sector": ALWAYS_THERE,
        "level": ALWAYS_THERE,
        "country": ALWAYS_THERE,
    }
    stored_fields = (*(name for name in EDITABLE_FIELDS if name != "about"), "verification", "decline_reason")
    found_by = frozenset({"programme"})
    programme = Field(column_name="programme")
    languages = Field(attribute="languages", column_name="languages", widget=WordsWidget())

    class Meta:
        model = Organisation
        fields = (
            "programme",
            "name",
            "kind",
            "sector",
            "level",
            "size",
            "nace",
            "street",
            "postcode",
            "city",
            "region",
            "country",
            "website",
            "languages",
            "verification",
        )
        export_order = import_order = fields
        skip_diff = True

    def dehydrate_programme(self, row: Organisation) -> str:
        """Short names of those of its programmes that `by` works in."""
        if row._state.adding:
            return ""
        seen = slugs_seen(self)
        return ", ".join(
            sorted(programme.slug for programme in row.programmes.all() if programme.slug in seen)
        )

    def find(self, cleaned: Mapping[str, Any]) -> Organisation | None:
        self.into = [self.importable(name) for name in cleaned["programme"]]
        rows = Organisation.objects.visible_to(self.by, "import").filter(
            name__iexact=cleaned["name"], city__iexact=cleaned["city"]
        )
        found: Organisation | None = rows.filter(country=self._country(cleaned)).order_by("pk").first()
        if found is None:
            self.cleaned.setdefault("country", self._country(cleaned))
        return found

    def _country(self, cleaned: Mapping[str, Any]) -> str:
        """What stands in the row; else what its programmes know, as long as they know one country only."""
        if cleaned.get("country"):
            return str(cleaned["country"])
        known = {programme.country for programme in self.into}
        if len(known) > 1:
            raise ValidationError({"country": [_("Say in which country; these programmes are in several.")]})
        return known.pop()

    def has_changes(self, instance: Organisation) -> bool:
        return bool(self._changes(instance)) or self._has_new_programmes(instance)

    def carry_out(self, instance: Organisation, is_new: bool) -> Organisation:  # noqa: FBT001
        further = self.into
        if is_new:
            first, *further = self.into
            instance = enter_from_file(programme=first, by=self.by, **self._organisation_fields())
        else:
            instance = Organisation.objects.visible_to(self.by, "import").get(pk=instance.pk)
            if changes := self._changes(instance):
                instance = update_organisation(organisation=instance, by=self.by, **changes)
        for programme in further:
            link_organisation(organisation=instance, programme=programme, by=self.by)
        return instance

    def _organisation_fields(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned.items() if name != "programme"}

    def _changes(self, original: Organisation) -> dict[str, Any]:
        return {
            name: value
            for name, value in self._organisation_fields().items()
            if value != getattr(original, name)
        }

    def _has_new_programmes(self, instance: Organisation) -> bool:
        there = set(instance.programmes.values_list("pk", flat=True))
        return any(programme.pk not in there for programme in self.into)

    def identity_words(self, row: Organisation) -> str:
        return f"{row.name.casefold()}|{row.city.casefold()}|{row.country}"

    def title(self, cells: Row) -> str:
        return cells.get("name", "")

    def programmes_of_row(self) -> list[Programme]:
        return self.into

    def stored(self, row: Organisation) -> dict[str, object]:
        programmes = sorted(row.programmes.values_list("pk", flat=True))
        return super().stored(row) | {"programmes": programmes}

    def put_back(self, row: Organisation, values: Mapping[str, object]) -> None:
        super().put_back(row, values)
        if "programmes" in values:
            row.programmes.set(values["programmes"])

    def _about_empty(self, key: str, shown: str) -> str:
        said = super()._about_empty(key, shown)
        return said if key in self.kept_because else f"{said} {CLEARED_ON_WISH}"
