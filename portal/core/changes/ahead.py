"""What the process keeps is made before anybody asks for it, so that nobody waits for it after a start."""

from __future__ import annotations

import logging
import threading
from importlib import import_module

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from portal.core.changes.following import FOLLOWERS
from portal.core.changes.looks import shared

logger = logging.getLogger(__name__)


def begin_ahead() -> threading.Thread:
    """Make everything in a thread of its own; whoever asks meanwhile makes what they need and waits for nobody."""
    thread = threading.Thread(target=make_ahead, name="make-ahead", daemon=True)
    thread.start()
    return thread


def make_ahead() -> None:
    """Where the database is away, nothing is made: pages make it when they are asked for."""
    import_module(settings.ROOT_URLCONF)  # only now are all followers there
    try:
        with shared():
            for follower in list(FOLLOWERS):
                follower.current()
    except (DatabaseError, InterfaceError):
        logger.warning("What pages are made from could not be read ahead; pages read it.", exc_info=True)
    finally:
        connection.close()
