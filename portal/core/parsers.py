"""The guard around what reads foreign files and texts: libraries that may raise anything over a damaged input."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from portal.core.errors import DomainError

logger = logging.getLogger(__name__)


class UnreadableInput(DomainError):
    """A parser gave up, in whatever way."""


@contextmanager
def foreign_parser(name: str, refusal: Exception) -> Iterator[None]:
    """While a library reads what somebody sent: whatever it raises becomes `refusal`, and one line in the log.

    The line has the kind of the error alone, and no traceback: both may quote the input. What the portal itself says
    meanwhile, a DomainError or a ValidationError, goes on as it is, and so does a database that is away, or the end of
    a task's time.

        with foreign_parser("Pillow", ValidationError(_("This is not a picture that can be read."))):
            image = Image.open(upload)
    """
    try:
        yield
    except (DomainError, ValidationError, DatabaseError, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        logger.warning("%s could not read what was sent: %s", name, type(error).__name__)
        raise refusal from None


class TookTooLong(Exception):
    """A parser that runs apart was ended before it had an answer."""


def parse_apart(program: Path, content: bytes, *, seconds: float) -> bytes:
    """What a parser, which is a program of its own, answers to `content`. It knows nothing of the portal's environment.

    Raises TookTooLong when it takes more time or memory than it may.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program)],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        logger.warning("%s was ended over what was sent: %s", program.stem, type(error).__name__)
        raise TookTooLong from None
    return done.stdout


def guard_json_of_forms() -> None:
    """Have every `JSONField` of every form refuse what Python can't read: too deep, or a number too long.

    Django's catches what is no JSON, and neither of these. Passkeys come in such a field, from anybody.
    """
    original = forms.JSONField.to_python

    @wraps(original)
    def to_python(self: forms.JSONField, value: Any) -> Any:
        refusal = ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""})
        with foreign_parser("json", refusal):
            return original(self, value)

    forms.JSONField.to_python = to_python  # type: ignore[method-assign]
