"""How the facts of a noun and the fields of a model read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from portal.core.collation import in_order
from portal.core.direction import dir_attribute, isolated, may_turn
from portal.core.facts import Fact, Facts
from portal.core.fields import AmountField, RegionField
from portal.core.locales import language_name, own_language_name
from portal.core.markdown import MarkdownField, render_markdown
from portal.core.time_zones import check_zone, place_of

Text = str | Promise
Item = tuple[object, ...]
"""One line of components/facts.html: the label, the value and, where it leads somewhere, an address."""
Row_contra = TypeVar("Row_contra", contravariant=True)
"""The model that the facts belong to."""
Of = TypeVar("Of", bound=models.Model)
ModelField = models.Field[object, object]


@dataclass(frozen=True, kw_only=True)
class Rendering(Generic[Row_contra]):
    """One fact in words: `value` beside its `label`, `phrase` where it stands without one.

    Each takes the row, or a version of it from its history, and returns "" where there is nothing to say. `review`
    is what whoever vouches for the row reads, where that is more than everybody does: all languages of a text.
    """

    label: Text
    value: Callable[[Row_contra], str]
    phrase: Callable[[Row_contra], str] | None = None
    url: Callable[[Row_contra], str] | None = None
    review: Callable[[Row_contra], str] | None = None


Renderings = Mapping[str, Rendering[Row_contra]]


def rendering_of(model: type[models.Model], field_name: str) -> Rendering[object]:
    """How a fact reads that is one field of the model, under the field's own name and with nothing special about it."""
    field: ModelField = model._meta.get_field(field_name)  # type: ignore[assignment]
    label = field.verbose_name

    def value(row: object) -> str:
        return in_words(field, getattr(row, field_name))

    return Rendering(label=label, value=value)


def renderings(model: type[Of], facts: Facts, special: Renderings[Of]) -> Renderings[Of]:
    """The facts in words: those in `special`, the others as their field reads. What is kept in rows of its own, and is
    not in `special`, is put into words where it is shown."""
    fields = {fact.name: rendering_of(model, fact.name) for fact in facts if _is_plain(fact, special)}
    return {**fields, **special}


def _is_plain(fact: Fact, special: Mapping[str, object]) -> bool:
    return fact.name not in special and not fact.has_rows


def items(row: Of, facts: Iterable[Fact], words: Renderings[Of]) -> list[Item]:
    """Lines of components/facts.html, which leaves out those without a value."""
    return [_item(row, words[fact.name]) for fact in facts]


def _item(row: Of, rendering: Rendering[Of]) -> Item:
    label = capfirst(str(rendering.label))
    line = (label, rendering.value(row))
    return line if rendering.url is None else (*line, rendering.url(row))


def phrases(row: Of, facts: Iterable[Fact], words: Renderings[Of]) -> list[str]:
    """The facts that have something to say, each as it reads without a label."""
    found = ((words[fact.name].phrase or words[fact.name].value)(row) for fact in facts)
    return [str(phrase) for phrase in found if phrase]


def reviewed(row: Of, rendering: Rendering[Of]) -> str:
    return (rendering.review or rendering.value)(row)


# --- Fields --------------------------------------------------------------------------------------------------------


def in_words(field: ModelField, value: object) -> str:
    """What stands in a model's field, as the reader's language says it; "" for nothing."""
    if plain(value) == "":
        return ""
    if isinstance(value, LazyI18nString):
        return all_languages(value)
    if isinstance(value, list):
        return ", ".join(sorted((_said(_base_of(field), item) for item in value), key=in_order))
    return _said(field, value)


def in_html(field: ModelField, value: object) -> str:
    """The same where markup is shown: languages one below the other, Markdown as it looks."""
    if not isinstance(value, LazyI18nString):
        return in_words(field, value)
    return each_language(value, render_markdown if isinstance(field, MarkdownField) else str)


def all_languages(value: LazyI18nString) -> str:
    """A text in all its languages on one line."""
    return " · ".join(f"{name}: {text}" if name else text for _code, name, text in languages_of(value))


def all_spoken(value: LazyI18nString) -> SafeString:
    """The same as HTML that says of each text in which language it stands."""
    return format_html_join(
        " · ",
        '{}<span lang="{}"{}>{}</span>',
        (
            (f"{name}: " if name else "", code, dir_attribute(text), text)
            for code, name, text in languages_of(value)
        ),
    )


def each_language(value: LazyI18nString, shown: Callable[[str], str] = str) -> str:
    """A text in all its languages, each below the language's name where there is more than one."""
    texts = languages_of(value)
    if len(texts) == 1:
        return shown(texts[0][2])
    parts = ((code, name, dir_attribute(text), shown(text)) for code, name, text in texts)
    return format_html_join("", '<div lang="{}"><b>{}</b><div{}>{}</div></div>', parts)


def languages_of(value: LazyI18nString) -> list[tuple[str, str, str]]:
    """Code, own name and text of each language that has one, the reader's first. One text alone needs no name."""
    data = value.data if isinstance(value.data, dict) else {"": value.data}
    texts = {code: str(text) for code, text in data.items() if text}
    codes = sorted(texts, key=lambda code: code != get_language())
    return [
        (code, capfirst(own_language_name(code)) if len(texts) > 1 else "", texts[code]) for code in codes
    ]


def fallback_language(value: LazyI18nString | str) -> str:
    """The code of the language that a text is shown in, where it stands in another than the reader's; else ""."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if not isinstance(data, dict):
        return ""
    reader, shown = get_language() or "", str(value)
    return (
        "" if data.get(reader) else next((code for code, text in data.items() if text == shown and text), "")
    )


def spoken(value: LazyI18nString | str) -> str:
    """A text in several languages as HTML that says in which language it stands, where that is not the reader's.

    Its direction is its own: people write Arabic where the portal has no field for it, too.
    """
    language, text = fallback_language(value), str(value)
    if language:
        return format_html('<span lang="{}"{}>{}</span>', language, dir_attribute(text), text)
    return isolated(text) if may_turn(text) else text


def sentence(words: Text, **names: str) -> SafeString:
    """A sentence with names in it that may be HTML, such as what `spoken` makes."""
    return SafeString(
        conditional_escape(str(words)) % {name: isolated(value) for name, value in names.items()}
    )


def spoken_note(value: LazyI18nString | str) -> str:
    """What a card or a page says of a text that stands in another language than the reader's; else ""."""
    language = fallback_language(value)
    return _("in %(language)s only") % {"language": language_name(language)} if language else ""


def plain(value: object) -> object:
    """Values that mean the same compare equal: a text in several languages without empty ones, and nothing as ""."""
    if isinstance(value, LazyI18nString):
        value = value.data
    if isinstance(value, dict):
        value = {key: text for key, text in value.items() if text}
    return "" if value in (None, [], {}) else value


def _base_of(field: ModelField) -> ModelField:
    return field.base_field if isinstance(field, ArrayField) else field


def _said(field: ModelField, value: object) -> str:
    """One value: the name of a choice, yes or no, a day, a number."""
    names = dict(getattr(field, "flatchoices", None) or ())
    if value in names:
        return str(names[value])
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return formats.date_format(value, "DATE_FORMAT")
        case Decimal() if isinstance(field, AmountField):
            return field.shown(value)
        case str() if isinstance(field, RegionField):
            return field.shown(value)
        case str() if check_zone in field.validators:
            return place_of(value)
    return formats.localize(value) if isinstance(value, int | float | Decimal) else str(value)
