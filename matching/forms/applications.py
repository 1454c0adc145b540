"""Applying, and answering."""

from collections.abc import Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from matching.constants import MESSAGE_LIMIT, AskingReason, AskingTime, AskingYear
from matching.models import Document
from portal.core.files import check_pdf
from portal.core.phones import PhoneInput


class MessageForm(forms.Form):
    """What somebody writes to the company."""

    message = forms.CharField(
        label=_("Your message"),
        help_text=_("Why this offer, and why you? A few sentences are enough."),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ApplyForm(MessageForm):
    """A message, and a CV out of those kept here or a new one. Both are optional: the profile goes along anyway."""

    phone = PhoneInput(
        help_text=_("You may leave it empty. The company sees it from the interview on, and not before.")
    )
    cv = forms.ModelChoiceField(
        label=_("CV"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("Without a CV"),
    )
    upload = forms.FileField(
        label=_("Or a new CV"),
        help_text=_("A PDF of at most 10 MB. It is kept among your documents."),
        required=False,
        validators=[check_pdf],
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        documents: QuerySet[Document],
        phone: str = "",
    ) -> None:
        super().__init__(data, files, initial={"phone": phone})
        self.fields["cv"].queryset = documents  # type: ignore[attr-defined]
        newest = documents.first()
        if newest is None:
            del self.fields["cv"]
            self.fields["upload"].label = _("CV")
        else:
            self.fields["cv"].initial = newest.pk


class AskForm(forms.Form):
    """How a pupil asks for a place: by choosing sentences, and typing nothing."""

    times = forms.MultipleChoiceField(
        label=_("When can you come?"),
        choices=AskingTime.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one time.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("Why would you like to come?"),
        help_text=_("You may leave it empty."),
        choices=AskingReason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    year = forms.ChoiceField(
        label=_("Where are you at school?"),
        help_text=_("You may leave it empty."),
        choices=[("", _("I would rather not say")), *AskingYear.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    @property
    def words(self) -> list[str]:
        chosen = [*self.cleaned_data["times"], *self.cleaned_data["reasons"], self.cleaned_data["year"]]
        return [word for word in chosen if word]


def take_no_words(form: forms.Form, *names: str) -> None:
    """No free text reaches or leaves a minor: these fields are neither shown nor read."""
    for name in names:
        if name in form.fields:
            form.fields[name].disabled = True
            form.fields[name].initial = None
            form.fields[name].widget = forms.HiddenInput()


class StepForm(forms.Form):
    """What one side writes to the other along with a step."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
