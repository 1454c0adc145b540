"""Saved searches as their owner reads them: what each looks for, and how many offers there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching.models import SavedSearch
from matching.notices.search_words import parts_of, search_in_words
from matching.queries.open_offers import OpenOffers
from matching.queries.saved_searches import programme_names, searches_of
from matching.queries.searches import Gone, OfferSearch
from portal.users.models import User


@dataclass(frozen=True)
class SearchLine:
    search: SavedSearch
    name: str
    parts: list[str]
    """What it looks for, where its name doesn't say so."""
    total: int
    new: int
    """Of them, what has come within a week."""
    gone: list[str]
    """Why it finds nothing, where it looks for something that is no longer there."""


def search_lines(searches: Iterable[SavedSearch], reader: User) -> list[SearchLine]:
    rows = list(searches)
    return [
        _line(row, asked)
        for row, asked in zip(rows, searches_of([row.query for row in rows], reader), strict=True)
    ]


def search_name(search: SavedSearch, offers: OpenOffers) -> str:
    return search.name or search_in_words(search.query, programme_names(offers))


def search_parts(asked: OfferSearch) -> list[str]:
    programmes = programme_names(asked.offers)
    return [part.label for part in parts_of(asked.said, language=asked.language, programmes=programmes)]


def gone_in_words(asked: OfferSearch) -> list[str]:
    """A sentence for each thing that a search looks for and that is no longer there."""
    return [_why(gone, asked) for gone in asked.gone]


def _why(gone: Gone, asked: OfferSearch) -> str:
    if gone.name == "programme":
        return _("The programme that it looks into shows no offers any more.")
    if gone.name == "fits":
        return _("It looks for what fits you, and your profile says nothing that offers could fit.")
    said = {gone.name: asked.said[gone.name] if gone.name == "around" else gone.value}
    labels = [part.label for part in parts_of(said, language=asked.language, programmes={})]
    words = {"filter": ", ".join(labels) or gone.value}
    return _("It looks for something that can no longer be chosen: %(filter)s.") % words


def _line(row: SavedSearch, asked: OfferSearch) -> SearchLine:
    return SearchLine(
        search=row,
        name=search_name(row, asked.offers),
        parts=search_parts(asked) if row.name else [],
        total=asked.found.total,
        new=asked.new,
        gone=gone_in_words(asked),
    )
