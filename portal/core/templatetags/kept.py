"""`{% load kept %}{% kept %}…{% endkept %}`: what says the same on every page, rendered once in each language."""

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class Kept(template.Node):
    """`{% kept %}…{% endkept %}`: what says the same on every page, rendered once in each language.

    It sees no variable: nothing of a page, and nothing of who reads it, can get into what the next one is shown.
    """

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._kept: dict[tuple[str | None, str], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = get_language(), get_script_prefix()
        if key not in self._kept:
            self._kept[key] = self._rendered(context.template)
        return self._kept[key]

    def _rendered(self, template: Any) -> SafeString:
        nothing = Context()
        with nothing.bind_template(template), nothing.render_context.push_state(template):
            return self.nodelist.render(nothing)


@register.tag
def kept(parser: Parser, _token: Token) -> Kept:
    """Parse the tag above."""
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist)
