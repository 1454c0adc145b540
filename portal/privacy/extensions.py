"""Where people take a consent back, when there is more to it than the consent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from portal.core.links import Link
from portal.core.registry import Registry

if TYPE_CHECKING:
    from portal.users.models import User

consent_places: Registry[Link] = Registry("pages on which people agree to something")

pages: Registry[Callable[[User], Mapping[int, str]]] = Registry("pages on which consents are taken back")
"""The person → the path of a page for each id of a purpose that has one: for a programme's, the page to leave it."""


def page_for_each_purpose(user: User) -> dict[int, str]:
    return {purpose: path for provider in pages for purpose, path in provider(user).items()}
