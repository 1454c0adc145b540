"""For when an event needs a device, and which of those that are lent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.constants import NOTE_LENGTH
from events.models import Equipment, Event
from events.querysets.equipment import EquipmentQuerySet
from portal.core.direction import isolated
from portal.core.moments import MomentInput, zone_in_words
from portal.core.presentation import spoken


class WhenNeeded(forms.Form):
    """From when until when, on the clocks of the programme's place; at first while the event takes place."""

    starts_at = MomentInput(label=gettext_lazy("Needed from"))
    ends_at = MomentInput(label=gettext_lazy("Needed until"))

    def __init__(self, data: Mapping[str, object] | None, *, event: Event) -> None:
        self.event = event
        zone = event.programme.zone
        super().__init__(data, initial={"starts_at": event.starts_at, "ends_at": event.ends_at})
        for name in ("starts_at", "ends_at"):
            field: Any = self.fields[name]
            field.zone = str(zone)
            field.help_text = zone_in_words(field.zone)
            self.initial[name] = self.initial[name].astimezone(zone).replace(tzinfo=None)

    @property
    def times(self) -> tuple[datetime, datetime]:
        """What was typed; where that is no time, or nothing was, the event's own."""
        if self.is_bound and not {"starts_at", "ends_at"} & self.errors.keys():
            return self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
        return self.event.starts_at, self.event.ends_at

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The times as inputs of another form send them."""
        found = []
        for name, time in zip(("starts_at", "ends_at"), self.times, strict=True):
            local = time.astimezone(self.event.programme.zone)
            found += [(f"{name}_0", f"{local:%Y-%m-%d}"), (f"{name}_1", f"{local:%H:%M}")]
        return found


class FreeDevices(forms.RadioSelect):
    """What is taken at the time can be seen, and not be chosen."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and value.instance.is_taken:
            option["attrs"]["disabled"] = True
        return option


class DeviceField(forms.ModelChoiceField):
    widget = FreeDevices

    def label_from_instance(self, row: Any) -> SafeString:
        """The name, whose it is, where and how one gets it, and whether it is free."""
        is_free = _("taken at this time") if row.is_taken else _("free at this time")
        about = [is_free, isolated(row.organisation.name), isolated(row.place), row.get_handover_display()]
        line = format_html_join(" · ", "{}", ((each,) for each in about if each))
        return format_html('{}<br><span class="hint">{}</span>', spoken(row.name), line)


class BorrowForm(forms.Form):
    """Asks for one of `devices`, of which it is known whether they are taken then."""

    equipment = DeviceField(
        label=gettext_lazy("Which device?"),
        queryset=Equipment.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a device.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What should the organisation know?"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, object] | None, *, devices: EquipmentQuerySet) -> None:
        super().__init__(data)
        self.fields["equipment"].queryset = devices  # type: ignore[attr-defined]
