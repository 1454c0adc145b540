"""Search, filters, order and counts of the list of offers; the page and the feed share them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import reduce
from operator import and_, or_
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchRank
from django.db.models import Aggregate, Count, F, FilteredRelation, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter
from django_stubs_ext import StrOrPromise

from matching.constants import PLAIN_SEARCH, SEARCH_CONFIGS, Cefr, DegreeLevel, Field, PlacementKind
from matching.models import Placement, Talent
from matching.querysets import PlacementQuerySet
from portal.core.collation import Alphabetical, in_order
from portal.core.locales import language_name
from portal.users.models import User
from programmes.models import Programme

_GRAMMARS = (*SEARCH_CONFIGS.values(), PLAIN_SEARCH)
_WITHOUT = re.compile(r'(?<!\S)-[\s-]*("[^"]*"|\w\S*)')
"""What is not wanted: a word or a phrase behind a minus that stands before it. One in the middle of a word is none."""
_IDLE_MINUS = re.compile(r'-(?=[^\w"]*-)')
"""A minus before another one, with no word between: PostgreSQL takes no more than thirty of them in a row."""

Option = tuple[str, StrOrPromise, int | None, bool]
"""One line of a filter: value, label, how many offers it would leave, whether it is chosen."""

SOON = timedelta(days=31)
LATER = timedelta(days=92)
PREFIX_LENGTH = 3
"""From so many letters on, the last word may be the beginning of one: people are still typing it."""

BEST, RELEVANT, NEWEST, CLOSING = "best", "relevant", "newest", "closing"
SORTS = {
    BEST: _("Best fit first"),
    RELEVANT: _("Closest to your words first"),
    NEWEST: _("Newest first"),
    CLOSING: _("Closing soon first"),
}
LEVELS: dict[str, StrOrPromise] = {
    "0": pgettext_lazy("language level", "None"),
    "2": Cefr.A2.label,
    "3": Cefr.B1.label,
    "4": Cefr.B2.label,
    "5": Cefr.C1.label,
}
DEGREES = {
    "3": DegreeLevel.UPPER_SECONDARY.label,
    "6": DegreeLevel.BACHELOR.label,
    "7": DegreeLevel.MASTER.label,
}
STARTS = {"now": _("Now or any time"), "soon": _("Within three months"), "later": _("Later")}
FIELDS = {field.value: field.label for field in Field if field != Field.GENERIC}
FLAGS = {"remote": _("Remote possible"), "paid": _("Pay is stated")}
ONE_OF = ("level", "starts", "degree")
"""Filters of which one value is chosen, or any."""
NO_FILTERS = ("q", "sort", "language")


class OfferFilter(FilterSet):
    """What somebody looks for. Each parameter is one condition on the placement; all of them have to hold.

    What can't be understood is named in `form.errors` and left out of account.
    """

    q = CharFilter(label=_("What and where"), max_length=200)
    kind = MultipleChoiceFilter(label=_("Kind"), choices=PlacementKind.choices)
    language = ChoiceFilter(label=_("Language"))
    level = ChoiceFilter(label=_("Needed at most"), choices=list(LEVELS.items()))
    place = CharFilter(label=_("Region or town"), max_length=120)
    programme = ChoiceFilter(label=_("Programme"))
    field = MultipleChoiceFilter(label=_("Field of study"), choices=list(FIELDS.items()))
    degree = ChoiceFilter(label=_("Degree needed at most"), choices=list(DEGREES.items()))
    starts = ChoiceFilter(label=pgettext_lazy("an offer's start", "Start"), choices=list(STARTS.items()))
    remote = BooleanFilter(label=FLAGS["remote"], widget=forms.CheckboxInput)
    paid = BooleanFilter(label=FLAGS["paid"], widget=forms.CheckboxInput)
    sort = ChoiceFilter(label=_("Order"), choices=list(SORTS.items()))

    class Meta:
        model = Placement
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User | AnonymousUser, talent: Talent | None = None) -> None:
        super().__init__(data, queryset=Placement.objects.visible_to(user).open())
        self.talent = talent
        self.programmes = _programmes(user)
        self.filters["programme"].extra["choices"] = [
            (slug, programme["acronym"]) for slug, programme in self.programmes.items()
        ]
        self.filters["language"].extra["choices"] = self.languages

    # --- What is asked ---

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The parameters that could be understood and say something."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Those that the programmes on show work in."""
        codes = {code for programme in self.programmes.values() for code in programme["languages"]}
        names = [(code, capfirst(language_name(code))) for code in codes | {self.usual_language, "en"}]
        return sorted(names, key=lambda pair: in_order(pair[1]))

    @property
    def usual_language(self) -> str:
        """What is spoken where the chosen programme works; without one, where the portal is run. English comes last."""
        programme = self.programmes.get(self.data.get("programme", ""))
        spoken = programme["languages"] if programme else settings.HOME_LANGUAGES
        return next((code for code in spoken if code != "en"), "en")

    @property
    def asked_language(self) -> str:
        """The language that `level` speaks of."""
        code: str = self.chosen.get("language", self.usual_language)
        return code

    @property
    def search_words(self) -> str:
        words: str = self.chosen.get("q", "")
        return words

    @property
    def order(self) -> str:
        """The order asked for, as far as it makes sense here; by default whatever helps most."""
        possible = self.orders
        wanted = self.chosen.get("sort")
        return wanted if wanted in possible else possible[0]

    @property
    def orders(self) -> list[str]:
        """Possible orders, the best first: a fit needs a profile, closeness needs words."""
        needs = {BEST: self.talent is not None, RELEVANT: bool(self.search_words)}
        return [sort for sort in SORTS if needs.get(sort, True)]

    @property
    def active_count(self) -> int:
        return sum(name not in NO_FILTERS for name in self.chosen)

    # --- What is found ---

    def filter_queryset(self, queryset: QuerySet[Placement]) -> QuerySet[Placement]:
        found: QuerySet[Placement] = self._read(queryset).filter(*self.conditions.values())
        return found

    def ordered(self) -> QuerySet[Placement]:
        found: QuerySet[Placement] = self.qs
        match self.order:
            case "best":
                mine = FilteredRelation("recommendations", condition=Q(recommendations__talent=self.talent))
                fit = (F("fit__is_eligible").desc(nulls_last=True), F("fit__score").desc(nulls_last=True))
                return found.annotate(fit=mine).order_by(*fit, "-published_at", "-pk")
            case "relevant":
                rank = SearchRank(F("search"), search_query(self.search_words))
                return found.annotate(rank=rank).order_by("-rank", "-published_at", "-pk")
            case "closing":
                return found.order_by("expires_at", "pk")
            case _:
                return found.order_by("-published_at", "-pk")

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """One condition for each parameter that narrows the list down."""
        found = {}
        if self.search_words:
            found["q"] = Q(search=search_query(self.search_words))
        if place := self.chosen.get("place"):
            found["place"] = Q(place__iexact=place)
        for name, condition in self._offered.items():
            if chosen := self.chosen.get(name):
                values = chosen if isinstance(chosen, list) else [chosen]
                found[name] = reduce(or_, (condition(value) for value in values))
        return found

    @property
    def _offered(self) -> dict[str, Callable[[str], Q]]:
        """For each filter with a list of values, what a value asks of a placement."""
        return {
            "kind": lambda value: Q(kind=value),
            "level": lambda value: Q(asked_level__lte=int(value)),
            "programme": lambda value: Q(programme_ids__overlap=self.programmes[value]["ids"]),
            "field": lambda value: Q(fields=[]) | Q(fields__contains=[value]),
            "degree": lambda value: Q(degree__isnull=True) | Q(degree__lte=int(value)),
            "starts": _starts,
            "remote": lambda _value: Q(is_remote=True),
            "paid": lambda _value: Q(pay_min__isnull=False) | Q(pay_max__isnull=False),
        }

    def _read(self, placements: QuerySet[Placement]) -> QuerySet[Placement]:
        """Beside the row, what conditions ask about."""
        read: QuerySet[Placement] = (
            cast(PlacementQuerySet, placements)
            .with_asked_level(self.asked_language)
            .with_programme_ids()
            .with_place()
        )
        return read

    # --- How many there would be ---

    @property
    def total(self) -> int:
        total: int = self._counts["total"]
        return total

    def options(self, name: str) -> list[Option]:
        """The values of one filter with the number of offers each would leave, all other filters kept.

        Values that would leave nothing, or nothing but what is open to all fields of study anyway, are left
        out, unless they are chosen.
        """
        chosen = self.chosen.get(name, "")
        values = chosen if isinstance(chosen, list) else ["on" if chosen is True else chosen]
        found: list[Option] = [
            (value, label, count, value in values)
            for value, label in _values(self, name)
            if (count := self._counts[_alias(name, value)]) > self._counts.get(f"{name}_all", 0)
            or value in values
        ]
        if name in ONE_OF:
            found.append(
                ("", pgettext("no matter which", "Any"), self._counts[_alias(name, "any")], not values[0])
            )
        return found

    @property
    def panel(self) -> dict[str, list[Option]]:
        """All filters with lists of values, by name."""
        return {name: self.options(name) for name in self._offered}

    @property
    def places(self) -> list[Option]:
        """Regions and towns that have offers, by name."""
        counted = Counter(place for place in self._counts["places"] or () if place)
        chosen = str(self.chosen.get("place", ""))
        known = {place.casefold() for place in counted}
        if chosen and chosen.casefold() not in known:
            counted[chosen] = 0
        return [
            (place, place, count, place.casefold() == chosen.casefold())
            for place, count in sorted(counted.items(), key=lambda pair: in_order(pair[0]))
        ]

    @cached_property
    def _counts(self) -> Mapping[str, Any]:
        """Every number on the page from one query."""
        aggregates: dict[str, Aggregate] = {
            "total": _count(self._others("")),
            "field_all": _count(self._others("field") & Q(fields=[])),
            "places": ArrayAgg("place", filter=self._others("place") & Q(place__gt="")),
        }
        for name, condition in self._offered.items():
            if name in ONE_OF:
                aggregates[_alias(name, "any")] = _count(self._others(name))
            for value, _label in _values(self, name):
                aggregates[_alias(name, value)] = _count(self._others(name) & condition(value))
        counts: Mapping[str, Any] = self._read(self.queryset).order_by().aggregate(**aggregates)
        return counts

    def _others(self, name: str) -> Q:
        """All conditions but this filter's own: what a choice in it would be added to."""
        others = Q()
        for each, condition in self.conditions.items():
            if each != name:
                others &= condition
        return others


