"""The way to a page, for those who don't know whose page it is."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """`url` is where it leads, `label` what it is called. Both may be lazy: links are made before addresses are."""

    url: str | Promise
    label: str | Promise
