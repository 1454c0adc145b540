"""What an organisation says of a device, and what both sides write along with a step of its reservation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nTextarea, I18nTextInput

from events.constants import DESCRIPTION_LENGTH, NOTE_LENGTH
from events.facts import EQUIPMENT_FACTS, EQUIPMENT_WRITABLE
from events.models import Equipment
from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.facts import section_of
from portal.core.locales import language_choices
from portal.core.widgets import ComboboxSelectMultiple
from portal.core.workflow import Message, Step
from programmes.constants import Module
from programmes.models import Organisation, Programme

SECTIONS = ("what", "lending")


class EquipmentForm(ConcurrentEditForm, forms.ModelForm):
    name = I18nFormField(
        label=_("Name"),
        help_text=_("In one language at least; readers of the others see this one."),
        widget=I18nTextInput,
        max_length=200,
        error_messages={"required": _("Name the device in at least one language.")},
    )
    description = I18nFormField(
        label=_("What it is for"),
        help_text=_("What one can do with it, and what one has to know first. You can use Markdown."),
        widget=I18nTextarea,
        required=False,
        max_length=DESCRIPTION_LENGTH,
        widget_kwargs={"attrs": {"rows": 4}},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of its manual"),
        required=False,
        choices=language_choices,
        widget=ComboboxSelectMultiple(attrs={"size": 8}),
    )
    programmes = forms.ModelMultipleChoiceField(
        label=_("Lent to"),
        help_text=_("These programmes can ask for it. You decide each time."),
        queryset=Programme.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one programme.")},
    )

    class Meta:
        model = Equipment
        fields = [name for section in SECTIONS for name in section_of(EQUIPMENT_FACTS, section)]
        widgets = {"handover": forms.RadioSelect}
        labels = {
            "people": _("How many can use it at the same time?"),
            "place": _("Where does it stand?"),
            "handover": _("How is it handed over?"),
            "is_lent": _("It can be borrowed at the moment"),
        }
        help_texts = {
            "is_lent": _("Without this nobody can ask for it. What is confirmed already stays so."),
        }

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        organisation: Organisation,
        instance: Equipment | None = None,
    ) -> None:
        super().__init__(data, instance=instance)
        lent = Programme.objects.none()
        if self.instance.pk:
            lent = self.instance.programmes.all()
            self.initial["programmes"] = [programme.pk for programme in lent]
        choices = organisation.programmes.showing(Module.EVENTS) | organisation.programmes.filter(
            pk__in=lent.values("pk")
        )
        choices = choices.distinct().order_by(Alphabetical())
        self.fields["programmes"].queryset = choices  # type: ignore[attr-defined]
        only = list(choices[:2])
        if not self.instance.pk and len(only) == 1:
            self.initial["programmes"] = [only[0].pk]

    @property
    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each part of the page."""
        return {
            section: [self[name] for name in section_of(EQUIPMENT_FACTS, section)] for section in SECTIONS
        }

    def chosen(self) -> dict[str, Any]:
        """What the services take."""
        fields = {name: self.cleaned_data[name] for name in EQUIPMENT_WRITABLE}
        return {"programmes": list(self.cleaned_data["programmes"]), **fields}


class StepForm(forms.Form):
    """What is written along with one step of a reservation."""

    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that the other side knows.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, step: Step[Any]) -> None:
        super().__init__(data)
        self.fields["note"].help_text = step.hint
        self.fields["note"].required = step.message == Message.NEEDED
