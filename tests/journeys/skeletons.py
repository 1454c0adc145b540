"""What a page is made of: what was drawn already, on whatever page, need not be drawn again.

A page's skeleton is the set of its parts. A part is an element together with all it stands in, each by its tag, its
classes (those that a sheet knows), its type and role, and the names of its other attributes, and with the kinds of
elements that stand directly in it, as neighbours share a room; texts, addresses and numbers don't count, and what
repeats itself, as rows and cards do, is one part however often it comes. Pictures are one part each. What becomes of a
part is decided by what it stands in and what stands in it, so a page of which each part was drawn on some page tells
nothing new.
"""

import fcntl
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TextIO

import unfold
from django.conf import settings

from tests.journeys.source import Tag, tags

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
LEAVES = frozenset(["svg", "script", "style", "select", "datalist"])
"""What stands inside these is no part of the layout."""
KINDS = ("class", "type", "role", "aria-current", "aria-invalid", "open")
"""Attributes whose value counts; of all others, only that they are there."""
CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
NUMBER = re.compile(r"\d+")

Skeleton = frozenset[int]


def skeleton_of(page: str) -> Skeleton:
    parts: set[int] = set()
    inside = [_Open("", 0)]
    leaf = ""
    for tag in tags(page):
        if leaf:
            leaf = "" if tag.is_end and tag.name == leaf else leaf
        elif tag.is_end:
            parts.update(_close(inside, tag.name))
        else:
            element = _element(tag)
            place = _hash(inside[-1].place, element)
            inside[-1].elements.add(element)
            if tag.name in LEAVES:
                leaf = tag.name
            if tag.name in LEAVES or tag.name in VOID:
                parts.add(place)
            else:
                inside.append(_Open(tag.name, place))
    return frozenset(parts.union(each.part for each in inside[1:]))


@dataclass
class _Open:
    """An element that isn't closed yet: where it stands, and what stands in it."""

    name: str
    place: int
    elements: set[str] = field(default_factory=set)

    @property
    def part(self) -> int:
        return _hash(self.place, "|".join(sorted(self.elements)))


def _close(inside: list[_Open], name: str) -> Iterator[int]:
    """Close the element; those inside it that nobody closed, as `<li>` and `<p>` may be, are closed with it."""
    if any(each.name == name for each in inside):
        closed = inside.pop()
        while closed.name != name:
            yield closed.part
            closed = inside.pop()
        yield closed.part


@lru_cache(maxsize=10_000)
def _element(tag: Tag) -> str:
    names = (
        f"{name}={_words(value, styled() if name == 'class' else None)}"
        if name in KINDS
        else NUMBER.sub("N", name)
        for name, value in tag.attributes
    )
    return " ".join([tag.name, *sorted(names)])


def _words(value: str, known: frozenset[str] | None = None) -> str:
    words = {NUMBER.sub("N", word) for word in value.split() if known is None or word in known}
    return ",".join(sorted(words))


@lru_cache(maxsize=1)
def styled() -> frozenset[str]:
    """The classes that some sheet knows: what a row or a model is called by besides changes nothing on the screen."""
    folders = [Path(settings.BASE_DIR) / "static", Path(unfold.__file__).parent / "static"]
    sheets = [sheet.read_text(encoding="utf-8") for folder in folders for sheet in folder.rglob("*.css")]
    return frozenset(found.replace("\\", "") for sheet in sheets for found in CLASS.findall(sheet))


@lru_cache(maxsize=100_000)
def _hash(place: int, what: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{place} {what}".encode(), digest_size=6).digest())


class Register:
    """The parts that some process of this run has taken on, besides those that are in another register already."""

    def __init__(self, file: Path, besides: "Register | None" = None) -> None:
        self.file = file
        self.besides = besides
        self.known: set[int] = set()
        self.read = 0

    def takes_on(self, page: str) -> bool:
        """Is there a part of this page that no page had that was taken on before? Then this one is, now."""
        skeleton = skeleton_of(page)
        if self.besides:
            skeleton -= self.besides.parts()
        with self._opened() as file:
            self._read_on(file)
            if skeleton <= self.known:
                return False
            file.write(json.dumps(sorted(skeleton - self.known)) + "\n")
        return True

    def parts(self) -> set[int]:
        with self._opened() as file:
            self._read_on(file)
        return self.known

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        with self.file.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _read_on(self, file: TextIO) -> None:
        file.seek(self.read)
        self.known.update(*(json.loads(line) for line in file))
        self.read = file.tell()
