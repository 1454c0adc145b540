"""The admin base classes: every row, choice, inline, filter and search result is what `visible_to` says."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import Http404, HttpRequest
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from programmes.access import access_of, may
from programmes.admin.switcher import chosen_programme, programmes_in_view
from programmes.scoping import Scoped, ScopedQuerySet


class ScopedRows(BaseModelAdmin):
    """Permissions and rows from the matrix; choices limited to what the person may see, and may use here."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if not isinstance(rows, ScopedQuerySet):
            return rows
        rows = rows.visible_to(request.user)
        if chosen_programme(request) and self.model.programme_path:
            rows = rows.in_programmes(programmes_in_view(request))
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "view", self.model)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """Choices of a foreign key or many-to-many field: rows the person may see.

        The field that decides which programme a row belongs to offers only rows of programmes in which the
        person may add (or change) such rows: who trains in one programme can't put an event into another.
        """
        rows = super().get_field_queryset(db, db_field, request)
        related = db_field.remote_field.model
        if not issubclass(related, Scoped):
            return rows
        rows = (related._default_manager.all() if rows is None else rows).visible_to(request.user)
        access = access_of(request.user)
        if access.is_operator or not self._decides_programme(db_field.name):
            return rows
        return rows.in_programmes(access.programme_ids(self._intent(request), self.model._meta.label_lower))

    def _decides_programme(self, field_name: str) -> bool:
        paths = self.model.programme_path
        return any(
            path.split("__")[0] == field_name for path in ((paths,) if isinstance(paths, str) else paths)
        )

    def _intent(self, request: HttpRequest) -> str:
        match = request.resolver_match
        return "add" if match and (match.url_name or "").endswith("_add") else "change"


class ScopedModelAdmin(ScopedRows, ModelAdmin):
    """Base of the admin of every scoped model. What one may not see is not found."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "add", self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, action: str, obj: Any) -> bool:
        return may(request.user, action, self.model if obj is None or obj.pk is None else obj)

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *args: Any) -> Any:
        if object_id is not None and self.get_object(request, object_id) is None:
            raise Http404
        return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]


class ScopedInline(ScopedRows, TabularInline):
    """Rows of a scoped model, as a table on the page of the row they belong to.

    Django asks an inline's permission about the parent row. The answer is whether the person may do the action
    on such rows in a programme of that parent, so a right held in one programme opens nothing in another.
    """

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_below(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_below(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_below(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_below(request, "delete", obj)

    def _may_below(self, request: HttpRequest, action: str, parent: Any) -> bool:
        access = access_of(request.user)
        if access.is_operator:
            return True
        ids = access.programme_ids(action, self.model._meta.label_lower)
        if parent is None or parent.pk is None or not isinstance(parent, Scoped):
            return bool(ids)
        return bool(ids) and type(parent)._default_manager.in_programmes(ids).filter(pk=parent.pk).exists()  # type: ignore[attr-defined]


class ScopedStackedInline(ScopedInline, StackedInline):
    """The same, one below the other, for rows with long texts."""

    template = StackedInline.template


class ScopedRelatedFilter(RelatedOnlyFieldListFilter):
    """A list filter on a foreign key that offers only rows which stand in the list the person sees."""
