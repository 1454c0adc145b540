"""What the log says: what happened where, and nothing that anybody typed.

A refused page is one line. A traceback shows the code's lines; what an exception says is shown only where it speaks of
the code, for a database tells the values that stand in its way, and a parser what it was given.
"""

import errno
import logging
import re
import traceback
from copy import copy
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError
from django.core.exceptions import (
    FieldError,
    ImproperlyConfigured,
    MultipleObjectsReturned,
    ObjectDoesNotExist,
)
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter
from kombu.exceptions import ContentDisallowed
from kombu.exceptions import OperationalError as BrokerAway
from psycopg import Error as PostgresError
from psycopg import OperationalError as PostgresAway
from redis.exceptions import RedisError

from portal.core.encryption import LostKey, NotSealed

LONGEST_PATH = 200  # characters of an address that leads nowhere
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")

SPEAKS_OF_CODE = (
    *(
        AttributeError,
        NameError,
        ImportError,
        TypeError,
        ZeroDivisionError,
        RecursionError,
        NotImplementedError,
    ),
    *(FieldError, ImproperlyConfigured, MultipleObjectsReturned, ObjectDoesNotExist),
    *(TemplateDoesNotExist, TemplateSyntaxError, LostKey, NotSealed),
    *(RedisError, BrokerAway, ContentDisallowed, SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError),
)


def harmless(error: BaseException | None) -> str:
    """What an exception says, as far as no input can stand in it."""
    if isinstance(error, PostgresError) and error.sqlstate:
        known = (error.sqlstate, error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
        return " ".join(word for word in known if word)
    if isinstance(error, (*SPEAKS_OF_CODE, PostgresAway)):
        return one_line(str(error))
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, "")
    return ""


def one_line(text: str) -> str:
    """Nobody writes a second line into the log by what they type."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class Formatter(logging.Formatter):
    """One line a record; below it, for what went wrong on the portal's side, where in the code."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(without_input(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return one_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        _type, error, _frames = ei
        told = traceback.TracebackException.from_exception(error, capture_locals=False)
        _silence(told, error, seen=set())
        return "".join(told.format()).rstrip()


def _silence(told: traceback.TracebackException, error: BaseException, seen: set[int]) -> None:
    """Let an exception and those that led to it say nothing but what is harmless."""
    if id(error) in seen:
        return
    seen.add(id(error))
    told._str = harmless(error)  # type: ignore[attr-defined]
    told.__notes__ = None
    for inner, cause in ((told.__cause__, error.__cause__), (told.__context__, error.__context__)):
        if inner is not None and cause is not None:
            _silence(inner, cause, seen)
    for inner, member in zip(told.exceptions or [], getattr(error, "exceptions", []), strict=False):
        _silence(inner, member, seen)


def without_input(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of what was logged by Django and Celery, without what somebody sent."""
    record = copy(record)
    record.exc_text = None
    if is_refusal(record):
        record.exc_info = None
    if request := getattr(record, "request", None):
        _name_the_route(record, request)
    elif record.name == "celery.app.trace" and isinstance(record.args, dict) and "exc" in record.args:
        error = record.exc_info[1] if record.exc_info else None
        record.args = record.args | {"exc": type(error).__name__ if error else "", "args": "", "kwargs": ""}
    elif record.name == "celery.worker.consumer.consumer" and record.levelno >= logging.ERROR:
        record.msg, record.args = record.getMessage().partition("\n")[0], ()  # then comes what was sent
        record.exc_info = None
    return record


def is_refusal(record: logging.LogRecord) -> bool:
    return record.name.startswith("django.security") or 400 <= getattr(record, "status_code", 0) < 500


def _name_the_route(record: logging.LogRecord, request: Any) -> None:
    """In place of an address, which may be a link that lets somebody in, the pattern it fits."""
    path, match = getattr(request, "path", ""), getattr(request, "resolver_match", None)
    shown = f"/{match.route}" if match else path[:LONGEST_PATH]
    if isinstance(record.args, tuple):
        record.args = tuple(shown if path and arg == path else arg for arg in record.args)


class OncePerRefusal(logging.Filter):
    """Django tells of a suspicious request twice: what was suspicious, and that the page was refused."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None or not is_refusal(record):
            return True
        if getattr(request, "_refusal_is_told", False):
            return False
        request._refusal_is_told = True
        return True


class Reporter(ExceptionReporter):
    """For reports by mail, should an operator set them up: no more than stands in the log."""

    def get_traceback_text(self) -> SafeString:
        return SafeString(Formatter().formatException((self.exc_type, self.exc_value, self.tb)))

    def get_traceback_html(self) -> SafeString:
        return format_html("<pre>{}</pre>", str(self.get_traceback_text()))
