"""Rows of the admin's lists, written as the theme writes them, at a fraction of the price.

The theme finds out anew for each cell what kind of field it shows, how such a value reads and what stands around it,
and puts it all together from a dozen small pieces. Here that is done once for each column, and a value that stands in
a column more than once is put in words once. What a column is called begins with a capital, as a card shows it, and
an empty cell is marked. `tests/core/test_admin_rows.py` holds the rows against the theme's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from operator import attrgetter as _value_of
from typing import Any, cast

from django.contrib.admin.utils import (  # type: ignore[attr-defined]
    FieldIsAForeignKeyColumnName,
    _get_non_gfk_field,
    lookup_field,
)
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import DateField, Field, ForeignKey, Model, TimeField
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.templatetags import unfold_list

from portal.core.direction import sentence_with_names

BOX = "action_checkbox"
Read = Callable[[Any], Any]
Words = Callable[[Any], Any]


def rows_of(listed: Any) -> Iterator[SafeString]:
    """The cells of each row of a list, one after the other."""
    heads = list(unfold_list.result_headers(listed))
    columns = [Column(listed, number, heads[number]["text"]) for number in range(len(listed.list_display))]
    linked = [column for column in columns if column.is_linked]
    if linked:
        linked[0].tag = "th"
    for row in listed.result_list:
        yield SafeString("".join([column.cell(row) for column in columns]))


class Column:
    """What all cells of one column have in common."""

    tag = "td"

    def __init__(self, listed: Any, number: int, head: Any) -> None:
        self.listed, self.name = listed, listed.list_display[number]
        self.empty = listed.model_admin.get_empty_value_display()
        self.read, self.in_words, field = self._reading()
        self.is_linked = self._leads_to_the_row(is_first=number == 0)
        head = head if number or self.is_linked else _("Select record")
        self.head = conditional_escape(capfirst(head))
        classes = [f"field-{unfold_list._coerce_field_name(self.name, number)}", *unfold_list.ROW_CLASSES]
        self.classes = " ".join(unfold_list.CHECKBOX_CLASSES if self.name == BOX else classes)
        self.nothing = conditional_escape(self.empty)
        self.is_unbroken = isinstance(field, DateField | TimeField | ForeignKey)
        self.kept: dict[tuple[type, Any], str] = {}

    def cell(self, row: Model) -> str:
        """The row's cell: its tag, and what it says; what isn't there reads as if it were empty."""
        words: str
        try:
            value = self.read(row)
        except ObjectDoesNotExist:
            value, words = None, conditional_escape(self.empty)
        else:
            words = self._said(value)
        if self.is_linked:
            words = self._link(row, words)
        is_unbroken = self.is_unbroken or isinstance(value, date | time)
        classes = f"{self.classes} nowrap" if is_unbroken else self.classes
        if words in ("", self.nothing):
            classes += " is-empty"  # a card says nothing of what a row doesn't have
        return f'<{self.tag} class="{classes}" data-label="{self.head}">{words}</{self.tag}>'

    def _said(self, value: Any) -> str:
        """A value in words; equal ones of the same type are put in words once."""
        key = (type(value), value)
        try:
            return self.kept[key]
        except KeyError:
            words = self.kept[key] = sentence_with_names(self.in_words(value))
            return words
        except TypeError:  # a list, or texts in several languages
            return sentence_with_names(self.in_words(value))

    def _leads_to_the_row(self, *, is_first: bool) -> bool:
        links = self.listed.list_display_links
        return links is not None and (self.name in links or (is_first and not links))

    def _link(self, row: Model, words: str) -> str:
        try:
            address = self.listed.url_for_result(row)
        except NoReverseMatch:
            return words
        kept = {"preserved_filters": self.listed.preserved_filters, "opts": self.listed.opts}
        address = conditional_escape(unfold_list.add_preserved_filters(kept, address))
        return f'<a href="{address}" class="{" ".join(unfold_list.LINK_CLASSES)}" {self._chosen(row)}>{words}</a>'

    def _chosen(self, row: Model) -> str:
        """In a window that was opened to choose a row: what its key is."""
        if not self.listed.is_popup:
            return ""
        key = row.serializable_value(str(self.listed.to_field or self.listed.pk_attname))
        return f' data-popup-opener="{conditional_escape(key)}"'

    def _reading(self) -> tuple[Read, Words, Field[Any, Any] | None]:
        """How a row's value is found, how it is put in words, and its field, if it is one."""
        try:
            field: Any = _get_non_gfk_field(self.listed.lookup_opts, self.name)
        except (FieldDoesNotExist, FieldIsAForeignKeyColumnName):
            return self._reading_of_what_is_worked_out()
        name, empty = self.name, self.empty
        if field.auto_created:
            return _value_of(name), lambda value: unfold_list.display_for_value(value, empty), None
        if field.many_to_one or field.one_to_one:
            return _value_of(name), lambda value: empty if value is None else value, field
        return _value_of(name), lambda value: unfold_list.display_for_field(value, field, empty), field

    def _reading_of_what_is_worked_out(self) -> tuple[Read, Words, None]:
        """By a method of the list's admin, or something of the row's own."""
        name, admin, model = self.name, self.listed.model_admin, self.listed.model
        own = name if callable(name) else getattr(admin, name, None) if name != "__str__" else None
        read: Read = own if callable(own) else lambda row: lookup_field(name, row, admin)[2]
        says = own if callable(own) else getattr(model, name, None)
        return read, self._words_of(says), None

    def _words_of(self, method: Any) -> Words:
        """As the method is declared to be shown: as a label, as a heading, as yes or no, or as it reads."""
        empty = getattr(method, "empty_value_display", self.empty)
        if label := getattr(method, "label", False):
            return lambda value: unfold_list.display_for_label(value, empty, label)
        if getattr(method, "header", False):
            return lambda value: unfold_list.display_for_header(value, empty)
        is_boolean = cast("bool", getattr(method, "boolean", False))
        return lambda value: unfold_list.display_for_value(value, empty, is_boolean)
