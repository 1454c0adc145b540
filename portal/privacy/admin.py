"""Purposes, guardians' consents, requests for erasure and the access log, for the operator."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from i18nfield.forms import I18nFormField
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from portal.core.admin_filters import KnownValues, PeriodFilter
from portal.core.admin_forms import FIELD_WIDGETS, AdminI18nTextarea, PortalFields
from portal.core.admin_inlines import PortalInline
from portal.core.admin_lists import PortalAdmin, label_kinds
from portal.core.http import domain_errors_as_messages
from portal.core.page_messages import worded
from portal.privacy.extensions import retention_rules
from portal.privacy.forms import AskGuardianForm
from portal.privacy.models import (
    AccessLog,
    ErasureRequest,
    GuardianConsent,
    Purpose,
    PurposeVersion,
    RetentionPeriod,
    RetentionRun,
)
from portal.privacy.models.access_log import data_in_words
from portal.privacy.services.consents import publish_purpose_text
from portal.privacy.services.erasures import carry_out_at_once, request_erasure
from portal.privacy.services.guardians import ask_guardian, mail_guardian_link
from portal.privacy.workflows import ERASURE
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from portal.users.queries import find_person
from portal.users.services import register_pupil


class PurposeForm(forms.ModelForm):  # type: ignore[type-arg]
    text = I18nFormField(
        label=_("Text people agree to"),
        widget=AdminI18nTextarea,
        help_text=_("A changed text becomes a new version. Whoever agreed before agreed to the old one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.versions.order_by("-number").first() if self.instance.pk else None
        if newest is not None:
            self.initial.setdefault("text", newest.text)


class VersionInline(PortalInline):
    model = PurposeVersion
    fields = readonly_fields = ("number", "text", "created_at")
    max_num = 0
    can_delete = False
    ordering = ("-number",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Purpose)
class PurposeAdmin(PortalAdmin):
    form = PurposeForm
    list_display = ("key", "title", "legal_basis")
    list_filter = ("legal_basis",)
    search_fields = ("key", "title")
    fields = ("key", "title", "legal_basis", "text")
    formfield_overrides = FIELD_WIDGETS
    inlines = (VersionInline,)

    def save_model(
        self, request: AuthenticatedRequest, obj: Purpose, form: ModelForm[Purpose], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        publish_purpose_text(purpose=obj, text=form.cleaned_data["text"])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(GuardianConsent)
class GuardianConsentAdmin(PortalFields, PortalAdmin):
    """Asking makes a link, shown once: it is handed over on paper or by one's own mail."""

    form = AskGuardianForm
    list_display = (
        "pupil",
        "country",
        "guardian_name",
        "given_at",
        "withdrawn_at",
        "expires_at",
        "link_sent_at",
    )
    list_filter = ("country",)
    actions = ("mail_links",)
    list_select_related = ("pupil",)
    search_fields = ("pupil__words", "guardian_name")
    fields = (
        "pupil",
        "country",
        "guardian_name",
        "guardian_email",
        "expires_at",
        "link_sent_at",
        "given_at",
        "withdrawn_at",
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("pupil_name", "name", "language", "country", "guardian_name", "guardian_email")},
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(
        self,
        request: AuthenticatedRequest,
        obj: GuardianConsent,
        form: ModelForm[GuardianConsent],
        change: bool,
    ) -> None:
        data = form.cleaned_data
        pupil, password = data["pupil"], ""
        if pupil is None:
            pupil, password = register_pupil(
                username=data["pupil_name"],
                name=data["name"],
                language=data["language"] or settings.LANGUAGE_CODE,
                by=request.user,
            )
        token = ask_guardian(
            pupil=pupil,
            country=data["country"],
            guardian_name=data["guardian_name"],
            guardian_email=data["guardian_email"],
            by=request.user,
        )
        obj.__dict__.update(pupil.guardian_consent.__dict__)
        address = request.build_absolute_uri(reverse("privacy:guardian", args=[token]))
        _show_once(
            request,
            lambda: _("Hand this link to the guardian now. It is shown only here, and only once:"),
            address,
        )
        if password:
            _show_once(
                request,
                lambda: (
                    _("Hand this first password to %(pupil)s now. It is shown only here, and only once:")
                    % {"pupil": pupil.username}
                ),
                password,
            )

    @admin.action(description=_("Send the guardians their link by mail"))
    def mail_links(self, request: AuthenticatedRequest, queryset: QuerySet[GuardianConsent]) -> None:
        """To those whose address stands in the consent; the others get it on paper, by asking anew."""
        rows = list(queryset.of_minors().select_related("pupil"))
        number = sum(mail_guardian_link(asked=asked) for asked in rows)
        messages.success(request, worded(lambda: _mailed(number, len(rows) - number)))

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with domain_errors_as_messages(request):
            return super().changeform_view(request, *args, **kwargs)
        request.method = "GET"
        return super().changeform_view(request, *args, **kwargs)

    def log_addition(self, request: HttpRequest, obj: Model, message: object) -> None:
        pass


def _mailed(number: int, without: int) -> str:
    sent = ngettext("%(number)d link is on its way.", "%(number)d links are on their way.", number) % {
        "number": number
    }
    if not without:
        return sent
    return " ".join(
        (
            sent,
            ngettext(
                "%(number)d guardian has no address here, or was written to often enough.",
                "%(number)d guardians have no address here, or were written to often enough.",
                without,
            )
            % {"number": without},
        )
    )


