"""The shape of rows in files: what an export writes an import reads again.

Rows are recognised by what people know, a name and a town or an address, never by a number: whoever writes numbers
into a file reaches nothing with them. Every row goes through the service that a form would use, so the same rules hold,
and what a rule forbids stands beside the row. What a row says and the portal doesn't do is named: a row is unchanged
only where file and portal say the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field as ModelField
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import RowResult

from portal.core.errors import DomainError, NotAllowed
from portal.core.presentation import in_words
from portal.core.tables.heads import folded
from portal.users.models import User
from programmes.constants import RowOutcome
from programmes.extensions import Carried, Column
from programmes.models import Organisation, Programme

Row = Mapping[str, str]
"""A line of the file: what stands in each column, by its key."""

OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: RowOutcome.NEW,
    RowResult.IMPORT_TYPE_UPDATE: RowOutcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: RowOutcome.SAME,
    RowResult.IMPORT_TYPE_INVALID: RowOutcome.WRONG,
}


class ServiceResource(ModelResource):
    """Rows that a form checks and services carry out. `by` is who exports or imports."""

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

    def __init__(self, *, by: User | None = None, clears_cells: bool = False, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.by, self.clears_cells = by, clears_cells
        self.cleaned: dict[str, Any] = {}
        self.before: dict[str, object] = {}
        self.shown_before: dict[str, str] = {}
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

    # --- One row -----------------------------------------------------------------------------------------------------

    def carry(self, cells: Row) -> Carried:
        """Do what the row says; tell what that changes, and what of it is left out. Raises NotAllowed."""
        self.cleaned, self.before, self.shown_before = {}, {}, {}
        result = self.import_row(cells, None, row_number=0, retain_instance_in_row_result=True)
        if result.errors:
            raise result.errors[0].error
        if result.validation_error:
            return Carried(RowOutcome.WRONG, title=self.title(cells), problems=self._problems(result))
        return self._accounted(cells, result)

    def _problems(self, result: RowResult) -> list[tuple[str, str]]:
        found = result.validation_error.message_dict
        return [(self.name_of(key), " ".join(texts)) for key, texts in found.items()]

    def _accounted(self, cells: Row, result: RowResult) -> Carried:
        """What has become of each cell of a row that could be carried out."""
        row, outcome = result.instance, OUTCOMES[result.import_type]
        shown = self.shown(row)
        notes = list(self._left_out(cells, row, shown))
        if outcome == RowOutcome.SAME and notes:
            outcome = RowOutcome.LEFT_OUT
        after = self.stored(row)
        is_new = outcome == RowOutcome.NEW
        changed = [name for name in after if name in self.before and after[name] != self.before[name]]
        changed = [name for name in changed if name != "updated_at"]
        return Carried(
            outcome,
            title=self.title(cells),
            key=self.identity(row),
            object_id=row.pk,
            programmes={programme.pk for programme in self.programmes_of_row()},
            notes=notes,
            changes=[
                (self.name_of(key), self.shown_before.get(key, ""), text)
                for key, text in shown.items()
                if text != self.shown_before.get(key, "")
            ],
            before={} if is_new else {name: self.before[name] for name in changed},
            after=after if is_new else {name: after[name] for name in changed},
        )

    def _left_out(self, cells: Row, row: Model, shown: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for key in filter(cells.__contains__, self._meta.fields):
            text = cells[key]
            if not text:
                if self.shown_before.get(key) and shown.get(key):
                    yield self.name_of(key), self._about_empty(key, shown[key])
            elif key not in self.found_by and not self._says_the_same(key, text, row, shown):
                yield self.name_of(key), self._about_left_out(key, text)

    def _about_empty(self, key: str, shown: str) -> str:
        said = _("The cell is empty; “%(value)s” stays.") % {"value": shown[:100]}
        return f"{said} {self.kept_because.get(key, '')}".strip()

    def _about_left_out(self, key: str, text: str) -> str:
        said = _("“%(value)s” is left out.") % {"value": text[:100]}
        return f"{said} {self.kept_because.get(key, '')}".strip()

    def _says_the_same(self, key: str, text: str, row: Model, shown: Mapping[str, str]) -> bool:
        """Does the cell say what stands in the row now, by code or in any language?"""
        if key in self.cleaned and key in self.fields and self.fields[key].attribute == key:
            return bool(self.cleaned[key] == getattr(row, key))
        return folded(text) in self._spellings(key, row, shown)

    def _spellings(self, key: str, row: Model, shown: Mapping[str, str]) -> set[str]:
        found = {folded(shown[key]), folded(str(self.export_field(self.fields[key], row)))}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found.add(folded(self._shown(self.fields[key], row)))
        return found

    # --- What import-export asks -------------------------------------------------------------------------------------

    def get_or_init_instance(self, instance_loader: object, row: Row) -> tuple[Model, bool]:
        """Check the row, then look for what it is about among the rows that may be imported to."""
        form = self.row_form({name: row.get(name, "") for name in self.row_form.base_fields})
        if not form.is_valid():
            raise ValidationError({column(name): list(errors) for name, errors in form.errors.items()})
        given = {name for name in form.fields if row.get(name, "") != ""}
        self.cleaned = {name: value for name, value in form.cleaned_data.items() if name in given}
        found = self.find(self.cleaned)
        if found is None:
            return self._meta.model(), True
        if self.clears_cells:
            emptied = {name for name in form.fields if row.get(name) == "" and self._can_be_empty(name)}
            self.cleaned |= {name: form.cleaned_data[name] for name in emptied}
        self.before, self.shown_before = self.stored(found), self.shown(found)
        return found, False

    def _can_be_empty(self, name: str) -> bool:
        fields = {field.name: field for field in self._meta.model._meta.concrete_fields}
        return name in fields and fields[name].blank and name not in self.kept_because

    def import_instance(self, instance: Model, row: Row, **kwargs: object) -> None:
        """The service sets the values."""

    def validate_instance(self, *args: object, **kwargs: object) -> None:
        """The form has checked the row already, and the service will."""

    def skip_row(
        self,
        instance: Model,
        original: Model | None,
        row: Row,
        import_validation_errors: Mapping[str, object] | None = None,
    ) -> bool:
        return instance.pk is not None and not self.has_changes(instance)

    def save_instance(self, instance: Model, is_create: bool, row: Row, **kwargs: object) -> None:  # noqa: FBT001
        try:
            saved = self.carry_out(instance, is_create)
        except NotAllowed:
            raise
        except DomainError as error:
            raise ValidationError({column(error.field): [str(error)]}) from error
        saved.refresh_from_db()
        instance.__dict__.update(saved.__dict__)

    def save_m2m(self, *args: object, **kwargs: object) -> None:
        pass

    # --- What each kind of row says ----------------------------------------------------------------------------------

    def find(self, cleaned: Mapping[str, Any]) -> Model | None:
        """The row that is there already, or None."""
        raise NotImplementedError

    def has_changes(self, instance: Model) -> bool:
        """Does the file say anything else than the row that is there, as far as it can be carried out?"""
        raise NotImplementedError

    def carry_out(self, instance: Model, is_new: bool) -> Model:  # noqa: FBT001
        """Call the service; return the row as it is now."""
        raise NotImplementedError

    def identity(self, row: Model) -> str:
        """The same for two lines about the same row, whether it is there already or not."""
        return hashlib.sha256(self.identity_words(row).encode()).hexdigest()

    def identity_words(self, row: Model) -> str:
        """What a row is recognised by."""
        raise NotImplementedError

    def title(self, cells: Row) -> str:
        """What people call the row."""
        raise NotImplementedError

    def programmes_of_row(self) -> list[Programme]:
        """The programmes that the line is about."""
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


def column(name: str | None) -> str:
    return name if name and name != NON_FIELD_ERRORS else NON_FIELD_ERRORS


def slugs_seen(resource: ServiceResource) -> frozenset[str]:
    """Read once for a whole file."""
    if not hasattr(resource, "slugs_seen"):
        rows = Programme.objects.administered_by(resource.by, "view", Organisation)
        resource.slugs_seen = frozenset(rows.values_list("slug", flat=True))
    seen: frozenset[str] = resource.slugs_seen
    return seen


DECIDED_IN_THE_PORTAL = gettext_lazy("It is decided in the portal, not in a file.")
