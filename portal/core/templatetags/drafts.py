"""`<form{% draft "apply" placement.pk %}>`: what is typed into its long texts stays in this browser until it is sent.

The browser keeps it (`static/js/drafts.js`) for the person who is signed in, and for a visitor in this tab alone. The
page that shows what was sent says so with `{% draft_over "apply" placement.pk %}`.
"""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.devices import digest_of

register = template.Library()

DRAFT_DAYS = 3
"""So long what somebody has typed waits in their browser to be sent."""


def _owner(context: Context) -> str:
    """Letters that stand for the person, to nobody else; none for a visitor."""
    user = getattr(context.get("request"), "user", None)
    return digest_of(user.pk) if user is not None and user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def draft(context: Context, *key: object) -> SafeString:
    return _draft(context, key, DRAFT_DAYS)


@register.simple_tag(takes_context=True)
def ticked_draft(context: Context, days: int, *key: object) -> SafeString:
    """The same of a form in which what is ticked is kept as well, for so many days."""
    return format_html("{} data-draft-ticked", _draft(context, key, days))


@register.simple_tag
def draft_days() -> int:
    """So many days what is typed is kept."""
    return DRAFT_DAYS


def _draft(context: Context, key: Iterable[object], days: int) -> SafeString:
    name = "-".join(map(str, key))
    return format_html(
        ' data-draft="{}" data-draft-owner="{}" data-draft-days="{}"', name, _owner(context), days
    )


@register.simple_tag(takes_context=True)
def draft_over(context: Context, *key: object) -> SafeString:
    return format_html(' data-draft-over="{}:{}"', _owner(context), "-".join(map(str, key)))
