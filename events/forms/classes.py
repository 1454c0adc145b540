"""A teacher books for a class; a guardian answers to one of its numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.constants import MOST_PUPILS, NEEDS_LENGTH, Travel
from events.models import ClassBooking, ClassOffer
from portal.core.names import NAME_LENGTH, NameInput, validate_name
from programmes.models import Organisation


class ClassForm(forms.Form):
    """On one page. `last` is what the teacher said the last time, and saves typing it again."""

    school = forms.ModelChoiceField(label=_("School"), queryset=Organisation.objects.none())
    class_name = forms.CharField(label=_("Which class?"), help_text=_("Such as 8b."), max_length=20)
    grade = forms.TypedChoiceField(label=pgettext_lazy("of a school", "Grade"), coerce=int)
    pupils = forms.IntegerField(
        label=_("How many pupils?"), help_text=_("Each gets a number. No names are needed.")
    )
    supervisor_name = forms.CharField(
        label=_("Who comes along?"),
        help_text=_("The supervising teacher."),
        max_length=NAME_LENGTH,
        validators=[validate_name],
    )
    supervisor_phone = forms.CharField(
        label=_("Telephone on the day"),
        help_text=_("For those who receive you. Deleted soon after."),
        max_length=40,
    )
    is_school_event = forms.TypedChoiceField(
        label=_("Is it a school event?"),
        help_text=_("Then the school keeps the supervision and the insurance."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    travel = forms.ChoiceField(label=_("How does the class come?"), choices=Travel, widget=forms.RadioSelect)
    needs = forms.CharField(
        label=_("What does the class need?"),
        help_text=_("Such as a way without steps. Name nobody: whoever receives you reads it."),
        required=False,
        max_length=NEEDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        offer: ClassOffer,
        schools: Sequence[Organisation],
        last: ClassBooking | None,
        name: str,
    ) -> None:
        super().__init__(data, initial=_said_before(offer, schools, last, name))
        self.fields["school"].queryset = Organisation.objects.filter(pk__in=[row.pk for row in schools])  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
        grades = range(offer.lowest_grade, offer.highest_grade + 1)
        self.fields["grade"].choices = [(grade, str(grade)) for grade in grades]  # type: ignore[attr-defined]
        pupils = self.fields["pupils"]
        pupils.widget.attrs |= {"min": offer.fewest_pupils, "max": offer.most_pupils}


def _said_before(
    offer: ClassOffer, schools: Sequence[Organisation], last: ClassBooking | None, name: str
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "school": schools[0].pk,
        "supervisor_name": name,
        "is_school_event": "yes",
        "travel": Travel.BY_ITSELF,
        "grade": offer.lowest_grade,
    }
    if last is not None:
        found |= {
            "school": last.school_id,
            "class_name": last.class_name,
            "grade": last.grade,
            "pupils": min(max(last.pupils, offer.fewest_pupils), offer.most_pupils),
            "supervisor_name": last.supervisor_name or name,
            "supervisor_phone": last.supervisor_phone,
            "is_school_event": "yes" if last.is_school_event else "no",
            "travel": last.travel,
        }
    return found


class SizeForm(forms.Form):
    """More pupils get numbers of their own; fewer: the teacher says whose number falls."""

    more = forms.IntegerField(
        label=_("How many more pupils come?"), min_value=0, max_value=MOST_PUPILS, required=False
    )
    dropped = forms.TypedMultipleChoiceField(
        label=_("Which numbers are not needed?"),
        help_text=_("Those for which nobody has agreed. Their slips lead nowhere then."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, unused: Sequence[int]) -> None:
        super().__init__(data)
        self.fields["dropped"].choices = [(number, str(number)) for number in unused]  # type: ignore[attr-defined]
        if not unused:
            del self.fields["dropped"]

    @property
    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        values = self.cleaned_data
        return {"more": values["more"] or 0, "dropped": values.get("dropped", [])}


class ConsentForm(forms.Form):
    """Nothing is ticked beforehand; photographs are asked about only where any are taken."""

    guardian_name = NameInput(label=_("Your name"))
    pupil_name = forms.CharField(
        label=_("First name or initials of your child"),
        help_text=_("You may leave it empty. The school alone reads it, to know whose slip this was."),
        max_length=60,
        required=False,
        validators=[validate_name],
    )
    allows_photos = forms.TypedChoiceField(
        label=_("May your child be seen on photographs?"),
        help_text=_("Your child comes along either way."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no. Your child comes along either way.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, takes_photos: bool) -> None:
        super().__init__(data)
        if not takes_photos:
            del self.fields["allows_photos"]
