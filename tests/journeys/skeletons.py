"""What a page is made of: two pages that are made of the same need not be drawn twice.

A page's skeleton is the set of its parts. A part is an element together with all it stands in, each by its tag, its
classes, its type and role, and the names of its other attributes; texts, addresses and numbers don't count, and what
repeats itself, as rows and cards do, is one part however often it comes. Pictures are one part each.
"""

import fcntl
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
LEAVES = frozenset(["svg", "script", "style", "select", "datalist"])
"""What stands inside these is no part of the layout."""
KINDS = ("class", "type", "role", "aria-current", "aria-invalid", "open")
"""Attributes whose value counts; of all others, only that they are there."""

Skeleton = frozenset[int]


def skeleton_of(page: str) -> Skeleton:
    return frozenset(_Parts(page).parts)


class _Parts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: set[int] = set()
        self.open: list[tuple[str, int]] = [("", 0)]
        self.leaf = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.leaf:
            return
        part = _number(f"{self.open[-1][1]} {_element(tag, attrs)}")
        self.parts.add(part)
        if tag in LEAVES:
            self.leaf = tag
        elif tag not in VOID:
            self.open.append((tag, part))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.leaf:
            self.parts.add(_number(f"{self.open[-1][1]} {_element(tag, attrs)}"))

    def handle_endtag(self, tag: str) -> None:
        """Close the element; those inside it that nobody closed, as `<li>` and `<p>` may be, are closed with it."""
        if self.leaf:
            self.leaf = "" if tag == self.leaf else self.leaf
        elif any(name == tag for name, _part in self.open):
            while self.open.pop()[0] != tag:
                pass


def _element(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    names = sorted(
        f"{name}={_words(value)}" if name in KINDS else re.sub(r"\d+", "N", name) for name, value in attrs
    )
    return " ".join([tag, *names])


def _words(value: str | None) -> str:
    return ",".join(sorted(set(re.sub(r"\d+", "N", value or "").split())))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest())


class Register:
    """The skeletons that some process of this run has taken on."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known: list[Skeleton] = []
        self.read = 0

    def takes_on(self, page: str) -> bool:
        """Is there something about this page that no page had that was taken on before? Then this one is, now."""
        skeleton = skeleton_of(page)
        with self.file.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(self.read)
            self.known += [frozenset(json.loads(line)) for line in file]
            self.read = file.tell()
            if any(skeleton <= each for each in self.known):
                return False
            file.write(json.dumps(sorted(skeleton)) + "\n")
        return True
