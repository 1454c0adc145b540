"""The checklist for arriving, which the operator keeps."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from matching.models import ArrivalItem
from portal.core.admin_forms import FIELD_WIDGETS, PortalFields
from portal.core.admin_lists import PortalAdmin
from programmes.access import access_of


@admin.register(ArrivalItem)
class ArrivalItemAdmin(PortalFields, PortalAdmin):
    """The same for all programmes; everybody who works here may look."""

    formfield_overrides = FIELD_WIDGETS
    list_display = ("title", "topic", "region", "position", "is_shown")
    list_filter = ("is_shown",)
    search_fields = ("topic", "title", "region")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return access_of(request.user).works_in_admin
