"""Certificates of an event: who may have one and who may not yet, and what becomes of those that are issued."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from unfold.decorators import display

from events.constants import CertificateKind, CertificateState
from events.forms.certificates import AssessmentsForm, ReissueForm
from events.models import Certificate, Event, Registration
from events.presentation.attendance import share_words
from events.presentation.certificates import check_address
from events.queries.certificates import candidates, standings
from events.querysets.certificates import CertificateQuerySet
from events.services.certificates import (
    issue_certificate,
    issue_certificates,
    note_assessments,
    reissue_certificate,
    revoke_certificate,
)
from events.workflows.certificates import CERTIFICATE
from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import label_kinds
from portal.core.collation import Alphabetical
from portal.core.http import domain_errors_as_messages, domain_errors_in, sent, typed
from portal.core.page_messages import worded
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest
from programmes.access import access_of, may_administer
from programmes.admin.actions import ask_reason
from programmes.admin.base import ReadOnlyAdmin
from programmes.admin.filters import ScopedRelatedFilter


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """They are issued on the page of their event; here each is found again, replaced or revoked."""

    list_display = ("code", "person", "event", "kind", "state_label", "issued_at")
    list_filter = (
        "state",
        "kind",
        ("registration__event", ScopedRelatedFilter),
        ("issued_at", PeriodFilter),
    )
    list_select_related = ("registration__person", "registration__event")
    search_fields = ("code", "registration__person__words", "registration__event__words")
    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    workflow = CERTIFICATE
    actions = ("revoke",)
    change_form_outer_before_template = "events/admin/certificate_before.html"
    fields = readonly_fields = (
        "person",
        "event",
        "kind",
        "state",
        "grounds",
        "name_shown",
        "verified_at",
        "language",
        "issued_at",
        "issued_by",
        "replaces",
        "revoked_at",
        "revoked_by",
        "reason",
    )

    @display(description=_("Person"), ordering="registration__person__sort_keys")
    def person(self, row: Certificate) -> str:
        return row.registration.person.get_full_name()

    @display(description=_("Event"), ordering="registration__event__starts_at")
    def event(self, row: Certificate) -> str:
        return str(row.registration.event)

    @display(description=_("State"), ordering="state", label=label_kinds(CERTIFICATE))
    def state_label(self, row: Certificate) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description=_("Name on the certificate"))
    def name_shown(self, row: Certificate) -> str:
        return row.contents["name"]

    @display(description=_("Verified at"))
    def verified_at(self, row: Certificate) -> SafeString:
        address = check_address(row)
        return format_html('<a href="{}">{}</a>', address, address)

    @display(description=_("What it rests on"))
    def grounds(self, row: Certificate) -> str:
        """Nothing is revoked by itself when attendance is corrected; whoever looks is told."""
        event = row.registration.event
        found = standings(event, [row.registration])[0]
        words = share_words(found.share)
        return f"{words}. {NO_GROUND}" if row == found.certificate and found.has_lost_ground else words

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", Certificate)

    @admin.action(description=_("Revoke the chosen certificates, with a reason"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: CertificateQuerySet) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            self.rows_for(request, "change", queryset.select_related("registration")),
            action="revoke",
            title=_("Revoke certificates"),
            hint=CERTIFICATE.step("revoke").hint,
            service=lambda row, reason: revoke_certificate(certificate=row, reason=reason, by=request.user),
            done=ngettext_lazy(
                "%(number)d certificate is revoked, and the person told.",
                "%(number)d certificates are revoked, and the people told.",
                "number",
            ),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        more: dict[str, object] = {}
        if isinstance(row, Certificate):
            more["event_certificates"] = reverse(
                "admin:events_event_certificates", args=[row.registration.event_id]
            )
            may_change = self.has_staff_permission(request, "change", row)
            more["may_reissue"] = may_change and row.state == CertificateState.ISSUED
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(partial(reissue, model_admin=self))
        own = path("<int:object_id>/reissue/", page, name="events_certificate_reissue")
        return [own, *super().get_urls()]


NO_GROUND = _("What is noted now would no longer allow it. Nothing is revoked by itself: decide.")


def reissue(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """Another certificate in its place, with another name where that was wrong."""
    row = model_admin.get_object(request, str(object_id))
    if row is None:
        raise Http404
    if not model_admin.has_staff_permission(request, "change", row):
        raise PermissionDenied
    form = ReissueForm(typed(request), initial={"name": row.registration.person.get_full_name()})
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            made = reissue_certificate(certificate=row, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("Issued again. The person is told, and the page of the old one says so.")
            )
            return redirect("admin:events_certificate_change", made.pk)
    about = {
        "title": _("Issue the certificate again"),
        "object": row,
        "submit_label": _("Issue it again"),
        "row_address": reverse("admin:events_certificate_change", args=[row.pk]),
    }
    return _page(request, model_admin, "programmes/admin/row_form.html", about, form)


# --- Of an event ---------------------------------------------------------------------------------------------------


def certificates_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """Who may have one, who may not yet and why, and who has one."""
    event = _event(request, model_admin, object_id, "view")
    may_issue = access_of(request.user).reaches("change", Certificate, event.programme)
    if request.method == "POST":
        if not may_issue:
            raise PermissionDenied
        with domain_errors_as_messages(request):
            _carry_out(request, event)
        return redirect("admin:events_event_certificates", event.pk)
    found = standings(event, _people(request, event))
    context = {
        "title": _("Certificates"),
        "object": event,
        "row_address": reverse("admin:events_event_change", args=[event.pk]),
        "lines": [(each, share_words(each.share)) for each in found],
        "due": sum(each.is_due for each in found),
        "may_issue": may_issue and event.certificate_kind and event.is_over,
        "may_assess": may_issue
        and event.certificate_kind == CertificateKind.QUALIFICATION
        and event.has_begun,
        "no_ground": NO_GROUND,
    }
    return _page(request, model_admin, "events/admin/certificates.html", context)


def assessments_of_event(request: AuthenticatedRequest, model_admin: Any, object_id: int) -> HttpResponse:
    """Who has passed."""
    event = _event(request, model_admin, object_id, "change")
    form = AssessmentsForm(typed(request), registrations=_people(request, event))
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            day = form.cleaned_data["assessed_on"]
            number = note_assessments(event=event, passed=form.passed, assessed_on=day, by=request.user)
            said = ngettext_lazy("%(number)d person is noted.", "%(number)d people are noted.", "number")
            messages.success(request, worded(lambda: said % {"number": number}))
            return redirect("admin:events_event_certificates", event.pk)
    about = {
        "title": _("Who has passed"),
        "object": event,
        "submit_label": _("Note it"),
        "row_address": reverse("admin:events_event_certificates", args=[event.pk]),
    }
    return _page(request, model_admin, "programmes/admin/row_form.html", about, form)


def _event(request: AuthenticatedRequest, model_admin: Any, object_id: int, action: str) -> Event:
    event: Event | None = model_admin.get_object(request, str(object_id))
    if event is None:
        raise Http404
    if not access_of(request.user).reaches(action, Certificate, event.programme):
        raise PermissionDenied
    return event


def _people(request: HttpRequest, event: Event) -> list[Registration]:
    rows = candidates(Registration.objects.administered_by(request.user), event)
    return list(rows.order_by(Alphabetical("person__sort_keys"), "pk"))


def _carry_out(request: AuthenticatedRequest, event: Event) -> None:
    """For all who may have one, or for the one whose button was pressed."""
    key = sent(request, "row")
    if key:
        rows = candidates(Registration.objects.administered_by(request.user), event)
        row = rows.filter(pk=int(key) if key.isdecimal() and len(key) < 19 else 0).first()
        if row is None:
            raise Http404
        issue_certificate(registration=row, by=request.user)
        number = 1
    else:
        number = len(issue_certificates(event=event, by=request.user).new)
    said = ngettext_lazy(
        "%(number)d certificate is issued, and the person told.",
        "%(number)d certificates are issued, and the people told.",
        "number",
    )
    messages.success(request, worded(lambda: said % {"number": number}))


def _page(
    request: AuthenticatedRequest, model_admin: Any, template: str, context: dict[str, Any], form: Any = None
) -> HttpResponse:
    about = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + (form.media if form else model_admin.media),
        "form": form,
    }
    status = 400 if request.method == "POST" and form is not None and form.errors else 200
    return TemplateResponse(request, template, about | context, status=status)
