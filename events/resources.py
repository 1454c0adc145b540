"""Events in files: a plan that was made elsewhere, each row a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from i18nfield.strings import LazyI18nString
from import_export.fields import Field

from events.constants import MOST_SEATS, AttendanceMode, EventFormat, TargetGroup
from events.models import Admission, Event
from events.services.admissions import save_admission
from events.services.states import save_event
from portal.core.dates import check_year
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed
from portal.core.fields import MoneyInput, WebAddressField
from portal.core.locales import LANGUAGE_CODES, own_language_name
from portal.core.series import moments_on
from portal.core.tables.heads import folded
from programmes.extensions import importers
from programmes.resources.cells import Code, Day, Words, WordsWidget, code_choices, codes_of, language_choices
from programmes.resources.lines import Line, Row
from programmes.resources.rows import ServiceResource

SPOKEN = [code for code, _name in settings.LANGUAGES]
TITLES = {f"title_{code}": code for code in SPOKEN}
TEXTS = {f"description_{code}": code for code in SPOKEN}
HOURS = ("%H:%M", "%H:%M:%S", "%H.%M")
CHANGED_IN_THE_PORTAL = gettext_lazy(
    "An event that is there already is changed in the portal, not by a file."
)


class TargetGroups(forms.CharField):
    """Several of the list, with commas between: codes, or what the list calls them in any language."""

    def to_python(self, value: object) -> list[str]:
        codes = codes_of(code_choices(TargetGroup))
        words = [word.strip() for word in (super().to_python(value) or "").replace(";", ",").split(",")]
        found = {word: codes.get(folded(word)) for word in words if word}
        unknown = [word for word, code in found.items() if code is None]
        if unknown:
            raise ValidationError(_("“%(text)s” is not one of the choices.") % {"text": unknown[0][:40]})
        return sorted({code for code in found.values() if code})


class EventRow(forms.Form):
    programme = forms.CharField(max_length=60)
    format = Code(choices=code_choices(EventFormat))
    day = Day(years=check_year, required=True)
    begins = forms.TimeField(input_formats=HOURS)
    ends = forms.TimeField(input_formats=HOURS)
    place = forms.CharField(max_length=200, required=False)
    link = WebAddressField(required=False, assume_scheme="https", max_length=200)
    places = forms.IntegerField(min_value=1, max_value=MOST_SEATS, required=False)
    languages = Words(choices=language_choices(LANGUAGE_CODES), required=False)
    target_groups = TargetGroups(required=False)
    fee = MoneyInput(min_value=0, max_digits=14, decimal_places=2, required=False)


for _name in TITLES:
    EventRow.base_fields[_name] = forms.CharField(max_length=200, required=False)
for _name in TEXTS:
    EventRow.base_fields[_name] = forms.CharField(max_length=10_000, required=False)


def _in_languages(label: StrOrPromise, names: Mapping[str, str]) -> dict[str, StrOrPromise]:
    return {name: format_lazy("{} ({})", label, own_language_name(code)) for name, code in names.items()}


def _text(event: Event, field: str, language: str) -> str:
    """What stands there in one language."""
    data = getattr(event, field).data
    return str(data.get(language, "")) if isinstance(data, dict) else str(data or "")


def _on_clock(event: Event, field: str, written: str) -> str:
    moment = getattr(event, field)
    return format(timezone.localtime(moment, event.programme.zone), written) if moment else ""


@importers.register("events.event")
class EventResource(ServiceResource):
    """One event a row, recognised by programme, beginning and title.

    New ones become drafts; those that are there already are left as they are.
    """

    called = gettext_lazy("Events")
    row_form = EventRow
    model = Event
    labels = {
        "programme": gettext_lazy("programme"),
        "day": gettext_lazy("day"),
        "begins": gettext_lazy("begins"),
        "ends": gettext_lazy("ends"),
        "places": gettext_lazy("places on site"),
        **_in_languages(gettext_lazy("title"), TITLES),
        **_in_languages(gettext_lazy("description"), TEXTS),
    }
    hints = {
        "programme": gettext_lazy("Short name of the programme."),
        "begins": gettext_lazy("Such as 18:30, on the clocks of the programme’s place."),
        "ends": gettext_lazy("Such as 18:30, on the clocks of the programme’s place."),
        "places": gettext_lazy("Left empty, nobody registers yet."),
        "languages": gettext_lazy("Several with commas between."),
        "target_groups": gettext_lazy("Several with commas between."),
        **dict.fromkeys(TITLES, gettext_lazy("In one language at least.")),
    }
    kept_because = dict.fromkeys(
        ("format", "place", "link", "places", "languages", "target_groups", "fee", *TITLES, *TEXTS),
        CHANGED_IN_THE_PORTAL,
    )
    found_by = frozenset({"programme", "day", "begins", "ends"})
    stored_fields = ("state", "title", "description", "starts_at", "ends_at", "place", "link", "fee")
    shown_with = ("programme", "admissions")
    programme = Field(attribute="programme__slug", column_name="programme")
    languages = Field(attribute="languages", column_name="languages", widget=WordsWidget())
    target_groups = Field(attribute="target_groups", column_name="target_groups", widget=WordsWidget())
    day = Field(column_name="day", dehydrate_method=partial(_on_clock, field="starts_at", written="%Y-%m-%d"))
    begins = Field(
        column_name="begins", dehydrate_method=partial(_on_clock, field="starts_at", written="%H:%M")
    )
    ends = Field(column_name="ends", dehydrate_method=partial(_on_clock, field="ends_at", written="%H:%M"))
    places = Field(column_name="places")

    class Meta:
        model = Event
        fields = (
            "programme",
            *TITLES,
            "format",
            "day",
            "begins",
            "ends",
            "place",
            "link",
            "places",
            "languages",
            "target_groups",
            "fee",
            *TEXTS,
        )
        export_order = import_order = fields
        skip_diff = True

    def dehydrate_places(self, row: Event) -> str:
        ways = (
            [each for each in row.admissions.all() if each.attendance == AttendanceMode.ON_SITE]
            if row.pk
            else []
        )
        return str(ways[0].capacity or "") if ways else ""

    def place(self, line: Line) -> None:
        said = line.cleaned
        line.into = [self.importable(said["programme"])]
        if not any(said.get(name) for name in TITLES):
            name = next(iter(TITLES))
            raise ValidationError({name: [_("Write a title in one language at least.")]})
        if said["ends"] <= said["begins"]:
            raise ValidationError({"ends": [_("The end must be after the beginning.")]})

    def identity(self, line: Line) -> str:
        title = next(line.cleaned[name] for name in TITLES if line.cleaned.get(name))
        return "|".join([str(line.into[0].pk), _span(line)[0].isoformat(), title.casefold()])

    def find_all(self, lines: Sequence[Line]) -> None:
        rows = Event.objects.administered_by(self.by, "import")
        rows = rows.filter(
            programme__in={line.into[0].pk for line in lines},
            starts_at__in={_span(line)[0] for line in lines},
        )
        there = {
            (row.programme_id, row.starts_at, title): row
            for row in rows.select_related("programme").prefetch_related("admissions").order_by("-pk")
            for title in _titles(row)
        }
        for line in lines:
            said = [line.cleaned[name].casefold() for name in TITLES if line.cleaned.get(name)]
            keys = [(line.into[0].pk, _span(line)[0], title) for title in said]
            line.found = next((there[key] for key in keys if key in there), None)

    def has_changes(self, line: Line) -> bool:
        """What is there already has been written by people, who may have told others of it."""
        return False

    def enter(self, lines: Sequence[Line]) -> Sequence[Model | DomainError]:
        return [self._entered(line) for line in lines]

    def _entered(self, line: Line) -> Event | DomainError:
        event = _event(line)
        try:
            check_days(event)
            event = save_event(event=event, by=self.by)
            if places := line.cleaned.get("places"):
                way = Admission(event=event, attendance=AttendanceMode.ON_SITE, capacity=places)
                save_admission(admission=way, by=self.by)
        except NotAllowed:
            raise
        except DomainError as error:
            return error
        return event

    def finish(self, line: Line) -> Event:
        return (
            Event.objects.administered_by(self.by, "import").select_related("programme").get(pk=line.found.pk)
        )

    def title(self, cells: Row) -> str:
        return next((cells[name] for name in TITLES if cells.get(name)), "")

    def _plain(self, row: Model, name: str) -> object:
        value = getattr(row, name)
        if isinstance(value, LazyI18nString):
            return value.data
        return str(value) if isinstance(value, Decimal) else super()._plain(row, name)


def _span(line: Line) -> tuple[Any, Any]:
    said = line.cleaned
    return moments_on(said["day"], said["begins"], said["ends"], line.into[0].zone)


def _event(line: Line) -> Event:
    said = line.cleaned
    starts_at, ends_at = _span(line)
    names = ("format", "place", "link", "languages", "target_groups", "fee")
    return Event(
        programme=line.into[0],
        title=_in_all(said, TITLES),
        description=_in_all(said, TEXTS),
        starts_at=starts_at,
        ends_at=ends_at,
        **{name: said[name] for name in names if name in said},
    )


def _in_all(said: Mapping[str, Any], names: Mapping[str, str]) -> LazyI18nString:
    return LazyI18nString({code: said[name] for name, code in names.items() if said.get(name)})


def _titles(row: Event) -> Iterable[str]:
    data = row.title.data
    return [str(text).casefold() for text in (data.values() if isinstance(data, dict) else [data]) if text]


for _field, _names in (("title", TITLES), ("description", TEXTS)):
    for _name, _code in _names.items():
        EventResource.fields[_name] = Field(
            column_name=_name, dehydrate_method=partial(_text, field=_field, language=_code)
        )
