"""How mails leave: over SMTP, or, in demo mode, into a folder: one file a mail, named after its Message-ID."""

import hashlib
import os
import re
import smtplib
import socket
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parseaddr, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.mail.message import sanitize_address

KEPT = 2000
"""Mails; older ones are forgotten, so that a demonstration which runs for months doesn't fill the disk."""


class _Watched:
    """A session of smtplib that ends after `EMAIL_SESSION_LIMIT`, wherever it stands."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._line = socket.socket(
            fileno=os.dup(found.fileno())
        )  # another handle: TLS takes the first one away
        self._watch = threading.Timer(settings.EMAIL_SESSION_LIMIT, _hang_up, [self._line])
        self._watch.daemon = True
        self._watch.start()
        return found

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        if hasattr(self, "_watch"):
            self._watch.cancel()
            self._line.close()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it has just ended by itself
        line.shutdown(socket.SHUT_RDWR)


class _WatchedSMTP(_Watched, smtplib.SMTP):
    pass


class _WatchedSMTPOverTLS(_Watched, smtplib.SMTP_SSL):
    pass


class WatchedBackend(SMTPBackend):
    """Django's, for servers that say a word now and then and never finish: no time-out of a socket ends that."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchedSMTPOverTLS if self.use_ssl else _WatchedSMTP

    def _send(self, email_message: EmailMessage) -> bool:
        """Django parses every address, which takes as long as handing the mail over; most need no parsing."""
        recipients = email_message.recipients()
        if not recipients or self.fail_silently or not all(map(_PLAIN_ADDRESS.fullmatch, recipients)):
            return bool(super()._send(email_message))  # type: ignore[misc]
        message, server = cast("Any", email_message.message()), cast("smtplib.SMTP", self.connection)
        content = message.as_bytes(linesep="\r\n")
        server.sendmail(_sender(email_message.from_email), recipients, content)
        return True


_PLAIN_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=16)
def _sender(address: str) -> str:
    return parseaddr(sanitize_address(address, settings.DEFAULT_CHARSET))[1]


class FolderBackend(BaseEmailBackend):
    """Writes mails into `settings.MAIL_DIR`, for nobody else to read. One sent twice is there once, and never half."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email_message in email_messages:
            message = email_message.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:24]
            unfinished = folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as mail:
                mail.write(message.as_bytes())
            unfinished.replace(folder / f"{name}.eml")
        for forgotten in mail_files()[KEPT:]:
            forgotten.unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True)
class StoredMail:
    name: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str


def mail_files() -> list[Path]:
    """Newest first."""
    folder = Path(settings.MAIL_DIR)
    if not folder.is_dir():
        return []
    return sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def read_mail(path: Path) -> StoredMail:
    message: Any = message_from_bytes(path.read_bytes(), _class=ParsedMessage, policy=policy.default)
    body = message.get_body(("plain",))
    return StoredMail(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=_moment(message["Date"]) if message["Date"] else None,
        text=body.get_content() if body else "",
    )


def _moment(text: str) -> datetime:
    """By a mail's own clock. "-0000", as Python writes it, says that it is the world's, and is read without a zone."""
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def forget_mails(*, names: Iterable[str]) -> int:
    """Delete the demonstration's mails that name somebody, by a name or an address. Returns how many that were.

    Real mails have left by then, and lie in the mailboxes of those they were sent to.
    """
    known = [name.casefold() for name in names if name]
    found = [path for path in mail_files() if _names(read_mail(path), known)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _names(mail: StoredMail, names: Iterable[str]) -> bool:
    words = f"{mail.to}\n{mail.subject}\n{mail.text}".casefold()
    return any(name in words for name in names)


def find_mail(name: str) -> StoredMail | None:
    """The mail whose file has this name. It comes from an address, so it is compared and never made a path."""
    return next((read_mail(path) for path in mail_files() if path.stem == name), None)
