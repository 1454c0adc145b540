"""The work plan: work packages, their activities and milestones."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from portal.core.admin_forms import WorkflowForm
from portal.core.admin_lists import label_kinds
from portal.core.http import asked
from programmes.admin.base import ScopedInline, ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.models import Activity, Milestone, WorkPackage
from programmes.querysets.programmes import MilestoneQuerySet
from programmes.workflows.programmes import ACTIVITY, MILESTONE


class ActivityForm(WorkflowForm):
    workflow = ACTIVITY


class ActivityInline(ScopedInline):
    model = Activity
    form = ActivityForm
    fields = ("title", "kind", "status", "starts_on", "ends_on", "owner")
    autocomplete_fields = ("owner",)
    show_change_link = True


class MilestoneInline(ScopedInline):
    model = Milestone
    fields = ("title", "due_on", "done_on", "evidence")


@admin.register(WorkPackage)
class WorkPackageAdmin(ScopedModelAdmin):
    list_display = ("number", "title", "programme")
    list_display_links = ("number", "title")
    list_filter = (("programme", ScopedRelatedFilter),)
    list_select_related = ("programme",)
    search_fields = ("title", "programme__acronym")
    fields = (("programme", "number"), "title", "summary")
    inlines = (ActivityInline,)


@admin.register(Activity)
class ActivityAdmin(ScopedModelAdmin):
    form = ActivityForm
    list_display = ("title", "work_package", "programme", "status_label", "starts_on", "ends_on", "owner")
    list_filter = ("status", "kind", ("work_package__programme", ScopedRelatedFilter))
    list_select_related = ("work_package__programme", "owner")
    search_fields = ("title", "work_package__title", "owner__name")
    autocomplete_fields = ("owner", "work_package")
    fields = (
        "work_package",
        "title",
        "summary",
        ("kind", "status"),
        ("starts_on", "ends_on"),
        "owner",
        "principles",
    )
    inlines = (MilestoneInline,)

    @display(description=_("Programme"), ordering="work_package__programme__acronym")
    def programme(self, row: Activity) -> str:
        return str(row.work_package.programme)

    @display(description=_("Status"), ordering="status", label=label_kinds(ACTIVITY))
    def status_label(self, row: Activity) -> tuple[str, str]:
        return row.status, row.get_status_display()


class DueFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [("overdue", _("Overdue")), ("open", _("Not done yet")), ("done", _("Done"))]

    def queryset(self, request: HttpRequest, queryset: MilestoneQuerySet) -> MilestoneQuerySet:
        match self.value():
            case "overdue":
                return queryset.overdue()
            case "open":
                return queryset.not_done()
            case "done":
                return queryset.done()
        return queryset


@admin.register(Milestone)
class MilestoneAdmin(ScopedModelAdmin):
    list_display = ("title", "activity", "programme", "state_label", "due_on", "done_on")
    list_filter = (DueFilter, ("activity__work_package__programme", ScopedRelatedFilter))
    list_select_related = ("activity__work_package__programme",)
    search_fields = ("title", "activity__title")
    autocomplete_fields = ("activity",)
    fields = ("activity", "title", ("due_on", "done_on"), "evidence", "stored_evidence")
    readonly_fields = ("stored_evidence",)

    @display(description=_("State"), label=label_kinds(MILESTONE))
    def state_label(self, row: Milestone) -> tuple[str, StrOrPromise]:
        return row.state, row.state.label

    @display(description=_("Stored evidence"))
    def stored_evidence(self, row: Milestone) -> str:
        return format_html('<a href="?file=evidence">{}</a>', _("Download the PDF")) if row.evidence else "–"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """The page, or with `?file=evidence` the file itself, for whoever may open the page."""
        if request.method != "GET" or asked(request, "file") != "evidence":
            return super().change_view(request, object_id, form_url, extra_context)
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row) or not row.evidence:
            raise Http404
        try:
            content = row.evidence.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(content, as_attachment=True, filename=f"milestone-{row.pk}.pdf")

    @display(description=_("Programme"), ordering="activity__work_package__programme__acronym")
    def programme(self, row: Milestone) -> str:
        return str(row.activity.work_package.programme)
