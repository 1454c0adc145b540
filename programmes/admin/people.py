"""Who works for a programme, and who takes part in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from portal.core.admin_lists import Fieldsets, label_kinds
from portal.core.dates import check_year
from portal.core.http import domain_errors_in, typed
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from programmes.access import may_administer
from programmes.admin.base import ScopedModelAdmin
from programmes.admin.exchange import ExchangeAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.constants import ExitKind
from programmes.models import Enrolment, Membership, MembershipInvitation
from programmes.queries import coordinates_person, person_with_address
from programmes.querysets import EnrolmentQuerySet, MembershipInvitationQuerySet, MembershipQuerySet
from programmes.resources.enrolments import EnrolmentResource
from programmes.services.enrolments import NobodyRegistered, admit, enrol_person, leave_programme
from programmes.services.membership_invitations import invite_member, withdraw_membership_invitation
from programmes.services.memberships import (
    change_membership,
    end_membership,
)
from programmes.workflows.programmes import ENROLMENT


class MembershipForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=UnfoldAdminEmailInputWidget,
        help_text=_(
            "Whoever has confirmed this address is asked, and works for the programme once they accept. If nobody "
            "has, ask the person to register with exactly this address; the invitation waits for them."
        ),
    )


class InForceFilter(SimpleListFilter):
    title = _("today")
    parameter_name = "force"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [("yes", _("In force")), ("no", _("Not in force"))]

    def queryset(self, request: HttpRequest, queryset: MembershipQuerySet) -> MembershipQuerySet:
        match self.value():
            case "yes":
                return queryset.in_force()
            case "no":
                return queryset.exclude(pk__in=queryset.in_force().values("pk"))
        return queryset


@admin.register(Membership)
class MembershipAdmin(ScopedModelAdmin):
    """A role begins with an invitation to an address and ends on its last day; whom it belongs to never changes."""

    form = MembershipForm
    list_display = ("user", "role", "programme", "starts_on", "ends_on", "is_in_force")
    list_filter = (InForceFilter, "role", ("programme", ScopedRelatedFilter))
    list_select_related = ("user", "programme")
    search_fields = ("user__name", "user__email", "programme__acronym")
    search_help_text = _("Person, address or programme")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Fieldsets:
        who = "email" if obj is None else "user"
        return [(None, {"fields": (("programme", "role"), who, ("starts_on", "ends_on"))})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return () if obj is None else ("programme", "role", "user")

    @display(description=_("In force"), boolean=True)
    def is_in_force(self, row: Membership) -> bool:
        return row.is_in_force

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Whoever may give or change a role proves first that it's them."""
        if object_id is None:
            may = self.has_add_permission(request)
        else:
            may = self.has_change_permission(request) and self._is_there(request, object_id)
        shown = self._confirmed_changeform_view if may else super().changeform_view
        return shown(request, object_id, *args, **kwargs)

    @method_decorator(confirmed_lately)
    def _confirmed_changeform_view(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, *args: object, **kwargs: object
    ) -> HttpResponse:
        may = self.has_delete_permission(request) and self._is_there(request, object_id)
        shown = self._confirmed_delete_view if may else super().delete_view
        return shown(request, object_id, *args, **kwargs)

    @method_decorator(confirmed_lately)
    def _confirmed_delete_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return super().delete_view(request, *args, **kwargs)

    def _is_there(self, request: HttpRequest, object_id: str) -> bool:
        return self.get_object(request, unquote(object_id)) is not None

    def save_model(
        self, request: AuthenticatedRequest, obj: Membership, form: ModelForm[Membership], change: bool
    ) -> None:
        if change:
            change_membership(
                membership=obj,
                starts_on=form.cleaned_data.get("starts_on"),
                ends_on=form.cleaned_data.get("ends_on"),
                by=request.user,
            )
            return
        names = ("programme", "email", "role", "starts_on", "ends_on")
        obj.invitation = invite_member(
            by=request.user, **{name: form.cleaned_data.get(name) for name in names}
        )

    def response_add(
        self, request: HttpRequest, obj: Membership, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("%(email)s is invited.") % {"email": obj.invitation.email})
        return redirect("admin:programmes_membershipinvitation_changelist")

    def log_addition(self, request: HttpRequest, obj: Membership, message: object) -> None:
        """There is no role yet; the invitation has a history of its own."""

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Membership],
        formsets: list[BaseModelFormSet[Model, ModelForm[Model]]],
        change: bool,
    ) -> None:
        if change:
            super().save_related(request, form, formsets, change)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        end_membership(membership=obj, by=request.user)

    def delete_rows(self, request: HttpRequest, queryset: MembershipQuerySet) -> None:
        for membership in queryset:
            end_membership(membership=membership, by=request.user)


