"""A page's source as a row of tags, read many times faster than Python's own parser reads it.

Pages are the portal's own, so their tags are closed and their attributes quoted.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
RAW = re.compile(r"<(script|style)\b([^>]*)>.*?</\1>", re.DOTALL)
TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>""")
VERBATIM = re.compile(r"<(textarea|code|pre|samp|kbd)\b[^>]*>.*?</\1>", re.DOTALL)
READ_OUT = {"title", "alt", "placeholder", "aria-label", "aria-description", "data-label"}
"""Attributes whose text people see or hear."""
ATTRIBUTE = re.compile(r"""([^\s"'=/<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


class Tag(NamedTuple):
    name: str
    attributes: tuple[tuple[str, str], ...]
    is_end: bool


def tags(page: str) -> Iterator[Tag]:
    for end, name, attributes in TAG.findall(RAW.sub(r"<\1\2></\1>", COMMENT.sub("", page))):
        yield Tag(name.lower(), _attributes(attributes), bool(end))


@lru_cache(maxsize=10_000)
def _attributes(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.lower(), double or single or bare) for name, double, single, bare in ATTRIBUTE.findall(text)
    )


def texts(page: str) -> Iterator[str]:
    """What people read or hear of the page, but for what stands there to be copied letter by letter."""
    plain = VERBATIM.sub(" ", RAW.sub(" ", COMMENT.sub("", page)))
    yield from (unescape(text) for text in TAG.sub("\n", plain).splitlines() if text.strip())
    for tag in tags(plain):
        if ("type", "hidden") in tag.attributes:
            continue
        yield from (unescape(text) for name, text in tag.attributes if name in READ_OUT)
