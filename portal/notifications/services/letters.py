"""A mail in bytes, without the detours: its headers and parts are known beforehand, and most are plain ASCII.

Django makes a tree of parts, and Python's library looks at every header for places where it could be folded. That takes
longer than a mail server takes for the mail. Whatever is not plain goes their way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from email.base64mime import header_encode
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.utils import formatdate
from secrets import token_hex
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEText, forbid_multi_line_headers

from portal.core.calendar import CalendarPart

LONGEST_LINE = 998
"""Bytes: RFC 5322, 2.1.1. Longer ones are encoded, as Django does it."""
LONGEST_SUBJECT = 66
"""Letters of a subject that is not folded."""
ENCODED_AT_ONCE = 45
"""Bytes of a header that become sixty letters between twelve of frame."""
ENCODING = "utf-8"


class Letter(EmailMultiAlternatives):
    """A text and the same as HTML, to one address; with `calendars`, what their reader's calendar is to do.

    One calendar is a third way to read the mail, as Outlook and Google want it to show the entry with its buttons, and
    hangs on it as a file besides, for programs that look for nothing else. Several hang on it as files.
    """

    calendars: Sequence[CalendarPart] = ()

    def hang_on(self, calendars: Sequence[CalendarPart]) -> None:
        self.calendars = calendars
        for number, part in enumerate(calendars, start=1):
            file = MIMEBase(
                "text", "calendar", method=part.method.value, charset=ENCODING, name=f"{number}.ics"
            )
            file.set_payload(part.text.encode(ENCODING))
            encode_base64(file)
            file.add_header("Content-Disposition", "attachment", filename=f"{number}.ics")
            self.attach(file)

    def _create_alternatives(self, msg: Any) -> Any:
        msg = super()._create_alternatives(msg)  # type: ignore[misc]
        if len(self.calendars) == 1:
            (part,) = self.calendars
            written = SafeMIMEText(part.text, "calendar", ENCODING)
            written.set_param("method", part.method.value)
            msg.attach(written)
        return msg

    def message(self, *, policy: Any = None) -> Any:
        """For whoever hands it over in bytes; everything else about it is asked of Django's message."""
        return Written(self, super().message)

    def as_bytes(self) -> bytes | None:
        """Lines end with `\\n`. None where something isn't plain."""
        (html, _kind), *others = [*self.alternatives, ("", "")]
        parts = [("plain", str(self.body)), ("html", str(html))]
        if len(others) > 1 or self.attachments or self.cc or self.bcc or self.reply_to:
            return None
        boundary = f"={token_hex(16)}="
        head = [("Content-Type", f'multipart/alternative; boundary="{boundary}"'), *self._headers()]
        text = "\n".join(
            (*_lines(head), "", *(_part(boundary, *each) for each in parts), f"--{boundary}--", "")
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        written = text.encode(ENCODING)
        return None if max(map(len, written.split(b"\n"))) > LONGEST_LINE else written

    def _headers(self) -> Iterable[tuple[str, str]]:
        yield "MIME-Version", "1.0"
        yield "Subject", str(self.subject)
        yield "From", self.from_email
        yield "To", ", ".join(self.to)
        yield from {"Date": formatdate(), **self.extra_headers}.items()


class Written:
    """Stands where a mail's tree of parts is expected, and has none unless somebody asks for it."""

    def __init__(self, letter: Letter, tree: Callable[[], Message]) -> None:
        self._letter, self._tree = letter, tree

    def as_bytes(self, *, linesep: str = "\n") -> bytes:
        written = self._letter.as_bytes()
        if written is None:
            tree: Any = self._tree()
            return bytes(tree.as_bytes(linesep=linesep))
        return written if linesep == "\n" else written.replace(b"\n", linesep.encode())

    def __getitem__(self, name: str) -> Any:
        return self._tree()[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tree(), name)


def _lines(headers: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, value in headers:
        yield f"{name}: {_encoded(name, value)}"


def _encoded(name: str, value: str) -> str:
    """Django refuses line breaks, and knows how addresses are encoded."""
    if not value.isprintable():
        return forbid_multi_line_headers(name, value, ENCODING)[1]
    if name == "Subject" and not value.isascii():
        return "\n ".join(_encoded_words(value.encode(ENCODING)))
    is_short = name != "Subject" or len(value) <= LONGEST_SUBJECT
    return value if is_short and value.isascii() else forbid_multi_line_headers(name, value, ENCODING)[1]


def _encoded_words(text: bytes) -> Iterator[str]:
    """RFC 2047: of at most 75 letters, none of which ends amid a letter."""
    start = 0
    while start < len(text):
        end = min(start + ENCODED_AT_ONCE, len(text))
        while end < len(text) and text[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        yield header_encode(text[start:end], ENCODING)
        start = end


def _part(boundary: str, kind: str, text: str) -> str:
    return (
        f'--{boundary}\nContent-Type: text/{kind}; charset="{ENCODING}"\nMIME-Version: 1.0\n'
        f"Content-Transfer-Encoding: {'7bit' if text.isascii() else '8bit'}\n\n{text}"
    )
