"""What pages tell search engines: JSON-LD inside a script element."""

import json
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe

ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_ld(data: Mapping[str, object]) -> SafeString:
    """The content of a `<script type="application/ld+json">`; nothing in it can end the element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped right here
