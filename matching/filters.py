"""Search, filters, order and counts of the list of offers; the page and the feed share them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from numpy.typing import NDArray

from matching.constants import (
    SEARCH_DEGREES,
    SEARCH_FIELDS,
    SEARCH_LEVELS,
    SEARCH_STARTS,
    SEARCH_YES,
    Cefr,
    PlacementKind,
)
from matching.models import Talent
from matching.notices.search_words import KILOMETRES
from matching.queries.answers import Answer
from matching.queries.fits import fits_for
from matching.queries.open_offers import open_offers
from matching.queries.profiles import language_rows
from matching.queries.searches import OfferSearch, place_called, search_address, usual_language
from matching.scoring.offers import Found
from portal.core.collation import alphabet_of, by_name, in_order
from portal.core.locales import language_choices, language_name
from portal.core.regions.finding import find_region, unknown_town
from portal.core.regions.towns import Town
from portal.core.regions.tree import region_name
from portal.core.text import clean_line
from portal.users.models import User
from programmes.access import access_of

Option = tuple[str, StrOrPromise, int | None, bool]
"""One line of a filter: value, label, how many offers it would leave, whether it is chosen."""

BEST, RELEVANT, READABLE, NEWEST, CLOSING = "best", "relevant", "readable", "newest", "closing"
SORTS = {
    BEST: _("Best fit first"),
    RELEVANT: _("Closest to your words first"),
    READABLE: _("In your language first"),
    NEWEST: _("Newest first"),
    CLOSING: _("Closing soon first"),
}
FLAGS = ("remote", "paid")
ONE_OF = ("level", "starts", "degree")
"""Filters of which one value is chosen, or any."""
NO_FILTERS = ("q", "sort", "language", "km")
UNDERSTOOD_FROM = Cefr.B1
"""Of a language somebody has named in their profile, the level from which they read what is written in it."""


_CHOICES: dict[str, Sequence[tuple[str, StrOrPromise]]] = {
    "kind": PlacementKind.choices,
    "level": list(SEARCH_LEVELS.items()),
    "programme": (),
    "field": list(SEARCH_FIELDS.items()),
    "degree": list(SEARCH_DEGREES.items()),
    "starts": list(SEARCH_STARTS.items()),
    **{flag: [("on", SEARCH_YES[flag])] for flag in FLAGS},
}


class PlaceField(forms.CharField):
    """A town of the list by any of its names, or the code of a region.

    Raises ValidationError, with what may be meant, for what is neither.
    """

    def clean(self, value: Any) -> Town | str | None:
        text = super().clean(value)
        if not text:
            return None
        if place := place_called(text):
            return place
        raise unknown_town(text)


class OfferFilterForm(forms.Form):
    """The parameters of the list's address."""

    q = forms.CharField(label=pgettext_lazy("search", "What"), max_length=200, required=False)
    kind = forms.MultipleChoiceField(label=_("Kind"), choices=PlacementKind.choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    level = forms.ChoiceField(label=_("My level"), choices=list(SEARCH_LEVELS.items()), required=False)
    place = forms.CharField(label=_("Region or town"), max_length=120, required=False)
    around = PlaceField(label=pgettext_lazy("search", "Where"), max_length=120, required=False)
    km = forms.ChoiceField(label=_("Within"), choices=list(KILOMETRES.items()), required=False)
    written = forms.MultipleChoiceField(label=_("Written in"), choices=language_choices, required=False)
    spoken = forms.MultipleChoiceField(label=_("Spoken at work"), choices=language_choices, required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    field = forms.MultipleChoiceField(
        label=_("Field of study"), choices=list(SEARCH_FIELDS.items()), required=False
    )
    degree = forms.ChoiceField(label=_("My degree"), choices=list(SEARCH_DEGREES.items()), required=False)
    starts = forms.ChoiceField(
        label=pgettext_lazy("an offer's start", "Start"), choices=list(SEARCH_STARTS.items()), required=False
    )
    remote = forms.BooleanField(label=SEARCH_YES["remote"], required=False)
    paid = forms.BooleanField(label=SEARCH_YES["paid"], required=False)
    fits = forms.BooleanField(label=SEARCH_YES["fits"], required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=list(SORTS.items()), required=False)


class OfferFilter:
    """What somebody looks for. Each parameter is one condition on the placement; all of them have to hold.

    What can't be understood is named in `form.errors` and left out of account. All is answered from the index of open
    offers (`matching.queries.open_offers`); the database is asked for words alone.
    """

    def __init__(self, data: QueryDict, *, user: User | AnonymousUser, talent: Talent | None = None) -> None:
        self.data, self.talent, self.user = data, talent, user
        self.offers = open_offers(user)
        self.programmes = self.offers.programmes
        self.form = OfferFilterForm(data)
        self.form.fields["programme"].choices = self._programmes_by_name  # type: ignore[attr-defined]

    # --- What is asked ---

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The parameters that could be understood and say something."""
        self.form.is_valid()
        said = {name: value for name, value in self.form.cleaned_data.items() if value}
        if self.talent is None:
            said.pop("fits", None)
        return said

    @cached_property
    def choices(self) -> Mapping[str, Sequence[tuple[str, StrOrPromise]]]:
        """The values of each filter with a list of them, in the order of the page."""
        spoken = {*self.offers.index.spoken, *self.chosen.get("spoken", ())}
        return {
            **_CHOICES,
            "programme": self._programmes_by_name,
            "field": by_name(SEARCH_FIELDS.items())(),
            "written": self._named({*dict(settings.LANGUAGES), *self.chosen.get("written", ())}),
            "spoken": self._named(spoken),
        }

    @cached_property
    def _programmes_by_name(self) -> list[tuple[str, str]]:
        alphabet = alphabet_of(get_language())
        by_name = sorted(
            self.programmes.values(), key=lambda each: (each.sort_keys.get(alphabet, ""), each.pk)
        )
        return [(each.slug, each.acronym) for each in by_name]

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """Those that the programmes on show work in, and the one that is asked for, whoever works in it."""
        codes = {code for programme in self.programmes.values() for code in programme.languages}
        return self._named(codes | {self.usual_language, "en", self.asked_language})

    def _named(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        names = [(code, capfirst(language_name(code))) for code in codes]
        return sorted(names, key=lambda pair: in_order(pair[1]))

    @property
    def language_options(self) -> list[Option]:
        return [(code, name, None, code == self.asked_language) for code, name in self.languages]

    @property
    def usual_language(self) -> str:
        return usual_language(self.offers, self.data.get("programme", ""))

    @property
    def asked_language(self) -> str:
        """The language that `level` speaks of."""
        code: str = self.chosen.get("language", self.usual_language)
        return code

    @property
    def search_words(self) -> str:
        return self.search.words

    @cached_property
    def order(self) -> str:
        """The order asked for, as far as it makes sense here; by default whatever helps most."""
        possible = self.orders
        wanted = self.chosen.get("sort")
        return wanted if wanted in possible else possible[0]

    @cached_property
    def orders(self) -> list[str]:
        """Possible orders, the best first: a fit needs a profile, closeness needs words, languages offers in others."""
        needs = {
            BEST: self.talent is not None,
            RELEVANT: bool(self.search_words),
            READABLE: 0 < np.count_nonzero(self._is_readable[self.found.flags]) < self.total,
        }
        return [sort for sort in SORTS if needs.get(sort, True)]

    @property
    def active_count(self) -> int:
        return sum(name not in NO_FILTERS for name in self.chosen)

    # --- What is found ---

    @cached_property
    def search(self) -> OfferSearch:
        said = {**self.chosen, **({"language": self.asked_language} if "level" in self.chosen else {})}
        return OfferSearch(
            said, offers=self.offers, talent=self.talent, is_pupil=access_of(self.user).is_pupil
        )

    @property
    def address(self) -> str:
        """The search as it is kept."""
        typed = clean_line(self.data.get("around", "")) if "around" in self.chosen else ""
        return search_address(self.search, around=typed)

    @property
    def found(self) -> Found:
        return self.search.found

    @property
    def town(self) -> Town | None:
        """What is looked around."""
        return self.search.town

    @property
    def shows_pupils_kinds_last(self) -> bool:
        return self.search.shows_pupils_kinds_last

    @property
    def total(self) -> int:
        return self.found.total

    @property
    def ordered(self) -> NDArray[np.int64]:
        """The ids of what is found, in the order asked for."""
        index, readable = self.offers.index, self._is_readable.astype(np.int64)
        first = [index.is_for_graduates] if self.shows_pupils_kinds_last else []
        match self.order:
            case "best" if self.talent is not None:
                fits = fits_for(self.talent)
                worth = index.column(fits.demand_ids, fits.worth, otherwise=-1)
                return self.found.ordered(index.newest, *first, worth, readable)
            case "relevant":
                closeness = self.answer.closeness
                return self.found.ordered(index.newest, closeness, readable)
            case "readable":
                return self.found.ordered(index.newest, *first, readable)
            case "closing":
                return self.found.ordered(index.closing, *first)
            case _:
                return self.found.ordered(index.newest, *first)

    @property
    def newest(self) -> NDArray[np.int64]:
        return self.search.newest

    @property
    def reads(self) -> set[str]:
        """The languages in which the reader understands an offer: the page's, and those of a profile."""
        rows = language_rows(self.talent) if self.talent else ()
        return {get_language() or "", *(row["language"] for row in rows if row["level"] >= UNDERSTOOD_FROM)}

    @cached_property
    def _is_readable(self) -> NDArray[np.bool_]:
        return self.offers.index.written_in(self.reads)

    @property
    def answer(self) -> Answer:
        """What the words are read as, and how close each offer comes to them."""
        return self.search.answer

    # --- How many there would be ---

    def options(self, name: str) -> list[Option]:
        """The values of one filter with the number of offers each would leave, all other filters kept.

        Values that would leave nothing, or nothing but what is open to all fields of study anyway, are left
        out, unless they are chosen.
        """
        chosen = self.chosen.get(name, "")
        values = chosen if isinstance(chosen, list) else ["on" if chosen is True else chosen]
        counts, key = self.found.counts(name), self._keys(name)
        least = self.found.open_to_all_fields if name == "field" else 0
        found: list[Option] = [
            (value, label, count, value in values)
            for value, label in self.choices[name]
            if (count := counts.get(key(value), least)) > least or value in values
        ]
        if name in ONE_OF:
            found.append(("", pgettext("no matter which", "Any"), counts[""], not values[0]))
        return found

    @property
    def panel(self) -> dict[str, list[Option]]:
        """All filters with lists of values, by name."""
        return {name: self.options(name) for name in self.choices}

    @property
    def kilometres(self) -> int:
        return self.search.kilometres

    @property
    def radii(self) -> list[Option]:
        """How far around the town, with the number of offers each distance would leave; without a town, no numbers."""
        counts = self.found.counts("around") if self.town else {}
        return [
            (km, label, counts.get(int(km)), int(km) == self.kilometres) for km, label in KILOMETRES.items()
        ]

    @property
    def places(self) -> list[Option]:
        """Regions and towns that have offers, by name."""
        counted = {str(name): count for name, count in self.found.counts("place").items() if name}
        chosen = str(self.chosen.get("place", ""))
        chosen = find_region(chosen) or chosen
        known = {place.casefold() for place in counted}
        if chosen and chosen.casefold() not in known:
            counted[chosen] = 0
        return [
            (place, region_name(place), count, place.casefold() == chosen.casefold())
            for place, count in sorted(counted.items(), key=lambda pair: in_order(region_name(pair[0])))
        ]

    def _keys(self, name: str) -> Callable[[str], str | int]:
        """What the index calls a value of this filter."""
        if name == "programme":
            return lambda slug: self.programmes[slug].pk
        return int if name in ("level", "degree") else str
