"""The first day at work, who is in charge of it, and how it is four weeks later."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.constants import ARRIVAL_WORDS, ArrivalOutcome, ArrivalRating
from portal.users.models import User


class WishForm(forms.Form):
    """The applicant names another day."""

    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts_at = forms.TimeField(
        label=_("Hour"),
        help_text=_("Where you work, if it is settled already."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )


class SuggestForm(WishForm):
    """The company names the day and what belongs to it."""

    place = forms.CharField(
        label=_("Where to come to"),
        help_text=_("Address and door, for instance."),
        max_length=200,
        required=False,
    )
    receiver = forms.CharField(label=_("Who receives the person"), max_length=120, required=False)
    bring = forms.CharField(
        label=_("What to bring"),
        help_text=_("For instance papers, clothes for work, the bank account."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InChargeForm(forms.Form):
    """Who at the company answers for an application."""

    person = forms.TypedChoiceField(label=_("In charge"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(person.pk, person.get_full_name()) for person in people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class ArrivalForm(forms.Form):
    """Are you there, and how is it?"""

    outcome = forms.ChoiceField(
        label=_("Are you there?"), choices=ArrivalOutcome.choices, widget=forms.RadioSelect
    )
    rating = forms.ChoiceField(
        label=_("How is it?"),
        choices=ArrivalRating.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What you would like to add"),
        help_text=_("For instance what is missing, or why you are not there."),
        max_length=ARRIVAL_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
