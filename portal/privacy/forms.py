from django import forms
from django.utils.translation import gettext_lazy as _


class GuardianForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    agreed = forms.BooleanField(
        label=_("I am this child's parent or guardian and agree to the text above."),
        error_messages={"required": _("Without your agreement nothing happens. Tick the box if you agree.")},
    )
