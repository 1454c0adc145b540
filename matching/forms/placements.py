"""One page to describe a placement: what, who fits, where and when, pay, and where it appears."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TypedDict, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django_stubs_ext import StrOrPromise
from i18nfield.forms import I18nFormField, I18nTextarea, I18nTextInput

from matching.constants import (
    LONGEST_LISTING_DAYS,
    MAX_LANGUAGES,
    MAX_SKILLS,
    Cefr,
    DegreeLevel,
    Field,
    PlacementKind,
    SkillLevel,
    SkillNeedKind,
)
from matching.facts import PLACEMENT_FACTS, not_asked_of
from matching.models import Placement, Skill
from matching.queries.skills import find_skill, similar_skills, suggest_skills
from matching.queries.terms import end_of_day, last_day, programmes_for
from matching.services.placements.writing import PlacementFields
from portal.core.collation import Alphabetical, by_name
from portal.core.concurrent_edits import ConcurrentEditForm, ConcurrentEditLines
from portal.core.dates import check_year
from portal.core.facts import section_of
from portal.core.formsets import Line, lines_of
from portal.core.locales import language_choices
from portal.core.regions.inputs import PlaceInput, clean_place
from portal.core.widgets import ComboboxInput, ComboboxSelect, ComboboxSelectMultiple, SharedSelect
from programmes.forms.programmes import REGION_HINT, SUGGESTED_REGIONS, SUGGESTED_TOWNS
from programmes.models import Organisation, Programme

TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 10_000
USUAL_LISTING_DAYS = 60
SPARE_SKILLS, SPARE_LANGUAGES = 3, 2
"""Empty rows shown below those that are filled."""


SUGGESTED_SKILLS = reverse_lazy("matching:skill_suggestions")

SECTIONS = ("what", "who", "where", "pay")
"""The parts of the page that are made of the placement's facts, from top to bottom."""


class Chosen(TypedDict):
    """What the services take."""

    programmes: list[Programme]
    fields: PlacementFields


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlacementForm(ConcurrentEditForm, forms.ModelForm):
    title = I18nFormField(
        label=_("Title"),
        help_text=_("In one language at least; readers of the others see this one."),
        widget=I18nTextInput,
        max_length=TITLE_LIMIT,
        error_messages={"required": _("Write a title in at least one language.")},
    )
    description = I18nFormField(
        label=_("What you would do"),
        help_text=_("The work, the team, what you offer. You can use Markdown."),
        widget=I18nTextarea,
        max_length=DESCRIPTION_LIMIT,
        error_messages={"required": _("Describe the placement in at least one language.")},
        widget_kwargs={"attrs": {"rows": 7}},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=PlacementKind, initial=PlacementKind.JOB)
    degree = forms.TypedChoiceField(
        label=_("Lowest degree"),
        help_text=_("People without it are told that it is needed."),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("No degree needed")), *DegreeLevel.choices[3:]],
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("day a placement starts", "Starts on"),
        required=False,
        widget=DayInput,
        validators=[check_year],
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("day a placement ends", "Ends on"),
        help_text=_("Leave it empty when it has no end."),
        required=False,
        widget=DayInput,
        validators=[check_year],
    )
    programmes = forms.ModelMultipleChoiceField(
        label=_("Programmes"),
        help_text=_("Each programme looks at the placement before it shows it."),
        queryset=Programme.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one programme.")},
    )
    shown_until = forms.DateField(
        label=_("Shown until"),
        help_text=_("To the end of that day. We ask you a week before whether it is still open."),
        widget=DayInput,
    )

    class Meta:
        model = Placement
        fields = [name for section in SECTIONS for name in section_of(PLACEMENT_FACTS, section)]
        widgets = {
            "city": PlaceInput(suggested_by=SUGGESTED_TOWNS),
            "region": PlaceInput(suggested_by=SUGGESTED_REGIONS),
        }
        help_texts = {"region": REGION_HINT}

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        organisation: Organisation,
        instance: Placement | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, instance=instance, initial=dict(initial or {}))
        # Not declared above: Django and the type checker know `fields` as something else there.
        self.fields["fields"] = forms.MultipleChoiceField(
            label=_("Fields of study that suit"),
            help_text=_("Leave all of them empty when the field does not matter."),
            required=False,
            choices=by_name(Field.choices),
            widget=ComboboxSelectMultiple,
        )
        self.today = timezone.localdate()
        posted = Programme.objects.none()
        if self.instance.pk:
            posted = self.instance.programmes.all()
            self.initial["programmes"] = [programme.pk for programme in posted]
            self.initial["shown_until"] = timezone.localtime(self.instance.expires_at).date()
        else:
            self._suggest(organisation)
        choices = programmes_for(organisation) | organisation.programmes.filter(pk__in=posted.values("pk"))
        self.fields["programmes"].queryset = choices.distinct().order_by(Alphabetical())  # type: ignore[attr-defined]
        limits = {"min": self.today.isoformat(), "max": last_day(self.today).isoformat()}
        self.fields["shown_until"].widget.attrs.update(limits)
        self._ask_for_its_kind()

    @property
    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each part of the page."""
        return {
            section: [self[name] for name in section_of(PLACEMENT_FACTS, section) if name in self.fields]
            for section in SECTIONS
        }

    @property
    def kind_shown(self) -> str:
        """The kind whose fields are asked for: as it was sent, as it is saved, or as it is begun with."""
        kind = str(self["kind"].value() or "")
        return kind if kind in PlacementKind.values else PlacementKind.JOB

    def _ask_for_its_kind(self) -> None:
        """Leave out what another kind needs, unless the placement has it."""
        kept = {name for name in self.Meta.fields if self.instance.pk and getattr(self.instance, name)}
        if not kept & {"pay_min", "pay_max"}:
            kept.discard("pay_period")  # it always says something
        for name in not_asked_of(self.kind_shown) - kept:
            self.fields.pop(name, None)

    def _suggest(self, organisation: Organisation) -> None:
        """What most placements of this organisation have in common; anything can be changed."""
        suggested = {name: getattr(organisation, name) for name in ("city", "region", "country")}
        suggested["shown_until"] = self.today + timedelta(days=USUAL_LISTING_DAYS)
        choices = list(programmes_for(organisation)[:2])
        suggested["programmes"] = [choices[0].pk] if len(choices) == 1 else []
        self.initial = {**suggested, **self.initial}

    def clean_shown_until(self) -> date:
        day: date = self.cleaned_data["shown_until"]
        is_kept = self.instance.pk is not None and day == self.initial["shown_until"]
        if not is_kept and not self.today <= day <= last_day(self.today):
            raise _unusual_listing()
        return day

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        clean_place(self)
        low, high = cleaned.get("pay_min"), cleaned.get("pay_max")
        if low is not None and high is not None and high < low:
            self.add_error("pay_max", _("The upper pay must not be below the lower."))
        return cleaned

    def chosen(self) -> Chosen:
        programmes = list(self.cleaned_data["programmes"])
        names = [name for name in self.Meta.fields if name in self.fields]
        fields = cast(PlacementFields, {name: self.cleaned_data[name] for name in names})
        if not self.instance.pk or "shown_until" in self.changed_data:
            fields["expires_at"] = end_of_day(self.cleaned_data["shown_until"], programmes)
        return {"programmes": programmes, "fields": fields}


class SkillRow(forms.Form):
    """A skill asked for; a row without a name is left out."""

    name = forms.CharField(
        label=_("Skill"),
        max_length=200,
        required=False,
        widget=ComboboxInput(suggested_by=SUGGESTED_SKILLS),
    )
    need = forms.ChoiceField(label=pgettext_lazy("how much it is needed", "Need"), choices=SkillNeedKind)
    level = forms.TypedChoiceField(
        label=_("Lowest level"),
        choices=SkillLevel,
        coerce=int,
        initial=SkillLevel.GOOD,
        widget=SharedSelect,
    )

    skill: Skill | None = None

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        self.skill = find_skill(name)
        if name and self.skill is None:
            otherwise = _(
                "We don't know this skill. Choose one of the suggestions, or describe it in the text above."
            )
            raise unknown_skill(name, otherwise)
        return name


class SkillRows(ConcurrentEditLines[SkillRow]):
    """Skills asked for, each once."""

    line_name = _("Skill")

    def clean(self) -> None:
        super().clean()
        check_once([row for row in self.forms if row.skill], lambda row: row.skill, "name")

    def chosen(self) -> list[tuple[Skill, str, int]]:
        return [
            (row.skill, row.cleaned_data["need"], row.cleaned_data["level"])
            for row in self.forms
            if row.skill
        ]


class LanguageRow(forms.Form):
    """A language minimum; a row without a language is left out."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("No language")), *language_choices()],
        widget=ComboboxSelect,
    )
    level = forms.TypedChoiceField(
        label=_("Lowest level"), choices=Cefr, coerce=int, initial=Cefr.B1, widget=SharedSelect
    )


