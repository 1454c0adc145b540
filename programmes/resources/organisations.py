"""Organisations in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from portal.core.errors import DomainError
from portal.core.fields import WebAddressField
from portal.core.locales import COUNTRY_CODES, LANGUAGE_CODES
from portal.core.regions.finding import find_region, find_town, known_countries, unknown_region
from portal.core.regions.inputs import shown
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
from programmes.resources.lines import Line, Row
from programmes.resources.rows import DECIDED_IN_THE_PORTAL, ServiceResource, slugs_seen
from programmes.services.organisations import (
    OrganisationFields,
    enter_from_file,
    link_organisation,
    update_organisation,
)

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
    website = WebAddressField(required=False, assume_scheme="https", max_length=200)
    languages = Words(choices=language_choices(LANGUAGE_CODES), required=False)


@importers.register(ImportKind.ORGANISATIONS)
class OrganisationResource(ServiceResource):
    """One organisation a row, recognised by name, town and country within the programmes one may import into."""

    called = ImportKind.ORGANISATIONS.label
    row_form = OrganisationRow
    model = Organisation
    labels = {"programme": gettext_lazy("programme")}
    hints = {
        "programme": gettext_lazy("Short name of the programme; several with commas between."),
        "country": gettext_lazy("Left empty, it is the programme's."),
        "region": gettext_lazy("Its name or NUTS code. Left empty, it is that of the town."),
        "languages": gettext_lazy("Several with commas between."),
    }
    kept_because = {
        "verification": DECIDED_IN_THE_PORTAL,
        "sector": ALWAYS_THERE,
        "level": ALWAYS_THERE,
        "country": ALWAYS_THERE,
    }
    stored_fields = (
        *(name for name in EDITABLE_FIELDS if name not in ("about", "logo")),
        "verification",
        "decline_reason",
    )
    found_by = frozenset({"programme"})
    shown_with = ("programmes",)
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

    def dehydrate_region(self, row: Organisation) -> str:
        return shown(row.region)

    def dehydrate_programme(self, row: Organisation) -> str:
        """Short names of those of its programmes that `by` works in."""
        if row._state.adding:
            return ""
        seen = slugs_seen(self)
        return ", ".join(
            sorted(programme.slug for programme in row.programmes.all() if programme.slug in seen)
        )

    def place(self, line: Line) -> None:
        line.into = [self.importable(name) for name in line.cleaned["programme"]]
        line.country = self._country(line)
        if region := line.cleaned.get("region"):
            line.cleaned["region"] = _region(region, line.country)

    def _country(self, line: Line) -> str:
        """What stands in the row; else what its programmes know, as long as they know one country only."""
        if line.cleaned.get("country"):
            return str(line.cleaned["country"])
        known = {programme.country for programme in line.into}
        if len(known) > 1:
            raise ValidationError({"country": [_("Say in which country; these programmes are in several.")]})
        return known.pop()

    def identity(self, line: Line) -> str:
        return "|".join(_likeness(line.cleaned["name"], line.cleaned["city"], line.country))

    def find_all(self, lines: Sequence[Line]) -> None:
        rows = Organisation.objects.visible_to(self.by, "import")
        rows = rows.named(line.cleaned["name"] for line in lines).in_towns(
            line.cleaned["city"] for line in lines
        )
        there: dict[tuple[str, ...], Organisation] = {}
        for row in rows.order_by("pk").prefetch_related("programmes"):
            there.setdefault(_likeness(row.name, row.city, row.country), row)
        for line in lines:
            line.found = there.get(_likeness(line.cleaned["name"], line.cleaned["city"], line.country))

    def has_changes(self, line: Line) -> bool:
        return bool(self._changes(line)) or bool(self._new_programmes(line))

    def enter(self, lines: Sequence[Line]) -> Sequence[Model | DomainError]:
        rows = [
            (
                line.into,
                {"country": line.country, "region": _region_of_town(line), **_organisation_fields(line)},
            )
            for line in lines
        ]
        return enter_from_file(
            rows=cast("list[tuple[list[Programme], OrganisationFields]]", rows), by=self.by
        )

    def change(self, line: Line) -> Organisation:
        row = Organisation.objects.visible_to(self.by, "import").get(pk=line.found.pk)
        if changes := self._changes(line):
            row = update_organisation(organisation=row, by=self.by, **changes)
        for programme in self._new_programmes(line):
            link_organisation(organisation=row, programme=programme, by=self.by)
        return row

    def _changes(self, line: Line) -> dict[str, Any]:
        return {
            name: value
            for name, value in _organisation_fields(line).items()
            if value != getattr(line.found, name)
        }

    def _new_programmes(self, line: Line) -> list[Programme]:
        there = set(line.found.programmes.all())
        return [programme for programme in line.into if programme not in there]

    def title(self, cells: Row) -> str:
        return cells.get("name", "")

    def stored(self, row: Organisation) -> dict[str, object]:
        return super().stored(row) | {"programmes": sorted(each.pk for each in row.programmes.all())}

    def put_back(self, row: Organisation, values: Mapping[str, object]) -> None:
        super().put_back(row, values)
        if "programmes" in values:
            row.programmes.set(values["programmes"])

    def _about_empty(self, key: str, shown: str) -> str:
        said = super()._about_empty(key, shown)
        return said if key in self.kept_because else f"{said} {CLEARED_ON_WISH}"


def _organisation_fields(line: Line) -> dict[str, Any]:
    return {name: value for name, value in line.cleaned.items() if name != "programme"}


def _region(text: str, country: str) -> str:
    """Its code; in countries that the list has not, what stands there."""
    code = find_region(text)
    if not code and country in known_countries():
        raise ValidationError({"region": [unknown_region(text)]})
    return code or text


def _region_of_town(line: Line) -> str:
    town = find_town(line.cleaned["city"], country=line.country)
    return town.region if town else ""


def _likeness(name: str, city: str, country: str) -> tuple[str, str, str]:
    return name.casefold(), city.casefold(), country
