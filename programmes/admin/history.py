"""Who changed what, when and on which page, from the complete history that the database keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.options import ModelAdmin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.http import asked
from portal.core.markdown import MarkdownField
from portal.core.presentation import ModelField, in_html, in_words, plain
from programmes.queries.programmes import names_of

LABELS: dict[str, str | Promise] = {
    "insert": gettext_lazy("Added"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
}
HIDDEN_FIELDS = ("id", "created_at", "updated_at", "changed_at")
"""Columns nobody has changed by hand."""
PER_PAGE = 30
LONGEST_VALUE = 300
Words = Callable[[ModelField, object], str]


@dataclass(frozen=True)
class FieldChange:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One step in a row's history."""

    at: datetime
    label: str | Promise
    who: str
    address: str
    fields: list[FieldChange]


class HistoryAdmin(ModelAdmin):
    """The page "History" of one row. Django's own log, which knows only of the admin, is not written."""

    object_history_template = "programmes/admin/changes.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        page = Paginator(steps_of(row), PER_PAGE).get_page(asked(request, "page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(row)s") % {"row": row},
            "page_obj": page,
            "changes": list(changes(row, page.object_list, self.value_in_words)),
            "events": self.events_of(request, row) if page.number == 1 else [],
            "object": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def events_of(self, request: HttpRequest, row: Model) -> list[Change]:
        """What has happened to a row that is more than a change of its fields; it stands above them."""
        return []

    def value_in_words(self, field: ModelField, value: object) -> str:
        """What stood in a field at that time. An admin says by this what is stored as a name in the code."""
        return shown(field, value)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: object) -> None:
        pass

    def log_change(self, request: HttpRequest, obj: models.Model, message: object) -> None:
        pass

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        pass


def steps_of(row: models.Model) -> QuerySet[Model] | list[Model]:
    """The row's history, newest first, or nothing where none is kept."""
    history = getattr(row, "history", None)
    return [] if history is None else history.select_related("pgh_context").order_by("-pgh_id")


def changes(row: models.Model, steps: Iterable[Model], words: Words) -> Iterator[Change]:
    """The steps in words. Each is compared with the one before it, which for the last one is looked up."""
    steps = list(steps)
    if not steps:
        return
    earlier = steps_of(row).filter(pgh_id__lt=steps[-1].pgh_id).first()
    people = people_in(steps)
    for step, before in zip(steps, [*steps[1:], earlier], strict=True):
        metadata = step.pgh_context.metadata if step.pgh_context else {}
        yield Change(
            at=step.pgh_created_at,
            label=LABELS.get(step.pgh_label, step.pgh_label),
            who=people.get(metadata.get("user"), _("The portal")),
            address=metadata.get("url", ""),
            fields=list(field_changes(row, before, step, words)),
        )


def people_in(steps: list[object]) -> dict[int, str]:
    """Names of those who acted, by key. Somebody who was erased is not named."""
    keys = {step.pgh_context.metadata.get("user") for step in steps if step.pgh_context} - {None}
    return names_of(keys)


def field_changes(
    row: models.Model, before: Model | None, after: Model, words: Words
) -> Iterator[FieldChange]:
    for field in row._meta.concrete_fields:
        if field.name in HIDDEN_FIELDS or not hasattr(after, field.attname):
            continue
        old = getattr(before, field.attname) if before is not None else None
        new = getattr(after, field.attname)
        if plain(old) != plain(new):
            yield FieldChange(capfirst(str(field.verbose_name)), words(field, old), words(field, new))


def shown(field: ModelField, value: object) -> str:
    if plain(value) == "":
        return "–"
    if field.remote_field is not None:
        return related_shown(field, value)
    if isinstance(field, MarkdownField):
        return SafeString(Truncator(in_html(field, value)).chars(LONGEST_VALUE, html=True))
    return Truncator(in_words(field, value)).chars(LONGEST_VALUE)


def related_shown(field: ModelField, key: int) -> str:
    """A person's name; of any other row its number, because its name may be one that the reader can't see."""
    if field.remote_field.model is get_user_model():
        return names_of([key]).get(key, _("somebody who is no longer here"))
    return _("no. %(number)s") % {"number": key}
