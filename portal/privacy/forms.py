from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.dates import check_year
from portal.core.names import NameInput


class GuardianForm(forms.Form):
    name = NameInput()
    agreed = forms.BooleanField(
        label=_("I am this child's parent or guardian and agree to the text above."),
        error_messages={"required": _("Without your agreement nothing happens. Tick the box if you agree.")},
    )


class ErasureForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I have read what will be erased, and that it can't be brought back afterwards."),
        error_messages={"required": _("Tick the box if you want to be erased.")},
    )


class LetterForm(forms.Form):
    received_on = forms.DateField(
        label=_("When did you receive the request?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Keep the letter. Make sure that it comes from the person themself."),
        validators=[check_year],
    )


class PeriodForm(ConcurrentEditForm, forms.Form):
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=40 * 366)

    def __init__(self, *args: Any, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = ngettext(
            "At least %(days)d day.", "At least %(days)d days.", least
        ) % {"days": least}
