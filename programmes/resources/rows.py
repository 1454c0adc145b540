"""The shape of rows in files: what an export writes an import reads again.

Rows are recognised by what people know, a name and a town or an address, never by a number: whoever writes numbers
into a file reaches nothing with them. Every row goes through the service that a form would use, so the same rules hold,
and what a rule forbids stands beside the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from import_export.exceptions import FieldError
from import_export.fields import Field
from import_export.resources import Diff, ModelResource
from import_export.results import RowResult
from import_export.widgets import Widget

from portal.core.errors import DomainError, NotAllowed
from portal.core.presentation import in_words
from portal.users.models import User
from programmes.models import Organisation, Programme

Row = Mapping[str, str]
"""A line of the file: what stands in each column, by its name."""


class WordsWidget(Widget):
    """A list as words with spaces between."""

    def render(self, value: Iterable[str] | None, obj: Model | None = None, **kwargs: object) -> str:
        return " ".join(sorted(value or ()))


class Words(forms.CharField):
    """Words with spaces or commas between, each of them one of `allowed`."""

    def __init__(self, *, allowed: Collection[str] | None = None, required: bool = True) -> None:
        super().__init__(required=required)
        self.allowed = allowed

    def to_python(self, value: object) -> list[str]:
        words = sorted(set((super().to_python(value) or "").replace(",", " ").split()))
        unknown = [word for word in words if self.allowed is not None and word not in self.allowed]
        if unknown:
            raise ValidationError(_("“%(word)s” is not known here.") % {"word": unknown[0][:40]})
        return words


class Code(forms.ChoiceField):
    """A code of a list, in any letter case; or the words that the list shows for it."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value).strip()
        for code, label in self.choices:
            if text.casefold() in (str(code).casefold(), str(label).casefold()):
                return str(code)
        return text


class Preview(Diff):
    """A row before and after, each column in the words of whoever is about to import it."""

    def __init__(self, resource: ServiceResource, instance: Model, new: bool) -> None:  # noqa: FBT001
        self.left, self.right, self.new = resource.shown(instance), [], new

    def compare_with(self, resource: ServiceResource, instance: Model) -> None:
        self.right = resource.shown(instance)


class ServiceResource(ModelResource):
    """Rows that a form checks and services carry out. `by` is who exports or imports."""

    row_form: type[forms.Form]

    def __init__(self, *, by: User | None = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.cleaned: dict[str, object] = {}

    def get_diff_class(self) -> type[Preview]:
        return Preview

    def shown(self, instance: Model) -> list[str]:
        """Each column in the reader's words."""
        return [self._shown(field, instance) for field in self.get_import_fields()]

    def _shown(self, field: Field, instance: Model) -> str:
        if field.attribute in {each.name for each in self._meta.model._meta.concrete_fields}:
            model_field = self._meta.model._meta.get_field(field.attribute)
            return in_words(model_field, getattr(instance, field.attribute))
        return str(self.export_field(field, instance))

    def get_or_init_instance(self, instance_loader: object, row: Row) -> tuple[Model, bool]:
        """Check the row, then look for what it is about among the rows that may be imported to."""
        form = self.row_form({name: row.get(name, "") for name in self.row_form.base_fields})
        if not form.is_valid():
            raise ValidationError({column(name): list(errors) for name, errors in form.errors.items()})
        given = {name for name in form.fields if row.get(name, "") != ""}
        self.cleaned = {name: value for name, value in form.cleaned_data.items() if name in given}
        found = self.find(self.cleaned)
        return (self._meta.model(), True) if found is None else (found, False)

    def find(self, cleaned: Mapping[str, object]) -> Model | None:
        """The row that is there already, or None."""
        raise NotImplementedError

    def carry_out(self, instance: Model, is_new: bool) -> Model:  # noqa: FBT001
        """Call the service; return the row as it is now."""
        raise NotImplementedError

    def import_instance(self, instance: Model, row: Row, **kwargs: object) -> None:
        """The preview compares what stands here with what stood before."""
        for name, value in self.cleaned.items():
            if name in self.fields and self.fields[name].attribute == name:
                setattr(instance, name, value)

    def validate_instance(self, *args: object, **kwargs: object) -> None:
        """The form has checked the row already, and the service will."""

    def save_instance(self, instance: Model, is_create: bool, row: Row, **kwargs: object) -> None:  # noqa: FBT001
        try:
            saved = self.carry_out(instance, is_create)
        except NotAllowed:
            raise
        except DomainError as error:
            raise ValidationError({column(error.field): [str(error)]}) from error
        instance.__dict__.update(saved.__dict__)

    def import_row(self, *args: object, **kwargs: object) -> RowResult:
        """What may not be done is no matter of this row: the file is refused (403), and nothing of it is imported."""
        result = super().import_row(*args, **kwargs)
        for each in result.errors:
            if isinstance(each.error, NotAllowed):
                raise each.error
        return result

    def save_m2m(self, *args: object, **kwargs: object) -> None:
        pass

    def _check_import_id_fields(self, headers: Collection[str] | None) -> None:
        """Say which columns are missing, once instead of once a row."""
        missing = [
            name
            for name, field in self.row_form.base_fields.items()
            if field.required and name not in (headers or ())
        ]
        if missing:
            raise FieldError(_("The file lacks these columns: %(names)s.") % {"names": ", ".join(missing)})

    def importable(self, slug: str) -> Programme:
        """The programme with this short name, if `by` may import into it."""
        rows = Programme.objects.administered_by(self.by, "import", self._meta.model)
        programme = rows.filter(slug=slug.lower()).first()
        if programme is None:
            raise ValidationError(
                {
                    "programme": [
                        _("You have no programme with the short name “%(slug)s”.") % {"slug": slug[:60]}
                    ]
                }
            )
        return programme


def column(name: str | None) -> str:
    return name if name and name != NON_FIELD_ERRORS else NON_FIELD_ERRORS


def code_choices(choices: type[TextChoices]) -> list[tuple[str, StrOrPromise]]:
    return list(choices.choices)


def slugs_seen(resource: ServiceResource) -> frozenset[str]:
    """Read once for a whole file."""
    if not hasattr(resource, "slugs_seen"):
        rows = Programme.objects.administered_by(resource.by, "view", Organisation)
        resource.slugs_seen = frozenset(rows.values_list("slug", flat=True))
    seen: frozenset[str] = resource.slugs_seen
    return seen


def exported(resource: ServiceResource, rows: QuerySet[Model]) -> Iterator[list[object]]:
    """The rows as cells, read in portions so that memory doesn't grow with them."""
    for row in resource.iter_queryset(rows):
        yield resource.export_resource(row)
