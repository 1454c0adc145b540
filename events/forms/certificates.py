"""Who has passed an assessment, and a certificate in another's place: what staff fills in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from events.constants import REASON_LENGTH
from events.models import Registration
from portal.core.dates import check_year

PASSED = {"yes": True, "no": False, "": None}
CHOICES = [("", _("Not assessed")), ("yes", _("Passed")), ("no", _("Not passed"))]
NAME_LENGTH = 200


class AssessmentsForm(forms.Form):
    """Of each of `registrations`: passed or not, on one day."""

    assessed_on = forms.DateField(
        label=_("Day of the assessment"),
        widget=UnfoldAdminSingleDateWidget,
        validators=[check_year],
        help_text=_("It is written to those whose answer you change below."),
    )

    def __init__(self, *args: Any, registrations: Iterable[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessed_on"].initial = timezone.localdate()
        self.keys: dict[str, int] = {}
        words = {value: key for key, value in PASSED.items()}
        for row in registrations:
            name = f"passed_{row.pk}"
            self.keys[name] = row.pk
            self.fields[name] = forms.ChoiceField(
                label=row.person.get_full_name(),
                choices=CHOICES,
                required=False,
                initial=words[row.has_passed],
                widget=UnfoldAdminSelectWidget,
            )

    @property
    def passed(self) -> dict[int, bool | None]:
        """What was changed, by the key of the registration."""
        return {
            self.keys[name]: PASSED[self.cleaned_data[name]]
            for name in self.changed_data
            if name in self.keys
        }


class ReissueForm(forms.Form):
    name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=NAME_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text=_(
            "The person’s name as the portal has it now. Everything else is taken from the event as it is now."
        ),
    )
    reason = forms.CharField(
        label=_("Why it is issued again"),
        max_length=REASON_LENGTH,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("For the people who run the programme; nobody else reads it."),
    )
