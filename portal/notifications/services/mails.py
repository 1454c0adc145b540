"""How a notification looks as a mail: text and HTML, in the reader's language, with a way to stop it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.core.addresses import clean_address
from portal.notifications.constants import UNSUBSCRIBE_SALT
from portal.notifications.models import Notification
from portal.notifications.queries import Way, ways_on

Address = tuple[int, str]
"""Of whom, and which."""


@dataclass(frozen=True)
class Item:
    """One message in a mail. `url` is absolute, because a mail has no place of its own."""

    title: str
    paragraphs: list[str]
    label: str = ""
    url: str = ""


def address_for(notification: Notification) -> str:
    return notification.notice.mail_address() or notification.recipient.email or ""


def compose(
    notifications: Sequence[Notification], proven: Collection[Address] | None = None
) -> EmailMultiAlternatives:
    """One mail with one message, or with several as a digest. All are to the same person.

    `proven`: what `proven_addresses` says of many mails at once.
    """
    first = notifications[0]
    recipient = first.recipient
    with override(recipient.language):
        is_proven = _address(first) in (proven_addresses([notifications]) if proven is None else proven)
        ways = ways_on(notifications, reader=recipient)
        items = [_item(each, ways[each.pk], is_proven=is_proven) for each in notifications]
        stop_url = _stop_url(notifications)
        context = {
            "name": recipient.get_full_name() if is_proven else "",
            "items": items,
            "item": items[0],
            "subject": _subject(items),
            "site_url": settings.SITE_URL,
            "preferences_url": _absolute(reverse("notifications:preferences")),
            "stop_url": stop_url,
        }
        template = "message" if len(items) == 1 else "digest"
        mail = EmailMultiAlternatives(
            subject=_subject(items),
            body=render_to_string(f"emails/{template}.txt", context),
            to=[address_for(first)],
            headers=_headers(notifications, stop_url),
        )
        mail.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    return mail


def proven_addresses(mails: Iterable[Sequence[Notification]]) -> set[Address]:
    """Which of the addresses that these mails go to have been confirmed by their recipients.

    Anybody can register with anybody's address, under any name: no word of theirs travels in a mail to it.
    """
    wanted = {_address(mail[0]) for mail in mails}
    people = {recipient for recipient, _email in wanted}
    confirmed = EmailAddress.objects.filter(user__in=people, verified=True).values_list("user", "email")
    return wanted.intersection(confirmed)


def _address(notification: Notification) -> Address:
    return notification.recipient_id, clean_address(address_for(notification))


def _item(notification: Notification, way: Way, *, is_proven: bool) -> Item:
    """A mail that waited leads nowhere that its reader may no longer open."""
    notice = notification.notice
    if notice.holds_words_of_others and not is_proven:
        return _announcement()
    return Item(
        title=_one_line(notice.title()),
        paragraphs=notice.paragraphs(),
        label=way.label,
        url=_absolute(way.path) if way.path else "",
    )


def _announcement() -> Item:
    return Item(
        title=_("There is a message for you in Bleibe"),
        paragraphs=[_("Sign in and confirm this address to read it.")],
        label=_("Go to your messages"),
        url=_absolute(reverse("notifications:inbox")),
    )


def _subject(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return items[0].title
    return ngettext("%(count)d message from Bleibe", "%(count)d messages from Bleibe", len(items)) % {
        "count": len(items)
    }


def _one_line(text: str) -> str:
    """A subject without line breaks and other control characters, whatever somebody typed into a title."""
    printable = "".join(character if character.isprintable() else " " for character in str(text))
    return " ".join(printable.split())[:200]


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
    return _absolute(reverse("notifications:unsubscribe", args=[token]))
