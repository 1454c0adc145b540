"""Messages that somebody has reported: what coordinators read of a conversation, and what they do about it."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from unfold.decorators import display

from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from portal.core.direction import isolated
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from programmes.access import may_administer
from programmes.admin.base import ReadOnlyAdmin
from programmes.models import Message, MessageReport
from programmes.presentation.conversations import in_words
from programmes.queries.conversations import around, subject_of
from programmes.querysets.conversations import MessageReportQuerySet
from programmes.services.conversations.reports import close_report
from programmes.workflows.conversations import REPORT


@admin.register(MessageReport)
class MessageReportAdmin(ReadOnlyAdmin):
    """The reported message and the few around it are all that is shown; whoever opens it is noted."""

    purpose_of_reading = ReadingPurpose.REPORTED
    list_display = ("reason", "side", "state_label", "created_at", "closed_at")
    list_filter = ("state", "reason", ("created_at", PeriodFilter))
    list_select_related = ("side__person", "side__organisation", "side__programme")
    ordering = ("-created_at", "-pk")
    actions = ("dismiss", "warn", "end")
    workflow = REPORT
    fields = (
        ("state", "reason"),
        "words",
        ("side", "reported_by"),
        "is_about",
        "read_along",
        ("closed_at", "closed_by"),
    )
    readonly_fields = ("is_about", "read_along")

    @display(description=_("State"), ordering="state", label=label_kinds(REPORT))
    def state_label(self, row: MessageReport) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> MessageReport | None:
        row: MessageReport | None = super().get_object(request, object_id, from_field)
        if row is not None:
            row.reader = request.user
        return row

    @display(description=_("About"))
    def is_about(self, row: MessageReport) -> str:
        """What the conversation is about, as who looks may know it. Said once: the theme asks three times."""
        if "_about" not in row.__dict__:
            subject = subject_of(row.message.conversation, row.reader)
            row.__dict__["_about"] = subject.title if subject else "–"
        return str(row.__dict__["_about"])

    @display(description=_("The message, with those around it"))
    def read_along(self, row: MessageReport) -> SafeString:
        if "_read_along" not in row.__dict__:
            lines = ((self._who(each), self._when(each), in_words(each)) for each in around(row))
            shown = format_html_join("", '<p><b>{}</b> · {}</p><p class="typed" dir="auto">{}</p>', lines)
            row.__dict__["_read_along"] = shown
        return SafeString(row.__dict__["_read_along"])

    def _who(self, message: Message) -> SafeString:
        """Whoever wrote it, and on which side; the reported one is marked."""
        mark = format_html(" ({})", _("reported")) if message.is_reported else ""
        author = message.author.get_full_name() if message.author else ""
        side = str(message.side)
        who = (
            isolated(side)
            if author in ("", side)
            else format_html("{}, {}", isolated(author), isolated(side))
        )
        return format_html("{}{}", who, mark)

    def _when(self, message: Message) -> str:
        return date_format(localtime(message.sent_at), "DATETIME_FORMAT")

    def get_queryset(self, request: HttpRequest) -> MessageReportQuerySet:
        return super().get_queryset(request).select_related("message__conversation")

    def log_look(self, request: HttpRequest, row: Model) -> None:
        """Of each person who takes part in the conversation."""
        for side in row.message.conversation.participants.select_related("person"):
            if side.person is not None:
                log_access(
                    by=request.user,
                    kind=AccessKind.READ,
                    label=self.opts.label_lower,
                    object_id=row.pk,
                    subject=side.person,
                    purpose=self.purpose_of_reading,
                )

    def has_close_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", MessageReport)

    @admin.action(description=REPORT.step("dismiss").label, permissions=["close"])
    def dismiss(self, request: HttpRequest, queryset: MessageReportQuerySet) -> None:
        self._close(request, queryset, "dismiss")

    @admin.action(description=REPORT.step("warn").label, permissions=["close"])
    def warn(self, request: HttpRequest, queryset: MessageReportQuerySet) -> None:
        self._close(request, queryset, "warn")

    @admin.action(description=REPORT.step("end").label, permissions=["close"])
    def end(self, request: HttpRequest, queryset: MessageReportQuerySet) -> None:
        self._close(request, queryset, "end")

    def _close(self, request: HttpRequest, queryset: MessageReportQuerySet, step: str) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: close_report(report=row, step=step, by=request.user),
            ngettext_lazy(
                "%(number)d report is closed, and those concerned are told.",
                "%(number)d reports are closed, and those concerned are told.",
                "number",
            ),
        )
