"""A talent's own pages: the profile, one step at a time, and a CV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.constants import (
    MAX_LANGUAGES,
    MAX_REGIONS,
    MAX_SKILLS,
    SHOWN_TO_PUPILS,
    Cefr,
    DegreeLevel,
    Field,
    PlacementKind,
    SkillLevel,
)
from matching.facts import TALENT_FACTS
from matching.forms.placements import SUGGESTED_SKILLS, DayInput, check_once, unknown_skill
from matching.models import Skill, Talent
from matching.queries.skills import find_skill
from portal.core.collation import by_name
from portal.core.concurrent_edits import ConcurrentEditForm, ConcurrentEditLines
from portal.core.dates import check_year_of_life
from portal.core.facts import section_of
from portal.core.files import check_pdf
from portal.core.formsets import lines_of
from portal.core.locales import language_choices
from portal.core.regions.inputs import PlaceInput, RegionsInput
from portal.core.widgets import ComboboxInput, ComboboxSelect, SharedSelect
from programmes.forms.programmes import SUGGESTED_REGIONS

SPARE_ROWS = 3
FREE_TEXT = frozenset({"headline"})
"""What pupils are not asked: nothing that a minor writes freely is meant for companies."""

Row = TypeVar("Row", bound=forms.Form)


class ProfileForm(ConcurrentEditForm, forms.Form):
    """One step of the profile; skills and languages have lines of their own. Nothing is required: each answer makes
    the fit better."""

    headline = forms.CharField(
        label=_("About you in one line"),
        help_text=_("For instance: mechanical engineer who likes to find out why machines stop."),
        max_length=160,
        required=False,
    )
    degree = forms.TypedChoiceField(
        label=_("Highest degree"),
        help_text=_("The one you have, or will have when you start."),
        choices=[("", _("Please choose")), *DegreeLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    field = forms.ChoiceField(
        label=_("Field of study"), choices=by_name([("", _("Please choose")), *Field.choices]), required=False
    )
    graduation_on = forms.DateField(
        label=_("Graduation"),
        help_text=_("Past or planned."),
        widget=DayInput,
        validators=[check_year_of_life],
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=_("What are you looking for?"),
        help_text=_("Leave all of them empty to be shown everything."),
        choices=PlacementKind,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    available_from = forms.DateField(
        label=_("Available from"), widget=DayInput, validators=[check_year_of_life], required=False
    )
    hours = Talent._meta.get_field("hours").formfield()
    regions = RegionsInput(
        label=_("Regions or towns"),
        help_text=_("With commas between."),
        most=MAX_REGIONS,
        max_length=1500,
        required=False,
        widget=PlaceInput(suggested_by=SUGGESTED_REGIONS, most=MAX_REGIONS),
    )
    is_mobile = forms.BooleanField(
        label=_("I would move anywhere, or work remotely"),
        help_text=_("Then offers in all regions suit you."),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        step: str,
        initial: dict[str, object] | None = None,
        is_pupil: bool = False,
    ) -> None:
        super().__init__(data, initial=initial)
        asked = [name for name in section_of(TALENT_FACTS, step) if not (is_pupil and name in FREE_TEXT)]
        self.fields = {name: self.fields[name] for name in asked}
        if is_pupil and "kinds" in self.fields:
            shown = [each for each in PlacementKind.choices if each[0] in SHOWN_TO_PUPILS]
            self.fields["kinds"].choices = shown  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.one_required = True  # type: ignore[attr-defined]  # nothing is, and the page says so once

    def name_regions(self, known: list[str]) -> None:
        """Say where most offers are."""
        if known:
            hint = _("With commas between. Most offers are in: %(regions)s.")
            self.fields["regions"].help_text = hint % {"regions": ", ".join(known)}


def as_line(row: type[Row]) -> type[Row]:
    """A line may be left out as a whole, so its parts are not called optional one by one."""
    for field in row.base_fields.values():
        field.one_required = True  # type: ignore[attr-defined]
    return row


@as_line
class SkillRow(forms.Form):
    """One skill; a row without a name is left out."""

    name = forms.CharField(
        label=_("Skill"),
        max_length=200,
        required=False,
        widget=ComboboxInput(suggested_by=SUGGESTED_SKILLS),
    )
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=SkillLevel,
        coerce=int,
        initial=SkillLevel.GOOD,
        required=False,
        widget=SharedSelect,
    )
    skill: Skill | None = None

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        self.skill = find_skill(name)
        if name and self.skill is None:
            raise unknown_skill(
                name,
                _("We don't know this skill. Choose one of the suggestions, or try another word for it."),
            )
        return name

    def clean_level(self) -> int:
        return self.cleaned_data["level"] or SkillLevel.GOOD


class SkillRows(ConcurrentEditLines[SkillRow]):
    """A talent's skills, each once."""

    line_name = _("Skill")

    def clean(self) -> None:
        super().clean()
        check_once(self.filled(), lambda row: row.skill, "name")

    def levels(self) -> dict[int, int]:
        return {row.skill.pk: row.cleaned_data["level"] for row in self.filled() if row.skill}

    def filled(self) -> list[SkillRow]:
        return [row for row in self.forms if row.skill]


@as_line
class LanguageRow(forms.Form):
    """One language; a row without one is left out."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("Please choose")), *language_choices()],
        widget=ComboboxSelect,
    )
    level = forms.TypedChoiceField(
        label=_("Level"), choices=Cefr, coerce=int, initial=Cefr.B1, required=False, widget=SharedSelect
    )

    def clean_level(self) -> int:
        return self.cleaned_data["level"] or Cefr.B1


class LanguageRows(ConcurrentEditLines[LanguageRow]):
    """A talent's languages, each once."""

    line_name = _("Language")

    def clean(self) -> None:
        super().clean()
        check_once(self.filled(), lambda row: row.cleaned_data["language"], "language")

    def levels(self) -> dict[str, int]:
        return {row.cleaned_data["language"]: row.cleaned_data["level"] for row in self.filled()}

    def filled(self) -> list[LanguageRow]:
        return [row for row in self.forms if getattr(row, "cleaned_data", {}).get("language")]


SkillFormSet = lines_of(SkillRow, SkillRows, extra=SPARE_ROWS, most=MAX_SKILLS)
LanguageFormSet = lines_of(LanguageRow, LanguageRows, extra=SPARE_ROWS, most=MAX_LANGUAGES)


class DocumentForm(forms.Form):
    title = forms.CharField(
        label=_("Name"),
        help_text=_("So that you recognise it, for instance: CV in German."),
        max_length=120,
        required=False,
    )
    upload = forms.FileField(
        label=_("PDF file"),
        help_text=_("A PDF of at most 10 MB."),
        validators=[check_pdf],
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose a PDF file."),
            "empty": _("This file is empty. Choose another one."),
            "missing": _("Choose a PDF file."),
        },
    )


def initial_of(talent: Talent | None) -> dict[str, object]:
    """What the form shows of a profile."""
    if talent is None:
        return {}
    names = ("headline", "degree", "field", "graduation_on", "available_from", "kinds")
    more = ("is_mobile", "hours")
    return {name: getattr(talent, name) for name in names + more} | {"regions": talent.regions}
