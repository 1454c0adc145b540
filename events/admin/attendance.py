"""Who was there, for those who look it up; it is noted at the door (`events/views/attendance.py`)."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from events.models import Attendance, SignedList
from events.presentation.attendance import BADGES, presence_words
from events.services.attendance import keep_signed_list
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import LABEL_KINDS
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest
from programmes.admin.base import ReadOnlyAdmin, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ("person", "session", "presence_label", "words", "minutes_shown")
    list_filter = (
        "presence",
        "how",
        ("session__event", ScopedRelatedFilter),
        ("session__starts_at", PeriodFilter),
    )
    list_select_related = ("registration__person", "session__event__programme")
    search_fields = ("registration__person__words", "session__event__words")
    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    fields = readonly_fields = (
        "person",
        "session",
        "presence",
        "came_at",
        "left_at",
        "minutes_shown",
        "how",
        "noted_by",
        "updated_at",
    )

    @display(description=_("Person"), ordering="registration__person__sort_keys")
    def person(self, row: Attendance) -> str:
        return row.registration.person.get_full_name()

    @display(
        description=_("Presence"),
        ordering="presence",
        label={key: LABEL_KINDS[badge] for key, badge in BADGES.items()},
    )
    def presence_label(self, row: Attendance) -> tuple[str, str]:
        return row.presence, row.get_presence_display()

    @display(description=_("In words"))
    def words(self, row: Attendance) -> str:
        return presence_words(row) or "–"

    @display(description=_("Minutes"))
    def minutes_shown(self, row: Attendance) -> int:
        return row.minutes


@admin.register(SignedList)
class SignedListAdmin(ScopedModelAdmin):
    """Uploaded here or at the door; a wrong one is deleted here."""

    list_display = ("session", "uploaded_by", "created_at")
    list_filter = (("session__event", ScopedRelatedFilter), ("created_at", PeriodFilter))
    list_select_related = ("session__event", "uploaded_by")
    autocomplete_fields = ("session",)

    def get_fields(self, request: HttpRequest, obj: SignedList | None = None) -> tuple[str, ...]:
        return ("session", "stored", "uploaded_by", "created_at") if obj else ("session", "file")

    def get_readonly_fields(self, request: HttpRequest, obj: SignedList | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj else ()

    def save_model(
        self, request: AuthenticatedRequest, obj: SignedList, form: ModelForm[SignedList], change: bool
    ) -> None:
        kept = keep_signed_list(session=obj.session, file=form.cleaned_data["file"], by=request.user)
        obj.pk = kept.pk

    @display(description=_("Signed list (PDF)"))
    def stored(self, row: SignedList) -> SafeString:
        address = reverse("events:signed_list", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("Open the PDF"))
