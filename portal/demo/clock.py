"""The demonstration's clock: what happened on a day of the past is done as on that day.

So whatever services and rows note of it, and what people are told, is what a portal would hold that has run since
then. Only the loader winds it, in a process of its own or under the lock of a test; nothing else knows it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block it is this moment, and people are told at it."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