def search_query(text: str) -> SearchQueryCombinable:
    """The search for `text`, in the grammar of each language and as written; a last word may be a beginning.

    What is wanted may be found by any grammar; what is not wanted, by none. In one query they would be asked together,
    and whichever grammar doesn't know the unwanted phrase would let it pass.
    """
    text = _IDLE_MINUS.sub("", text)
    unwanted = dict.fromkeys(_WITHOUT.findall(text))
    wanted = _WITHOUT.sub(" ", text).strip()
    parts: list[SearchQueryCombinable] = [
        ~_websearch(each, config) for each in unwanted for config in _GRAMMARS
    ]
    return reduce(and_, [_wanted_query(wanted), *parts] if wanted or not parts else parts)


def _wanted_query(text: str) -> SearchQueryCombinable:
    queries: list[SearchQueryCombinable] = [_websearch(text, config) for config in _GRAMMARS]
    beginning = re.search(r"\w+$", text)
    if beginning and len(beginning[0]) >= PREFIX_LENGTH and not re.search(r'["-]', text):
        last = SearchQuery(f"'{beginning[0]}':*", config=PLAIN_SEARCH, search_type="raw")
        before = text[: beginning.start()].strip()
        queries += [_websearch(before, config) & last for config in _GRAMMARS] if before else [last]
    return reduce(or_, queries)


