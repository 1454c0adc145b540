"""The shape of rows in files: what an export writes an import reads again.

Rows are recognised by what people know, a name and a town or an address, never by a number: whoever writes numbers
into a file reaches nothing with them. Every row goes through the service that a form would use, so the same rules hold,
and what a rule forbids stands beside the row. What a row says and the portal doesn't do is named: a row is unchanged
only where file and portal say the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field as ModelField
from django.db.models import Model, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from import_export.fields import Field
from import_export.resources import ModelResource

from portal.core.errors import DomainError
from portal.core.presentation import in_words
from portal.core.tables.heads import folded
from portal.users.models import User
from programmes.constants import RowOutcome
from programmes.extensions import Carried, Column
from programmes.models import Organisation, Programme
from programmes.resources.lines import Line, Row, column, refusals_of
from programmes.services.taken_back import remove_rows


class ServiceResource(ModelResource):
    """Rows that a form checks and services carry out. `by` is who exports or imports."""

    called: str | Promise
    row_form: type[forms.Form]
    model: type[Model]
    labels: Mapping[str, str | Promise] = {}
    """What a column is called that no field of the model is called after."""
    hints: Mapping[str, str | Promise] = {}
    kept_because: Mapping[str, str | Promise] = {}
    """Why a column is for reading only, or can't be changed or emptied in a row that is there already."""
    found_by: frozenset[str] = frozenset()
    """Columns that say which row is meant; what stands in them is done with the row being found."""
    stored_fields: tuple[str, ...] = ()
    """Columns of the table that an import can change, itself or by what follows."""
    shown_with: tuple[str, ...] = ()
    """Relations whose rows are read to show it."""

    def __init__(self, *, by: User | None = None, clears_cells: bool = False, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.by, self.clears_cells = by, clears_cells
        self._programmes: dict[str, Programme] | None = None

    # --- Columns -----------------------------------------------------------------------------------------------------

    @classmethod
    def columns(cls) -> list[Column]:
        return [cls._column(name) for name in cls._meta.fields]

    @classmethod
    def _column(cls, name: str) -> Column:
        cell = cls.row_form.base_fields.get(name)
        label = cls.labels.get(name) or cls._meta.model._meta.get_field(name).verbose_name
        return Column(
            key=name,
            label=label,
            is_needed=cell is not None and cell.required,
            is_written=cell is not None,
            hint=cls.hints.get(name, ""),
            choices=tuple(getattr(cell, "choices", None) or ()),
        )

    @classmethod
    def name_of(cls, key: str) -> str:
        """A column as the reader calls it."""
        return cls._column(key).name if key in cls._meta.fields else ""

    # --- A portion of the file ---------------------------------------------------------------------------------------

    def carry_all(self, rows: Sequence[Row]) -> list[Carried]:
        """Do what the rows say; tell what that changes, and what of it is left out. Raises NotAllowed.

        What is there already is read once for all of them, and what is new is entered at once.
        """
        lines = [self._read(cells) for cells in rows]
        self._refuse_doubles(lines)
        self.find_all(_sound(lines))
        for line in _sound(lines):
            with refusals_of(line):
                self._compare(line)
        self._enter([line for line in _sound(lines) if line.found is None])
        for line in _sound(lines):
            if line.outcome != RowOutcome.NEW and self.has_changes(line):
                with refusals_of(line):
                    line.become(RowOutcome.CHANGED, self.change(line))
        prefetch_related_objects([line.found for line in _sound(lines)], *self.shown_with)
        return [self._carried(line) for line in lines]

    def _read(self, cells: Row) -> Line:
        """The row, checked by itself."""
        line = Line(cells)
        form = self.row_form({name: cells.get(name, "") for name in self.row_form.base_fields})
        if not form.is_valid():
            line.refused = {
                column(name): [str(each) for each in errors] for name, errors in form.errors.items()
            }
            return line
        given = {name for name in form.fields if cells.get(name, "") != ""}
        line.cleaned = {name: value for name, value in form.cleaned_data.items() if name in given}
        if self.clears_cells:
            line.emptied = {
                name: form.cleaned_data[name]
                for name in form.fields
                if cells.get(name) == "" and self._can_be_empty(name)
            }
        with refusals_of(line):
            self.place(line)
            line.key = hashlib.sha256(self.identity(line).encode()).hexdigest()
        return line

    def _can_be_empty(self, name: str) -> bool:
        fields = {field.name: field for field in self._meta.model._meta.concrete_fields}
        return name in fields and fields[name].blank and name not in self.kept_because

    def _refuse_doubles(self, lines: Iterable[Line]) -> None:
        """The first of several about the same is carried out."""
        seen = set()
        for line in _sound(lines):
            if line.key in seen:
                line.refused = {NON_FIELD_ERRORS: [_("Another row is about the same. Keep one of them.")]}
            seen.add(line.key)

    def _compare(self, line: Line) -> None:
        if line.found is None:
            self.check_new(line)
            return
        line.cleaned |= line.emptied
        line.before, line.shown_before = self.stored(line.found), self.shown(line.found)

    def _enter(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        for line, made in zip(lines, self.enter(lines), strict=True):
            if isinstance(made, DomainError):
                line.refuse(made)
            else:
                line.become(RowOutcome.NEW, made)
                with refusals_of(line):
                    line.found = self.finish(line)

    # --- What has become of a row ------------------------------------------------------------------------------------

    def _carried(self, line: Line) -> Carried:
        if not line.is_sound:
            problems = [(self.name_of(key), " ".join(texts)) for key, texts in line.refused.items()]
            return Carried(RowOutcome.WRONG, title=self.title(line.cells), key=line.key, problems=problems)
        shown = self.shown(line.found)
        notes = list(self._left_out(line, shown))
        outcome = RowOutcome.LEFT_OUT if line.outcome == RowOutcome.SAME and notes else line.outcome
        after = self.stored(line.found)
        is_new = outcome == RowOutcome.NEW
        changed = [
            name
            for name in after
            if name != "updated_at" and name in line.before and after[name] != line.before[name]
        ]
        return Carried(
            outcome,
            title=self.title(line.cells),
            key=line.key,
            object_id=line.found.pk,
            programmes={programme.pk for programme in line.into},
            notes=notes,
            changes=[
                (self.name_of(key), line.shown_before.get(key, ""), text)
                for key, text in shown.items()
                if text != line.shown_before.get(key, "")
            ],
            before={} if is_new else {name: line.before[name] for name in changed},
            after=after if is_new else {name: after[name] for name in changed},
        )

    def _left_out(self, line: Line, shown: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for key in filter(line.cells.__contains__, self._meta.fields):
            text = line.cells[key]
            if not text:
                if line.shown_before.get(key) and shown.get(key):
                    yield self.name_of(key), self._about_empty(key, shown[key])
            elif key not in self.found_by and not self._says_the_same(key, line, shown):
                yield self.name_of(key), self._about_left_out(key, text)

    def _about_empty(self, key: str, shown: str) -> str:
        said = _("The cell is empty; “%(value)s” stays.") % {"value": shown[:100]}
        return f"{said} {self.kept_because.get(key, '')}".strip()

    def _about_left_out(self, key: str, text: str) -> str:
        said = _("“%(value)s” is left out.") % {"value": text[:100]}
        return f"{said} {self.kept_because.get(key, '')}".strip()

    def _says_the_same(self, key: str, line: Line, shown: Mapping[str, str]) -> bool:
        """Does the cell say what stands in the row now, by code or in any language?"""
        if key in line.cleaned and key in self.fields and self.fields[key].attribute == key:
            return bool(line.cleaned[key] == getattr(line.found, key))
        said = {folded(line.cells[key])}
        if isinstance(understood := line.cleaned.get(key), date):
            said.add(folded(understood.isoformat()))
        return any(spelling in said for spelling in self._spellings(key, line.found, shown))

    def _spellings(self, key: str, row: Model, shown: Mapping[str, str]) -> Iterator[str]:
        """The reader's own first: that is what nearly all files say."""
        yield folded(shown[key])
        yield folded(str(self.export_field(self.fields[key], row)))
        for language, _name in settings.LANGUAGES:
            with override(language):
                spelling = folded(self._shown(self.fields[key], row))
            yield spelling

    # --- What each kind of row says ----------------------------------------------------------------------------------

    def place(self, line: Line) -> None:
        """Say which programmes the line is about. Raises ValidationError where `by` may not import into one."""
        raise NotImplementedError

    def identity(self, line: Line) -> str:
        """The same for two lines about the same row, whether it is there already or not."""
        raise NotImplementedError

    def find_all(self, lines: Sequence[Line]) -> None:
        """Note with each line the row that is there already, in as many statements for many as for one."""
        raise NotImplementedError

    def check_new(self, line: Line) -> None:
        """Raises ValidationError for what only a row that is there already may say."""

    def has_changes(self, line: Line) -> bool:
        """Does the file say anything else than the row that is there, as far as it can be carried out?"""
        raise NotImplementedError

    def enter(self, lines: Sequence[Line]) -> Sequence[Model | DomainError]:
        """Call the service for what is new, once for all; return for each line the row, or why there is none."""
        raise NotImplementedError

    def finish(self, line: Line) -> Model:
        """Do what a new row says besides; return it as it is now."""
        return cast(Model, line.found)

    def change(self, line: Line) -> Model:
        """Call the services for a row that is there; return it as it is now."""
        raise NotImplementedError

    def title(self, cells: Row) -> str:
        """What people call the row."""
        raise NotImplementedError

    # --- Stored, and put back ----------------------------------------------------------------------------------------

    def stored(self, row: Model) -> dict[str, object]:
        values = {name: self._plain(row, name) for name in self.stored_fields}
        return values | {"updated_at": row.updated_at.isoformat()}

    def _plain(self, row: Model, name: str) -> object:
        value = getattr(row, name)
        if value is None or isinstance(value, str | int | list):
            return value
        return value.isoformat()

    def remove(self, rows: Sequence[Model]) -> None:
        remove_rows(rows=rows, by=self.by)

    def put_back(self, row: Model, values: Mapping[str, object]) -> None:
        names = [name for name in values if name in self.stored_fields]
        for name in names:
            field: ModelField[Any, Any] = row._meta.get_field(name)
            setattr(row, field.attname, field.to_python(values[name]))
        row.save(update_fields=[*names, "updated_at"])

    def shown(self, instance: Model) -> dict[str, str]:
        """Each column in the reader's words."""
        return {name: self._shown(self.fields[name], instance) for name in self._meta.fields}

    def _shown(self, field: Field, instance: Model) -> str:
        if field.attribute in {each.name for each in self._meta.model._meta.concrete_fields}:
            model_field = self._meta.model._meta.get_field(field.attribute)
            return in_words(model_field, getattr(instance, field.attribute))
        return str(self.export_field(field, instance))

    # --- Programmes --------------------------------------------------------------------------------------------------

    def importable(self, name: str) -> Programme:
        """The programme with this short name or acronym, if `by` may import into it."""
        if self._programmes is None:
            rows = Programme.objects.administered_by(self.by, "import", self._meta.model).select_related(
                "parent"
            )
            self._programmes = {folded(each.acronym): each for each in rows} | {
                folded(each.slug): each for each in rows
            }
        programme = self._programmes.get(folded(name))
        if programme is None:
            sentence = _("You have no programme with the short name “%(slug)s”.") % {"slug": name[:60]}
            raise ValidationError({"programme": [sentence]})
        return programme


def _sound(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.is_sound]


def slugs_seen(resource: ServiceResource) -> frozenset[str]:
    """Read once for a whole file."""
    if not hasattr(resource, "slugs_seen"):
        rows = Programme.objects.administered_by(resource.by, "view", Organisation)
        resource.slugs_seen = frozenset(rows.values_list("slug", flat=True))
    seen: frozenset[str] = resource.slugs_seen
    return seen


DECIDED_IN_THE_PORTAL = gettext_lazy("It is decided in the portal, not in a file.")
