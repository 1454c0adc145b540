"""Notices what a page would say in the language of the moment it was written: every test that passes it fails."""

import sys
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from portal.core.page_messages import PageMessages

OURS = tuple({app.split(".")[0] for app in settings.OUR_APPS})


class StrictPageMessages(PageMessages):
    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        if message and not isinstance(message, Promise) and _who_says_it().startswith(OURS):
            raise AssertionError(f"worded too early, use `worded` or something lazy: {message!r}")
        super().add(level, message, extra_tags)


def _who_says_it() -> str:
    """The module that has called `messages.success(…)` or the like."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("django.contrib.messages"):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", ""))
