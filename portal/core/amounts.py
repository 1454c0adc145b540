"""Decimal amounts as people write and read them: 38,5 hours a week, 13,90 € an hour, 52.000 € a year."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from babel.numbers import parse_decimal
from django.utils.formats import number_format
from django.utils.translation import get_language

from portal.core.locales import locale_of
from portal.core.text import clean_line

FRACTION = 3
"""The number that stands for every fraction when a plural is chosen: Slovenian says "38,5 ure" as it says "3 ure"."""
_WRITTEN = re.compile(r"[-+]?[\d.,]{1,40}", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))", re.ASCII)
"""A blank or a Swiss apostrophe, with three digits behind it."""
_CURRENCY = re.compile(r"\s*(?:€|\bEUR\b|\bEuros?\b|\bevr(?:[aio]|ov)?\b)\s*", re.IGNORECASE)
_NO_CENTS = re.compile(r"(?<=\d)[,.](?:-{1,2}|–|—)$", re.ASCII)
"""13,– or 13,--: as prices without cents are written."""
_ARABIC = str.maketrans({"\u066b": ".", "\u066c": ""})
"""The decimal mark of Arabic and Persian figures, and the mark between their thousands: they mean nothing else."""
_TWO_WAYS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def parse_amount(text: str) -> Decimal:
    """The amount that `text` says in the reader's notation; the euro sign and blanks between thousands are passed over.

    What would be a mistake in the reader's notation is read in another's, for it can't mean anything else: 13.90 in
    German, 13,90 in English. Raises ValueError for anything that is no number; 13 90 is none.
    """
    written = _written(text)
    if "\u066b" in written and re.fullmatch(r"[-+]?[\d\u066c]{1,40}\u066b\d{1,20}", written, re.ASCII):
        return trimmed(Decimal(written.translate(_ARABIC)))
    written = written.replace("\u066c", "")
    if not _WRITTEN.fullmatch(written):
        raise ValueError(text)
    for language in (get_language() or "en", "en", "de"):
        try:
            return trimmed(parse_decimal(written, locale=locale_of(language), strict=True))
        except (ValueError, ArithmeticError):
            continue
    raise ValueError(text)


def can_be_read_in_two_ways(text: str) -> bool:
    """Is it one number to the reader's notation, and a thousand times as much to another's? 1.000 in English, 1,000 in
    German: nobody writes one euro like that.
    """
    written = _written(text)
    return bool(_TWO_WAYS.fullmatch(written)) and parse_amount(written) != Decimal(
        re.sub("[.,]", "", written)
    )


def _written(text: str) -> str:
    line = _CURRENCY.sub(" ", _plain_figures(clean_line(text))).strip().replace("\N{MINUS SIGN}", "-")
    return _THOUSANDS.sub("", _NO_CENTS.sub("", line))


def _plain_figures(line: str) -> str:
    """Figures of every script, and the wide signs of East Asian keyboards, as those that everybody reads."""
    if line.isascii():
        return line
    wide = line.replace("，", ",").replace("．", ".")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in wide)


def trimmed(amount: Decimal) -> Decimal:
    """The same amount without zeros at the end of its fraction."""
    whole = amount.to_integral_value()
    return whole if amount == whole else amount.normalize()


def amount_shown(amount: Decimal | int) -> str:
    """As the reader writes it, with no more places than it has: 38,5 or 40."""
    return number_format(trimmed(Decimal(amount)), use_l10n=True, force_grouping=True)


def counted_as(amount: Decimal) -> int:
    """The whole number that takes the same form of a noun: a fraction is said like three, in Slovenian, too."""
    return int(amount) if amount == amount.to_integral_value() else 3


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
