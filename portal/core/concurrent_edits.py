"""Two people at the same form: nobody overwrites what somebody else saved meanwhile without being told.

A page carries a fingerprint of each value it was made from. When one of them was saved anew since, and is not what is
sent now, nothing is saved: the page says what stands there, keeps what was typed, and asks which of the two shall be.
Values that only one of the two changed are joined without a question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.db.models.fields.files import FieldFile
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from portal.core.formsets import LimitedFormSet, Line
from portal.core.locales import own_language_name

Request = TypeVar("Request", bound=HttpRequest)
Given = ParamSpec("Given")
View = Callable[Concatenate[Request, Given], HttpResponse]

MADE_FROM = "made_from"
TAKE_SAVED = "take_saved"

CHANGED_MEANWHILE = gettext_lazy(
    "This page was saved after you opened it: by somebody else, or by you in another window. What you typed is not "
    "saved yet, and nothing is lost: compare the parts that are marked. Send the page again to put what you typed in "
    "the place of what is saved, or choose what is saved."
)
FIELD_CHANGED_MEANWHILE = gettext_lazy("Saved meanwhile: %(text)s")


def lock(row: models.Model) -> None:
    """Make others who want to change this row wait for the end of the transaction, and read it as it is now.

    Without this, two people who send at the same moment would both be told that nothing had changed.
    """
    if not is_in_transaction(row):
        raise transaction.TransactionManagementError("A row is locked for a transaction, and there is none.")
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(of=("self",)))


def atomic_when_sent(
    view: Callable[Concatenate[Request, Given], HttpResponse],
) -> Callable[Concatenate[Request, Given], HttpResponse]:
    """Decorator of a view whose form changes a row: what it reads and writes on sending is one transaction."""

    @wraps(view)
    def answer(request: Request, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return answer


def lock_if_sent(request: HttpRequest, row: models.Model) -> None:
    """For a view in a transaction whose form changes the row: nobody else may change it while this form is judged."""
    if request.method == "POST":
        lock(row)


def is_in_transaction(row: models.Model) -> bool:
    return transaction.get_connection(router.db_for_write(type(row))).in_atomic_block


def fingerprint(value: object) -> str:
    """The same for the same value, wherever it was read."""
    text = json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12]


def _plain(value: Any) -> object:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet):
        return sorted(str(row.pk) for row in value)
    if isinstance(value, LazyI18nString):
        return value.data
    if isinstance(value, FieldFile):
        return value.name
    return str(value)


def read_fingerprints(text: object) -> dict[str, str]:
    """What a page says it was made from; nothing where it says nothing that can be read."""
    try:
        found = json.loads(str(text or "{}"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class ConcurrentEditForm(forms.BaseForm):
    """Mixin for a form that changes what is there already: a row, or the `initial` values that stand for it.

    A view gives the form what is saved *now* on sending, too: `instance`, or the same `initial` as on opening.
    Together with `lock`, two people who send at the same moment can't miss each other.
    """

    @property
    def made_from_name(self) -> str:
        return self.add_prefix(MADE_FROM)

    @property
    def take_saved_name(self) -> str:
        return self.add_prefix(TAKE_SAVED)

    @property
    def made_from(self) -> str:
        """What the page is to carry: nothing for a new row, and what it carried before as long as nobody compared."""
        if not self._is_edit:
            return ""
        sent = self.data.get(self.made_from_name) if self.is_bound and not self._is_compared else ""
        return sent or json.dumps(self._saved_fingerprints, separators=(",", ":"))

    @property
    def _is_edit(self) -> bool:
        instance = getattr(self, "instance", None)
        return instance is None or instance.pk is not None

    _is_compared = False

    @cached_property
    def _saved_fingerprints(self) -> dict[str, str]:
        names = [name for name, field in self.fields.items() if not field.disabled]
        return {name: fingerprint(self._saved(name)) for name in names}

    def _saved(self, name: str) -> Any:
        value = self.get_initial_for_field(self.fields[name], name)
        return sorted(value, key=lambda row: row.pk) if _are_rows(value) else value

    @property
    def conflicts(self) -> list[str]:
        """Names of the fields that somebody else changed since the page was made, and that differ from what is sent."""
        if not self.is_bound or not self._is_edit:
            return []
        before = read_fingerprints(self.data.get(self.made_from_name))
        now = self._saved_fingerprints
        return [
            name
            for name in now
            if before.get(name, now[name]) != now[name] and self[name]._has_changed()  # type: ignore[attr-defined]
        ]

    def full_clean(self) -> None:
        if self.is_bound and self._is_edit:
            chosen = str(self.data.get(self.take_saved_name, "")).split()
            self._take_saved([name for name in self._saved_fingerprints if name in chosen])
        super().full_clean()

    def _take_saved(self, names: list[str]) -> None:
        if not names:
            return
        data = _mutable(self.data)
        for name in names:
            write_raw(data, self[name], self._saved(name))
        self.data = data
        self.__dict__.pop("changed_data", None)

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        self._is_compared = True
        if conflicts := self.conflicts:
            self.add_error(None, CHANGED_MEANWHILE)
        for name in conflicts:
            text = shown(self[name], self._saved(name))
            self.add_error(name, ValidationError(FIELD_CHANGED_MEANWHILE, params={"text": text}))

    @property
    def has_conflict(self) -> bool:
        """Is the person to choose between two texts? Only then is there the box that takes the saved one."""
        return self._is_compared and bool(self.conflicts)


def concurrent(form: type[Any]) -> Any:
    """The form class with the mixin, where it lacks it."""
    if issubclass(form, ConcurrentEditForm):
        return form
    return type(form)(form.__name__, (ConcurrentEditForm, form), {"__module__": form.__module__})  # type: ignore[misc]


def _are_rows(value: object) -> bool:
    return isinstance(value, list | tuple | models.QuerySet) and all(
        isinstance(row, models.Model) for row in value
    )


def _mutable(data: Mapping[str, Any]) -> QueryDict:
    if isinstance(data, QueryDict):
        return data.copy()
    copy = QueryDict(mutable=True)
    for name, value in data.items():
        copy.setlist(name, value if isinstance(value, list | tuple) else [value])
    return copy


def write_raw(data: QueryDict, field: BoundField, value: object) -> None:
    """Put `value` where the browser would have sent it from this field's input."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        names = widget.widgets_names  # type: ignore[attr-defined]
        for suffix, part, each in zip(names, widget.widgets, widget.decompress(value) or (), strict=False):
            _write_one(data, f"{field.html_name}{suffix}", part, each)
    else:
        _write_one(data, field.html_name, widget, field.field.prepare_value(value))


