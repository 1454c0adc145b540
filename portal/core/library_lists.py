"""What the admin's theme does for each row of a list and needs to do once.

The theme has no settings for this, so its functions are put in ours (docs/decisions/0014). A page looks the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, wraps
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from unfold import admin as unfold_admin
from unfold.templatetags import unfold_list

from portal.core.admin_rows import rows_of

_HEADERS = "_headers"
MOST_LABELS = 1_000


def do_once_for_all_rows() -> None:
    """The heads of columns, what each column is, the labels of states, boxes, and where a row's page leads back to."""
    unfold_list.results = rows_of
    unfold_admin.checkbox = _BoxOnce(unfold_admin.checkbox)
    unfold_list.result_headers = _headers_once(unfold_list.result_headers)
    unfold_list.display_for_label = _labels_once(unfold_list.display_for_label)
    unfold_list.add_preserved_filters = _lead_back


def _headers_once(original: Any) -> Any:
    """Heads are kept with the list; the theme builds them, with their links and translations, anew for each row."""

    @wraps(original)
    def result_headers(cl: Any) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] | None = cl.__dict__.get(_HEADERS)
        if kept is None:
            kept = cl.__dict__[_HEADERS] = [_said(head) for head in original(cl)]
        return kept

    return result_headers


def _said(head: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Promise) else value for name, value in head.items()}


def _labels_once(original: Any) -> Any:
    """A state's label is two templates of the theme; a list has few of them, and a row each time.

    Only states are kept, which the programme's text names: what people have written is forgotten with its page.
    """

    @lru_cache(MOST_LABELS)
    def of_state(state: str, words: str, language: str, empty: str, kinds: frozenset[tuple[Any, Any]]) -> Any:
        return original((state, words), empty, dict(kinds))

    @wraps(original)
    def display_for_label(value: Any, empty_value_display: str, label: Any) -> Any:
        if not _is_state(value, label):
            return original(value, empty_value_display, label)
        return of_state(
            value[0], str(value[1]), get_language() or "", str(empty_value_display), frozenset(label.items())
        )

    return display_for_label


def _is_state(value: Any, label: Any) -> bool:
    return isinstance(label, Mapping) and isinstance(value, tuple) and len(value) == 2 and value[0] in label


class _BoxOnce:
    """The box by which a row is chosen: a template of Django's, filled in once a language, and with each row's key."""

    def __init__(self, original: Any) -> None:
        self.original = original
        self.parts = lru_cache(MOST_LABELS)(self._parts)

    def render(self, name: str, value: str) -> SafeString:
        before, after = self.parts(name, get_language() or "")
        return SafeString(f"{before}{conditional_escape(value)}{after}")

    def _parts(self, name: str, language: str) -> tuple[str, str]:
        before, _key, after = str(self.original.render(name, _KEY)).partition(_KEY)
        return before, after


_KEY = "the-key-of-a-row"


def _lead_back(context: Mapping[str, Any], address: str) -> str:
    """A row's page with the list's filters in its address, as Django's, which looks up anew whose page that is."""
    kept = context["preserved_filters"]
    return f"{address}?{kept}" if kept else address
