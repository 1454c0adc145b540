"""The page at /style/: every component in every state, for those who build pages and those who check them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from i18nfield.forms import I18nFormField, I18nTextarea

from portal.core.colour import contrast
from portal.core.fields import AmountInput
from portal.core.formsets import LimitedFormSet, lines_of
from portal.core.http import asked
from portal.core.locales import country_choices, language_choices
from portal.core.suggestions import answer_suggestions
from portal.core.text import fold
from portal.core.widgets import ComboboxInput, ComboboxSelect, ComboboxSelectMultiple

TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink-soft", "paper"),
    ("ink-soft", "ground"),
    ("accent", "paper"),
    ("accent", "ground"),
    ("accent-ink", "accent"),
    ("good", "paper"),
    ("good", "good-wash"),
    ("warn", "paper"),
    ("warn", "warn-wash"),
    ("bad", "paper"),
    ("bad", "bad-wash"),
    ("bad-ink", "bad"),
]
"""Foreground and background that meet in text; WCAG 2.2 asks for 4.5 to 1."""
SHAPE_PAIRS = [("edge", "paper"), ("edge", "ground"), ("focus", "paper"), ("focus", "ground")]
"""Borders of inputs and the focus ring; WCAG 2.2 asks for 3 to 1."""


@dataclass(frozen=True)
class PairContrast:
    """How well one token reads upon another in both themes."""

    foreground: str
    background: str
    light: float
    dark: float
    needed: float

    @property
    def is_enough(self) -> bool:
        return min(self.light, self.dark) >= self.needed


def token_colours(css: str) -> dict[str, tuple[str, str]]:
    """The light and the dark value of every colour token that `css` gives as two hexadecimal colours."""
    one = r"(?:var\(--[\w-]+,\s*)?(#[0-9a-f]{3,6})\)?"
    found = re.findall(rf"--([\w-]+):\s*light-dark\(\s*{one},\s*{one}\s*\)", css)
    return {name: (_long_hex(light), _long_hex(dark)) for name, light, dark in found}


def _long_hex(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


def rules(css: str, selector: str) -> str:
    """The declarations of the first rule with exactly this selector."""
    return css.split(f"{selector} {{", 1)[1].split("}", 1)[0]


def tokens_css() -> str:
    path = finders.find("css/tokens.css")
    if not path:
        raise Http404
    with open(path, encoding="utf-8") as file:
        return file.read()


def contrasts(colours: dict[str, tuple[str, str]]) -> list[PairContrast]:
    found = []
    for pairs, needed in ((TEXT_PAIRS, 4.5), (SHAPE_PAIRS, 3.0)):
        for front, back in pairs:
            light, dark = (
                round(contrast(colours[front][theme], colours[back][theme]), 2) for theme in (0, 1)
            )
            found.append(PairContrast(front, back, light, dark, needed))
    return found


class SampleForm(forms.Form):
    """One field for each widget the portal uses."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We write to this address only about what you asked for."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    about = forms.CharField(label=_("About you"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    title = I18nFormField(
        label=_("Title of the offer"),
        widget=I18nTextarea,
        required=True,
        widget_kwargs={"attrs": {"rows": 2}},
    )
    degree = forms.ChoiceField(
        label=_("Degree"),
        choices=[("", _("Please choose")), ("bachelor", _("Bachelor")), ("master", _("Master"))],
    )
    level = forms.ChoiceField(
        label=_("German"),
        widget=forms.RadioSelect,
        choices=[("a2", "A2"), ("b1", "B1"), ("b2", "B2")],
        help_text=_("As in the Common European Framework."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What are you looking for?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("job", _("Job")),
            ("internship", _("Internship")),
            ("thesis", _("Thesis")),
            ("shadowing", _("Job shadowing")),
        ],
    )
    start = forms.DateField(
        label=_("Available from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    meeting = forms.SplitDateTimeField(
        label=_("Date and time of a meeting"),
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
    )
    town = forms.CharField(
        label=_("Town"), required=False, widget=ComboboxInput(suggested_by=reverse_lazy("style_towns"))
    )
    towns = forms.CharField(
        label=_("Several towns"),
        help_text=_("Separate them with commas."),
        required=False,
        widget=ComboboxInput(suggested_by=reverse_lazy("style_towns"), most=3),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Please choose")), *country_choices()],
        widget=ComboboxSelect,
    )
    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken at work"),
        required=False,
        choices=language_choices,
        widget=ComboboxSelectMultiple(attrs={"size": 4}),
    )
    hours = AmountInput(label=_("Hours a week"), required=False, min_value=1, max_value=40)
    cv = forms.FileField(label=_("CV"), required=False, help_text=_("A PDF of at most 10 MB."))
    number = forms.CharField(label=_("Number"), required=False, disabled=True, initial="2027-014")
    agreed = forms.BooleanField(label=_("I agree that my profile is shown to verified companies."))

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if values.get("hours") and not values.get("start"):
            raise ValidationError(_("Hours a week need a date from which you are available."))
        return values


class SampleLine(forms.Form):
    """A language with its level."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("Please choose")), *language_choices()],
        widget=ComboboxSelect,
    )
    level = forms.ChoiceField(label=_("Level"), choices=[("a2", "A2"), ("b1", "B1"), ("b2", "B2")])


FAILED = QueryDict(
    "failed-email=amira&failed-hours=8&failed-towns=Jena,Suhl&failed-spoken=de&failed-spoken=sl"
)


class SampleLineSet(LimitedFormSet[SampleLine]):
    line_name = _("Language")


SampleLines = lines_of(SampleLine, SampleLineSet, extra=1, most=4)
SAMPLE_TOWNS = ["Ilmenau", "Jena", "Schmalkalden", "Suhl", "Celje", "Graz"]
SAMPLE_REASONS = [
    {"met": True, "title": _("English C1"), "detail": _("asked for: B2")},
    {"met": False, "title": _("Quality control"), "detail": _("asked for; not in your profile")},
    {"met": None, "title": _("German B2"), "detail": _("welcome, not required")},
]
SAMPLE_STEPS = [
    (_("Profile"), "done", "#steps", ""),
    (_("Languages"), "current", "", _("Two minutes")),
    (_("What you look for"), "todo", "", ""),
]
SAMPLE_ENTRIES = [
    {"title": _("Application received"), "when": datetime(2026, 11, 2, 9, 30, tzinfo=UTC), "kind": "good"},
    {
        "title": _("Shortlisted"),
        "when": datetime(2026, 11, 5, 14, 0, tzinfo=UTC),
        "kind": "current",
        "text": _("We would like to meet you."),
    },
    {"title": _("Interview"), "when_text": _("not yet arranged"), "kind": "todo"},
]
SAMPLE_ROWS = [
    [
        {"text": _("Junior process engineer"), "url": "#table"},
        {"text": _("published"), "kind": "good"},
        {"text": 12, "num": True},
    ],
    [
        {"text": _("Working student, embedded software"), "url": "#table"},
        {"text": _("waits for review"), "kind": "warn"},
        {"text": 0, "num": True},
    ],
    [
        {"text": _("Thesis on predictive maintenance"), "url": "#table"},
        {"text": _("rejected"), "kind": "bad"},
        {"text": 3, "num": True},
    ],
]
SAMPLE_KINDS = [
    ("job", _("Job"), 41, True),
    ("internship", _("Internship"), 18, False),
    ("thesis", _("Thesis"), 9, False),
]
SAMPLE_LEVELS = [("", _("Any"), 87, True), ("b1", "B1", 38, False), ("a2", "A2", 17, False)]
SAMPLE_TABS = [
    ("#tabs", _("Open"), True, 12),
    ("#tabs", _("Filled"), False, 3),
    ("#tabs", _("Expired"), False, 0),
]


@require_safe
def style_towns(request: HttpRequest) -> HttpResponse:
    """What the sample's comboboxes ask; only a portal in demo mode has it."""
    if not settings.DEMO:
        raise Http404
    return answer_suggestions(
        request, lambda text: [town for town in SAMPLE_TOWNS if fold(text) in fold(town)]
    )


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component; only a portal in demo mode has this page."""
    if not settings.DEMO:
        raise Http404
    css = tokens_css()
    colours = token_colours(rules(css, ":root"))
    return render(
        request,
        "style/style.html",
        {
            "colours": colours,
            "contrast_tables": [
                (_("Contrast"), contrasts(colours)),
                (
                    _("High contrast"),
                    contrasts(colours | token_colours(rules(css, '[data-contrast="high"]'))),
                ),
            ],
            "empty_form": SampleForm(prefix="empty"),
            "failed_form": SampleForm(FAILED, prefix="failed"),
            "sample_lines": SampleLines(prefix="sample", initial=[{"language": "de", "level": "b1"}]),
            "reasons": SAMPLE_REASONS,
            "steps": SAMPLE_STEPS,
            "entries": SAMPLE_ENTRIES,
            "head": [_("Offer"), _("State"), _("Applications")],
            "rows": SAMPLE_ROWS,
            "kinds": SAMPLE_KINDS,
            "levels": SAMPLE_LEVELS,
            "tabs": SAMPLE_TABS,
            "breadcrumbs": [("/", _("Start")), ("/offers/", _("Offers")), ("", _("Junior process engineer"))],
            "facts": [
                (_("Hours"), _("Full time")),
                (_("Starts"), _("1 March")),
                (_("Organisation"), _("Example company"), "#facts"),
            ],
            "todos": [
                {
                    "title": _("You are invited to an interview"),
                    "detail": _("Choose one of three times until Friday"),
                    "url": "#todo",
                    "label": _("Choose"),
                },
                {
                    "title": _("Two questions about your start"),
                    "detail": _("Needed for the funder, two minutes"),
                    "url": "#todo",
                    "label": _("Answer"),
                },
            ],
            "short": ngettext("one skill short", "%(count)d skills short", 1) % {"count": 1},
            "offer_meta": [_("Full time"), _("from 1 March"), "52,000–58,000 €"],
            "target_note": _("82 % of the target"),
            "known_note": _("known for 88 % of leavers"),
            "fit_high": _("92 % fit"),
            "fit_low": _("31 % fit"),
            "chart_head": [_("Month"), _("Enrolments")],
            "chart_rows": [
                [_("September"), {"text": 14, "num": True}],
                [_("October"), {"text": 31, "num": True}],
                [_("November"), {"text": 22, "num": True}],
            ],
            "page": Paginator(range(400), 20).get_page(asked(request, "page") or "4"),
        },
    )
