"""Whether messages arrive, for the operator. What they say is their recipients' alone."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from portal.core.admin_lists import PortalAdmin
from portal.notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(PortalAdmin):
    list_display = ("kind", "recipient", "delivery", "attempts", "created_at", "sent_at")
    list_filter = ("delivery", "kind")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "kind")
    date_hierarchy = "created_at"
    fields = (
        "kind",
        "recipient",
        ("delivery", "attempts", "frequency"),
        ("created_at", "deliver_after", "sent_at", "read_at"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
