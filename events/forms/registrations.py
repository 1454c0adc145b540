"""Registering for an event: with an account, or with an address alone."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.constants import MOST_COMPANIONS, NEEDS_LENGTH, AttendanceMode
from events.models import Admission, Event
from portal.core.names import NAME_LENGTH, validate_name

AGES = re.compile(r"[\s,;/]+")
OLDEST = 120


class AgesField(forms.CharField):
    """Whole numbers, in whatever way people part them."""

    def clean(self, value: Any) -> Any:
        parts = [part for part in AGES.split(super().clean(value).strip()) if part]
        if not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in parts):
            raise ValidationError(_("Write numbers alone, such as 4, 7."))
        ages = [int(part) for part in parts]
        if len(ages) > MOST_COMPANIONS or any(age > OLDEST for age in ages):
            raise ValidationError(_("Write numbers alone, such as 4, 7."))
        return ages

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class PartyForm(forms.Form):
    """Who comes along; only what the event asks for."""

    companions = forms.TypedChoiceField(
        label=_("How many people come with you?"),
        help_text=_("Each takes a place, children too."),
        coerce=int,
        empty_value="0",
        required=False,
    )
    companion_ages = AgesField(
        label=_("How old are the children among them?"),
        help_text=_("Such as 4, 7. You may leave it empty."),
        required=False,
        max_length=60,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, event: Event, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        most = max(event.most_companions, int(self.initial.get("companions") or 0))
        if most:
            numbers = range(most + 1)
            self.fields["companions"].choices = [  # type: ignore[attr-defined]
                (str(number), _("Nobody") if number == 0 else str(number)) for number in numbers
            ]
            self.fields["companions"].initial = "0"
        else:
            del self.fields["companions"]
        if not (most and event.asks_ages):
            del self.fields["companion_ages"]

    @property
    def party(self) -> dict[str, Any]:
        """As services take it."""
        values = self.cleaned_data
        return {
            "companions": int(values.get("companions") or 0),
            "companion_ages": values.get("companion_ages", []),
        }


class ChangeForm(PartyForm):
    """For whoever is in the list: also another way of taking part, where the event has one (`ways`)."""

    attendance = forms.ChoiceField(
        label=_("How do you take part?"), choices=AttendanceMode, widget=forms.RadioSelect
    )
    field_order: Sequence[str] = ("attendance", "companions", "companion_ages")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, event: Event, ways: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(data, event=event, **kwargs)
        if len(ways) > 1:
            self.fields["attendance"].choices = [  # type: ignore[attr-defined]
                (way, AttendanceMode(way).label) for way in ways
            ]
        else:
            del self.fields["attendance"]

    @property
    def change(self) -> dict[str, Any]:
        """As services take it."""
        return {"attendance": self.cleaned_data.get("attendance", ""), **self.party}


class RegisterForm(PartyForm):
    """`admissions` are the ways of taking part in which registration is open; of one there is nothing to choose."""

    attendance = forms.ChoiceField(
        label=_("How do you take part?"), choices=AttendanceMode, widget=forms.RadioSelect
    )
    takes_fewer = forms.BooleanField(
        label=_("If there are not enough places for all of us, offer us fewer"),
        help_text=_("Otherwise you wait until there is room for all of you, and others may be asked before."),
        required=False,
        initial=True,
    )
    needs = forms.CharField(
        label=_("Is there anything you need?"),
        help_text=_(
            "Such as a place for a wheelchair, sign language, childcare, or what you don’t eat. Only those who run the "
            "event read it; it is deleted soon after."
        ),
        required=False,
        max_length=NEEDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order: Sequence[str] = ("attendance", "companions", "companion_ages", "takes_fewer", "needs")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        event: Event,
        admissions: Sequence[Admission],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, event=event, **kwargs)
        self.ways = [row.attendance for row in admissions]
        if len(self.ways) > 1:
            self.fields["attendance"].choices = [  # type: ignore[attr-defined]
                (way, AttendanceMode(way).label) for way in self.ways
            ]
        else:
            del self.fields["attendance"]
        if not event.most_companions:
            del self.fields["takes_fewer"]
        if not event.asks_needs:
            del self.fields["needs"]

    @property
    def registration(self) -> dict[str, Any]:
        """As services take it."""
        values = self.cleaned_data
        return {
            "attendance": values.get("attendance") or self.ways[0],
            "takes_fewer": values.get("takes_fewer", True),
            "needs": values.get("needs", ""),
            **self.party,
        }


class GuestForm(RegisterForm):
    """For whoever has no account: the address is proven by a mail, before a place is taken."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_LENGTH, validators=[validate_name])
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link there, by which you confirm, and later change or cancel."),
        max_length=254,
    )
    field_order = ("name", "email", *RegisterForm.field_order)
