from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nTextarea

from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.locales import language_choices
from portal.core.moments import MomentInput, next_working_days, zone_in_words
from portal.core.regions.inputs import PlaceInput, clean_place
from portal.core.widgets import ComboboxSelectMultiple, PdfsField, SeveralFiles, SharedSelect
from portal.users.models import User
from programmes.constants import (
    AppointmentReason,
    ContactRole,
    ExitKind,
    NaceSection,
    OrganisationKind,
    SizeClass,
)
from programmes.facts import IDENTITY_FIELDS
from programmes.models import Organisation, Programme
from programmes.models.conversation import MESSAGE_LENGTH
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.services.appointments import Where
from programmes.workflows.conversations import ReportReason, SetSentence

ABOUT_LIMIT = 4000
REASON_LIMIT = 1000
SUGGESTED_TOWNS = reverse_lazy("programmes:town_suggestions")
SUGGESTED_REGIONS = reverse_lazy("programmes:region_suggestions")
REGION_HINT = _("It follows from the town. Name it where the town is not in the list.")


class JoinForm(forms.Form):
    """`version` is the wording the page showed; the service refuses one that has been replaced since."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    agreed = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("To join, agree to the text. Without that you can't take part.")},
    )


class LeaveForm(forms.Form):
    exit_kind = forms.ChoiceField(
        label=_("How does it end?"),
        widget=forms.RadioSelect,
        choices=[
            (ExitKind.COMPLETED, _("I have done what the programme is for.")),
            (ExitKind.EARLY, _("I leave before that.")),
        ],
        error_messages={"required": _("Choose one of the two.")},
    )


class OrganisationForm(ConcurrentEditForm, forms.ModelForm):
    """What an organisation says about itself. What was verified is shown, but can't be changed."""

    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=OrganisationKind)
    about = I18nFormField(
        label=_("About the organisation"),
        help_text=_("What you do and who works there, in the languages you have. You can use Markdown."),
        widget=I18nTextarea,
        required=False,
        max_length=ABOUT_LIMIT,
        widget_kwargs={"attrs": {"rows": 4}},
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        max_length=200,
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    size = forms.ChoiceField(
        label=_("Size"), required=False, choices=[("", _("No answer")), *SizeClass.choices]
    )
    nace = forms.ChoiceField(
        label=_("Economic activity"), required=False, choices=[("", _("No answer")), *NaceSection.choices]
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at work"),
        required=False,
        choices=language_choices,
        widget=ComboboxSelectMultiple(attrs={"size": 8}),
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "kind",
            "street",
            "postcode",
            "city",
            "region",
            "country",
            "website",
            "about",
            "size",
            "nace",
            "languages",
        )
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": PlaceInput({"autocomplete": "address-level2"}, suggested_by=SUGGESTED_TOWNS),
            "region": PlaceInput(suggested_by=SUGGESTED_REGIONS),
        }
        help_texts = {"region": REGION_HINT}

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        instance: Organisation | None = None,
        initial: Mapping[str, object] | None = None,
        may_rename: bool = True,
    ) -> None:
        super().__init__(data, instance=instance, initial=dict(initial or {}))
        if self.instance.is_verified and not may_rename:
            for name in IDENTITY_FIELDS:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Verified. Write to the programme to have it changed.")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        clean_place(self)
        return cleaned


class RegisterOrganisationForm(OrganisationForm):
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        help_text=_(
            "Whose coordinators shall verify the organisation? It can take part in more of them later."
        ),
        queryset=Programme.objects.none(),
        to_field_name="slug",
        empty_label=_("Please choose"),
        widget=SharedSelect,
    )

    field_order = ("programme", *OrganisationForm.Meta.fields)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        programmes: ProgrammeQuerySet,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial={**self._usual_country(programmes, initial or {}), **(initial or {})})
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]

    @staticmethod
    def _usual_country(programmes: ProgrammeQuerySet, initial: Mapping[str, object]) -> dict[str, object]:
        """That of the programme one comes from, or of all; where they differ, the person says it."""
        slug = initial.get("programme")
        rows = programmes.filter(slug=slug) if slug else programmes
        countries = set(rows.order_by().values_list("country", flat=True))
        return {"country": countries.pop()} if len(countries) == 1 else {}


