"""Mentoring rounds and their mentors."""

from __future__ import annotations

from django.contrib import admin

from mentoring.models import Mentor, MentoringRound
from portal.core.admin_filters import PeriodFilter
from programmes.admin.base import ScopedInline, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter


class MentorInline(ScopedInline):
    model = Mentor
    fields = ("user", "topics", "capacity")
    autocomplete_fields = ("user",)
    show_change_link = True


@admin.register(MentoringRound)
class MentoringRoundAdmin(ScopedModelAdmin):
    list_display = ("title", "programme", "starts_on", "ends_on")
    list_filter = (("programme", ScopedRelatedFilter), ("starts_on", PeriodFilter))
    list_select_related = ("programme",)
    search_fields = ("title", "programme__acronym")
    fields = ("programme", "title", ("starts_on", "ends_on"))
    inlines = (MentorInline,)


@admin.register(Mentor)
class MentorAdmin(ScopedModelAdmin):
    list_display = ("user", "round", "topics", "capacity")
    list_filter = (("round", ScopedRelatedFilter), ("round__programme", ScopedRelatedFilter))
    list_select_related = ("user", "round")
    search_fields = ("user__words", "topics", "round__title")
    autocomplete_fields = ("user", "round")
    fields = ("round", "user", "topics", "languages", "capacity")
