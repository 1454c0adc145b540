"""Who works for a programme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget

from portal.core.admin_lists import Fieldsets, label_kinds
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from programmes.admin.base import ScopedModelAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.constants import INVITATION_DAYS
from programmes.models import Membership, MembershipInvitation
from programmes.querysets.programmes import MembershipInvitationQuerySet, MembershipQuerySet
from programmes.services.membership_invitations import (
    invite_member,
    invite_member_again,
    withdraw_membership_invitation,
)
from programmes.services.memberships import (
    change_membership,
    end_membership,
)
from programmes.workflows.invitations import MEMBERSHIP_INVITATION


class MembershipForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=UnfoldAdminEmailInputWidget,
        help_text=worded(
            lambda: (
                ngettext(
                    "Whoever has confirmed this address is asked, and works for the programme once they accept. If "
                    "nobody has, we write to it, in words of our own and seldom; the invitation waits %(days)d day "
                    "for its owner.",
                    "Whoever has confirmed this address is asked, and works for the programme once they accept. If "
                    "nobody has, we write to it, in words of our own and seldom; the invitation waits %(days)d days "
                    "for its owner.",
                    INVITATION_DAYS,
                )
                % {"days": INVITATION_DAYS}
            )
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
    list_reads = ("programme__status", "programme__time_zone")
    list_filter = (InForceFilter, "role", ("programme", ScopedRelatedFilter))
    list_select_related = ("user", "programme")
    search_fields = ("user__words", "programme__acronym")
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
        messages.success(
            request, worded(lambda: _("%(email)s is invited.") % {"email": obj.invitation.email})
        )
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

    def delete_row(self, request: HttpRequest, obj: Membership) -> None:
        end_membership(membership=obj, by=request.user)

    def delete_rows(self, request: HttpRequest, queryset: MembershipQuerySet) -> None:
        for membership in queryset:
            end_membership(membership=membership, by=request.user)


@admin.register(MembershipInvitation)
class MembershipInvitationAdmin(ScopedModelAdmin):
    """Who is asked to work for a programme. Somebody is invited by adding a role."""

    list_display = ("email", "state", "role", "programme", "invited_by", "lapses_on")
    list_filter = ("role", ("programme", ScopedRelatedFilter))
    actions = ("ask_again",)
    workflow = MEMBERSHIP_INVITATION
    list_select_related = ("programme", "invited_by")
    search_fields = ("email", "programme__acronym")
    search_help_text = _("Address or programme")
    fields = (("programme", "role"), "email", ("starts_on", "ends_on"), "invited_by", ("state", "lapses_on"))
    readonly_fields = (
        "programme",
        "role",
        "email",
        "starts_on",
        "ends_on",
        "invited_by",
        "state",
        "lapses_on",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Somebody is invited by adding a membership, by the operator too."""
        return False

    @display(description=_("Status"), label=label_kinds(MEMBERSHIP_INVITATION))
    def state(self, row: MembershipInvitation) -> tuple[str, StrOrPromise]:
        return row.state, row.state.label

    @display(description=_("Answer until"), ordering="created_at")
    def lapses_on(self, row: MembershipInvitation) -> date:
        return timezone.localdate(row.lapses_at)

    @admin.action(description=_("Ask the owners of the chosen addresses again"), permissions=["delete"])
    def ask_again(self, request: HttpRequest, queryset: MembershipInvitationQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "delete", queryset),
            lambda row: invite_member_again(invitation=row, by=request.user),
            ngettext_lazy(
                "%(number)d address is asked again.", "%(number)d addresses are asked again.", "number"
            ),
        )

    def delete_row(self, request: HttpRequest, obj: MembershipInvitation) -> None:
        withdraw_membership_invitation(invitation=obj, by=request.user)

    def delete_rows(self, request: HttpRequest, queryset: MembershipInvitationQuerySet) -> None:
        for invitation in queryset:
            withdraw_membership_invitation(invitation=invitation, by=request.user)
