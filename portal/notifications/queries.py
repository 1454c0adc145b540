"""Where messages lead today, and what the link at the foot of a mail stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from django.core import signing
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override

from portal.core.links import PagePath
from portal.notifications.constants import UNSUBSCRIBE_SALT
from portal.notifications.extensions import Quote, destinations, quotations
from portal.notifications.models import Notification
from portal.users.models import User


@dataclass(frozen=True)
class Way:
    """Where a message leads on within the portal; without a path, nowhere.

    `is_closed`: it did lead somewhere, but its reader may no longer open that, or it is gone.
    """

    label: str = ""
    path: str = ""
    is_closed: bool = False


CLOSED = Way(is_closed=True)


def ways_on(notifications: Iterable[Notification], *, reader: User | None = None) -> dict[int, Way]:
    """Key of each message → where it leads its reader today. A few questions for each kind of page, of all together.

    `reader`: whose all of them are; without one, each is its recipient's.
    """
    shown = list(notifications)
    ways = {each.pk: _meant(each) for each in shown}
    asked: dict[str, dict[User, dict[str, list[int]]]] = defaultdict(dict)
    for each in shown:
        if not ways[each.pk].path or each.notice.secret_fields:  # a secret link is the right itself
            continue
        name, key = _page_at(ways[each.pk].path)
        if name in destinations:
            pages = asked[name].setdefault(reader or each.recipient, {})
            pages.setdefault(key, []).append(each.pk)
        elif not name:
            ways[each.pk] = CLOSED
    for name, readers in asked.items():
        still_open = destinations[name]({person: pages.keys() for person, pages in readers.items()})
        for person, pages in readers.items():
            closed = pages.keys() - set(still_open.get(person, ()))
            ways |= {pk: CLOSED for key in closed for pk in pages[key]}
    return ways


def quotes_of(notifications: Iterable[Notification], *, reader: User | None = None) -> dict[int, Quote]:
    """Key of each message → what it quotes, if its reader may read that today. A few questions for all together.

    `reader`: whose all of them are; without one, each is its recipient's.
    """
    asked: dict[tuple[str, str], dict[User, dict[int, list[int]]]] = defaultdict(dict)
    for each in notifications:
        if (quoted := each.notice.quotes()) is not None and quoted[0] in quotations:
            name, key = quoted
            person = reader or each.recipient
            rows = asked[name, person.language].setdefault(person, {})
            rows.setdefault(key, []).append(each.pk)
    found: dict[int, Quote] = {}
    for (name, language), readers in asked.items():
        with override(language):
            quotes = quotations[name]({person: rows.keys() for person, rows in readers.items()})
        for person, rows in readers.items():
            said = {key: quotes[person.pk, key] for key in rows if (person.pk, key) in quotes}
            found |= {pk: quote for key, quote in said.items() for pk in rows[key]}
    return found


def _meant(notification: Notification) -> Way:
    """Where the message was to lead. It never leads away from the portal."""
    try:
        label, path = notification.notice.action() or ("", "")
    except NoReverseMatch:  # a page that an older message leads to is gone
        return CLOSED
    if isinstance(path, PagePath):
        return Way(label, path)
    return Way(label, path) if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else Way()


def _page_at(path: str) -> tuple[str, str]:
    """The name of the page's address, and what tells it from others of that name; no name where there is no page."""
    if isinstance(path, PagePath):
        return path.name, path.key
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return "", ""
    return match.view_name, "/".join(str(value) for value in (*match.args, *match.kwargs.values()))


class Unsubscription(TypedDict):
    """Whose mails, and of which kinds."""

    user: int
    kinds: list[str]


def find_unsubscription(*, token: str) -> tuple[User, list[str]] | None:
    """Whom the link at the foot of a mail speaks for, and of which kinds; None when it isn't one of ours."""
    content = read_unsubscribe_token(token)
    user = User.objects.active().filter(pk=content["user"]).first() if content else None
    return (user, content["kinds"]) if content and user else None


def read_unsubscribe_token(token: str) -> Unsubscription | None:
    """The content of a token made for the foot of a mail; None for anything else.

    It doesn't expire: neither do mails.
    """
    try:
        content: Unsubscription = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature:
        return None
    return content
