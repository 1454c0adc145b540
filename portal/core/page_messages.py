"""What a page says about what has just happened: worded when it is read, not when it is written.

Between the two may lie a sign-in, or a change of language. So what is said is handed over without a language, as
something lazy (`gettext_lazy`, `worded`), and is kept, where it has to outlast its request, in each language of the
portal: its words can't be made later, because the rows they speak of may have changed by then.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils.functional import Promise, lazy
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import get_language, override
from django_stubs_ext import StrPromise

TEXTS, IS_SAFE = "texts", "is_safe"


def worded(make: Callable[[], object]) -> StrPromise:
    """A sentence that is made anew in each language it is read in.

    >>> messages.success(request, worded(lambda: _("%(name)s is invited.") % {"name": name}))
    """
    return cast("StrPromise", lazy(make, str)())


class LanguageFreeMessage(Message):
    """A message that is kept in all languages, so that it can be read in any."""

    message: Any

    def _prepare(self) -> None:
        if isinstance(self.message, Promise):
            self.message = _in_every_language(self.message)
        else:
            super()._prepare()  # type: ignore[misc]

    def __str__(self) -> str:
        if not isinstance(self.message, dict):
            return str(self.message)
        texts = self.message[TEXTS]
        text: str = texts.get(get_language()) or texts[settings.LANGUAGE_CODE]
        return mark_safe(text) if self.message[IS_SAFE] else text  # noqa: S308  it was, and nobody could change it since


def _in_every_language(words: Promise) -> dict[str, Any]:
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = str(words)  # which leaves what is safe to write into a page marked as that
    return {TEXTS: texts, IS_SAFE: all(isinstance(text, SafeData) for text in texts.values())}


class PageMessages(FallbackStorage):
    """Django's own, in signed cookies or sessions, for messages without a language."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        if not message or int(level) < self.level:
            return
        self.added_new = True
        self._queued_messages.append(LanguageFreeMessage(level, message, extra_tags=extra_tags))  # type: ignore[attr-defined]

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        kept, are_all = super()._get(*args, **kwargs)  # type: ignore[misc]
        return [
            LanguageFreeMessage(each.level, each.message, each.extra_tags) for each in kept or ()
        ], are_all
