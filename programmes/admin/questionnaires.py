"""Questionnaires: what they ask, as people will see it, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext_lazy, override
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from portal.core.http import asked
from portal.core.links import Link
from portal.core.locales import own_language_name
from portal.core.page_messages import worded
from portal.privacy.constants import ReadingPurpose
from portal.users.decorators import AuthenticatedRequest
from programmes.access import may_administer
from programmes.admin.base import ScopedModelAdmin, ScopedStackedInline
from programmes.admin.filters import ScopedRelatedFilter
from programmes.admin.questionnaire_forms import QuestionForm, QuestionLines
from programmes.forms.questionnaire import QuestionnaireForm
from programmes.models import Answer, Question, Questionnaire, QuestionnaireVersion
from programmes.presentation.questionnaires import question_line, tables_of, uses_of, version_label
from programmes.queries.questionnaires import AnswersRead
from programmes.querysets.questionnaires import QuestionnaireQuerySet, QuestionnaireVersionQuerySet
from programmes.services.questionnaires import (
    copy_questionnaire,
    create_questionnaire,
    draft_version,
    number_questions,
    publish_version,
    save_questionnaire,
    save_version,
)
from programmes.services.responses import log_sensitive_answers


def _version_page(version: QuestionnaireVersion) -> str:
    return reverse("admin:programmes_questionnaireversion_change", args=[version.pk])


def _links(links: Iterable[Link]) -> SafeString | str:
    return format_html_join(", ", '<a href="{}">{}</a>', [(each.url, each.label) for each in links]) or "–"


@admin.register(Questionnaire)
class QuestionnaireAdmin(ScopedModelAdmin):
    list_display = ("title", "programme", "asked_now", "being_written", "number_of_responses")
    list_filter = (("programme", ScopedRelatedFilter),)
    list_select_related = ("programme",)
    ordering = ("programme", "pk")
    actions = ("write_questions", "copy")
    step_labels: ClassVar = {"write_questions": _("Change the questions"), "copy": _("Copy")}

    def get_changelist_rows(self, rows: QuestionnaireQuerySet) -> QuestionnaireQuerySet:
        return rows.with_numbers()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return ("programme", "title") if obj is None else ("programme", "title", "all_versions", "used_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return () if obj is None else ("programme", "all_versions", "used_by")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Questionnaire | None:
        row: Any = super().get_object(request, object_id, from_field)
        if row is not None:
            row.reader = request.user
        return row

    @display(description=_("Asked now"))
    def asked_now(self, row: Any) -> str:
        return str(_("Version %(number)d") % {"number": row.asked_now}) if row.asked_now else "–"

    @display(description=_("Being written"))
    def being_written(self, row: Any) -> str:
        return str(_("Version %(number)d") % {"number": row.being_written}) if row.being_written else "–"

    @display(description=_("Times answered"))
    def number_of_responses(self, row: Any) -> int:
        number: int = row.number_of_responses
        return number

    @display(description=_("Versions"))
    def all_versions(self, row: Questionnaire) -> SafeString:
        versions = row.questionnaire_versions.with_responses()
        return format_html_join(
            "",
            '<p><a href="{}">{}</a></p>',
            ((_version_page(each), version_label(each)) for each in versions),
        )

    @display(description=_("Used by"))
    def used_by(self, row: Any) -> SafeString | str:
        return _links(uses_of(row, row.reader))

    def save_model(
        self,
        request: AuthenticatedRequest,
        obj: Questionnaire,
        form: forms.ModelForm[Questionnaire],
        change: bool,
    ) -> None:
        if change:
            save_questionnaire(questionnaire=obj, by=request.user)
        else:
            made = create_questionnaire(programme=obj.programme, title=obj.title, by=request.user)
            obj.pk, obj._state.adding = made.pk, False

    def response_add(
        self, request: HttpRequest, obj: Questionnaire, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to the questions, without which it is nothing yet."""
        return redirect(_version_page(obj.newest))

    def row_steps(self, request: HttpRequest, row: Model) -> Iterable[str]:
        return self.step_labels

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        may_read = row is not None and self.has_staff_permission(request, "disclose", row)
        links = [(_answers_page(row), _("Answers"))] if may_read else []
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "row_links": links}
        )

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """On to the version that can be changed, or to the copy, where one row was chosen."""
        answer = super().response_action(request, queryset)
        return getattr(request, "leads_to", None) or answer

    @admin.action(description=_("Change the questions of the chosen one"), permissions=["change"])
    def write_questions(self, request: HttpRequest, queryset: QuestionnaireQuerySet) -> None:
        for row in self._only_one(request, queryset, "change"):
            version = draft_version(questionnaire=row, by=request.user)
            request.leads_to = redirect(_version_page(version))

    @admin.action(description=_("Copy the chosen one"), permissions=["add"])
    def copy(self, request: HttpRequest, queryset: QuestionnaireQuerySet) -> None:
        for row in self._only_one(request, queryset, "add"):
            made = copy_questionnaire(questionnaire=row, by=request.user)
            messages.success(request, worded(lambda: _("This is the copy. Nobody is asked yet.")))
            request.leads_to = self.to_row(made.pk)

    def _only_one(
        self, request: HttpRequest, queryset: QuestionnaireQuerySet, action: str
    ) -> list[Questionnaire]:
        rows = list(self.rows_for(request, action, queryset)[:2])
        if len(rows) > 1:
            messages.warning(request, worded(lambda: _("Choose a single questionnaire.")))
            return []
        return rows

    # --- What was answered ---

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<int:object_id>/answers/",
            self.admin_site.admin_view(self.answers),
            name="programmes_questionnaire_answers",
        )
        return [page, *super().get_urls()]

    def answers(self, request: AuthenticatedRequest, object_id: int) -> HttpResponse:
        """What people have answered to one version; sensitive answers for who asks for them, which is noted."""
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        if not self.has_staff_permission(request, "disclose", row):
            raise PermissionDenied
        versions = list(row.questionnaire_versions.with_responses())
        number = asked(request, "version")
        version = next((each for each in versions if str(each.number) == number), None) or next(
            (each for each in versions if each.number_of_responses), versions[0]
        )
        may_disclose = may_administer(request.user, "disclose", Answer) and version.has_sensitive
        shows_sensitive = may_disclose and asked(request, "sensitive") == "yes"
        read = AnswersRead(version, request.user, with_sensitive=shows_sensitive)
        if shows_sensitive:
            log_sensitive_answers(
                responses=read.disclosed.values(), purpose=ReadingPurpose.ANSWERS, by=request.user
            )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Answers to “%(title)s”") % {"title": row.title},
            "opts": self.opts,
            "object": row,
            "version": version,
            "versions": versions,
            "tables": list(tables_of(read)),
            "number": version.number_of_responses,
            "may_disclose": may_disclose,
            "shows_sensitive": shows_sensitive,
            "row_address": reverse("admin:programmes_questionnaire_change", args=[row.pk]),
        }
        return TemplateResponse(request, "programmes/admin/answers.html", context)


