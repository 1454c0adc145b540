"""`{% load extensions %}{% section part %}`: shows a `programmes.extensions.Section`."""

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from programmes.extensions import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def section(context: Context, part: Section) -> SafeString:
    """The section's template with the section's context and what every page has, and nothing of this page's."""
    return render_to_string(part.template, part.context, request=context.get("request"))