def _websearch(text: str, config: str) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="websearch")


def _starts(value: str) -> Q:
    today = timezone.localdate()
    match value:
        case "now":
            return Q(starts_on__isnull=True) | Q(starts_on__lte=today + SOON)
        case "soon":
            return Q(starts_on__isnull=True) | Q(starts_on__lte=today + LATER)
        case _:
            return Q(starts_on__gt=today + LATER)


def _programmes(user: User | AnonymousUser) -> dict[str, dict[str, Any]]:
    """Programmes on show, by slug; a programme's `ids` are its own and its subprogrammes'."""
    rows = Programme.objects.visible_to(user).public().order_by(Alphabetical(), "pk")
    found = list(rows.values("pk", "slug", "acronym", "parent", "languages"))
    below: dict[int | None, list[int]] = defaultdict(list)
    for row in found:
        below[row["parent"]].append(row["pk"])
    return {row["slug"]: {**row, "ids": [row["pk"], *below[row["pk"]]]} for row in found}


def _values(filters: OfferFilter, name: str) -> Iterable[tuple[str, StrOrPromise]]:
    if name in FLAGS:
        return [("on", FLAGS[name])]
    choices: Iterable[tuple[str, StrOrPromise]] = filters.filters[name].extra["choices"]
    return choices


def _alias(name: str, value: str) -> str:
    return f"{name}_{value}".replace("-", "_")


def _count(condition: Q) -> Count:
    return Count("pk", filter=condition) if condition else Count("pk")
