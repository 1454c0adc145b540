"""`<form{% draft "apply" placement.pk %}>`: what is typed into its long texts stays in this browser until it is sent.

The browser keeps it (`static/js/drafts.js`) for the person who is signed in, and for a visitor in this tab alone. The
page that shows what was sent says so with `{% draft_over "apply" placement.pk %}`.
"""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.devices import digest_of

register = template.Library()


def _owner(context: Context) -> str:
    """Letters that stand for the person, to nobody else; none for a visitor."""
    user = getattr(context.get("request"), "user", None)
    return digest_of(user.pk) if user is not None and user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def draft(context: Context, *key: object) -> SafeString:
    return format_html(' data-draft="{}" data-draft-owner="{}"', "-".join(map(str, key)), _owner(context))


@register.simple_tag(takes_context=True)
def draft_over(context: Context, *key: object) -> SafeString:
    return format_html(' data-draft-over="{}:{}"', _owner(context), "-".join(map(str, key)))
