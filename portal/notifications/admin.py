"""Whether messages arrive, for the operator. What they say is their recipients' alone."""

from collections import defaultdict
from functools import partial

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.admin_filters import KnownValues, PeriodFilter
from portal.core.admin_lists import PortalAdmin
from portal.core.errors import DomainError
from portal.core.http import DomainErrors
from portal.core.page_messages import worded
from portal.notifications.models import Notification, kind_in_words
from portal.notifications.querysets import NotificationQuerySet
from portal.notifications.services.delivery import send_again
from portal.notifications.workflows import DELIVERY


@admin.register(Notification)
class NotificationAdmin(PortalAdmin):
    list_display = ("kind_label", "recipient", "delivery", "attempts", "created_at", "sent_at")
    list_filter = ("delivery", "waits_for_server", ("kind", KnownValues), ("created_at", PeriodFilter))
    filter_words = {"kind": kind_in_words}
    list_select_related = ("recipient",)
    search_fields = ("recipient__words",)
    fields = (
        "kind_label",
        "recipient",
        ("delivery", "attempts", "frequency"),
        ("created_at", "deliver_after", "sent_at", "read_at"),
    )

    readonly_fields = ("kind_label",)
    actions = ("send_again",)
    harmless_actions = ("send_again",)

    @admin.display(description=_("Kind"), ordering="kind")
    def kind_label(self, row: Notification) -> str:
        return kind_in_words(row.kind)

    @admin.action(description=DELIVERY.step("send_again").label, permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: NotificationQuerySet) -> None:
        number, refused = 0, defaultdict[str, list[DomainError]](list)
        for row in queryset.order_by("pk"):
            with DomainErrors(lambda error: refused[str(error)].append(error)):
                send_again(notification=row, by=request.user)
                number += 1
        if number:
            messages.success(
                request,
                worded(
                    lambda: (
                        ngettext(
                            "%(number)d message is sent again.", "%(number)d messages are sent again.", number
                        )
                        % {"number": number}
                    )
                ),
            )
        for errors in refused.values():
            messages.warning(request, worded(partial("{} × {}".format, len(errors), errors[0])))

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("notifications.change_notification"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
