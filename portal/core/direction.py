"""Texts that people write from right to left, on pages that are written from left to right, and the other way round.

HTML has `dir="auto"` for an element that holds one text of somebody's, and `<bdi>` for one within a sentence: without,
a sentence's full stop, figures and brackets wander to the wrong side of an Arabic name. Both are written only where a
text has letters of the other direction, so that all other pages stay as short as they were. A sentence of the portal's
own never takes its direction from a name that it begins with: it has no `dir`, or else its names stand in `<bdi>`.
"""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

_LETTERS = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
"""Hebrew, Arabic, Syriac, Thaana, N'Ko and their relatives."""
_FROM_RIGHT_TO_LEFT = re.compile(_LETTERS)
_NAME = re.compile(rf"{_LETTERS}+(?: ?\([^()]*\)|[\W\d_]*{_LETTERS}+)*")
"""Words one after the other, with what stands between them and in brackets behind them."""
_NOTHING = SafeString("")
_AUTO = SafeString(' dir="auto"')


def may_turn(text: object) -> bool:
    """Has it letters that run against the page? Any may, once the portal itself speaks such a language."""
    words = str(text)
    if _has_such_pages():
        return bool(words)
    return not words.isascii() and _FROM_RIGHT_TO_LEFT.search(words) is not None


def dir_attribute(text: object) -> SafeString:
    """` dir="auto"` for the element that holds this text and nothing else, where it needs one."""
    return _AUTO if may_turn(text) else _NOTHING


def isolated(text: object) -> SafeString:
    """The text, escaped, as it stands in a sentence or beside others. HTML says of its parts what has to be said."""
    words = str(text)
    if isinstance(words, SafeString) or not may_turn(words):
        return conditional_escape(words)
    return format_html("<bdi>{}</bdi>", words)


def sentence_with_names(text: object) -> SafeString:
    """A sentence of the portal's own, escaped, in which names of people and what they offer stand as they are called.

    It is for sentences that are text already, as those of messages: which of their words are names, the letters tell.
    """
    words = str(text)
    if isinstance(words, SafeString) or not may_turn(words):
        return conditional_escape(words)
    parts, end = [], 0
    for name in _NAME.finditer(words):
        parts += [escape(words[end : name.start()]), isolated(name[0])]
        end = name.end()
    return SafeString("".join([*parts, escape(words[end:])]))


@cache
def _has_such_pages() -> bool:
    return any(code.partition("-")[0] in settings.LANGUAGES_BIDI for code, _name in settings.LANGUAGES)
