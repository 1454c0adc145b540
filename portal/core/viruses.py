"""Asks a virus scanner about each uploaded file, where the operator has one: `VIRUS_SCANNER`.

The scanner is clamd of ClamAV, or whatever else answers its command INSTREAM (`man clamd`). It fails closed: a file
about which the scanner doesn't say that it is clean, for whatever reason, is not taken.
"""

from __future__ import annotations

import logging
import socket
import struct
import time
from collections.abc import Iterator
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

SECONDS = 10
"""For all of it: connecting, sending and waiting for the answer."""
CHUNK = 64 * 1024
ANSWER_LIMIT = 4096


class NoAnswer(Exception):
    """The scanner is away, too slow, or says something else than clean or found."""


def scan_for_viruses(upload: File[bytes]) -> None:
    """Raise ValidationError unless the scanner says that the file is clean, or none is configured."""
    if not settings.VIRUS_SCANNER or getattr(upload, "is_scanned", False):
        return
    upload.seek(0)
    try:
        is_clean = _is_clean(upload)
    except (NoAnswer, OSError) as error:
        logger.error("The virus scanner gave no answer that counts: %s", type(error).__name__)
        raise ValidationError(
            _("Files can't be checked for viruses right now, so none is taken. Try again in a while."),
            code="unscanned",
        ) from None
    finally:
        upload.seek(0)
    if not is_clean:
        logger.warning("The virus scanner found something in an uploaded file.")
        raise ValidationError(
            _("The virus scanner found something in this file, so it is not taken."), code="virus"
        )
    upload.is_scanned = True  # type: ignore[attr-defined]


def _is_clean(upload: File[bytes]) -> bool:
    ends_at = time.monotonic() + SECONDS
    with _connection() as scanner:
        for part in _instream(upload):
            scanner.settimeout(_left(ends_at))
            scanner.sendall(part)
        answer = _answer(scanner, ends_at)
    if answer.endswith(b" FOUND"):
        return False
    if answer != b"stream: OK":
        raise NoAnswer
    return True


def _connection() -> socket.socket:
    address: str | tuple[str, int] = settings.VIRUS_SCANNER
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=SECONDS)
    scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    scanner.settimeout(SECONDS)
    try:
        scanner.connect(address)
    except BaseException:
        scanner.close()
        raise
    return scanner


def _instream(upload: File[bytes]) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for chunk in upload.chunks(CHUNK):
        yield struct.pack("!I", len(chunk)) + chunk
    yield struct.pack("!I", 0)


def _answer(scanner: socket.socket, ends_at: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0"):
        scanner.settimeout(_left(ends_at))
        part = scanner.recv(ANSWER_LIMIT)
        answer += part
        if not part or len(answer) > ANSWER_LIMIT:
            raise NoAnswer
    return answer[:-1]


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise NoAnswer
    return left


def scan_files_of_forms() -> None:
    """Have every `FileField` of every form ask the scanner, whatever else it asks: ours, the admin's, the imports'."""
    original = forms.FileField.to_python

    @wraps(original)
    def to_python(self: forms.FileField, data: Any) -> Any:
        upload = original(self, data)
        if upload is not None:
            scan_for_viruses(upload)
        return upload

    forms.FileField.to_python = to_python  # type: ignore[method-assign]
