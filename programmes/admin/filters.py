"""Filters of the admin's lists that tell nothing of programmes the person doesn't work for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from programmes.queries import RelationField
from programmes.scoping import Scoped

if TYPE_CHECKING:
    from programmes.admin.base import ScopedModelAdmin


class ScopedRelatedFilter(RelatedOnlyFieldListFilter):
    """A list filter on related rows: of those that stand in the list, the ones the person works with.

    A participant or an organisation may belong to further programmes; which ones is not told by choosing, and an
    address that names such a row finds nothing.
    """

    def field_choices(
        self, field: RelationField, request: HttpRequest, model_admin: ScopedModelAdmin
    ) -> list[tuple[object, str]]:
        related = field.remote_field.model
        if not issubclass(related, Scoped):
            return super().field_choices(field, request, model_admin)
        listed = model_admin.get_queryset(request).order_by().values(f"{self.field_path}__pk")
        worked_with = related._default_manager.all().administered_by(request.user).values("pk")
        return field.get_choices(
            include_blank=False,
            limit_choices_to=models.Q(pk__in=listed) & models.Q(pk__in=worked_with),
            ordering=self.field_admin_ordering(field, request, model_admin),
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        offered = {str(pk) for pk, _name in self.lookup_choices}
        if set(self.lookup_val or ()) - offered:
            return queryset.none()
        return super().queryset(request, queryset)
