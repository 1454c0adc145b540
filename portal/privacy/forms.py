from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.dates import check_year, check_year_of_birth
from portal.core.locales import interface_language_choices
from portal.core.names import NameInput
from portal.privacy.constants import OF_AGE
from portal.users.constants import USERNAME_MESSAGE
from portal.users.models import User
from portal.users.queries import find_person
from portal.users.services import UsernameTaken


class GuardianForm(forms.Form):
    name = NameInput()
    agreed = forms.BooleanField(
        label=_("I am this child's parent or guardian and agree to the text above."),
        error_messages={"required": _("Without your agreement nothing happens. Tick the box if you agree.")},
    )

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You may leave it empty. With it you can have this link sent to you again."),
        required=False,
    )
    birth_date = forms.DateField(
        label=_("Your child’s date of birth"),
        help_text=_("You may leave it empty. With it, all this ends by itself on the eighteenth birthday."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[check_year_of_birth],
    )
    field_order = ("name", "email", "birth_date", "agreed")

    def __init__(self, *args: Any, asks_birth_date: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_birth_date:
            del self.fields["birth_date"]

    def clean_birth_date(self) -> date | None:
        """Of somebody who is not of age, and old enough for school."""
        day: date | None = self.cleaned_data["birth_date"]
        if day is not None and not 5 <= _years_since(day) < OF_AGE:
            raise forms.ValidationError(_("This can’t be your child’s date of birth. Check the year."))
        return day


def _years_since(day: date) -> int:
    today = timezone.localdate()
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


class LostLinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one that you gave when your child was entered, or when you agreed."),
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


class AskGuardianForm(ConcurrentEditForm, forms.ModelForm):  # type: ignore[type-arg]
    """Asks the guardian of a pupil who has an account, or makes the account as well."""

    name = forms.CharField(
        label=_("Name of the pupil"),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Fill it in to make a new account. Leave it empty for a pupil who has one."),
    )
    language = forms.ChoiceField(
        label=_("Language of a new account"),
        choices=interface_language_choices,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    pupil_name = forms.CharField(
        label=_("User name of the pupil"),
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text=USERNAME_MESSAGE,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "pupil_name" in data and "name" in data:
            data["pupil_name"] = data["pupil_name"].lower()
            data["pupil"] = find_person(login=data["pupil_name"])
            try:
                _check_pupil(data["pupil"], data["pupil_name"], is_new=bool(data["name"]))
            except forms.ValidationError as error:
                self.add_error("pupil_name", error)
        return data

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "pupil"}  # type: ignore[misc]


def _check_pupil(pupil: User | None, username: str, *, is_new: bool) -> None:
    if pupil is not None and pupil.email:
        raise forms.ValidationError(
            _("This person signs in with an e-mail address. Only pupils, who have none, need a guardian.")
        )
    if pupil is not None and is_new:
        raise forms.ValidationError(UsernameTaken.message)
    if pupil is None and not is_new:
        raise forms.ValidationError(
            _("Nobody has this user name. To make a new account, write the name of the pupil as well.")
        )
    if is_new:
        User._meta.get_field("username").run_validators(username)
