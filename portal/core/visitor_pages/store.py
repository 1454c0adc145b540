"""Where finished pages are kept: in the process, bounded, compressed, and gone when what they show changes."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

import brotli
from django.utils import timezone

from portal.core.changes.looks import EVERYTHING, ChangedRow, Look, Notes
from portal.core.visitor_pages.declared import Mark

MOST_BYTES = 32 * 2**20
MOST_MARKS = 100_000
OVERHEAD = 2000
"""What an entry costs beside its body: key, headers, and Python's own."""
BROTLI_QUALITY = 5


@dataclass
class KeptPage:
    """A page, compressed once and ready to be sent."""

    packed: bytes
    """By Brotli; all browsers of the last years take it."""
    etag: str
    headers: dict[str, str]
    position: int
    """Up to where the changes were known before it was made."""
    end: datetime
    marks: tuple[Mark, ...]
    zipped: bytes = b""

    def body(self, encoding: str) -> bytes:
        if encoding == "br":
            return self.packed
        plain: bytes = brotli.decompress(self.packed)
        if encoding != "gzip":
            return plain
        if not self.zipped:
            self.zipped = gzip.compress(plain, 6, mtime=0)
        return self.zipped

    @property
    def size(self) -> int:
        return 2 * len(self.packed) + OVERHEAD  # gzip's is about as long


def packed(content: bytes) -> tuple[bytes, str]:
    """Compressed, and a name that two pages share only if they are the same."""
    return brotli.compress(content, quality=BROTLI_QUALITY), hashlib.sha256(content).hexdigest()[:32]


@dataclass
class PageStore:
    most_bytes: int = MOST_BYTES
    pages: OrderedDict[tuple[object, ...], KeptPage] = field(default_factory=OrderedDict)
    size: int = 0
    _notes: Notes | None = None
    _position: int = 0
    _marks: dict[Mark, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    """Held for moments in memory; never while a page is made, compressed or asked for."""

    def find(self, key: tuple[object, ...], seen: Look | None) -> KeptPage | None:
        """The page, if nothing it shows has changed since it was made. One that shows no rows needs no look."""
        with self._lock:
            if seen is not None:
                self._follow(seen)
            page = self.pages.get(key)
            if page is None:
                return None
            if not self._is_current(page):
                self._drop(key)
                return None
            self.pages.move_to_end(key)
            return page

    def put(self, key: tuple[object, ...], page: KeptPage, seen: Look | None) -> None:
        """Keep it, unless the notes began anew while it was made; the pages longest not asked for make room."""
        with self._lock:
            if seen is not None and seen.notes is not self._notes:
                return
            self._drop(key)
            self.pages[key] = page
            self.size += page.size
            while self.size > self.most_bytes:
                self._drop(next(iter(self.pages)))

    def clear(self) -> None:
        with self._lock:
            self._begin_anew(None, 0)

    def _drop(self, key: tuple[object, ...]) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.size -= page.size

    def _is_current(self, page: KeptPage) -> bool:
        changed = max((self._marks.get(mark, 0) for mark in page.marks), default=0)
        return changed <= page.position and timezone.now() < page.end

    def _follow(self, seen: Look) -> None:
        if self._notes is not seen.notes:
            self._begin_anew(seen.notes, seen.position)
        elif self._position < seen.position:
            rows = seen.notes.since(self._position, seen.position)
            if rows is None or EVERYTHING in rows or len(self._marks) > MOST_MARKS:
                self._begin_anew(seen.notes, seen.position)
            else:
                self._mark(rows)
                self._position = seen.position

    def _mark(self, rows: list[ChangedRow]) -> None:
        for number, (kind, row, programme) in enumerate(rows, start=self._position + 1):
            self._marks[(kind,)] = number
            self._marks[(kind, "row", row)] = number
            self._marks[(kind, "programme", programme)] = number

    def _begin_anew(self, notes: Notes | None, position: int) -> None:
        self._notes, self._position, self.size = notes, position, 0
        self.pages, self._marks = OrderedDict(), {}


STORE = PageStore()
