from collections.abc import Collection

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.locales import country_choices
from programmes.constants import Instrument
from programmes.models import Programme
from programmes.querysets.programmes import ProgrammeQuerySet


class ProgrammeFilter(django_filters.FilterSet):
    """The public list of programmes. `queryset` is what the reader may see; countries are those that occur in it."""

    q = django_filters.CharFilter(
        method="search", label=_("Search"), max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    country = django_filters.ChoiceFilter(
        method="of_country", label=_("Country"), empty_label=_("All countries")
    )
    instrument = django_filters.ChoiceFilter(
        method="paid_by", label=_("Paid by"), choices=Instrument, empty_label=_("All kinds of funding")
    )

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: object, countries: Collection[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["country"].extra["choices"] = [
            (code, name) for code, name in country_choices() if code in set(countries)
        ]

    def search(self, rows: ProgrammeQuerySet, _name: str, text: str) -> ProgrammeQuerySet:
        return rows.matching(text)

    def of_country(self, rows: ProgrammeQuerySet, _name: str, country: str) -> ProgrammeQuerySet:
        return rows.in_country(country)

    def paid_by(self, rows: ProgrammeQuerySet, _name: str, instrument: str) -> ProgrammeQuerySet:
        return rows.filter(fundings__instrument=instrument).distinct()