def _show_once(request: HttpRequest, words: Callable[[], object], secret: str) -> None:
    messages.warning(request, worded(lambda: format_html("{} <code>{}</code>", words(), secret)))


@admin.register(AccessLog)
class AccessLogAdmin(PortalAdmin):
    """Who looked at, or took, what. The database keeps anybody from changing it."""

    list_display = ("at", "actor", "kind", "data_label", "object_id", "rows", "purpose", "subject")
    fields = ("at", "actor", "kind", "data_label", "object_id", "rows", "purpose", "subject", "as_noted")
    readonly_fields = ("data_label", "as_noted")
    filter_words = {"object_label": data_in_words}
    list_filter = ("kind", ("object_label", KnownValues), ("at", PeriodFilter))
    list_select_related = ("actor", "subject")
    search_fields = ("actor__words", "subject__words")

    @display(description=_("kind of data"), ordering="object_label")
    def data_label(self, row: AccessLog) -> str:
        return data_in_words(row.object_label)

    @display(description=_("details"))
    def as_noted(self, row: AccessLog) -> str:
        """Letter by letter, for whoever audits: which filter a list had, what a file was of."""
        return (
            format_html("<code>{}</code>", json.dumps(row.details, ensure_ascii=False))
            if row.details
            else "–"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AskErasureForm(forms.ModelForm):  # type: ignore[type-arg]
    """For a letter: whose erasure, by their address or user name, and when it was received."""

    login = forms.CharField(
        label=_("E-mail address or user name of the person"),
        max_length=254,
        widget=UnfoldAdminTextInputWidget,
    )

    def clean_login(self) -> User:
        person = find_person(login=self.cleaned_data["login"])
        if person is None:
            raise forms.ValidationError(_("Nobody has this address or user name."))
        return person


@admin.register(ErasureRequest)
class ErasureRequestAdmin(PortalFields, PortalAdmin):
    """Who asked to be erased, and what was done. Enters what came by letter, and may carry it out at once."""

    form = AskErasureForm
    list_display = ("created_at", "person", "state_label", "due_at", "received_on", "done_at")
    list_filter = ("state", ("created_at", PeriodFilter))
    list_select_related = ("person",)
    fields = ("person", "state", "reason", "due_at", "received_on", "entered_by", "done_at", "certificate")
    readonly_fields = ("certificate",)
    add_fieldsets = ((None, {"fields": ("login", "received_on")}),)
    actions = ("carry_out",)

    @display(description=_("State"), ordering="state", label=label_kinds(ERASURE))
    def state_label(self, row: ErasureRequest) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Certificate"))
    def certificate(self, row: ErasureRequest) -> str:
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("Certificate of erasure"))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_carry_out_permission(self, request: AuthenticatedRequest) -> bool:
        return request.user.has_perm("privacy.change_erasurerequest")

    def save_model(
        self,
        request: AuthenticatedRequest,
        obj: ErasureRequest,
        form: ModelForm[ErasureRequest],
        change: bool,
    ) -> None:
        data = form.cleaned_data
        made = request_erasure(person=data["login"], by=request.user, received_on=data["received_on"])
        obj.__dict__.update(made.__dict__)

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with domain_errors_as_messages(request):
            return super().changeform_view(request, *args, **kwargs)
        request.method = "GET"
        return super().changeform_view(request, *args, **kwargs)

    @admin.action(description=_("Carry out now, as the letter asks"), permissions=["carry_out"])
    def carry_out(self, request: AuthenticatedRequest, queryset: QuerySet[ErasureRequest]) -> None:
        for asked in queryset:
            with domain_errors_as_messages(request):
                carry_out_at_once(request=asked, by=request.user)
                messages.success(
                    request,
                    worded(lambda: _("It is being carried out; the certificate says when it is done.")),
                )

    def log_addition(self, request: HttpRequest, obj: Model, message: object) -> None:
        pass


@admin.register(RetentionPeriod)
class RetentionPeriodAdmin(PortalAdmin):
    """What the operator has decided about rules, on a page that says what the rule is for and shows its history."""

    list_display = ("rule_title", "days", "updated_at", "decisions")
    fields = ("rule_title", "days", "created_at", "updated_at", "decisions")
    readonly_fields = ("rule_title", "created_at", "updated_at", "decisions")

    @display(description=_("Rule"), ordering="rule")
    def rule_title(self, row: RetentionPeriod) -> str:
        return str(retention_rules[row.rule].title) if row.rule in retention_rules else row.rule

    @display(description=_("Who decided, and when"))
    def decisions(self, row: RetentionPeriod) -> str:
        if row.rule not in retention_rules:
            return "–"
        address = reverse("privacy:retention_period", args=[row.rule])
        return format_html('<a href="{}">{}</a>', address, _("Who decided, and when"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(RetentionRun)
class RetentionRunAdmin(PortalAdmin):
    """The days on which something was deleted by itself, each with its report on a page of its own."""

    list_display = ("day", "finished_at", "report")
    list_filter = (("day", PeriodFilter),)
    fields = ("day", "finished_at", "report")
    readonly_fields = ("report",)

    @display(description=_("Report"))
    def report(self, row: RetentionRun) -> str:
        address = f"{reverse('privacy:retention')}?run={row.pk}"
        return format_html('<a href="{}">{}</a>', address, _("What is deleted by itself"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
