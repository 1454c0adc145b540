"""What people, organisations and staff fill in for a matchmaking day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleTimeWidget,
)

from events.constants import MOST_SLOTS
from events.models import Event, Table
from events.presentation.matchmaking import Other
from matching.scoring.assignment.days import MOST_WISHES
from portal.core.concurrent_edits import ConcurrentEditForm
from programmes.models import Organisation

NO_WISH = pgettext_lazy("rank of a wish", "no wish")
RANKS = [("0", NO_WISH), *((str(rank), str(rank)) for rank in range(1, MOST_WISHES + 1))]


class WishesForm(forms.Form):
    """A number for each of the `others`, and when one is away; `slots` are the times of the day, in words.

    Numbers in lists work without a mouse and without a script.
    """

    away = forms.TypedMultipleChoiceField(
        label=_("When can you not be there?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        others: Sequence[Other],
        slots: Sequence[str],
        ranks: Mapping[int, int],
        away: Collection[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.others = others
        for other in others:
            self.fields[_name(other)] = forms.TypedChoiceField(
                label=other.name,
                help_text=other.hint,
                choices=RANKS,
                coerce=int,
                initial=str(ranks.get(other.key, 0)),
            )
        self.fields["away"].choices = list(enumerate(slots))  # type: ignore[attr-defined]
        self.fields["away"].initial = list(away)
        self.order_fields([*map(_name, others), "away"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given: dict[int, Other] = {}
        for other in self.others:
            rank = data.get(_name(other))
            if rank in given:
                said = _("You have given the number %(value)s to %(name)s already.")
                self.add_error(
                    _name(other), ValidationError(said % {"value": rank, "name": given[rank].name})
                )
            elif rank:
                given[rank] = other
        return data

    @property
    def ranks(self) -> dict[int, int]:
        """Key of whom one wishes for → rank."""
        ranks = {other.key: self.cleaned_data.get(_name(other)) for other in self.others}
        return {key: rank for key, rank in ranks.items() if rank}


class PersonWishesForm(WishesForm):
    """And whether the organisations may see the person: nothing is ticked for anybody."""

    is_shown = forms.BooleanField(
        label=_("The organisations with a table may see that I come"),
        help_text=_(
            "They see your name and the line about you in your profile, and can wish to meet you. You can take this "
            "back at any time."
        ),
        required=False,
    )

    def __init__(self, *args: Any, is_shown: bool | None, **kwargs: Any) -> None:
        """`is_shown` is None for whoever can't be shown."""
        super().__init__(*args, **kwargs)
        if is_shown is None:
            del self.fields["is_shown"]
        else:
            self.fields["is_shown"].initial = is_shown


def _name(other: Other) -> str:
    return f"rank_{other.key}"


# --- Staff ---------------------------------------------------------------------------------------------------------


class SlotsForm(forms.Form):
    """When people meet: one meeting after another, with a break around noon if one is wanted.

    `starts` are the beginnings, in minutes after the event's.
    """

    begins = forms.TimeField(label=_("First meeting at"), widget=UnfoldAdminSingleTimeWidget)
    ends = forms.TimeField(label=_("Last meeting over by"), widget=UnfoldAdminSingleTimeWidget)
    minutes = forms.IntegerField(
        label=_("Minutes of a meeting"), min_value=1, max_value=240, widget=UnfoldAdminIntegerFieldWidget
    )
    pause = forms.IntegerField(
        label=_("Minutes between two meetings"),
        min_value=0,
        max_value=120,
        initial=5,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    break_begins = forms.TimeField(
        label=_("Lunch break from"), required=False, widget=UnfoldAdminSingleTimeWidget
    )
    break_ends = forms.TimeField(
        label=_("Lunch break until"), required=False, widget=UnfoldAdminSingleTimeWidget
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, event: Event, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._event = event

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data["break_begins"]) != bool(data["break_ends"]):
            self.add_error("break_ends", _("Say from when until when the break is, or leave both empty."))
            return data
        data["starts"] = self._starts(data)
        if not data["starts"]:
            self.add_error("ends", _("No meeting fits into this time."))
        elif len(data["starts"]) > MOST_SLOTS:
            self.add_error("ends", _("These are too many meetings one after another."))
        return data

    def _starts(self, data: dict[str, Any]) -> list[int]:
        length, pause = timedelta(minutes=data["minutes"]), timedelta(minutes=data["pause"])
        moment, end = self._moment(data["begins"]), self._moment(data["ends"])
        rest = [self._moment(data[name]) for name in ("break_begins", "break_ends") if data[name]]
        if moment < self._event.starts_at or end > self._event.ends_at:
            self.add_error("begins", _("Meetings lie between the event’s beginning and its end."))
            return [0]
        starts = []
        while moment + length <= end:
            if rest and moment < rest[1] and moment + length > rest[0]:
                moment = rest[1]
                continue
            starts.append(int((moment - self._event.starts_at).total_seconds()) // 60)
            moment += length + pause
        return starts

    def _moment(self, hour: time) -> datetime:
        """On the day of the event, on the clocks of its programme."""
        zone = ZoneInfo(self._event.programme.time_zone)
        return datetime.combine(self._event.starts_at.astimezone(zone).date(), hour, zone)


class TablesForm(forms.Form):
    """`organisations` are those that can be given a table."""

    organisations = forms.TypedMultipleChoiceField(
        label=_("Organisations without a table"),
        coerce=int,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        error_messages={"required": _("Nothing is ticked, so nothing was done.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, organisations: Sequence[Organisation]
    ) -> None:
        super().__init__(data)
        choices = [(row.pk, str(row)) for row in organisations]
        self.fields["organisations"].choices = choices  # type: ignore[attr-defined]


class TableForm(ConcurrentEditForm, forms.ModelForm[Table]):
    """A table, for staff; `slots` are the times of the day, in words."""

    away = forms.TypedMultipleChoiceField(
        label=_("Nobody is there"),
        coerce=int,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Table
        fields = ("number", "seats", "representative", "away")
        widgets = {
            "number": UnfoldAdminIntegerFieldWidget,
            "seats": UnfoldAdminIntegerFieldWidget,
            "representative": UnfoldAdminSelectWidget,
        }

    def __init__(self, *args: Any, slots: Sequence[str], contacts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["away"].choices = list(enumerate(slots))  # type: ignore[attr-defined]
        self.fields["representative"].queryset = contacts  # type: ignore[attr-defined]
