"""Names of countries and languages as each interface language writes them, from the Unicode CLDR (Babel)."""

from collections.abc import Callable, Collection
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language

from portal.core.collation import in_order_of
from portal.core.registry import Registry

NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""What CLDR names beside the countries of ISO 3166-1: unions, islands that belong to one, and codes of its own."""
COUNTRY_CODES = tuple(
    code
    for code in sorted(Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
)
LANGUAGE_CODES = (
    "ar", "am", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa",
    "fi", "fr", "ga", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "it", "ja", "ka", "kk", "km",
    "ko", "ku", "ky", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "no", "pa",
    "pl", "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te",
    "tg", "th", "ti", "tk", "tl", "tr", "uk", "ur", "uz", "vi", "yo", "zh",
)  # fmt: skip


@lru_cache(maxsize=500)
def locale_of(language: str) -> Locale:
    """What CLDR knows of a language; English where it knows nothing."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(code: str) -> str:
    """The country's name in the active language; the code itself when CLDR does not know it."""
    return locale_of(get_language() or "en").territories.get(code, code)


def language_name(code: str) -> str:
    """The language's name in the active language, e.g. "German" or "nemščina"."""
    return locale_of(get_language() or "en").languages.get(code, code)


def own_language_name(code: str) -> str:
    """The language's name in itself, as a speaker looks for it: "Deutsch", "slovenščina"."""
    return locale_of(code).languages.get(code, code)


@lru_cache(maxsize=500)
def _sorted_choices(codes: tuple[str, ...], kind: str, language: str) -> tuple[tuple[str, str], ...]:
    """Each code with its name in `language`; `kind` says where CLDR keeps such names."""
    names = getattr(locale_of(language), kind)
    named = [(code, names.get(code, code)) for code in codes]
    return tuple(sorted(named, key=lambda pair: in_order_of(language, pair[1])))


def country_choices() -> list[tuple[str, str]]:
    """All countries, sorted by their name in the active language. Give the function itself to a form field."""
    return list(_sorted_choices(COUNTRY_CODES, "territories", get_language() or "en"))


first_countries: Registry[Callable[[], Collection[str]]] = Registry("countries with which lists begin")
"""Codes of those that people here name most. Asked whenever somebody is shown a list to choose from."""


def offered_countries() -> list[tuple[str, str]]:
    """The same for somebody who chooses one: those that this portal is about stand first."""
    first = {code for each in first_countries for code in each()}
    choices = country_choices()
    return [pair for pair in choices if pair[0] in first] + [pair for pair in choices if pair[0] not in first]


def language_choices() -> list[tuple[str, str]]:
    """Languages people and workplaces speak, sorted by their name in the active language."""
    return list(_sorted_choices(LANGUAGE_CODES, "languages", get_language() or "en"))


def interface_language_choices() -> list[tuple[str, str]]:
    """The languages the portal itself speaks, in the operator's order. Give the function itself to a form field."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


country_name_lazy = lazy(country_name, str)
language_name_lazy = lazy(language_name, str)
