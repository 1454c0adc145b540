"""Organisations in files."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from import_export.fields import Field

from portal.core.locales import COUNTRY_CODES, LANGUAGE_CODES
from programmes.constants import (
    GovernanceLevel,
    NaceSection,
    OrganisationKind,
    Sector,
    SizeClass,
)
from programmes.models import Organisation
from programmes.resources.rows import (
    Code,
    Row,
    ServiceResource,
    Words,
    WordsWidget,
    code_choices,
    slugs_seen,
)
from programmes.services.organisations import enter_organisation, link_organisation, update_organisation


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
    country = Code(choices=[(code, code) for code in COUNTRY_CODES], required=False)
    website = forms.URLField(required=False, assume_scheme="https", max_length=200)
    languages = Words(allowed=frozenset(LANGUAGE_CODES), required=False)


class OrganisationResource(ServiceResource):
    """One organisation a row, recognised by name, town and country within the programmes one may import into."""

    row_form = OrganisationRow
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
        skip_unchanged = True
        report_skipped = True

    def dehydrate_programme(self, row: Organisation) -> str:
        """Short names of those of its programmes that `by` works in."""
        if row._state.adding:
            return ""
        seen = slugs_seen(self)
        return " ".join(
            sorted(programme.slug for programme in row.programmes.all() if programme.slug in seen)
        )

    def find(self, cleaned: Mapping[str, object]) -> Organisation | None:
        self.programmes = [self.importable(slug) for slug in cleaned["programme"]]
        rows = Organisation.objects.visible_to(self.by, "import")
        found: Organisation | None = (
            rows.filter(
                name__iexact=cleaned["name"],
                city__iexact=cleaned["city"],
                country=cleaned.get("country", "DE"),
            )
            .order_by("pk")
            .first()
        )
        return found

    def skip_row(
        self,
        instance: Organisation,
        original: Organisation,
        row: Row,
        import_validation_errors: Mapping[str, object] | None = None,
    ) -> bool:
        return bool(instance.pk) and not self._changes(original) and not self._new_programmes(instance)

    def after_init_instance(
        self,
        instance: Organisation,
        new: bool,  # noqa: FBT001
        row: Row,
        **kwargs: object,
    ) -> None:
        self.before = {} if new else {name: getattr(instance, name) for name in self._organisation_fields()}

    def carry_out(self, instance: Organisation, is_new: bool) -> Organisation:  # noqa: FBT001
        further = self.programmes
        if is_new:
            first, *further = self.programmes
            instance = enter_organisation(programme=first, by=self.by, **self._organisation_fields())
        else:
            instance = Organisation.objects.visible_to(self.by, "import").get(pk=instance.pk)
            if changes := self._changes(instance):
                instance = update_organisation(organisation=instance, by=self.by, **changes)
        for programme in further:
            link_organisation(organisation=instance, programme=programme, by=self.by)
        return instance

    def _organisation_fields(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned.items() if name != "programme"}

    def _changes(self, original: Organisation) -> dict[str, object]:
        return {
            name: value
            for name, value in self._organisation_fields().items()
            if value != getattr(original, name)
        }

    def _new_programmes(self, instance: Organisation) -> bool:
        there = set(instance.programmes.values_list("pk", flat=True))
        return any(programme.pk not in there for programme in self.programmes)
