"""What a combobox asks for while somebody types: a few names, as options, to each reader so often at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from portal.core.http import answer_too_many, asked, is_signed_in
from portal.core.limits import TriedTooOften, count_try

QUESTION = "q"
"""The name under which `static/js/combobox.js` sends what is typed."""

LONGEST = 200
"""Characters of it that are read."""

RATES = {"suggest": "240/m"}
"""A fast typist asks twice a second, for each of several lines."""


class Suggestion(NamedTuple):
    """What is put into the line, what the list says for it, and what stands small behind that."""

    value: str
    label: str = ""
    hint: str = ""
    language: str = ""
    """Of the name, where it is another than the reader's."""


def answer_suggestions(
    request: HttpRequest, find: Callable[[str], Iterable[str | Suggestion]]
) -> HttpResponse:
    """The names that `find` has for what is typed. `find` asks for no more than this reader may see."""
    whose = str(request.user.pk) if is_signed_in(request) else ratelimit.get_ip(request)
    try:
        count_try(request, app="suggestions", rates=RATES, keys={"suggest": whose})
    except TriedTooOften as error:
        return answer_too_many(request, error.seconds)
    text = asked(request, QUESTION)[:LONGEST]
    found = [] if "\0" in text else find(text)
    return HttpResponse(
        format_html_join(
            "",
            '<option value="{}"{}{}>{}</option>',
            (
                (each.value, _language(each), _hint(each), each.label or each.value)
                for each in map(_suggestion, found)
            ),
        )
    )


def _suggestion(found: str | Suggestion) -> Suggestion:
    return Suggestion(found) if isinstance(found, str) else found


def _hint(suggestion: Suggestion) -> str:
    return format_html(' data-hint="{}"', suggestion.hint) if suggestion.hint else ""


def _language(suggestion: Suggestion) -> str:
    return format_html(' lang="{}"', suggestion.language) if suggestion.language else ""