class ContactRoleForm(ConcurrentEditForm, forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ContactRole,
        initial=ContactRole.RECRUITER,
        help_text=_(
            "Managers change the organisation and decide who speaks for it. They and recruiters publish, see "
            "applicants and answer them. Teachers and equipment contacts see neither."
        ),
    )


class InviteForm(ContactRoleForm):
    email = forms.EmailField(
        label=_("E-mail address of your colleague"),
        help_text=_("The address your colleague is registered with, or will register with."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("email", "role")


# --- Appointments --------------------------------------------------------------------------------------------------


DURATIONS = (15, 30, 45, 60, 90, 120, 180, 240)
"""Minutes."""


class TimesForm(forms.Form):
    """One to three times, on the clocks of `zone`. Two are suggested, on working days soon."""

    time_1 = MomentInput(label=_("First time"), error_messages={"required": _("Propose at least one time.")})
    time_2 = MomentInput(label=_("Second time"), required=False)
    time_3 = MomentInput(label=_("Third time"), required=False)

    def __init__(self, data: Mapping[str, object] | None = None, *, zone: str) -> None:
        super().__init__(data)
        first, second = suggested_times(zone)
        for number, suggested in enumerate((first, second, None), start=1):
            field = cast("MomentInput", self.fields[f"time_{number}"])
            field.zone, field.initial = zone, suggested
            field.help_text = zone_in_words(zone)

    @property
    def times(self) -> list[datetime]:
        names = ("time_1", "time_2", "time_3")
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]


class ReasonForm(forms.Form):
    """Why, chosen from a few sentences, and in words of one's own where people may write to each other."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why, so that the other side knows.")},
    )
    words = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        reasons: Sequence[AppointmentReason],
        has_words: bool,
    ) -> None:
        super().__init__(data)
        choices = [(reason.value, reason.label) for reason in reasons]
        cast("forms.ChoiceField", self.fields["reason"]).choices = choices
        if not choices:
            del self.fields["reason"]
        if not has_words:
            del self.fields["words"]


class PlaceForm(forms.Form):
    """Where one meets, and who of the organisation waits there. Without words of one's own: at its address."""

    place = forms.CharField(
        label=_("Place"),
        help_text=_("The address, and how to find the door: gate, floor, room."),
        required=False,
        max_length=200,
    )
    link = forms.URLField(
        label=_("Link to a video call"),
        help_text=_("If you meet online. It begins with https://."),
        required=False,
        assume_scheme="https",
        max_length=200,
        validators=[URLValidator(schemes=["https"], message=_("The link must begin with https://."))],
        error_messages={"invalid": _("The link must begin with https://.")},
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    host = forms.ModelChoiceField(
        label=_("Who waits there"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose who waits there."),
            "invalid_choice": _("Choose who waits there."),
        },
    )
    note = forms.CharField(
        label=_("Good to know"),
        help_text=_("What to bring, whom to ask for, where to park."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        initial: Mapping[str, object],
        hosts: QuerySet[User],
        has_words: bool,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]
        if not has_words:
            self.fields["place"].disabled = True
            del self.fields["link"], self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("place") or cleaned.get("link")) and "link" not in self.errors:
            self.add_error("place", _("Say where you meet: a place, a link, or both."))
        return cleaned

    @property
    def where(self) -> Where:
        names = ("place", "link", "note", "host")
        return cast("Where", {name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


def suggested_times(zone: str) -> tuple[datetime, datetime]:
    """Ten in the morning, and two in the afternoon a day later, on working days that leave time to answer."""
    today = timezone.localtime(timezone=ZoneInfo(zone)).date()
    first, second = next_working_days(4, after=today)[2:]
    return (
        datetime.combine(first, time(10), tzinfo=ZoneInfo(zone)),
        datetime.combine(second, time(14), tzinfo=ZoneInfo(zone)),
    )


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
