"""Dates by rule, and an event on other days: what staff fills in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)

from events.models import Room
from portal.core.dates import check_year
from portal.core.series import LAST, MOST_DAYS, Monthly, Weekly, days_by

KINDS = [
    ("weekly", _("Every week, or every few weeks")),
    ("monthly", _("On one weekday of each month")),
    ("list", _("On days that I list")),
]
NUMBERS = [
    (1, pgettext_lazy("weekday of a month", "first")),
    (2, pgettext_lazy("weekday of a month", "second")),
    (3, pgettext_lazy("weekday of a month", "third")),
    (4, pgettext_lazy("weekday of a month", "fourth")),
    (LAST, pgettext_lazy("weekday of a month", "last")),
]


class SeriesForm(forms.Form):
    """A rule, and from when to when each date is. `days` are what it leads to, on the clocks of the programme."""

    kind = forms.ChoiceField(
        label=_("How the dates follow each other"), choices=KINDS, widget=UnfoldAdminSelectWidget
    )
    first = forms.DateField(
        label=_("From this day on"),
        required=False,
        validators=[check_year],
        widget=UnfoldAdminSingleDateWidget,
    )
    until = forms.DateField(
        label=_("Until this day"),
        required=False,
        validators=[check_year],
        widget=UnfoldAdminSingleDateWidget,
    )
    times = forms.IntegerField(
        label=_("Or so many times"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    begins = forms.TimeField(label=_("Begins"), widget=UnfoldAdminSingleTimeWidget)
    ends = forms.TimeField(label=_("Ends"), widget=UnfoldAdminSingleTimeWidget)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Every week: on these days"),
        coerce=int,
        required=False,
        choices=list(WEEKDAYS.items()),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    every = forms.IntegerField(
        label=_("Every so many weeks"),
        required=False,
        min_value=1,
        max_value=12,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("1 is each week, 2 every other week."),
    )
    number = forms.TypedChoiceField(
        label=_("Each month: on the"),
        coerce=int,
        required=False,
        choices=NUMBERS,
        widget=UnfoldAdminSelectWidget,
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"),
        coerce=int,
        required=False,
        choices=list(WEEKDAYS.items()),
        widget=UnfoldAdminSelectWidget,
    )
    listed = forms.CharField(
        label=_("Days that I list"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("One day on each line."),
    )
    room = forms.ModelChoiceField(
        label=_("Room"),
        queryset=Room.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Empty: where the event takes place."),
    )
    leaves_holidays_out = forms.BooleanField(
        label=_("Leave public holidays out"), required=False, widget=UnfoldBooleanWidget
    )
    leaves_school_holidays_out = forms.BooleanField(
        label=_("Leave school holidays out"), required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, data: Mapping[str, object] | None, *, rooms: QuerySet[Room]) -> None:
        super().__init__(data)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["ends"] <= data["begins"]:
            self.add_error("ends", _("The end must be after the beginning."))
        check = {"weekly": self._check_rule, "monthly": self._check_rule, "list": self._check_list}
        check[data["kind"]](data)
        return data

    def _check_rule(self, data: dict[str, Any]) -> None:
        if not data["first"]:
            self.add_error("first", _("Say on which day it begins."))
        if not data["until"] and not data["times"]:
            self.add_error("until", _("Say until when, or how many times."))
        if data["kind"] == "weekly" and not data["weekdays"]:
            self.add_error("weekdays", _("Choose at least one day of the week."))
        if self.errors:
            return
        rule = (
            Weekly(weekdays=tuple(data["weekdays"]), every=data["every"] or 1)
            if data["kind"] == "weekly"
            else Monthly(weekday=data["weekday"], number=data["number"])
        )
        data["days"] = days_by(rule, first=data["first"], until=data["until"], times=data["times"])
        if not data["days"]:
            self.add_error("until", _("There is no such day by then."))

    def _check_list(self, data: dict[str, Any]) -> None:
        try:
            data["days"] = sorted({_day(line) for line in data["listed"].splitlines() if line.strip()})
        except ValidationError as error:
            self.add_error("listed", error)
            return
        if not data["days"]:
            self.add_error("listed", _("List at least one day."))
        elif len(data["days"]) > MOST_DAYS:
            self.add_error("listed", _("These are too many days at once. Add them in portions."))


def _day(line: str) -> date:
    day = forms.DateField(validators=[check_year]).clean(line.strip())
    if day is None:
        raise ValidationError(_("Write one day on each line."))
    return day


class CopyForm(forms.Form):
    first_day = forms.DateField(
        label=_("First day of the copy"), validators=[check_year], widget=UnfoldAdminSingleDateWidget
    )
