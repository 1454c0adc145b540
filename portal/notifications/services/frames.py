"""Mails' templates, rendered once for all whose mail has the same shape.

Templates put names, titles and addresses into sentences that are the same for everybody. So a template is rendered by
Django with marks in place of these words, once for each language and shape in a process, and the words are filled in,
escaped where the template would do it. The shape says which words are empty and how many there are, for templates may
ask for that; what else they did with a word (a filter, a comparison) would be done to its mark, so they don't.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

KEPT = 500
"""Templates by language and shape."""
_MARK = re.compile("\ue000(\\d+)\ue001")

Shape = Any
"""A context with True or False for each of its words, as tuples that can be a key."""


def render(template: str, context: dict[str, Any]) -> str:
    """What `render_to_string` makes of these words, lists and dictionaries of words; in the language of the moment."""
    words = [str(word) for word in _words(context)]
    parts = _frame(template, get_language() or "", _shape(context))
    fill: Callable[[str], str] = conditional_escape if template.endswith(".html") else str
    return "".join(part if isinstance(part, str) else fill(words[part]) for part in parts)


def _words(value: Any) -> Iterator[Any]:
    """All words of a context, in an order of their own."""
    if isinstance(value, dict):
        yield from _all_words(value.values())
    elif isinstance(value, list):
        yield from _all_words(value)
    else:
        yield value


def _all_words(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from _words(value)


def _shape(value: Any) -> Shape:
    if isinstance(value, dict):
        return ("dict", *((name, _shape(each)) for name, each in value.items()))
    if isinstance(value, list):
        return ("list", *map(_shape, value))
    return bool(value)


@lru_cache(maxsize=KEPT)
def _frame(template: str, language: str, shape: Shape) -> tuple[str | int, ...]:
    """What is the same for everybody, and between it the numbers of the words."""
    marked = _marked(shape, iter(range(10**6)))
    pieces = _MARK.split(render_to_string(template, marked))
    return tuple(int(piece) if place % 2 else piece for place, piece in enumerate(pieces))


def _marked(shape: Shape, numbers: Iterator[int]) -> Any:
    match shape:
        case ("dict", *entries):
            return {name: _marked(each, numbers) for name, each in entries}
        case ("list", *entries):
            return [_marked(each, numbers) for each in entries]
    number = next(numbers)
    return f"\ue000{number}\ue001" if shape else ""
