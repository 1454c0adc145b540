"""Writing to each other, and reporting what was written."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from portal.core.widgets import PdfsField, SeveralFiles
from programmes.models.conversation import MESSAGE_LENGTH
from programmes.workflows.conversations import ReportReason, SetSentence


class MessageForm(forms.Form):
    """A message in words of one's own, with PDFs; where minors take part, one of the set sentences.

    `key` makes one message of a form that is sent twice.
    """

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    text = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    attachments = PdfsField(
        label=_("Files"),
        help_text=_("Up to three PDFs of at most 10 MB each."),
        required=False,
        widget=SeveralFiles(attrs={"accept": "application/pdf,.pdf"}),
    )
    sentence = forms.ChoiceField(
        label=_("What do you want to say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the sentences.")},
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        sentences: Sequence[SetSentence] | None = None,
    ) -> None:
        """`sentences`: all that can be said; without them, words of one's own."""
        super().__init__(data, files)
        self.initial["key"] = str(uuid4())
        if sentences is None:
            del self.fields["sentence"]
        else:
            del self.fields["text"], self.fields["attachments"]
            choices = [(each.value, each.label) for each in sentences]
            self.fields["sentence"].choices = choices  # type: ignore[attr-defined]

    def clean_key(self) -> UUID | None:
        """A key that is none is nobody's: then the form counts each time."""
        try:
            return UUID(str(self.cleaned_data["key"]))
        except ValueError:
            return None


class ReportForm(forms.Form):
    """Why a message is shown to the coordinators."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        widget=forms.RadioSelect,
        choices=ReportReason,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    words = forms.CharField(
        label=_("Do you want to add something?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