def _write_one(data: QueryDict, name: str, widget: forms.Widget, value: object) -> None:
    if isinstance(widget, forms.CheckboxInput):
        data.setlist(name, ["on"] if value else [])
        return
    text = widget.format_value(value)
    values = text if isinstance(text, list | tuple) else [text]
    data.setlist(name, [str(each) for each in values if each is not None])


def shown(field: BoundField, value: Any) -> str:
    """A saved value as a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", [], ()):
        return _("nothing")
    if isinstance(value, LazyI18nString):
        return _in_languages(value)
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        return _labels(field, value)
    return str(formats.localize(value))


def _in_languages(value: LazyI18nString) -> str:
    if not isinstance(value.data, dict):
        return str(value)
    texts = {code: text for code, text in value.data.items() if text}
    return "\n".join(f"{own_language_name(code)}: {text}" for code, text in texts.items()) or _("nothing")


def _labels(field: BoundField, value: Any) -> str:
    """The names of what is chosen. A row that the person may no longer choose stays unnamed, by its key."""
    chosen = {str(each) for each in _keys(field.field.prepare_value(value))}
    names = [str(label) for key, label in _flat(field.field.choices) if str(key) in chosen]  # type: ignore[attr-defined]
    return ", ".join(names) or ", ".join(sorted(chosen))


def _keys(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _flat(choices: Any) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    for key, label in choices:
        found += label if isinstance(label, list | tuple) else [(key, label)]
    return found


class ConcurrentEditLines(LimitedFormSet[Line]):
    """Lines that stand for what is saved: `initial` is that on sending, too. They are compared as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get(self.take_saved_name):
            self.data = self._with_saved_lines()

    @property
    def made_from_name(self) -> str:
        return f"{self.prefix}-{MADE_FROM}"

    @property
    def take_saved_name(self) -> str:
        return f"{self.prefix}-{TAKE_SAVED}"

    @property
    def made_from(self) -> str:
        sent = self.data.get(self.made_from_name) if self.is_bound and not self._is_compared else ""
        return sent or fingerprint(self.initial or [])

    _is_compared = False

    @property
    def _is_stale(self) -> bool:
        now = fingerprint(self.initial or [])
        return bool((self.data.get(self.made_from_name) or now) != now)

    @property
    def conflicts(self) -> list[str]:
        return ["lines"] if self._is_stale and self._differs else []

    @property
    def _differs(self) -> bool:
        has_others = self.initial_form_count() != len(self.initial or [])
        return has_others or any(form.has_changed() for form in self.forms)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """A line that the page showed as empty is compared with nothing, not with what stands there by now.

        Else a line typed there that says the same would count as unchanged, and be left out.
        """
        if self.is_bound and i >= self.initial_form_count():
            kwargs.setdefault("initial", {})
        return super()._construct_form(i, **kwargs)  # type: ignore[misc]

    @property
    def has_conflict(self) -> bool:
        return self._is_compared and bool(self.conflicts)

    def clean(self) -> None:
        super().clean()
        self._is_compared = True
        if self.has_conflict:
            lines = "\n".join(self._saved_line(line) for line in self.initial or []) or _("nothing")
            raise ValidationError(FIELD_CHANGED_MEANWHILE, params={"text": lines})

    def _saved_line(self, line: Mapping[str, object]) -> str:
        form = self.form(initial=dict(line))
        return ", ".join(shown(form[name], value) for name, value in line.items())

    def _with_saved_lines(self) -> QueryDict:
        data = _mutable(self.data)
        for name in [name for name in data if name.startswith(f"{self.prefix}-")]:
            del data[name]
        lines = self.initial or []
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(lines) + self.extra)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(lines))
        for number in range(len(lines) + self.extra):
            form = self.form(
                initial=dict(lines[number]) if number < len(lines) else {}, prefix=self.add_prefix(number)
            )
            for field in form:
                write_raw(data, field, field.initial)
        return data
