"""Template tags that turn forms, lists of pages and figures into the components under templates/components/."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import zip_longest
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import (
    FileInput,
    Textarea,
)
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from portal.core import presentation
from portal.core.direction import dir_attribute, isolated, sentence_with_names
from portal.core.form_parts import (
    drop_placeholder,
    field_anchor,
    is_required,
    language_inputs,
    name_parts,
    problems,
    shape,
    suggested,
)

register = template.Library()


class Component(template.Node):
    """`{% component "dialog" id="leave" %}…{% endcomponent %}` renders components/dialog.html with `content`.

    Like `{% include … only %}`, the component sees its own parameters and what every page has (request, user,
    csrf_token, messages), so a page's variables can't leak into it by having the same name.
    """

    shared = ("request", "user", "csrf_token", "LANGUAGE_CODE")

    def __init__(self, name: str, parameters: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.parameters, self.nodelist = name, parameters, nodelist

    def render(self, context: Context) -> SafeString:
        values: dict[str, object] = {key: context[key] for key in self.shared if key in context}
        values |= {key: expression.resolve(context) for key, expression in self.parameters.items()}
        values["content"] = self.nodelist.render(context)
        engine = context.template.engine  # type: ignore[union-attr]
        return engine.get_template(f"components/{self.name}.html").render(context.new(values))


@register.tag
def component(parser: Parser, token: Token) -> Component:
    """Parse the tag above: a quoted name, then `key=value` parameters."""
    _tag, quoted, *bits = token.split_contents()
    parameters = template.base.token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(
            "{% component %} takes a quoted name and key=value parameters only"
        )
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return Component(quoted.strip("\"'"), parameters, nodelist)


class Capture(template.Node):
    """`{% capture as title %}…{% endcapture %}`: keep what a block renders, to say it in two places."""

    def __init__(self, variable: str, nodelist: NodeList) -> None:
        self.variable, self.nodelist = variable, nodelist

    def render(self, context: Context) -> SafeString:
        context[self.variable] = SafeString(self.nodelist.render(context).strip())
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> Capture:
    """Parse the tag above."""
    bits = token.split_contents()
    if len(bits) != 3 or bits[1] != "as":
        raise template.TemplateSyntaxError("write {% capture as name %}…{% endcapture %}")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(bits[2], nodelist)


@register.filter(is_safe=False)
def plain(text: str) -> str:
    """Rendered HTML as one line of plain text, for a title or an attribute; it is escaped again on output."""
    return " ".join(unescape(strip_tags(str(text))).split())


@register.filter(is_safe=False)
def spoken(text: LazyI18nString) -> str:
    """A text in several languages, marked where it stands in another than the reader's (`portal.core.presentation`)."""
    return presentation.spoken(text)


@register.filter(is_safe=False)
def spoken_note(text: LazyI18nString) -> str:
    """The sentence for above such a text, so that nobody takes it for a fault of the page."""
    note = presentation.spoken_note(text)
    return format_html('<p class="small soft">{}</p>', capfirst(note)) if note else ""


_MARKED = re.compile(r'<span lang="([\w-]+)"')


@register.filter(is_safe=False)
def lang_attribute(text: LazyI18nString | str) -> str:
    """` lang="de"` for the element around such a text, or around HTML that has one, as a page's title; else nothing.

    Around the text itself, with its direction where it needs one.
    """
    is_html = isinstance(text, SafeString)
    marked = _MARKED.search(text) if is_html else None
    language = marked[1] if marked else presentation.fallback_language(text)
    attribute = format_html(' lang="{}"', language) if language else SafeString("")
    return attribute if is_html else attribute + dir_attribute(text)


@register.filter(is_safe=False)
def bdi(text: object) -> SafeString:
    """What somebody wrote, or how somebody is called, for within a sentence (`portal.core.direction`)."""
    return isolated(text)


@register.filter(is_safe=False)
def with_names(text: object) -> SafeString:
    """A sentence of the portal's own that is text and may name somebody (`portal.core.direction`)."""
    return sentence_with_names(text)


