"""Decimal amounts as people write and read them: 38,5 hours a week, 13,90 € an hour, 52.000 € a year."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal
from django.utils.formats import number_format
from django.utils.translation import get_language

from portal.core.locales import locale_of

FRACTION = 3
"""The number that stands for every fraction when a plural is chosen: Slovenian says "38,5 ure" as it says "3 ure"."""
_WRITTEN = re.compile(r"[-+]?[\d.,]{1,40}", re.ASCII)


def parse_amount(text: str) -> Decimal:
    """The amount that `text` says in the reader's notation; blanks and the euro sign are passed over.

    What would be a mistake in the reader's notation is read in another's, for it can't mean anything else: 13.90 in
    German, 13,90 in English. Raises ValueError for anything that is no number.
    """
    written = "".join(text.replace("€", " ").replace("\N{MINUS SIGN}", "-").split())
    if not _WRITTEN.fullmatch(written):
        raise ValueError(text)
    for language in (get_language() or "en", "en", "de"):
        try:
            return trimmed(parse_decimal(written, locale=locale_of(language), strict=True))
        except NumberFormatError:
            continue
    raise ValueError(text)


def trimmed(amount: Decimal) -> Decimal:
    """The same amount without zeros at the end of its fraction."""
    whole = amount.to_integral_value()
    return whole if amount == whole else amount.normalize()


def amount_shown(amount: Decimal | int) -> str:
    """As the reader writes it, with no more places than it has: 38,5 or 40."""
    return number_format(trimmed(Decimal(amount)), use_l10n=True, force_grouping=True)


def money_shown(*amounts: Decimal | int) -> str:
    """One amount or the two ends of a range, with cents where any of them has some: 52.000 or 13,90–15,00."""
    exact = [Decimal(amount) for amount in amounts]
    places = max(cent_places(amount) for amount in exact)
    return "–".join(number_format(amount, places, use_l10n=True, force_grouping=True) for amount in exact)


def cent_places(amount: Decimal) -> int:
    """Money is written with two places or with none."""
    return 0 if amount == amount.to_integral_value() else 2


def amount_typed(amount: Decimal, places: int | None = None) -> str:
    """As it stands in an input: without the marks between thousands."""
    return number_format(trimmed(amount), places, use_l10n=True)


def plural_number(amount: Decimal | int) -> int:
    """The number to give `ngettext` for an amount: itself when whole, else one that takes the form of fractions."""
    return int(amount) if amount == int(amount) else FRACTION


def json_number(amount: Decimal | None) -> int | float | None:
    """The same figures as a number of JSON: 40, 13.9."""
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)