class LanguageRows(ConcurrentEditLines[LanguageRow]):
    """Language minima, each language once."""

    line_name = _("Language")

    def clean(self) -> None:
        super().clean()
        check_once(self._rows(), lambda row: row.cleaned_data["language"], "language")

    def chosen(self) -> dict[str, int]:
        return {row.cleaned_data["language"]: row.cleaned_data["level"] for row in self._rows()}

    def _rows(self) -> list[LanguageRow]:
        return [row for row in self.forms if getattr(row, "cleaned_data", {}).get("language")]


def _unusual_listing() -> ValidationError:
    message = ngettext(
        "Choose a day from today on, at most %(days)d day ahead.",
        "Choose a day from today on, at most %(days)d days ahead.",
        LONGEST_LISTING_DAYS,
    )
    return ValidationError(message, params={"days": LONGEST_LISTING_DAYS})


def unknown_skill(name: str, otherwise: StrOrPromise) -> ValidationError:
    """What to do about a skill that nobody knows; names like it can be chosen from the error. `otherwise` is said
    where there are none."""
    near = suggest_skills(name, limit=5) or similar_skills(name)
    if not near:
        return ValidationError(otherwise)
    message = _("We don't know this skill. Did you mean one of these: %(names)s?")
    return ValidationError(message, params={"names": ", ".join(near), "suggestions": near})


def check_once(rows: Iterable[Line], key: Callable[[Line], object], field: str) -> None:
    """Say beside the second of two rows that speak of the same thing that it is there already."""
    seen = set()
    for row in rows:
        named = key(row)
        if named in seen:
            row.add_error(field, _("You have named this above already."))
        seen.add(named)


SkillFormSet = lines_of(SkillRow, SkillRows, extra=SPARE_SKILLS, most=MAX_SKILLS)
LanguageFormSet = lines_of(LanguageRow, LanguageRows, extra=SPARE_LANGUAGES, most=MAX_LANGUAGES)


class ExtendForm(forms.Form):
    """Until when a placement is shown."""

    until = forms.DateField(label=_("Shown until"), widget=DayInput)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.today = timezone.localdate()
        limits = {"min": self.today.isoformat(), "max": last_day(self.today).isoformat()}
        self.fields["until"].widget.attrs.update(limits)

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if not self.today <= day <= last_day(self.today):
            raise _unusual_listing()
        return day
