"""How a notification looks as a mail: text and HTML, in the reader's language, with a way to stop it."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypedDict
from urllib.parse import urlsplit

import wcwidth
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.core.addresses import clean_address
from portal.core.calendar import CalendarPart
from portal.core.direction import sentence_with_names
from portal.core.text import printed_line, shortened
from portal.notifications.constants import UNSUBSCRIBE_SALT
from portal.notifications.extensions import Quote
from portal.notifications.models import Notification
from portal.notifications.queries import Way, quotes_of, ways_on
from portal.notifications.services.frames import render
from portal.notifications.services.letters import Letter
from portal.users.models import User

MARK = "MARK"
"""Stands in an address for what is told from mail to mail."""
Address = tuple[int, str]
"""Of whom, and which."""
SUBJECT_COLUMNS = 60
"""What mail programs show of a subject in their lists; on telephones it is a third less."""
NAME_COLUMNS = (32, 28, 24, 20, 16)
"""What a name in a subject may take: of these the first with which it is no longer than that, else the last."""


class Item(TypedDict):
    """One message in a mail. `url` is absolute, because a mail has no place of its own."""

    title: str
    subject: str
    paragraphs: list[str]
    quote: str
    quoted_lines: str
    label: str
    url: str


def address_for(notification: Notification) -> str:
    """Where it goes; "" if there is no address to write to. To guests at the address they have proven."""
    address = notification.notice.mail_address()
    if address is not None:
        return address
    recipient = notification.recipient
    return recipient.email or (recipient.contact_email if recipient.contact_email_proven_at else "")


def compose(notifications: Sequence[Notification]) -> EmailMultiAlternatives:
    """One mail with one message, or with several as a digest. All are to the same person."""
    return compose_all([notifications])[0]


def compose_all(
    mails: Sequence[Sequence[Notification]], quotes: Mapping[int, Quote] | None = None
) -> list[EmailMultiAlternatives]:
    """Each of these mails, in the language of its reader. What they need is read for all together.

    `quotes` is what their messages quote, where that was read before.
    """
    said = quotes_of(chain.from_iterable(mails)) if quotes is None else quotes
    proven = proven_addresses(mails)
    composed: dict[int, EmailMultiAlternatives] = {}
    for language in dict.fromkeys(rows[0].recipient.language for rows in mails):
        theirs = [rows for rows in mails if rows[0].recipient.language == language]
        with override(language):
            ways = ways_on(chain.from_iterable(theirs))
            composed |= {
                id(rows): _letter(rows, ways, said, is_proven=_address(rows[0]) in proven) for rows in theirs
            }
    return [composed[id(rows)] for rows in mails]


def _letter(
    notifications: Sequence[Notification],
    ways: Mapping[int, Way],
    quotes: Mapping[int, Quote],
    *,
    is_proven: bool,
) -> Letter:
    first = notifications[0]
    items = [
        _item(rows[0], ways[rows[0].pk], _said(rows, quotes), is_proven=is_proven)
        for rows in _bundles(notifications)
    ]
    stop_url, subject = _stop_url(notifications), _subject(items)
    context = {
        "name": first.recipient.get_full_name() if is_proven else "",
        "subject": subject,
        "site_url": settings.SITE_URL,
        "preferences_url": _absolute(_page("notifications:preferences")),
        "stop_url": stop_url,
        **({"item": items[0]} if len(items) == 1 else {"items": items}),
    }
    template = "message" if len(items) == 1 else "digest"
    mail = Letter(
        subject=subject,
        body=render(f"emails/{template}.txt", context),
        to=[address_for(first)],
        headers=_headers(notifications, stop_url),
    )
    mail.attach_alternative(render(f"emails/{template}.html", _as_html(context)), "text/html")
    mail.hang_on(_calendars(notifications, is_proven=is_proven))
    return mail


def _as_html(value: Any, name: str = "") -> Any:
    """The same words for HTML, in which names that are written from right to left leave the sentences as they are."""
    match value:
        case dict():
            return {key: _as_html(each, key) for key, each in value.items()}
        case list():
            return [_as_html(each, name) for each in value]
    return sentence_with_names(value) if name in ("title", "paragraphs", "name") else value


def _calendars(notifications: Iterable[Notification], *, is_proven: bool) -> list[CalendarPart]:
    """What the reader's calendar is to do by now; nothing goes to an address that nobody has proven."""
    if not is_proven:
        return []
    parts = (each.notice.calendar(each.recipient) for each in notifications)
    return [part for part in parts if part is not None]


