"""What the admin's theme does for each row of a list and needs to do once: the heads of its columns."""

from __future__ import annotations

from functools import wraps
from typing import Any

from unfold.templatetags import unfold_list

_HEADERS = "_headers"


def build_headers_once() -> None:
    """Make the theme keep a list's headers with the list; it builds them, with their links, anew for each row.

    The theme has no setting for this, so its one function is put in ours (docs/decisions/0014).
    """
    original = unfold_list.result_headers

    @wraps(original)
    def result_headers(cl: Any) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] | None = cl.__dict__.get(_HEADERS)
        if kept is None:
            kept = cl.__dict__[_HEADERS] = list(original(cl))
        return kept

    unfold_list.result_headers = result_headers
