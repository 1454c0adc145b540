from collections.abc import Callable, Mapping
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.constants import IMMEDIATE_RESULT_DAYS, EmploymentStatus, Gender, Stage
from evaluation.facts import fields_at
from evaluation.models.record import impossible_answers
from evaluation.queries.contributions import Participants, Period
from evaluation.queries.periods import last_period_with_people, usual_period
from matching.constants import DegreeLevel
from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.dates import EndsBeforeStart, check_period, check_year, check_year_of_birth
from portal.core.locales import interface_language_choices
from programmes.forms.questionnaire import yes_or_no
from programmes.models import Enrolment, Programme


def date_input(**attrs: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class PeriodForm(forms.Form):
    """`from` and `to`, both included. Left out, they are the last period in which somebody of `people` has joined."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        programme: Programme,
        people: Participants | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        default = self._default(programme, people, data if data is not None else initial)
        days = {"from": default.starts_on, "to": default.ends_on}
        if data is not None:
            data = {**{key: data[key] for key in data}, **{key: data.get(key) or days[key] for key in days}}
        super().__init__(data, initial=dict(initial or {}))
        for name, label in [("from", pgettext_lazy("period", "From")), ("to", pgettext_lazy("period", "To"))]:
            self.fields[name] = forms.DateField(
                label=label, widget=date_input(), validators=[check_year], initial=days[name]
            )
        self.order_fields(["from", "to"])

    @staticmethod
    def _default(
        programme: Programme, people: Participants | None, given: Mapping[str, object] | None
    ) -> Period:
        """Asked of the database only where a day is left out."""
        if people is None or (given and given.get("from") and given.get("to")):
            return usual_period(programme)
        return last_period_with_people(programme, people)

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        try:
            check_period(data.get("from"), data.get("to"))
        except EndsBeforeStart as error:
            self.add_error("to", error.message)
        return data

    @property
    def period(self) -> Period:
        """The period asked for; call it on a valid form."""
        return Period(self.cleaned_data["from"], self.cleaned_data["to"])


class ReportForm(PeriodForm):
    language = forms.ChoiceField(label=_("Language of the files"), choices=interface_language_choices)


def exit_day(enrolment: Enrolment) -> forms.DateField:
    """The window is the funder's; it opens on the day of leaving and is never in the future."""
    field = forms.DateField(
        label=_("The day your answers are about"),
        help_text=_("Any day from the day you left to four weeks after."),
        widget=date_input(),
    )
    if enrolment.left_on:
        latest = min(enrolment.left_on + timedelta(days=IMMEDIATE_RESULT_DAYS), timezone.localdate())
        field.widget.attrs |= {"min": enrolment.left_on.isoformat(), "max": latest.isoformat()}
        field.initial = latest
    return field


QUESTIONS: Mapping[str, Callable[[Enrolment], forms.Field]] = {
    "gender": lambda _enrolment: forms.ChoiceField(
        label=_("Gender"),
        help_text=_("You need not say. The funder can then not count you among its participants."),
        choices=Gender,
        widget=forms.RadioSelect,
    ),
    "birth_date": lambda _enrolment: forms.DateField(
        label=_("Date of birth"), widget=date_input(autocomplete="bday"), validators=[check_year_of_birth]
    ),
    "status_entry": lambda _enrolment: forms.ChoiceField(
        label=_("Your situation right before you joined"),
        help_text=_("If you were registered as unemployed, choose that, even if you also had a small job."),
        choices=EmploymentStatus,
        widget=forms.RadioSelect,
    ),
    "isced_entry": lambda _enrolment: forms.TypedChoiceField(
        label=_("The highest education you had finished by then"),
        help_text=_("What counts is the certificate you hold, from whichever country."),
        choices=[("", _("Choose one")), *DegreeLevel.choices],
        coerce=int,
    ),
    "exit_checked_on": exit_day,
    "status_exit": lambda _enrolment: forms.ChoiceField(
        label=_("Your situation on that day"), choices=EmploymentStatus, widget=forms.RadioSelect
    ),
    "is_job_searching_exit": lambda _enrolment: yes_or_no(_("Were you looking for work?")),
    "is_in_education_exit": lambda _enrolment: yes_or_no(_("Were you in education or training?")),
    "has_qualification_exit": lambda _enrolment: yes_or_no(
        _("Did you gain a qualification through the programme?"),
        help_text=_("For example a certificate, a degree or a recognised part of one."),
    ),
}
"""How each answer of `evaluation.facts` is asked of the person it is about."""


class AnswersForm(ConcurrentEditForm, forms.Form):
    """The funder's questions of one stage, asked of the person they are about."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        enrolment: Enrolment,
        stage: Stage,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.enrolment = enrolment
        for name in fields_at(stage):
            self.fields[name] = QUESTIONS[name](enrolment)

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        for field, problem in impossible_answers(self.enrolment, data).items():
            self.add_error(field, problem)
        return data
