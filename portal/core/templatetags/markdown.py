"""`{{ text|markdown }}`: what people wrote in Markdown, safe to show."""

from django import template
from django.utils.safestring import SafeString

from portal.core.markdown import render_markdown

register = template.Library()


@register.filter
def markdown(text: object, top_heading: int = 3) -> SafeString:
    """`{{ placement.description|markdown }}`; `|markdown:2` when the text's headings follow the page's h1."""
    return render_markdown(str(text or ""), top_heading=top_heading)
