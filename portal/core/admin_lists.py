"""Lists of the admin, whatever day an address asks them for."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.views import ChangeList


class RowList(ChangeList):
    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's, which knows no day after the last of the year 9999."""
        try:
            return super().get_filters(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error


class PortalAdmin(ModelAdmin):
    """Base of every admin, so that each list has a date hierarchy that stands any address."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RowList
