"""Suggestions while somebody types into a field: the same rows that the field accepts, found by the same rule."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse

from portal.core.admin_totals import MOST_SUGGESTED, Suggestions, bounded_count
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from programmes.access import may_administer
from programmes.queries.programmes import choices_for


class FieldChoices(AutocompleteJsonView):
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
        """As Django's; whoever looks for people by their names leaves a line, as in a list."""
        answer = super().get(request, *args, **kwargs)
        if self.term and issubclass(self.model_admin.model, get_user_model()):
            log_access(
                by=request.user,
                kind=AccessKind.READ,
                label=self.model_admin.opts.label_lower,
                purpose=ReadingPurpose.PARTICIPANTS,
                rows=bounded_count(self.object_list, MOST_SUGGESTED),
                filter={"q": self.term[:200]},
            )
        return answer

    def get_paginator(self, *args: Any, **kwargs: Any) -> Suggestions:
        return Suggestions(*args, **kwargs)

    def has_perm(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever fills the field's form may be shown what stands in it."""
        if self.source_field.auto_created:
            return False
        model = self.source_field.model
        return any(may_administer(request.user, action, model) for action in ("add", "change"))

    def get_queryset(self) -> QuerySet[Model]:
        rows = choices_for(self.source_field, self.request.user, self._intent())
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        found, may_repeat = self.model_admin.get_search_results(self.request, rows, self.term)
        found = found.distinct() if may_repeat else found
        return found if found.ordered else found.order_by("pk")

    def _intent(self) -> str:
        model = self.source_field.model
        return "add" if may_administer(self.request.user, "add", model) else "change"

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Two people may have the same name; the address tells them apart."""
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, get_user_model()) and obj.email and obj.name:
            result["text"] = f"{obj.name} · {obj.email}"
        return result
