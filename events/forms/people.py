"""Whom staff ticks in a list of people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from portal.users.models import User


class NameForm(forms.Form):
    """Looks for people in the list."""

    q = forms.CharField(
        label=_("Name or address"), required=False, max_length=100, widget=UnfoldAdminTextInputWidget
    )


class PeopleForm(forms.Form):
    """`people` are those who may be chosen."""

    row = forms.TypedMultipleChoiceField(
        coerce=int,
        required=True,
        error_messages={
            "required": _("Nobody is ticked, so nothing was done."),
            "invalid_choice": _("The list has changed meanwhile. Look again who stands in it."),
        },
    )
    act = forms.ChoiceField(choices=[("invite", "invite"), ("register", "register")])

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: Collection[User], ways: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        if len(ways) > 1:
            self.fields["attendance"] = forms.ChoiceField(
                label=_("Those who are registered take part"),
                choices=ways,
                required=False,
                widget=UnfoldAdminSelectWidget,
            )
        self.fields["row"].choices = [(person.pk, person.get_full_name()) for person in people]  # type: ignore[attr-defined]
