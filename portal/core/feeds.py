"""Feeds for feed readers, as Atom (RFC 4287)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed

_CONTROL = re.compile(r"[\x00-\x1f]")


def printable(text: str) -> str:
    """Without control characters, which XML can't hold: somebody may have pasted one into a title."""
    return _CONTROL.sub(" ", text)


class _TitleIn:
    """What writes the XML, with the language of the title."""

    def __init__(self, handler: Any, language: str) -> None:
        self._handler, self._language = handler, language

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)

    def addQuickElement(  # noqa: N802 - Django's name
        self, name: str, contents: str | None = None, attrs: dict[str, str] | None = None
    ) -> None:
        own = {"xml:lang": self._language} if name == "title" else {}
        self._handler.addQuickElement(name, contents, {**(attrs or {}), **own})


class SpokenFeed(Atom1Feed):
    """Items whose title may stand in another language than the feed: `language` among an item's `extra_kwargs`."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """A title in another language than the feed says so; the rest of the entry is in the feed's."""
        language = item.get("language")
        spoken: Any = _TitleIn(handler, language) if language else handler
        super().add_item_elements(spoken, item)

    def latest_post_date(self) -> datetime:
        """Of a feed that holds nothing, the same each time, where it says one."""
        empty_since: datetime | None = None if self.items else self.feed.get("empty_since")
        return empty_since or super().latest_post_date()
