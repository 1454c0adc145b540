"""Programmes with their funding, partners and work plan, and the text people agree to when they join."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from i18nfield.forms import I18nFormField
from unfold.decorators import display
from unfold.widgets import UnfoldAdminColorInputWidget, UnfoldAdminSelect2Widget

from portal.core.admin_forms import AdminI18nTextarea, WorkflowForm
from portal.core.admin_lists import label_kinds
from portal.core.http import typed
from portal.core.page_messages import worded
from portal.core.presence import check_presence
from portal.core.regions.inputs import clean_place
from portal.core.time_zones import zone_choices
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.base import ScopedInline, ScopedModelAdmin, ScopedStackedInline
from programmes.admin.filters import ScopedRelatedFilter
from programmes.facts import OPERATOR_FIELDS
from programmes.models import Enrolment, Funding, Partnership, Programme, WorkPackage
from programmes.queries.programmes import current_text
from programmes.querysets.programmes import ProgrammeQuerySet
from programmes.services.programmes import write_consent_text
from programmes.services.reminders import add_standard_reminders
from programmes.workflows.programmes import PROGRAMME

RIGHTS_FOLLOW = frozenset({"status", "parent"})
"""An archived programme ends roles; staff of a programme reaches what is below it."""


class FundingInline(ScopedStackedInline):
    model = Funding
    fields = (
        ("instrument", "reference"),
        "funder",
        ("amount", "rate"),
        ("threshold_hours", "hours_from"),
        "signature_columns",
        ("logo", "position"),
        ("keeps_from", "keep_years"),
        ("last_payment_on", "proof_of_use_on"),
        ("held_since", "hold_reason"),
    )


class PartnershipInline(ScopedInline):
    model = Partnership
    fields = ("organisation", "role", "budget_planned", "budget_spent", "rate")
    autocomplete_fields = ("organisation",)


class WorkPackageInline(ScopedInline):
    model = WorkPackage
    fields = ("number", "title")
    show_change_link = True
    ordering = ("number",)


class ProgrammeForm(WorkflowForm):
    workflow = PROGRAMME

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        clean_place(self, city="place", keeps_wider=True)
        return cleaned


class ConsentTextForm(forms.Form):
    text = I18nFormField(
        label=_("Text"),
        widget=AdminI18nTextarea,
        help_text=_(
            "What people agree to when they join. A changed text becomes a new version: whoever has agreed before "
            "agreed to the old one, and that stays on record."
        ),
    )


@admin.register(Programme)
class ProgrammeAdmin(ScopedModelAdmin):
    form = ProgrammeForm
    list_display = ("acronym", "title", "status_label", "parent", "starts_on", "ends_on")
    list_filter = ("status", ("parent", ScopedRelatedFilter), "country")
    list_select_related = ("parent",)
    search_fields = ("acronym", "slug", "place", "region")
    search_help_text = _("Short name, town or region")
    inlines = (FundingInline, PartnershipInline, WorkPackageInline)
    fieldsets = (
        (
            _("Facts"),
            {
                "classes": ["tab"],
                "fields": (
                    ("acronym", "status"),
                    "title",
                    "summary",
                    "description",
                    ("slug", "parent"),
                    ("starts_on", "ends_on"),
                    ("place", "region"),
                    ("nuts", "country"),
                    ("time_zone", "contact_email"),
                    "languages",
                    "is_example",
                ),
            },
        ),
        (_("Look"), {"classes": ["tab"], "fields": ("colour", "logo", "funding_statement")}),
        (
            _("Parts and joining"),
            {"classes": ["tab"], "fields": ("modules", "embedding_hosts", "needs_admission", "purpose")},
        ),
    )

    @display(description=_("Status"), ordering="status", label=label_kinds(PROGRAMME))
    def status_label(self, row: Programme) -> tuple[str, str]:
        return row.status, row.get_status_display()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return () if may_administer(request.user, "add", Programme) else OPERATOR_FIELDS

    def get_search_results(
        self, request: HttpRequest, queryset: ProgrammeQuerySet, search_term: str
    ) -> tuple[ProgrammeQuerySet, bool]:
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term:
            rows = rows | queryset.matching(search_term[:200])
        return rows, may_repeat

    def formfield_for_dbfield(
        self, db_field: Field[object, object], request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        if db_field.name == "colour":
            kwargs["widget"] = UnfoldAdminColorInputWidget(attrs={"type": "color"})
        if db_field.name == "time_zone":
            return forms.ChoiceField(
                label=capfirst(_("time zone")),
                choices=zone_choices,
                initial=db_field.get_default,
                widget=UnfoldAdminSelect2Widget,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(
        self, request: AuthenticatedRequest, obj: Programme, form: forms.ModelForm[Programme], change: bool
    ) -> None:
        """Who opens or closes a programme, or moves it below another, gives and takes roles: that asks who it is."""
        if change and RIGHTS_FOLLOW & {*form.changed_data}:
            check_presence()
        super().save_model(request, obj, form, change)
        if not change:
            add_standard_reminders(programme=obj)
        if change and {"starts_on", "ends_on", "parent"} & {*form.changed_data}:
            self._ask_about_participations(request, obj)

    def _ask_about_participations(self, request: AuthenticatedRequest, programme: Programme) -> None:
        """A new period is held against who takes part already: it may be a slip, so it is asked and not refused."""
        parts = Programme.objects.administered_by(request.user).with_below(programme)
        rows = Enrolment.objects.administered_by(request.user).in_programmes(parts.values("pk"))
        number = rows.entered_outside_period().count()
        if number:
            messages.warning(
                request,
                worded(
                    lambda: (
                        ngettext(
                            "%(number)d person has entered the programme outside its period. Is the period right?",
                            "%(number)d people have entered the programme outside its period. Is the period right?",
                            number,
                        )
                        % {"number": number}
                    )
                ),
            )

    def view_on_site(self, row: Programme) -> str | None:
        return row.get_absolute_url() if row.is_public else None

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/consent-text/",
            self.admin_site.admin_view(self.consent_text),
            name="programmes_programme_consent_text",
        )
        return [page, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        links = [
            (reverse("admin:programmes_programme_consent_text", args=[object_id]), _("Text people agree to"))
        ]
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "row_links": links}
        )

    def consent_text(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What people agree to when they join: read it, or publish a new version of it."""
        programme = self.get_object(request, object_id)
        if programme is None:
            raise Http404
        if not may_administer(request.user, "view", programme):
            raise PermissionDenied
        may_change = may_administer(request.user, "change", programme)
        newest = current_text(programme)
        form = ConsentTextForm(
            typed(request),
            initial={"text": newest.text if newest else None},
        )
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if form.is_valid():
                version = write_consent_text(
                    programme=programme,
                    text=form.cleaned_data["text"],
                    by=request.user,
                )
                messages.success(
                    request,
                    worded(
                        lambda: (
                            _("Whoever joins from now on agrees to version %(number)d.")
                            % {"number": version.number}
                        )
                    ),
                )
                return self.to_row(object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Text people agree to when they join %(programme)s") % {"programme": programme},
            "opts": self.opts,
            "object": programme,
            "form": form,
            "newest": newest,
            "may_change": may_change,
            "row_address": reverse("admin:programmes_programme_change", args=[programme.pk]),
        }
        return TemplateResponse(request, "programmes/admin/consent_text.html", context)
