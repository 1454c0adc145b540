"""Agreeing on a time: when, where, and why not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.moments import MomentInput, next_working_days, zone_in_words
from portal.users.models import User
from programmes.constants import AppointmentReason
from programmes.models.appointment_times import refusal_of
from programmes.services.appointments import Where

REASON_LIMIT = 1000
DURATIONS = (15, 30, 45, 60, 90, 120, 180, 240)
"""Minutes."""


class TimesForm(forms.Form):
    """One to three times, on the clocks of `zone`. Two are suggested, on working days without one of `standing`."""

    time_1 = MomentInput(label=_("First time"), error_messages={"required": _("Propose at least one time.")})
    time_2 = MomentInput(label=_("Second time"), required=False)
    time_3 = MomentInput(label=_("Third time"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, zone: str, standing: Sequence[datetime] = ()
    ) -> None:
        super().__init__(data)
        first, second = suggested_times(zone, standing)
        for number, suggested in enumerate((first, second, None), start=1):
            field = cast("MomentInput", self.fields[f"time_{number}"])
            field.zone, field.initial = zone, suggested
            field.help_text = zone_in_words(zone)

    @property
    def times(self) -> list[datetime]:
        return [self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)]

    def clean(self) -> None:
        """What the service would refuse, said beside each time, with everything else that is wrong."""
        super().clean()
        seen: list[datetime] = []
        for name, moment in [(name, self.cleaned_data.get(name)) for name in self.fields]:
            if moment is not None and (error := refusal_of(moment, seen)):
                self.add_error(name, error.message)
            elif moment is not None:
                seen.append(moment)


class ReasonForm(forms.Form):
    """Why, chosen from a few sentences, and in words of one's own where people may write to each other."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why, so that the other side knows.")},
    )
    words = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        reasons: Sequence[AppointmentReason],
        has_words: bool,
    ) -> None:
        super().__init__(data)
        choices = [(reason.value, reason.label) for reason in reasons]
        cast("forms.ChoiceField", self.fields["reason"]).choices = choices
        if not choices:
            del self.fields["reason"]
        if not has_words:
            del self.fields["words"]


class PlaceForm(forms.Form):
    """Where one meets, and who of the organisation waits there. Without words of one's own: at its address."""

    place = forms.CharField(
        label=_("Place"),
        help_text=_("The address, and how to find the door: gate, floor, room."),
        required=False,
        max_length=200,
    )
    link = forms.URLField(
        label=_("Link to a video call"),
        help_text=_("If you meet online. It begins with https://."),
        required=False,
        assume_scheme="https",
        max_length=200,
        validators=[URLValidator(schemes=["https"], message=_("The link must begin with https://."))],
        error_messages={"invalid": _("The link must begin with https://.")},
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    host = forms.ModelChoiceField(
        label=_("Who waits there"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose who waits there."),
            "invalid_choice": _("Choose who waits there."),
        },
    )
    note = forms.CharField(
        label=_("Good to know"),
        help_text=_("What to bring, whom to ask for, where to park."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        initial: Mapping[str, object],
        hosts: QuerySet[User],
        has_words: bool,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]
        if not has_words:
            self.fields["place"].disabled = True
            del self.fields["link"], self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("place") or cleaned.get("link")) and "link" not in self.errors:
            self.add_error("place", _("Say where you meet: a place, a link, or both."))
        return cleaned

    @property
    def where(self) -> Where:
        names = ("place", "link", "note", "host")
        return cast("Where", {name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


def suggested_times(zone: str, standing: Sequence[datetime] = ()) -> tuple[datetime, datetime]:
    """Ten in the morning, and two in the afternoon a day later, on working days that leave time to answer.

    Who asks for others can't come on the days of those that stand.
    """
    today = timezone.localtime(timezone=ZoneInfo(zone)).date()
    taken = {moment.astimezone(ZoneInfo(zone)).date() for moment in standing}
    soon = next_working_days(4 + len(taken), after=today)[2:]
    first, second = [day for day in soon if day not in taken][:2]
    return (
        datetime.combine(first, time(10), tzinfo=ZoneInfo(zone)),
        datetime.combine(second, time(14), tzinfo=ZoneInfo(zone)),
    )
