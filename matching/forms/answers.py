"""Answering applications: a reason to be chosen, and a sentence of one's own for who would like to add one."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from matching.constants import MESSAGE_LIMIT, DeclineReason
from matching.forms.applications import StepForm
from matching.notices.reasons import reason_sentence


def reasons_to_choose() -> list[tuple[str, SafeString]]:
    """Each with the sentence that the applicant reads."""
    return [
        (
            reason.value,
            format_html('{}<br><span class="hint">{}</span>', reason.label, reason_sentence(reason)),
        )
        for reason in DeclineReason
    ]


def reason_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Reason"),
        help_text=_("The person reads the sentence below it, in their own language."),
        widget=forms.RadioSelect,
        choices=reasons_to_choose,
        error_messages={"required": _("Choose a reason. It helps the person with the next application.")},
    )


class DeclineStepForm(StepForm):
    """Declining one application; who writes a reason need not choose one."""

    field_order = ("reason", "message")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field()
        self.fields["reason"].required = False
        self.order_fields(self.field_order)


class DeclineForm(forms.Form):
    """Declining several applications at once."""

    reason = reason_field()
    message = forms.CharField(
        label=_("A sentence of your own"),
        help_text=_("Each of them reads it as you write it. You need not write anything."),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