@admin.register(MembershipInvitation)
class MembershipInvitationAdmin(ScopedModelAdmin):
    """Who is asked to work for a programme. Somebody is invited by adding a role."""

    list_display = ("email", "role", "programme", "invited_by", "lapses_on")
    list_filter = ("role", ("programme", ScopedRelatedFilter))
    list_select_related = ("programme", "invited_by")
    search_fields = ("email", "programme__acronym")
    search_help_text = _("Address or programme")
    fields = (("programme", "role"), "email", ("starts_on", "ends_on"), "invited_by", "lapses_on")
    readonly_fields = ("programme", "role", "email", "starts_on", "ends_on", "invited_by", "lapses_on")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Somebody is invited by adding a membership, by the operator too."""
        return False

    def get_queryset(self, request: HttpRequest) -> MembershipInvitationQuerySet:
        return super().get_queryset(request).open()

    @display(description=_("Answer until"), ordering="created_at")
    def lapses_on(self, row: MembershipInvitation) -> date:
        return timezone.localdate(row.lapses_at)

    def delete_model(self, request: HttpRequest, obj: MembershipInvitation) -> None:
        withdraw_membership_invitation(invitation=obj, by=request.user)

    def delete_rows(self, request: HttpRequest, queryset: MembershipInvitationQuerySet) -> None:
        for invitation in queryset:
            withdraw_membership_invitation(invitation=invitation, by=request.user)


class EnrolmentForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=UnfoldAdminEmailInputWidget,
        help_text=_(
            "The person must have registered with it. Enter only people who have agreed, for instance on paper; "
            "they are told that they take part."
        ),
    )


class LeaveForm(forms.Form):
    """How and when somebody left."""

    exit_kind = forms.ChoiceField(
        label=_("Kind of exit"), choices=ExitKind.choices, widget=UnfoldAdminSelectWidget
    )
    left_on = forms.DateField(
        label=_("Exit"),
        required=False,
        validators=[check_year],
        widget=UnfoldAdminSingleDateWidget,
        help_text=_("The last day in the programme. Left empty, it is today."),
    )


@admin.register(Enrolment)
class EnrolmentAdmin(ExchangeAdmin, ScopedModelAdmin):
    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    form = EnrolmentForm
    resource_classes = [EnrolmentResource]
    list_display = ("person", "programme", "status_label", "entered_on", "left_on", "exit_kind", "pseudonym")
    list_filter = ("status", ("programme", ScopedRelatedFilter), "source", "exit_kind")
    list_select_related = ("person", "programme")
    search_fields = ("person__name", "person__email", "pseudonym")
    search_help_text = _("Person, address or pseudonym")
    date_hierarchy = "entered_on"
    actions = ("admit",)
    workflow = ENROLMENT

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Fieldsets:
        if obj is None:
            return [(None, {"fields": ("programme", "email", "entered_on")})]
        return [
            (
                None,
                {
                    "fields": (
                        "person",
                        "programme",
                        "status",
                        ("entered_on", "left_on", "exit_kind"),
                        "source",
                        "pseudonym",
                    )
                },
            )
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        if obj is None:
            return ()
        return ("person", "programme", "status", "entered_on", "left_on", "exit_kind", "source", "pseudonym")

    @display(description=_("Status"), ordering="status", label=label_kinds(ENROLMENT))
    def status_label(self, row: Enrolment) -> tuple[str, str]:
        return row.status, row.get_status_display()

    def save_model(
        self, request: AuthenticatedRequest, obj: Enrolment, form: ModelForm[Enrolment], change: bool
    ) -> None:
        if change:
            return  # every step has its own button
        data = form.cleaned_data
        person = person_with_address(data["email"])
        if person is None:
            raise NobodyRegistered
        made = enrol_person(
            person=person,
            programme=data["programme"],
            entered_on=data.get("entered_on"),
            by=request.user,
        )
        obj.__dict__.update(made.__dict__)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        links = []
        if row and ENROLMENT.allows("end", row.status) and may_administer(request.user, "change", row):
            links = [
                (reverse("admin:programmes_enrolment_leave", args=[row.pk]), ENROLMENT.step("end").label)
            ]
        if row and coordinates_person(request.user, row.person):
            links.append((reverse("privacy:letter", args=[row.person_id]), _("Asked to be erased by letter")))
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "row_links": links}
        )

    @admin.action(description=_("Admit the chosen people"), permissions=["change"])
    def admit(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: admit(enrolment=row, by=request.user),
            ngettext_lazy(
                "%(number)d person takes part now and is told so.",
                "%(number)d people take part now and are told so.",
                "number",
            ),
        )

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/leave/",
            self.admin_site.admin_view(self.leave),
            name="programmes_enrolment_leave",
        )
        return [page, *super().get_urls()]

    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End somebody's participation, with a date and the kind of exit."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not may_administer(request.user, "change", row):
            raise PermissionDenied
        form = LeaveForm(typed(request))
        if form.is_valid():
            with domain_errors_in(form):
                leave_programme(enrolment=row, by=request.user, **form.cleaned_data)
                messages.success(request, ENROLMENT.step("end").done)
                return self.to_row(object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("End the participation of %(person)s in %(programme)s")
            % {"person": row.person, "programme": row.programme},
            "opts": self.opts,
            "object": row,
            "form": form,
            "media": self.media + form.media,
            "submit_label": ENROLMENT.step("end").label,
            "row_address": reverse("admin:programmes_enrolment_change", args=[row.pk]),
        }
        return TemplateResponse(request, "programmes/admin/row_form.html", context)