# --- Forms ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(field: BoundField, label: str = "", hint: str = "", layout: str = "") -> dict[str, object]:
    """Label, hint, errors and input of one form field, whatever its widget.

    `label` and `hint` replace the field's own. `layout="across"` sets short choices side by side; a form's
    field may ask for it itself.
    """
    kind = shape(field.field.widget)
    field.label = label or field.label  # an error summary further down says the same
    field.help_text = hint or field.help_text
    drop_placeholder(field)
    if kind == "group":
        name_parts(field)
    return {
        "field": field,
        "kind": kind,
        "label": field.label,
        "hint": field.help_text,
        "hint_id": f"{field.auto_id}_helptext",
        "error_id": f"{field.auto_id}_error",
        "suggestions": list(suggested(field)) if field.errors else (),
        "described_by": field.aria_describedby or "",
        "anchor": field_anchor(field),
        "optional": not is_required(field)
        and kind not in ("checkbox", "hidden")
        and not field.field.disabled,
        "layout": layout or getattr(field.field, "layout", ""),
        "languages": language_inputs(field) if kind == "languages" else (),
        "is_file": isinstance(field.field.widget, FileInput),
        "limit": isinstance(field.field.widget, Textarea) and getattr(field.field, "max_length", None),
    }


@register.inclusion_tag("components/form.html")
def form_fields(form: forms.BaseForm) -> dict[str, object]:
    """All fields of a form in their order. The `<form>`, its token and its buttons are the page's."""
    return {"form": form}


@register.inclusion_tag("components/lines.html")
def lines(
    formset: "BaseFormSet[forms.Form]", add: str, often: Sequence[str | tuple[str, str]] = (), why: str = ""
) -> dict[str, object]:
    """Lines of a formset. `add` is what the line below them asks for, `often` what can be added by one press: names,
    or values with their names. `why` says what these are."""
    first = next(iter(formset.empty_form.fields.values()))
    return {
        "lines": formset,
        "label": getattr(formset, "line_name", ""),
        "add": add,
        "often": [(each, each) if isinstance(each, str) else each for each in often],
        "why": why or _("Often asked for:"),
        "suggested_by": getattr(first.widget, "suggested_by", ""),
    }


@register.inclusion_tag("components/made_from.html")
def made_from(*forms_and_lines: object) -> dict[str, object]:
    """What forms that change something carry (`portal.core.concurrent_edits`), and the choice after a conflict."""
    return {"edited": [each for each in forms_and_lines if getattr(each, "made_from", "")]}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*bound: "forms.BaseForm | BaseFormSet[forms.Form]", title: str = "") -> dict[str, object]:
    """What has to be mended before these forms can be sent, each with a link to its field. Empty without errors."""
    return {"title": title, "problems": [problem for each in bound if each for problem in problems(each)]}


# --- Filters -------------------------------------------------------------------------------------------------------

Choice = tuple[str, Any, int | None, bool]
"""Value, label, how many rows it would leave, whether it is chosen."""


@register.simple_tag
def choice_lines(choices: Iterable[Choice], name: str, kind: str = "") -> SafeString:
    """The boxes of components/choice_list.html. A page has dozens of them, so they are written in one go."""
    kind, name = conditional_escape(kind or "checkbox"), conditional_escape(name)
    return SafeString(
        "".join(
            f'<label class="choice"><input type="{kind}" id="{name}-{number}" name="{name}" '
            f'value="{conditional_escape(value)}"{" checked" if is_chosen else ""}>'
            f"<span>{isolated(label)}</span>{_count(count)}</label>"
            for number, (value, label, count, is_chosen) in enumerate(choices, 1)
        )
    )


@register.simple_tag
def option_lines(choices: Iterable[Choice]) -> SafeString:
    """The same as options of a `<select>`, in which the number stands behind the label."""
    return SafeString(
        "".join(
            f'<option value="{conditional_escape(value)}"{" selected" if is_chosen else ""}>'
            f"{conditional_escape(label)}{'' if count is None else f' ({int(count)})'}</option>"
            for value, label, count, is_chosen in choices
        )
    )


def _count(count: int | None) -> str:
    return "" if count is None else f'<span class="n">{int(count)}</span>'


# --- Tables --------------------------------------------------------------------------------------------------------

Cell = str | int | Mapping[str, object]
"""What a cell says; or that as `text`, with `url`, `kind` (of a badge) or `num` (true for figures)."""


@register.simple_tag
def table_lines(rows: Iterable[Sequence[Cell]], head: Sequence[object]) -> SafeString:
    """The rows of components/table.html, written in one go. The first cell of each is its heading."""
    return format_html_join(
        "", '<tr role="row">{}{}</tr>', ((_heading(row[0]), _cells(row[1:], head[1:])) for row in rows if row)
    )