def proven_addresses(mails: Iterable[Sequence[Notification]]) -> set[Address]:
    """Which of the addresses that these mails go to have been confirmed by their recipients.

    Anybody can register with anybody's address, under any name: no word of theirs travels in a mail to it.
    """
    wanted = {_address(mail[0]) for mail in mails}
    people = {recipient for recipient, _email in wanted}
    confirmed = EmailAddress.objects.filter(user__in=people, verified=True).values_list("user", "email")
    guests = User.objects.guests().filter(pk__in=people).values_list("pk", "contact_email")
    return wanted.intersection(confirmed.union(guests, all=True))


def _address(notification: Notification) -> Address:
    return notification.recipient_id, clean_address(address_for(notification))


def _bundles(notifications: Sequence[Notification]) -> list[list[Notification]]:
    """What belongs together, in the order of the first of each."""
    found: dict[object, list[Notification]] = {}
    for each in notifications:
        found.setdefault(each.bundle or each.pk, []).append(each)
    return list(found.values())


def _said(notifications: Sequence[Notification], quotes: Mapping[int, Quote]) -> Quote:
    """All that messages of a bundle quote, one after the other."""
    said = [quotes[each.pk] for each in notifications if each.pk in quotes]
    first = said[0] if said else Quote(text="")
    return Quote(text="\n\n".join(each.text for each in said), title=first.title, names=first.names)


def _item(notification: Notification, way: Way, quote: Quote, *, is_proven: bool) -> Item:
    """A mail that waited leads nowhere that its reader may no longer open."""
    notice = notification.notice
    if notice.holds_words_of_others and not is_proven:
        return _announcement()
    title = printed_line(str(quote.title or notice.title()))
    return Item(
        title=title,
        subject=_short(title, quote.names if quote.title else _texts(notice.payload())),
        paragraphs=notice.paragraphs(),
        quote=quote.text,
        quoted_lines="\n".join(f"> {line}".rstrip() for line in quote.text.splitlines()),
        label=way.label,
        url=_absolute(way.path) if way.path else "",
    )


def _announcement() -> Item:
    title = _("There is a message for you in Bleibe")
    return Item(
        title=title,
        subject=title,
        paragraphs=[_("Sign in and confirm this address to read it.")],
        quote="",
        quoted_lines="",
        label=_("Go to your messages"),
        url=_absolute(reverse("notifications:inbox")),
    )


def _subject(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return items[0]["subject"]
    return ngettext("%(count)d message from Bleibe", "%(count)d messages from Bleibe", len(items)) % {
        "count": len(items)
    }


def _short(title: str, names: Iterable[str]) -> str:
    """The title as a subject: long names in it are shortened, so that the words that tell what happened are seen."""
    known = sorted({line for name in names if (line := printed_line(name)) in title and line}, key=len)
    pattern = re.compile("|".join(map(re.escape, reversed(known))) or r"(?!)")
    for columns in NAME_COLUMNS:
        line = pattern.sub(lambda name: shortened(name[0], columns), title)  # noqa: B023 - called at once
        if wcwidth.width(line) <= SUBJECT_COLUMNS:
            break
    return line


def _texts(value: object) -> Iterator[str]:
    """All texts among the fields of a notice, in all languages: names, besides keys that no title has."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from chain.from_iterable(map(_texts, value.values()))
        case list() | tuple():
            yield from chain.from_iterable(map(_texts, value))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _headers(notifications: Sequence[Notification], stop_url: str) -> dict[str, str]:
    """The same message has the same Message-ID however often it is sent, so that mailboxes can tell a repetition.

    One-click unsubscription is RFC 8058's.
    """
    keys = "\n".join(notification.dedupe_key for notification in notifications)
    digest = hashlib.sha256(keys.encode()).hexdigest()[:32]
    headers = {
        "Message-ID": f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>",
        "Auto-Submitted": "auto-generated",
    }
    if stop_url:
        headers["List-Unsubscribe"] = f"<{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _stop_url(notifications: Sequence[Notification]) -> str:
    """Where a click stops mails of these kinds. Duties can't be stopped, so they have no such address."""
    kinds = sorted({each.kind for each in notifications if not each.notice.is_duty})
    if not kinds:
        return ""
    token = signing.dumps({"user": notifications[0].recipient_id, "kinds": kinds}, salt=UNSUBSCRIBE_SALT)
    return _absolute(_page("notifications:unsubscribe", MARK).replace(MARK, token))


@cache
def _page(name: str, *arguments: str) -> str:
    return reverse(name, args=arguments)
