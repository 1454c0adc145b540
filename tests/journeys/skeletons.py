"""What a page is made of: two pages that are made of the same need not be drawn twice.

A page's skeleton is the set of its parts. A part is an element together with all it stands in, each by its tag, its
classes, its type and role, and the names of its other attributes; texts, addresses and numbers don't count, and what
repeats itself, as rows and cards do, is one part however often it comes. Pictures are one part each.
"""

import fcntl
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from tests.journeys.source import Tag, tags

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
LEAVES = frozenset(["svg", "script", "style", "select", "datalist"])
"""What stands inside these is no part of the layout."""
KINDS = ("class", "type", "role", "aria-current", "aria-invalid", "open")
"""Attributes whose value counts; of all others, only that they are there."""
NUMBER = re.compile(r"\d+")

Skeleton = frozenset[int]


def skeleton_of(page: str) -> Skeleton:
    parts: set[int] = set()
    inside: list[tuple[str, int]] = [("", 0)]
    leaf = ""
    for tag in tags(page):
        if leaf:
            leaf = "" if tag.is_end and tag.name == leaf else leaf
        elif tag.is_end:
            _close(inside, tag.name)
        else:
            part = _part(inside[-1][1], _element(tag))
            parts.add(part)
            if tag.name in LEAVES:
                leaf = tag.name
            elif tag.name not in VOID:
                inside.append((tag.name, part))
    return frozenset(parts)


def _close(inside: list[tuple[str, int]], name: str) -> None:
    """Close the element; those inside it that nobody closed, as `<li>` and `<p>` may be, are closed with it."""
    if any(each == name for each, _part in inside):
        while inside.pop()[0] != name:
            pass


@lru_cache(maxsize=10_000)
def _element(tag: Tag) -> str:
    names = (
        f"{name}={_words(value)}" if name in KINDS else NUMBER.sub("N", name)
        for name, value in tag.attributes
    )
    return " ".join([tag.name, *sorted(names)])


def _words(value: str) -> str:
    return ",".join(sorted(set(NUMBER.sub("N", value).split())))


@lru_cache(maxsize=100_000)
def _part(parent: int, element: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{parent} {element}".encode(), digest_size=6).digest())


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
