"""What is typed at the door of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from events.constants import Presence
from events.models import Session
from portal.core.files import check_pdf

CODE = forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"})


class TicketForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the ticket"),
        max_length=40,
        widget=CODE,
        error_messages={"required": _("Type the code.")},
    )


class MeetingCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code that is shown in the meeting"),
        max_length=20,
        widget=CODE,
        error_messages={"required": _("Type the code.")},
    )


class PresenceForm(forms.Form):
    """Where somebody stands, and when they came and left, on the clocks of the programme's place."""

    presence = forms.ChoiceField(label=_("Presence"), choices=Presence)
    came = forms.TimeField(
        label=_("Came at"),
        required=False,
        help_text=_("Empty: at the beginning."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    left = forms.TimeField(
        label=_("Left at"),
        required=False,
        help_text=_("Empty: at the end."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, session: Session, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.session = session

    @property
    def said(self) -> dict[str, Any]:
        """What the service is told."""
        return {
            "presence": self.cleaned_data["presence"],
            "came_at": self._moment("came"),
            "left_at": self._moment("left"),
        }

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("presence") != Presence.PRESENT:
            for name in ("came", "left"):
                if self.cleaned_data.get(name):
                    self.add_error(name, _("Only who was there came and left."))

    def _moment(self, name: str) -> datetime | None:
        """On the day of the date; where that goes on past midnight, the small hours are those of the next day."""
        said: time | None = self.cleaned_data[name]
        if said is None:
            return None
        zone = self.session.event.programme.zone
        begins, ends = (
            timezone.localtime(each, zone) for each in (self.session.starts_at, self.session.ends_at)
        )
        day = begins.date()
        if ends.date() > day and said <= ends.time() < begins.time():
            day = ends.date()
        return datetime.combine(day, said, tzinfo=zone)


class WalkInForm(forms.Form):
    """Somebody who stands at the door and is in no list."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        error_messages={"required": _("Write the name of whoever came.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class SignedListForm(forms.Form):
    file = forms.FileField(
        label=_("Signed list (PDF)"),
        validators=[check_pdf],
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, files: MultiValueDict[str, UploadedFile] | None = None
    ) -> None:
        super().__init__(data, files)
