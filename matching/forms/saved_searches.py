"""How a saved search is called, and how soon somebody is told of what it finds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.constants import SEARCH_NAME_LENGTH, SearchFrequency


class SearchForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("Mail me new offers"),
        choices=SearchFrequency.choices,
        widget=forms.RadioSelect,
        initial=SearchFrequency.DAILY,
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Without one it is called by what it looks for."),
        max_length=SEARCH_NAME_LENGTH,
        required=False,
    )
