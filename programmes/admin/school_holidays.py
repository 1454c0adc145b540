"""School holidays of the regions, which the operator keeps."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from portal.core.admin_filters import PeriodFilter
from portal.core.admin_forms import FIELD_WIDGETS, PortalFields
from portal.core.admin_lists import PortalAdmin
from programmes.access import access_of
from programmes.models import SchoolHoliday


@admin.register(SchoolHoliday)
class SchoolHolidayAdmin(PortalFields, PortalAdmin):
    """The same for all programmes; everybody who works here may look."""

    formfield_overrides = FIELD_WIDGETS
    list_display = ("name", "region", "starts_on", "ends_on")
    list_filter = (("starts_on", PeriodFilter),)
    search_fields = ("region", "name")
    fields = ("region", "name", ("starts_on", "ends_on"))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return access_of(request.user).works_in_admin