def _heading(cell: Cell) -> SafeString:
    return format_html('<th scope="row" role="rowheader">{}</th>', _content(cell))


def _cells(cells: Sequence[Cell], head: Sequence[object]) -> SafeString:
    return format_html_join(
        "",
        '<td role="cell" data-label="{}"{}>{}</td>',
        (
            (name, _NUM if isinstance(cell, Mapping) and cell.get("num") else "", _content(cell))
            for name, cell in zip_longest(head[: len(cells)], cells, fillvalue="")
        ),
    )


def _content(cell: Cell) -> object:
    if not isinstance(cell, Mapping):
        return isolated(localize(cell))
    text, url, kind = (cell.get(name) for name in ("text", "url", "kind"))
    if kind is not None and text:
        return get_template("components/badge.html").render({"label": text, "kind": kind})
    if url:
        return format_html('<a href="{}">{}</a>', url, isolated(localize(text)))
    return "" if text is None else isolated(localize(text))


_NUM = SafeString(' class="num"')


# --- Figures and lists ---------------------------------------------------------------------------------------------


@register.filter
def percent_of(value: float | None, whole: float | None) -> int:
    """How much of `whole` is `value`, as a whole number from 0 to 100."""
    if not value or not whole or whole <= 0:
        return 0
    return max(0, min(100, round(100 * float(value) / float(whole))))


@register.simple_tag
def target_bar(value: float, target: float, milestone: float | None = None) -> SafeString:
    """A bar for `value` against `target` with the milestone marked. Put the same in words beside it."""
    marked = percent_of(milestone, target)
    return format_html(
        '<svg class="target-bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" y="4" width="100" height="8" rx="1.5"/>'
        '<rect class="value" y="4" width="{}" height="8" rx="1.5"/>{}</svg>',
        percent_of(value, target),
        format_html('<line class="milestone" x1="{0}" x2="{0}" y1="0" y2="16"/>', marked) if marked else "",
    )


@register.simple_tag
def bullet(value: float, target: float, before: float) -> SafeString:
    """A bullet chart: a bar for `value`, a thin one for what it was before, a line at `target`."""
    longest = max(value, target, before)
    return format_html(
        '<svg class="target-bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" y="2" width="100" height="12" rx="1.5"/>'
        '<rect class="value" y="2" width="{0}" height="12" rx="1.5"/>'
        '<rect class="before" y="6" width="{1}" height="4"/>'
        '<line class="milestone" x1="{2}" x2="{2}" y1="0" y2="16"/></svg>',
        percent_of(value, longest),
        percent_of(before, longest),
        percent_of(target, longest),
    )


@register.simple_tag
def moment(at: datetime, look: str = "") -> SafeString:
    """A moment in words, and for machines to the second: HTML has no more than three digits of one."""
    attributes = format_html(' class="{}"', look) if look else ""
    here = localtime(at)
    machine = here.isoformat(timespec="seconds")
    return format_html(
        '<time{} datetime="{}">{}</time>', attributes, machine, date_format(here, "DATETIME_FORMAT")
    )


@register.filter
def met_in_words(met: bool | None) -> str:  # noqa: FBT001 - a filter's value is positional
    """Whether a requirement is met, for those who don't see the mark: yes, no, or not needed but welcome."""
    if met is None:
        return _("Would help:")
    return _("Fits:") if met else _("Missing:")


@dataclass(frozen=True)
class PageLinks:
    """Addresses of a list's pages, "" for those that there are not."""

    previous: str
    next: str
    around: list[tuple[int | str, str]]
    """Page numbers around the current one with their addresses, and `…` where some are left out."""


@register.simple_tag(takes_context=True)
def page_links(context: Context, page: "Page[object]", parameter: str = "page") -> PageLinks:
    """This page's query string with the numbers of other pages; filters and order stay."""
    query = context.request.GET.copy()  # type: ignore[attr-defined]
    query.pop(parameter := parameter or "page", None)
    start = f"?{query.urlencode()}&{parameter}=" if query else f"?{parameter}="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        previous=f"{start}{page.previous_page_number()}" if page.has_previous() else "",
        next=f"{start}{page.next_page_number()}" if page.has_next() else "",
        around=[(number, f"{start}{number}" if isinstance(number, int) else "") for number in numbers],
    )
