"""The filters of public lists of events: page, calendar, feed and the list for other sites share them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.constants import AttendanceMode, EventFormat, TargetGroup
from events.models import Event
from events.querysets.events import EventQuerySet
from portal.core.collation import in_order
from portal.core.dates import check_year
from portal.core.locales import language_name
from programmes.querysets.programmes import ProgrammeQuerySet

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EventFilterForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Choose a day that is not before the first one."))
        return data


class EventFilter(django_filters.FilterSet):
    """`programmes` are offered for choice, and a parent brings its subprogrammes along; `languages` are those in which
    events are held. What can't be understood is said beside its field, and left out of account.
    """

    programme = django_filters.ChoiceFilter(
        method="of_programme", label=_("Programme"), empty_label=_("All programmes")
    )
    format = django_filters.ChoiceFilter(label=_("Format"), choices=EventFormat, empty_label=_("All formats"))
    target_group = django_filters.ChoiceFilter(
        method="meant_for",
        label=_("Meant for"),
        choices=TargetGroup.choices,
        empty_label=_("All target groups"),
    )
    language = django_filters.ChoiceFilter(
        method="held_in", label=_("Language"), empty_label=_("All languages")
    )
    attendance = django_filters.ChoiceFilter(
        method="taken_part_in",
        label=_("How to take part"),
        choices=AttendanceMode.choices,
        empty_label=_("On site or online"),
    )
    first_day = django_filters.DateFilter(
        method="from_day", label=_("From this day on"), widget=DAY, validators=[check_year]
    )
    last_day = django_filters.DateFilter(
        method="until_day", label=_("Until this day"), widget=DAY, validators=[check_year]
    )
    free = django_filters.BooleanFilter(
        method="with_free_places", label=_("With free places"), widget=forms.CheckboxInput
    )
    families = django_filters.BooleanFilter(
        method="for_families", label=_("For families"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Event
        form = EventFilterForm
        fields: list[str] = []

    def __init__(
        self, *args: object, programmes: ProgrammeQuerySet, languages: Collection[str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {each.slug: each for each in programmes.only("slug", "acronym")}
        self.filters["programme"].extra["choices"] = [
            (slug, str(each)) for slug, each in self.programmes.items()
        ]
        named = [(code, capfirst(language_name(code))) for code in languages]
        self.filters["language"].extra["choices"] = sorted(named, key=lambda pair: in_order(pair[1]))

    def of_programme(self, rows: EventQuerySet, _name: str, slug: str) -> EventQuerySet:
        return rows.of_programme(self.programmes[slug].pk)

    def meant_for(self, rows: EventQuerySet, _name: str, group: str) -> EventQuerySet:
        return rows.meant_for(group)

    def held_in(self, rows: EventQuerySet, _name: str, language: str) -> EventQuerySet:
        return rows.filter(languages__contains=[language])

    def taken_part_in(self, rows: EventQuerySet, _name: str, attendance: str) -> EventQuerySet:
        return rows.online() if attendance == AttendanceMode.ONLINE else rows.on_site()

    def from_day(self, rows: EventQuerySet, _name: str, day: date) -> EventQuerySet:
        return rows.from_day(day)

    def until_day(self, rows: EventQuerySet, _name: str, day: date) -> EventQuerySet:
        return rows.until_day(day)

    def with_free_places(self, rows: EventQuerySet, _name: str, asked: object) -> EventQuerySet:
        return rows.with_free_places() if asked else rows

    def for_families(self, rows: EventQuerySet, _name: str, asked: object) -> EventQuerySet:
        return rows.for_families() if asked else rows
