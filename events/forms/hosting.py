"""What a host says of an event that it drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nTextarea, I18nTextInput

from events.constants import DESCRIPTION_LENGTH, MOST_SEATS, AttendanceMode, TargetGroup
from events.facts import EVENT_FACTS, EVENT_WRITABLE
from events.models import Event
from portal.core.collation import Alphabetical
from portal.core.concurrent_edits import ConcurrentEditForm
from portal.core.facts import section_of
from portal.core.locales import language_choices
from portal.core.moments import MomentInput, zone_in_words
from portal.core.widgets import ComboboxSelectMultiple
from programmes.constants import Module
from programmes.models import Organisation, Programme

SECTIONS = ("what", "when", "whom", "picture")
PLACES = {f"places_{way.value}": way.value for way in AttendanceMode}


def _places(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=_("Empty: nobody has to register."),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )


class HostedEventForm(ConcurrentEditForm, forms.ModelForm):
    """Of an event that has several dates, these say when it is, and nothing is asked."""

    programme = forms.ModelChoiceField(
        label=_("For which programme?"),
        help_text=_("Its coordinators publish the event."),
        queryset=Programme.objects.none(),
    )
    title = I18nFormField(
        label=_("Title"),
        help_text=_("In one language at least; readers of the others see this one."),
        widget=I18nTextInput,
        max_length=200,
        error_messages={"required": _("Name the event in at least one language.")},
    )
    description = I18nFormField(
        label=_("What happens there"),
        help_text=_("You can use Markdown."),
        widget=I18nTextarea,
        required=False,
        max_length=DESCRIPTION_LENGTH,
        widget_kwargs={"attrs": {"rows": 6}},
    )
    link = forms.URLField(
        label=_("Link for taking part online"), required=False, assume_scheme="https", max_length=200
    )
    starts_at = MomentInput(label=_("Begins"))
    ends_at = MomentInput(label=_("Ends"))
    languages = forms.MultipleChoiceField(
        label=_("Languages it is held in"),
        required=False,
        choices=language_choices,
        widget=ComboboxSelectMultiple(attrs={"size": 8}),
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Meant for"),
        help_text=_("Nothing ticked: for everybody."),
        required=False,
        choices=TargetGroup,
        widget=forms.CheckboxSelectMultiple,
    )
    picture_text = I18nFormField(
        label=_("What the picture shows"),
        help_text=_("For people who do not see it."),
        widget=I18nTextInput,
        required=False,
        max_length=200,
    )
    places_on_site = _places(_("Places on site"))
    places_online = _places(_("Places online"))

    class Meta:
        model = Event
        fields = [name for section in SECTIONS for name in section_of(EVENT_FACTS, section)]
        labels = {
            "format": _("What kind of event is it?"),
            "place": _("Where do people come to?"),
            "picture": _("Picture"),
        }
        help_texts = {"place": _("Empty: it is online alone.")}

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: Any = None,
        *,
        organisation: Organisation,
        instance: Event | None = None,
    ) -> None:
        super().__init__(data, files, instance=instance)
        self.organisation = organisation
        if self.instance.pk:
            del self.fields["programme"]
            for row in self.instance.admissions.all():
                self.initial[f"places_{row.attendance}"] = row.capacity
        else:
            self._offer_programmes()
        if self.instance.has_many_sessions:
            del self.fields["starts_at"], self.fields["ends_at"]
        else:
            self._set_clocks()

    def _offer_programmes(self) -> None:
        choices = self.organisation.programmes.showing(Module.EVENTS).order_by(Alphabetical())
        self.fields["programme"].queryset = choices  # type: ignore[attr-defined]
        only = list(choices[:2])
        if len(only) == 1:
            self.initial["programme"] = only[0].pk

    def _set_clocks(self) -> None:
        """Of the programme's place, where it is known; of one that is yet to be chosen, of most."""
        programmes = [self.instance.programme] if self.instance.pk else list(self._chosen())
        for name in ("starts_at", "ends_at"):
            field: Any = self.fields[name]
            field.zone = programmes[0].time_zone if programmes else timezone.get_default_timezone_name()
            field.help_text = zone_in_words(field.zone)
            if moment := self.initial.get(name):
                zone = self.instance.programme.zone
                self.initial[name] = moment.astimezone(zone).replace(tzinfo=None)

    def _chosen(self) -> list[Programme]:
        choices: Any = self.fields["programme"].queryset  # type: ignore[attr-defined]
        key = str(self.data.get("programme", "")) if self.is_bound else ""
        found = choices.filter(pk=int(key)) if key.isascii() and key.isdecimal() and len(key) < 19 else []
        return list(found[:1]) or list(choices[:1])

    @property
    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each part of the page."""
        found = {
            section: [self[name] for name in section_of(EVENT_FACTS, section) if name in self.fields]
            for section in SECTIONS
        }
        first = [self["programme"]] if "programme" in self.fields else []
        return found | {"what": first + found["what"], "places": [self[name] for name in PLACES]}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "place" in said and "link" in said and not said["place"] and not said["link"]:
            raise ValidationError({"place": _("Say where it takes place, or give a link.")})
        return said

    def chosen(self) -> dict[str, Any]:
        """What the services take."""
        fields = {name: self.cleaned_data[name] for name in EVENT_WRITABLE if name in self.cleaned_data}
        places = {way: self.cleaned_data[name] for name, way in PLACES.items()}
        return {"places": places, **fields}
