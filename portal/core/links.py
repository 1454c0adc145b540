"""The way to a page, for those who don't know whose page it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """`url` is where it leads, `label` what it is called. Both may be lazy: links are made before addresses are."""

    url: str | Promise
    label: str | Promise


class PagePath(str):
    """The path of a page that remembers which one it is: nobody has to look through all addresses for it again."""

    name: str
    """Of its address."""
    key: str
    """What tells it from others of that name."""

    @classmethod
    def to(cls, name: str, *arguments: object) -> Self:
        path = cls(reverse(name, args=arguments))
        path.name, path.key = name, "/".join(map(str, arguments))
        return path
