"""Filters of the admin's lists that tell nothing of programmes the person doesn't work for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.contrib.admin import ModelAdmin, RelatedOnlyFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from i18nfield.fields import I18nCharField

from portal.core.admin_filters import others_asked
from portal.core.admin_totals import Suggestions
from portal.core.http import asked
from programmes.models import Programme
from programmes.queries.programmes import RelationField
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from programmes.admin.base import ScopedModelAdmin

FEW = 50
"""So many values stand in a filter; of more of them one is looked for."""


class ScopedRelatedFilter(RelatedOnlyFieldListFilter):
    """A list filter on related rows: of those that stand in the list, the ones the person works with.

    A participant or an organisation may belong to further programmes; which ones is not told by choosing, and an
    address that names such a row finds nothing.
    """

    is_long = False

    def field_choices(
        self, field: RelationField, request: HttpRequest, model_admin: ScopedModelAdmin
    ) -> list[tuple[object, str]]:
        """Up to `FEW` rows; of more of them the one that is chosen, and the others are looked for."""
        self.model_admin = model_admin
        rows = worked_with(field, request)
        if rows.model is Programme:
            return self._programmes(request, rows)
        keys = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
        self.is_long = len(keys) > FEW
        keys = keys_in(self.lookup_val) if self.is_long else keys
        if not keys:
            return []
        # Asked of each row by itself: to join them all with a list of a million rows would read the list.
        stands = models.Exists(listing(model_admin, request, self.field_path, models.OuterRef("pk")))
        found = rows.filter(pk__in=keys).annotate(stands_in_list=stands).defer(*long_texts(rows.model))
        order = self.field_admin_ordering(field, request, model_admin) or rows.model._meta.ordering
        return [(row.pk, str(row)) for row in found.order_by(*order) if row.stands_in_list]

    def _programmes(self, request: HttpRequest, rows: QuerySet[Model]) -> list[tuple[object, str]]:
        """The same of programmes, whose names each page reads for the switcher."""
        own = self.model_admin.admin_site.own_programmes(request)
        self.is_long = len(own) > FEW
        chosen = keys_in(self.lookup_val)
        keys = [each.pk for each in own if not self.is_long or each.pk in chosen]
        if not keys:
            return []
        stands = models.Exists(listing(self.model_admin, request, self.field_path, models.OuterRef("pk")))
        asked_of_each = rows.order_by().filter(pk__in=keys).annotate(stands_in_list=stands)
        found = dict(asked_of_each.values_list("pk", "stands_in_list"))
        return [(each.pk, each.acronym) for each in own if found.get(each.pk)]

    @property
    def template(self) -> str:
        return "programmes/admin/filter_by_looking.html" if self.is_long else "admin/filter.html"

    def has_output(self) -> bool:
        return self.is_long or super().has_output()

    @property
    def choices_address(self) -> str:
        """Where the suggestions come from, while somebody types."""
        return reverse("admin:filter_choices", args=[self.model_admin.opts.label_lower, self.field_path])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.lookup_val and not any(self.lookup_val):  # a form that was sent with nothing chosen
            return queryset
        offered = {str(pk) for pk, _name in self.lookup_choices}
        if set(self.lookup_val or ()) - offered:
            return queryset.none()
        return super().queryset(request, queryset)

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, object]]:
        shown = list(super().choices(changelist))
        return iter(
            [each | {"others": others_asked(changelist, self.expected_parameters())} for each in shown]
        )


def worked_with(field: RelationField, request: HttpRequest) -> QuerySet[Model]:
    """Rows that the field may lead to, of those the person works with."""
    rows = field.remote_field.model._default_manager.all()
    return rows.administered_by(request.user) if isinstance(rows, ScopedQuerySet) else rows


def listing(model_admin: ModelAdmin[Model], request: HttpRequest, path: str, key: object) -> QuerySet[Model]:
    """The list's rows that the path leads from to the row with this key."""
    return model_admin.get_queryset(request).order_by().filter(**{path: key})


def long_texts(model: type[Model]) -> list[str]:
    """What no row is called by: descriptions, files, and what is kept to be searched or sorted by."""
    kinds = (models.TextField, models.JSONField, models.GeneratedField)
    long = (field for field in model._meta.concrete_fields if isinstance(field, kinds))
    return [field.name for field in long if not isinstance(field, I18nCharField)]


def keys_in(values: Iterable[str] | None) -> list[int]:
    return [int(value) for value in values or () if value.isascii() and value.isdecimal() and len(value) < 19]


def suggest(listed: ModelAdmin[Model], request: HttpRequest, path: str) -> dict[str, object]:
    """For a filter with many values: those that stand in the list, by the words they are found by, in pages."""
    if not listed.has_view_permission(request):
        raise PermissionDenied
    if (path, ScopedRelatedFilter) not in listed.list_filter:
        raise Http404
    field = get_fields_from_path(listed.model, path)[-1]
    related = listed.admin_site.get_model_admin(field.remote_field.model)
    rows = worked_with(field, request).order_by(*(related.get_ordering(request) or related.opts.ordering))
    found, _may_repeat = related.get_search_results(request, rows, asked(request, "term"))
    found = found.filter(models.Exists(listing(listed, request, path, models.OuterRef("pk"))))
    page = Suggestions(found, 20).get_page(asked(request, "page"))
    return {
        "results": [{"id": str(row.pk), "text": str(row)} for row in page],
        "pagination": {"more": page.has_next()},
    }