def _answers_page(row: Questionnaire) -> str:
    return reverse("admin:programmes_questionnaire_answers", args=[row.pk])


class QuestionInline(ScopedStackedInline):
    model = Question
    form = QuestionForm
    formset = QuestionLines
    tab = False
    ordering_field = "order"
    fields = (
        ("order", "kind"),
        "text",
        "hint",
        ("is_required", "is_sensitive"),
        "offered",
        ("scale_from", "scale_to"),
        ("scale_low", "scale_high"),
        "length",
        "only_if",
    )
    ordering = ("order", "pk")


@admin.register(QuestionnaireVersion)
class QuestionnaireVersionAdmin(ScopedModelAdmin):
    """Found by its questionnaire. Once somebody has answered it, it is only shown."""

    list_display = ("questionnaire", "number", "published_at")
    list_filter = (("questionnaire__programme", ScopedRelatedFilter),)
    list_select_related = ("questionnaire",)
    ordering = ("questionnaire", "-number")
    actions = ("publish",)
    step_labels: ClassVar = {"publish": _("Publish")}
    inlines = (QuestionInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The next version is made of the one before it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | str | int | None = None) -> bool:
        row = self.get_object(request, str(obj)) if isinstance(obj, str | int) else obj
        is_fixed = isinstance(row, QuestionnaireVersion) and row.pk and row.is_answered
        return not is_fixed and self.has_staff_permission(request, "change", row)

    def has_delete_permission(self, request: HttpRequest, obj: Model | str | int | None = None) -> bool:
        """A draft of the next version can be thrown away; the first one goes with its questionnaire."""
        row = self.get_object(request, str(obj)) if isinstance(obj, str | int) else obj
        is_draft = isinstance(row, QuestionnaireVersion) and row.is_draft and row.number > 1
        return is_draft and self.has_staff_permission(request, "delete", row)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return self.inlines if self.has_change_permission(request, obj) else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        if self.has_change_permission(request, obj):
            return ("of_questionnaire", "state", "introduction")
        return ("of_questionnaire", "state", "introduction", "questions_shown")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return ("of_questionnaire", "state", "questions_shown")

    @display(description=_("Questionnaire"))
    def of_questionnaire(self, row: QuestionnaireVersion) -> SafeString | str:
        page = reverse("admin:programmes_questionnaire_change", args=[row.questionnaire_id])
        return _links([Link(page, str(row.questionnaire.title))])

    @display(description=_("State"))
    def state(self, row: QuestionnaireVersion) -> str:
        return version_label(row.questionnaire.questionnaire_versions.with_responses().get(pk=row.pk))

    @display(description=_("Questions"))
    def questions_shown(self, row: QuestionnaireVersion) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((question_line(each),) for each in row.in_order))

    def save_model(
        self,
        request: AuthenticatedRequest,
        obj: QuestionnaireVersion,
        form: forms.ModelForm[QuestionnaireVersion],
        change: bool,
    ) -> None:
        save_version(version=obj, by=request.user)

    def response_post_save_change(self, request: HttpRequest, obj: QuestionnaireVersion) -> HttpResponse:
        return redirect("admin:programmes_questionnaire_change", obj.questionnaire_id)

    def save_formset(self, request: AuthenticatedRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save()
        keys = [each.instance.pk for each in formset.in_order]
        number_questions(version=form.instance, keys=keys, by=request.user)

    def row_steps(self, request: HttpRequest, row: Model) -> Iterable[str]:
        return ("publish",) if isinstance(row, QuestionnaireVersion) and row.is_draft else ()

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "change", QuestionnaireVersion)

    @admin.action(description=_("Publish the chosen versions"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuestionnaireVersionQuerySet) -> None:
        self.run_on_each(
            request,
            self.rows_for(request, "change", queryset),
            lambda row: publish_version(version=row, by=request.user),
            ngettext_lazy(
                "%(number)d version is published. From now on, people are asked these questions.",
                "%(number)d versions are published. From now on, people are asked these questions.",
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
        links = [] if row is None else [(self._preview_page(row), _("As people see it"))]
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "row_links": links}
        )

    def _preview_page(self, row: QuestionnaireVersion) -> str:
        return reverse("admin:programmes_questionnaireversion_preview", args=[row.pk])

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<int:object_id>/preview/",
            self.admin_site.admin_view(self.preview),
            name="programmes_questionnaireversion_preview",
        )
        return [page, *super().get_urls()]

    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The questions as people will see them, in each language of the programme."""
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        languages = row.questionnaire.programme.languages
        language = asked(request, "language")
        with override(language if language in languages else get_language()):
            context = {
                "version": row,
                "questions": QuestionnaireForm(version=row),
                "languages": [(each, own_language_name(each)) for each in languages],
                "row_address": _version_page(row),
            }
            return render(request, "programmes/admin/questionnaire_preview.html", context)
