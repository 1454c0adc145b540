"""What staff fills in about who takes part."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from portal.core.dates import check_year, check_year_of_birth, day
from portal.core.files import check_pdf
from portal.core.locales import interface_language_choices
from portal.core.names import validate_name
from portal.users.models import User
from programmes.constants import ExitKind
from programmes.models import Enrolment
from programmes.queries.programmes import look_alikes

PAPER = ("received_on", "by_guardian", "scan")


class EnrolmentForm(forms.ModelForm):
    """Somebody staff enters: asked by an address, or on paper from the day on which the signed form was received."""

    by: User
    """Who fills the form in; whose people may look alike."""

    name = forms.CharField(
        label=_("Name"), max_length=120, validators=[validate_name], widget=UnfoldAdminTextInputWidget
    )
    contact_email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=UnfoldAdminEmailInputWidget,
        help_text=_(
            "Without a consent on paper, its owner is asked, and you see nothing but what you type until they accept."
        ),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        validators=[check_year_of_birth],
        widget=UnfoldAdminSingleDateWidget,
        help_text=_("Tells two people of the same name apart."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=interface_language_choices, widget=UnfoldAdminSelectWidget
    )
    received_on = forms.DateField(
        label=_("Consent on paper received"),
        required=False,
        validators=[check_year],
        widget=UnfoldAdminSingleDateWidget,
        help_text=_("The day on which the signed form reached you. The person takes part from then on."),
    )
    by_guardian = forms.BooleanField(
        label=_("Signed by a parent or guardian"), required=False, widget=UnfoldBooleanWidget
    )
    scan = forms.FileField(
        label=_("Scan as a PDF"), required=False, validators=[check_pdf], widget=UnfoldAdminFileFieldWidget
    )
    is_somebody_else = forms.BooleanField(
        label=_("This is somebody else"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=_("Tick this if the portal shows you people who look alike and none of them is meant."),
    )

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if "name" not in self.fields:
            return values
        if values.get("scan") and not values.get("received_on"):
            self.add_error("received_on", _("Say when the form was received."))
        programme = values.get("programme")
        if programme and values.get("name") and not values.get("is_somebody_else"):
            found = look_alikes(
                by=self.by,
                programme=programme,
                name=values["name"],
                birth_date=values.get("birth_date"),
                address=values.get("contact_email") or "",
            )
            if found:
                self.add_error("is_somebody_else", [_described(row) for row in found])
        return values


def _described(row: Enrolment) -> str:
    """Enough to tell whether it is the same person."""
    person = row.person
    born = day(person.birth_date) if person.birth_date else ""
    parts = (person.name, born, person.email or person.contact_email, row.programme.acronym)
    return str(_("Looks like: %(person)s") % {"person": " · ".join(part for part in parts if part)})


class LeaveForm(forms.Form):
    """How and when somebody left."""

    exit_kind = forms.ChoiceField(
        label=_("Kind of exit"), choices=ExitKind.choices, widget=UnfoldAdminSelectWidget
    )
    left_on = forms.DateField(
        label=_("Exit"),
        required=False,
        validators=[check_year],
        widget=UnfoldAdminSingleDateWidget,
        help_text=_("The last day in the programme. Left empty, it is today."),
    )
