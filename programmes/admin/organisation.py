"""Organisations and who speaks for them."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget

from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import Fieldsets, label_kinds
from portal.core.collation import in_order
from portal.core.page_messages import worded
from portal.core.regions.inputs import clean_place
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyInline, ScopedModelAdmin
from programmes.admin.exchange import ExchangeAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.constants import Approval
from programmes.facts import EDITABLE_FIELDS
from programmes.models import Contact, ContactInvitation, Organisation, Programme
from programmes.queries.programmes import choices_for
from programmes.querysets.programmes import ContactInvitationQuerySet, ContactQuerySet, OrganisationQuerySet
from programmes.services.contacts import approve_contact, change_contact_role, remove_contact
from programmes.services.invitations import invite_contact, invite_contact_again, withdraw_invitation
from programmes.services.organisations import (
    decline_organisation,
    enter_organisation,
    link_organisation,
    update_organisation,
    verify_organisation,
)
from programmes.workflows.invitations import CONTACT_INVITATION
from programmes.workflows.programmes import CONTACT, ORGANISATION


class OrganisationForm(forms.ModelForm):
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=None,
        widget=UnfoldAdminSelectWidget,
        help_text=_("It can take part in more programmes later."),
    )
    join = forms.ModelChoiceField(
        label=_("Add to a further programme"),
        queryset=None,
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label=_("Leave as it is"),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        clean_place(self)
        return cleaned


class ContactInline(ReadOnlyInline):
    """Contacts are approved and removed in their own list, where everybody concerned is told."""

    model = Contact
    fields = ("user", "role", "approved_at", "approved_by")
    readonly_fields = fields
    show_change_link = True
    ordering = ("approved_at", "pk")

    def get_queryset(self, request: HttpRequest) -> ContactQuerySet:
        return super().get_queryset(request).select_related("user", "approved_by", "organisation")


class ContactInvitationInline(ReadOnlyInline):
    """Who is asked and has not answered yet."""

    model = ContactInvitation
    fields = ("email", "role", "invited_by", "created_at")
    readonly_fields = fields
    show_change_link = True
    ordering = ("created_at", "pk")

    def get_queryset(self, request: HttpRequest) -> ContactInvitationQuerySet:
        return super().get_queryset(request).open().select_related("invited_by", "organisation")


@admin.register(Organisation)
class OrganisationAdmin(ExchangeAdmin, ScopedModelAdmin):
    form = OrganisationForm
    list_display = ("name", "verification_label", "kind", "city", "programme_names", "created_at")
    list_filter = (
        "verification",
        "kind",
        "sector",
        ("programmes", ScopedRelatedFilter),
        "country",
        ("created_at", PeriodFilter),
        ("verified_at", PeriodFilter),
    )
    search_fields = ("words",)
    search_help_text = _("Name, town or website")
    inlines = (ContactInline, ContactInvitationInline)
    actions = ("verify", "decline", "export_chosen")
    workflow = ORGANISATION
    readonly_fields = (
        "verification_label",
        "verified_at",
        "verified_by",
        "decline_reason",
        "programme_names",
    )

    def get_queryset(self, request: HttpRequest) -> OrganisationQuerySet:
        seen = Programme.objects.visible_to(request.user).administered_by(request.user)
        acronyms = seen.filter(organisations=OuterRef("pk")).order_by().values("acronym")
        return super().get_queryset(request).annotate(acronyms_seen=ArraySubquery(acronyms))

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Fieldsets:
        about = (
            "name",
            ("kind", "sector", "level"),
            ("size", "nace"),
            "about",
            "street",
            ("postcode", "city"),
            ("region", "country"),
            "website",
            "logo",
            "languages",
            "newcomer_support",
        )
        if obj is None:
            return [(None, {"fields": ("programme", *about)})]
        review = ("verification_label", ("verified_at", "verified_by"), "decline_reason")
        taking_part = ("programme_names", "join") if self._may_join(request, obj) else ("programme_names",)
        return [
            (_("About"), {"classes": ["tab"], "fields": about}),
            (_("Verification"), {"classes": ["tab"], "fields": review}),
            (_("Programmes"), {"classes": ["tab"], "fields": taking_part}),
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,
        **kwargs: object,
    ) -> type[ModelForm[Organisation]]:
        form = super().get_form(request, obj, change, **kwargs)
        field = self.model._meta.get_field("programmes")
        if "programme" in form.base_fields:
            rows = choices_for(field, request.user, "add")
            form.base_fields["programme"].queryset = rows
        if "join" in form.base_fields:
            there = obj.programmes.all() if obj else Programme.objects.visible_to(request.user).none()
            form.base_fields["join"].queryset = choices_for(field, request.user, "add").exclude(
                pk__in=there.values("pk")
            )
        return form

    def _may_join(self, request: HttpRequest, obj: Organisation | None) -> bool:
        return may_administer(request.user, "change", obj) and may_administer(
            request.user, "add", Organisation
        )

    @display(description=_("Verification"), ordering="verification", label=label_kinds(ORGANISATION))
    def verification_label(self, row: Organisation) -> tuple[str, str]:
        return row.verification, row.get_verification_display()

    @display(description=_("Programmes"))
    def programme_names(self, row: Organisation) -> str:
        return ", ".join(sorted(row.acronyms_seen, key=in_order))

    def view_on_site(self, row: Organisation) -> str | None:
        return row.get_absolute_url() if row.is_verified else None

    def save_model(
        self, request: AuthenticatedRequest, obj: Organisation, form: ModelForm[Organisation], change: bool
    ) -> None:
        by = request.user
        fields = {name: form.cleaned_data[name] for name in EDITABLE_FIELDS if name in form.cleaned_data}
        if not change:
            entered = enter_organisation(programme=form.cleaned_data["programme"], by=by, **fields)
            obj.pk = entered.pk
            obj.__dict__.update(entered.__dict__)
            return
        changed = {name: value for name, value in fields.items() if name in form.changed_data}
        if changed:
            update_organisation(organisation=obj, by=by, **changed)
        if form.cleaned_data.get("join"):
            link_organisation(organisation=obj, programme=form.cleaned_data["join"], by=by)

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "verify", Organisation)

    @admin.action(description=_("Verify the chosen organisations"), permissions=["verify"])
    def verify(self, request: HttpRequest, queryset: OrganisationQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "verify", queryset),
            lambda row: verify_organisation(organisation=row, by=request.user),
            ngettext_lazy(
                "%(number)d organisation is verified and can publish now.",
                "%(number)d organisations are verified and can publish now.",
                "number",
            ),
        )

    @admin.action(description=_("Decline the chosen organisations, with a reason"), permissions=["verify"])
    def decline(self, request: HttpRequest, queryset: OrganisationQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "verify", queryset),
            action="decline",
            title=_("Decline organisations"),
            hint=ORGANISATION.step("decline").hint,
            service=lambda row, reason: decline_organisation(
                organisation=row, reason=reason, by=request.user
            ),
            done=ngettext_lazy(
                "%(number)d organisation is declined, and its contacts are told why.",
                "%(number)d organisations are declined, and their contacts are told why.",
                "number",
            ),
        )


class ApprovalFilter(SimpleListFilter):
    title = _("approval")
    parameter_name = "approval"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return list(Approval.choices)

    def queryset(self, request: HttpRequest, queryset: ContactQuerySet) -> ContactQuerySet:
        match self.value():
            case "waiting":
                return queryset.waiting()
            case "approved":
                return queryset.approved()
        return queryset


class ContactForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=UnfoldAdminEmailInputWidget,
        max_length=254,
        help_text=_(
            "Whoever has this address here, or registers with it within the next weeks, is asked whether they want to "
            "speak for the organisation."
        ),
    )


@admin.register(Contact)
class ContactAdmin(ScopedModelAdmin):
    form = ContactForm
    list_display = ("user", "organisation", "role", "approval", "approved_at")
    list_filter = (ApprovalFilter, "role", ("organisation__programmes", ScopedRelatedFilter))
    list_select_related = ("user", "organisation")
    search_fields = ("user__words", "organisation__words")
    search_help_text = _("Person, address or organisation")
    autocomplete_fields = ("organisation",)
    actions = ("approve",)
    workflow = CONTACT

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Fieldsets:
        fields = (
            ("organisation", "email", "role")
            if obj is None
            else ("organisation", "user", "role", "approved_at", "approved_by")
        )
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return () if obj is None else ("organisation", "user", "approved_at", "approved_by")

    @display(description=_("Approval"), label=label_kinds(CONTACT))
    def approval(self, row: Contact) -> tuple[str, StrOrPromise]:
        return row.approval, row.approval.label

    def save_model(
        self, request: AuthenticatedRequest, obj: Contact, form: ModelForm[Contact], change: bool
    ) -> None:
        data, by = form.cleaned_data, request.user
        if change:
            change_contact_role(contact=obj, role=data["role"], by=by)
            return
        obj.invitation = invite_contact(
            organisation=data["organisation"], email=data["email"], role=data["role"], by=by
        )

    def response_add(
        self, request: HttpRequest, obj: Contact, post_url_continue: str | None = None
    ) -> HttpResponse:
        if obj.invitation is None:
            messages.success(request, worded(lambda: _("This person stands among the contacts already.")))
            return self.to_list(request)
        messages.success(
            request, worded(lambda: _("%(email)s is invited.") % {"email": obj.invitation.email})
        )
        return redirect("admin:programmes_contactinvitation_changelist")

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Contact],
        formsets: list[BaseModelFormSet[Model, ModelForm[Model]]],
        change: bool,
    ) -> None:
        if change:
            super().save_related(request, form, formsets, change)

    def delete_row(self, request: HttpRequest, obj: Contact) -> None:
        remove_contact(contact=obj, by=request.user)

    def delete_rows(self, request: HttpRequest, queryset: ContactQuerySet) -> None:
        for contact in queryset:
            remove_contact(contact=contact, by=request.user)

    @admin.action(description=_("Approve the chosen contacts"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: ContactQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: approve_contact(contact=row, by=request.user),
            ngettext_lazy(
                "%(number)d contact is approved and told so.",
                "%(number)d contacts are approved and told so.",
                "number",
            ),
        )


@admin.register(ContactInvitation)
class ContactInvitationAdmin(ScopedModelAdmin):
    """Who is asked to speak for an organisation. Somebody is invited by adding a contact."""

    list_display = ("email", "state", "organisation", "role", "invited_by", "created_at")
    list_filter = ("role", ("organisation__programmes", ScopedRelatedFilter))
    actions = ("ask_again",)
    workflow = CONTACT_INVITATION
    list_select_related = ("organisation", "invited_by")
    search_fields = ("email", "organisation__words")
    search_help_text = _("Address or organisation")
    fields = ("organisation", "email", "role", "invited_by", "created_at", "state")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @display(description=_("Status"), label=label_kinds(CONTACT_INVITATION))
    def state(self, row: ContactInvitation) -> tuple[str, StrOrPromise]:
        return row.state, row.state.label

    @admin.action(description=_("Ask the owners of the chosen addresses again"), permissions=["delete"])
    def ask_again(self, request: HttpRequest, queryset: ContactInvitationQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "delete", queryset),
            lambda row: invite_contact_again(invitation=row, by=request.user),
            ngettext_lazy(
                "%(number)d address is asked again.", "%(number)d addresses are asked again.", "number"
            ),
        )

    def delete_row(self, request: HttpRequest, obj: ContactInvitation) -> None:
        withdraw_invitation(invitation=obj, by=request.user)

    def delete_rows(self, request: HttpRequest, queryset: ContactInvitationQuerySet) -> None:
        for invitation in queryset:
            withdraw_invitation(invitation=invitation, by=request.user)
