"""Who takes part in a programme: asked by staff, entered on paper, or come by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, prefetch_related_objects
from django.forms import ModelForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.decorators import display

from portal.core.admin_filters import PeriodFilter
from portal.core.admin_lists import Fieldsets, label_kinds
from portal.core.dates import day
from portal.core.http import domain_errors_in, typed
from portal.core.page_messages import worded
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest, confirmed_lately
from programmes.access import may_administer
from programmes.admin.enrolment_forms import PAPER, EnrolmentForm, LeaveForm
from programmes.admin.exchange import ExchangeAdmin
from programmes.admin.filters import ScopedRelatedFilter
from programmes.admin.history import Change, FieldChange
from programmes.admin.hours import HoursFilter, HoursOfEnrolment
from programmes.admin.search import FindsPseudonyms
from programmes.models import Enrolment, JoinedPerson, PaperConsent
from programmes.queries.programmes import coordinates_person, look_alikes
from programmes.querysets.programmes import EnrolmentQuerySet
from programmes.services.enrolments import admit, enter_again, leave_programme
from programmes.services.entering import OnPaper
from programmes.services.joining import join_entered
from programmes.services.people import (
    ask_again,
    enter_person,
    invite_to_claim,
    take_back_invitation,
)
from programmes.workflows.programmes import ENROLMENT


class AdmissionFilter(admin.SimpleListFilter):
    """Those that the coordinator's week counts, and admits together."""

    title = _("admission")
    parameter_name = "admission"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Model]
    ) -> list[tuple[str, StrOrPromise]]:
        return [("waiting", _("Waits for admission"))]

    def queryset(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> EnrolmentQuerySet:
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(Enrolment)
class EnrolmentAdmin(FindsPseudonyms, ExchangeAdmin, HoursOfEnrolment):
    purpose_of_reading = ReadingPurpose.PARTICIPANTS
    form = EnrolmentForm
    list_display = (
        *("person", "programme", "status_label", "entered_on", "left_on", "exit_kind", "standing_label"),
        "pseudonym",
    )
    list_filter = (
        AdmissionFilter,
        "status",
        HoursFilter,
        ("programme", ScopedRelatedFilter),
        ("entered_on", PeriodFilter),
        ("left_on", PeriodFilter),
        "source",
        "exit_kind",
    )
    list_select_related = ("person", "programme")
    search_fields = ("person__words",)
    pseudonym_path = "pseudonym"
    search_help_text = _("Person, address or pseudonym")
    actions = ("admit", "invite", "ask_again", "enter_again", "take_back", "export_chosen")
    workflow = ENROLMENT

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm[Model]]:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        if obj is None:
            form.base_fields["language"].initial = get_language()
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Enrolment | None = None) -> Fieldsets:
        if obj is None:
            who = ("programme", "name", "contact_email", "birth_date", "language", "is_somebody_else")
            paper = {"fields": ("received_on", "entered_on", "by_guardian", "scan")}
            return [(None, {"fields": who}), (_("Consent on paper"), paper)]
        facts = ("programme", "status", ("entered_on", "left_on"), "exit_kind", "source", "pseudonym")
        person = ("person", "address", "born") if obj.person.is_unclaimed else ("person",)
        papers = (_("Consent on paper"), {"fields": ("papers",)})
        return [(None, {"fields": (*person, *facts)}), self.fieldset_of_hours, papers]

    def get_readonly_fields(self, request: HttpRequest, obj: Enrolment | None = None) -> Sequence[str]:
        if obj is None:
            return ()
        facts = ("programme", "status", "entered_on", "left_on", "exit_kind", "source", "pseudonym")
        return ("person", "address", "born", "papers", *facts, *self.fixed_fields_of_hours(request, obj))

    @display(description=_("Status"), ordering="status", label=label_kinds(ENROLMENT))
    def status_label(self, row: Enrolment) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @display(description=_("address given to staff"))
    def address(self, row: Enrolment) -> str:
        return row.person.contact_email

    @display(description=_("date of birth"))
    def born(self, row: Enrolment) -> str:
        return day(row.person.birth_date) if row.person.birth_date else ""

    @display(description=_("Received"))
    def papers(self, row: Enrolment) -> str:
        """Read once, though the theme asks three times."""
        prefetch_related_objects([row], "paper_consents")
        papers = row.paper_consents.all()
        links = [
            (reverse("admin:programmes_enrolment_paper", args=[row.pk, paper.pk]), day(paper.received_on))
            for paper in papers
            if paper.scan
        ]
        without = [day(paper.received_on) for paper in papers if not paper.scan]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or ", ".join(without)

    def save_model(
        self, request: AuthenticatedRequest, obj: Enrolment, form: ModelForm[Enrolment], change: bool
    ) -> None:
        if change:
            self.save_funding(request, obj, form)
            return  # every step has its own button
        data = form.cleaned_data
        paper = OnPaper(**{name: data.get(name) for name in PAPER}) if data.get("received_on") else None
        names = ("programme", "name", "contact_email", "birth_date", "language", "entered_on")
        made = enter_person(by=request.user, paper=paper, **{name: data.get(name) for name in names})
        obj.__dict__.update(made.__dict__)

    def events_of(self, request: HttpRequest, row: Enrolment) -> list[Change]:
        """Whom the person was joined with, which can't be undone."""
        joined = (
            JoinedPerson.objects.visible_to(request.user).filter(enrolment=row).select_related("joined_by")
        )
        return [
            Change(
                at=each.created_at,
                label=_("Joined with another person"),
                who=str(each.joined_by or _("somebody who is no longer here")),
                address="",
                fields=[
                    FieldChange(str(_("name")), "", each.name),
                    FieldChange(str(_("pseudonym")), "", each.pseudonym),
                ],
            )
            for each in joined
        ]

    def row_steps(self, request: HttpRequest, row: Enrolment) -> Iterable[str]:
        """What staff does for people without an account is offered for nobody else."""
        for_unclaimed = {"invite": bool(row.person.contact_email), "enter_again": True}
        steps = super().row_steps(request, row)
        return [
            each
            for each in steps
            if (row.person.is_unclaimed and for_unclaimed.get(each, True)) or each not in for_unclaimed
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Nothing is typed into a participation once it is there, so nobody is offered to go on with that."""
        extra_context = {**(extra_context or {}), "show_save_and_continue": False}
        return super().add_view(request, form_url, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        links = self._links(request, row) if row and may_administer(request.user, "change", row) else []
        extra_context = {**(extra_context or {}), "row_links": links}
        return super().change_view(request, object_id, form_url, extra_context)

    def _links(self, request: HttpRequest, row: Enrolment) -> list[tuple[str, object]]:
        links: list[tuple[str, object]] = []
        if ENROLMENT.allows("end", row.status):
            links.append(
                (reverse("admin:programmes_enrolment_leave", args=[row.pk]), ENROLMENT.step("end").label)
            )
        if row.person.is_unclaimed:
            links += [
                (
                    reverse("admin:programmes_enrolment_join", args=[row.pk, other.pk]),
                    _("Join with %(person)s") % {"person": other.person},
                )
                for other in look_alikes(
                    by=request.user,
                    programme=row.programme,
                    name=row.person.name,
                    birth_date=row.person.birth_date,
                    address=row.person.contact_email,
                    apart_from=row.person,
                )
            ]
        if coordinates_person(request.user, row.person):
            links.append((reverse("privacy:letter", args=[row.person_id]), _("Asked to be erased by letter")))
        return links

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

    @admin.action(description=_("Ask the chosen people to take over with an account"), permissions=["change"])
    def invite(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: invite_to_claim(enrolment=row, by=request.user),
            ngettext_lazy("%(number)d person is asked.", "%(number)d people are asked.", "number"),
        )

    @admin.action(description=_("Send the chosen invitations again"), permissions=["change"])
    def ask_again(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: ask_again(enrolment=row, by=request.user),
            ngettext_lazy("%(number)d person is asked.", "%(number)d people are asked.", "number"),
        )

    @admin.action(description=_("Enter the chosen people without an account again"), permissions=["change"])
    def enter_again(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: enter_again(enrolment=row, by=request.user),
            ngettext_lazy(
                "%(number)d person takes part again.", "%(number)d people take part again.", "number"
            ),
        )

    @admin.action(description=_("Withdraw the chosen invitations"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: EnrolmentQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: take_back_invitation(enrolment=row, by=request.user),
            ngettext_lazy(
                "%(number)d invitation is withdrawn.", "%(number)d invitations are withdrawn.", "number"
            ),
        )

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("<path:object_id>/leave/", self.leave, "leave"),
            ("<int:object_id>/join/<int:other_id>/", self.join, "join"),
            ("<int:object_id>/paper/<int:paper_id>/", self.paper, "paper"),
        )
        own = [
            path(route, self.admin_site.admin_view(view), name=f"programmes_enrolment_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def paper(self, request: HttpRequest, object_id: int, paper_id: int) -> HttpResponse:
        """The scan of a signed form, as an attachment; that it was taken is noted."""
        row = self.get_object(request, str(object_id))
        found = PaperConsent.objects.visible_to(request.user).filter(enrolment=row, pk=paper_id).first()
        if row is None or found is None or not found.scan:
            raise Http404
        try:
            file = found.scan.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        log_access(
            by=request.user,
            kind=AccessKind.DOWNLOAD,
            label=PaperConsent._meta.label_lower,
            object_id=found.pk,
            subject=row.person,
            purpose="proof of a consent on paper",
        )
        name = f"{row.pseudonym}.pdf"
        response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
        response["Cache-Control"] = "private, no-store"
        return response

    def join(self, request: HttpRequest, object_id: int, other_id: int) -> HttpResponse:
        """Show what becomes of two people who may be one, then join them."""
        row, other = (self.get_object(request, str(pk)) for pk in (object_id, other_id))
        if row is None or other is None or not row.person.is_unclaimed:
            raise Http404
        if not all(may_administer(request.user, "change", each) for each in (row, other)):
            raise PermissionDenied
        return self._join(request, row, other)

    @method_decorator(confirmed_lately)
    def _join(self, request: AuthenticatedRequest, row: Enrolment, other: Enrolment) -> HttpResponse:
        form = forms.Form(typed(request))
        if request.method == "POST" and form.is_valid():
            with domain_errors_in(form):
                join_entered(gone=row.person, kept=other.person, by=request.user)
                messages.success(request, worded(lambda: _("The two are one person now.")))
                return self.to_row(other.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Are these two the same person?"),
            "opts": self.opts,
            "form": form,
            "pair": (row, other),
            "row_address": reverse("admin:programmes_enrolment_change", args=[row.pk]),
        }
        for each in (row, other):
            self.log_look(request, each)
        return TemplateResponse(request, "programmes/admin/join.html", context)

    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End somebody's participation, with a date and the kind of exit."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not may_administer(request.user, "change", row):
            raise PermissionDenied
        form = LeaveForm(typed(request))
        if request.method == "POST" and form.is_valid():
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
        self.log_look(request, row)
        return TemplateResponse(request, "programmes/admin/row_form.html", context)
