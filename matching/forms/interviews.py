"""Inviting to an interview: what is sent beside the times and the place."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.constants import MESSAGE_LIMIT
from portal.core.moments import duration_in_words
from programmes.forms.appointments import DURATIONS


class InvitationForm(forms.Form):
    """How long it takes; and a message, where people may write to each other."""

    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, choices=(), initial=45)
    message = forms.CharField(
        label=_("Message"),
        help_text=_("What you will talk about, and with whom. The person reads it with the times."),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: object | None = None, *, has_words: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        lengths = [(minutes, duration_in_words(timedelta(minutes=minutes))) for minutes in DURATIONS]
        self.fields["minutes"].choices = lengths  # type: ignore[attr-defined]
        if not has_words:
            del self.fields["message"]

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.cleaned_data["minutes"])
