"""What makes HTML of forms: inputs by Django's own Jinja2 templates, all else by the site's templates.

Django ships the templates of its inputs twice. They say the same, but Jinja2 compiles its to Python: a page of forms
with long lists to choose from takes a third of the time. Inputs that bring a template of their own, as the admin's
theme has them, are made by that, and so is what holds inputs of any kind.
"""

from typing import Any

from django.forms.renderers import Jinja2, TemplatesSetting
from django.http import HttpRequest
from django.template import TemplateDoesNotExist

INPUTS = "django/forms/widgets/"
WRITTEN = ("/text.html", "/textarea.html", "/search.html")
"""Inputs in which people write words of their own: whoever writes Arabic writes from right to left."""
HOLDS_OTHERS = frozenset({f"{INPUTS}multiwidget.html", f"{INPUTS}splitdatetime.html"})


class FormRenderer(TemplatesSetting):
    def __init__(self) -> None:
        self._jinja2 = Jinja2()
        self._inputs: dict[str, Any] = {}

    def get_template(self, template_name: str) -> Any:
        if not template_name.startswith(INPUTS) or template_name in HOLDS_OTHERS:
            return super().get_template(template_name)
        if template_name not in self._inputs:
            self._inputs[template_name] = self._input(template_name)
        return self._inputs[template_name]

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """An input whose choices have a template of their own is made by the site's templates as a whole."""
        _let_turn(context.get("widget", {}))
        if _has_own_choices(context.get("widget", {})):
            template: Any = super().get_template(template_name)
            return str(template.render(context, request=request).strip())
        return super().render(template_name, context, request)

    def _input(self, template_name: str) -> Any:
        try:
            return self._jinja2.get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


def _let_turn(widget: dict[str, Any]) -> None:
    """Each of its inputs takes its direction from what is written in it, whatever language it is meant for."""
    if str(widget.get("template_name", "")).endswith(WRITTEN):
        widget["attrs"]["dir"] = "auto"
    for part in widget.get("subwidgets") or ():
        _let_turn(part)


def _has_own_choices(widget: dict[str, Any]) -> bool:
    groups = widget.get("optgroups") or ()
    options = (options[0] for _name, options, _index in groups if options)
    return not all(option["template_name"].startswith(INPUTS) for option in options)
