"""The admin base classes: every row, choice, inline, filter and search result is one that a membership leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from http import HTTPStatus
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import Model, QuerySet
from django.db.models.options import Options
from django.forms import BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise
from unfold.admin import StackedInline

from portal.core.admin_forms import FIELD_WIDGETS, PortalFields, refused_form
from portal.core.admin_inlines import PortalInline
from portal.core.admin_lists import PortalAdmin
from portal.core.errors import DomainError, NotAllowed
from portal.core.http import DomainErrors, domain_errors_as_messages, sent
from portal.core.page_messages import worded
from portal.core.presence import check_presence
from portal.core.workflow import Actor, Workflow
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from programmes.access import access_of, may_administer, may_administer_below
from programmes.admin.history import HistoryAdmin
from programmes.admin.steps import step_label
from programmes.queries.programmes import Kept, RelationField, choices_for, values_below, with_kept
from programmes.scoping import Scoped, ScopedQuerySet

Row = TypeVar("Row", bound=Scoped)

LISTS = ("_changelist", "_export", "autocomplete")
"""Pages that the programme switcher narrows. A page about one row opens whatever is chosen."""


def is_list(request: HttpRequest) -> bool:
    return bool((match := request.resolver_match) and (match.url_name or "").endswith(LISTS))


SHOWN = ("GET", "HEAD")
_Answer = TypeVar("_Answer")


def answered_once(request: HttpRequest, question: Hashable, answer: Callable[[], _Answer]) -> _Answer:
    """What a page is told each time it asks the same, while it is shown. Where something is sent, each time counts.

    Django and the theme ask for every line and every button anew whether the person may change the row. What roles
    reach is the same for each action that they grant.
    """
    if request.method not in SHOWN:
        return answer()
    answers = request.__dict__.setdefault("_answers", {})
    if question not in answers:
        answers[question] = answer()
    return cast("_Answer", answers[question])


class ScopedRows(PortalFields, BaseModelAdmin):
    """Rows from the matrix; choices limited to what the person works on, and what stands in the row already."""

    formfield_overrides = FIELD_WIDGETS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows = super().get_queryset(request)
        if not isinstance(rows, ScopedQuerySet):
            return rows
        rows = rows.administered_by(request.user)
        if is_list(request) and self.admin_site.chosen_programme(request) and self.model.programme_path:
            rows = rows.in_programmes(self.admin_site.programmes_in_view(request))
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "view", self.model)

    def get_field_queryset(
        self, db: str | None, db_field: RelationField, request: HttpRequest
    ) -> QuerySet[Model]:
        rows = choices_for(db_field, request.user, self._intent(request))
        kept = self.kept_choices(request, db_field)
        return rows if kept is None else with_kept(rows, kept)

    def kept_choices(self, request: HttpRequest, db_field: RelationField) -> Kept | None:
        """Keys that stand in the field now: saving a row must not drop what somebody else put there."""
        return None

    def _intent(self, request: HttpRequest) -> str:
        match = request.resolver_match
        return "add" if match and (match.url_name or "").endswith("_add") else "change"


class ScopedModelAdmin(ScopedRows, HistoryAdmin, PortalAdmin):
    """Base of the admin of every scoped model. What one may not see is not found.

    `save_model` and actions call services; what a service refuses stands beside its field, and nothing is saved.
    """

    purpose_of_reading: ReadingPurpose | None = None
    """Why people here look at rows about persons; where it is given, each look at one, at its history, or at a list
    that was narrowed by a filter or a search, is logged."""

    workflow: Workflow[models.TextChoices] | None = None
    """How the rows move; actions that are named like its steps are offered where they start from the row's state."""

    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    change_form_outer_before_template = "programmes/admin/row_steps.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_staff_permission(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user, "add", self.model)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_staff_permission(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_staff_permission(request, "delete", obj)

    def has_staff_permission(
        self, request: HttpRequest, action: str, obj: Model | str | int | None = None
    ) -> bool:
        """`obj` is a row, its key as the theme passes it, or None for "on any row"."""
        if isinstance(obj, str | int):
            obj = self.get_object(request, str(obj))
            if obj is None:
                return False
        if obj is None or obj.pk is None:
            return may_administer(request.user, action, self.model)
        roles = access_of(request.user).admin_roles(action, obj)
        return answered_once(
            request, (type(obj), obj.pk, roles), lambda: may_administer(request.user, action, obj)
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """The row that is asked for; while its page is shown, read once."""
        read = super().get_object
        question = ("row", self.model, str(object_id), from_field)
        return answered_once(request, question, lambda: read(request, object_id, from_field))

    def kept_choices(self, request: HttpRequest, db_field: RelationField) -> Kept | None:
        row = getattr(request, "edited_row", None)
        if not isinstance(row, self.model) or row.pk is None:
            return None
        if db_field.many_to_many:
            return getattr(row, db_field.name).order_by().values("pk")
        value = getattr(row, db_field.attname)
        return None if value is None else [value]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm[Model]]:
        request.edited_row = obj
        form = super().get_form(request, obj, change, **kwargs)
        if form.declared_fields:  # those this page doesn't show are not asked for either
            # One person's are not the next one's.
            for name in form.declared_fields.keys() & form.base_fields.keys():
                form.base_fields[name] = deepcopy(form.base_fields[name])
            shown = flatten_fieldsets(self.get_fieldsets(request, obj))
            for name in form.declared_fields.keys() - set(shown):
                form.base_fields.pop(name, None)
        refusal: DomainError | None = getattr(request, "refusal", None)
        return form if refusal is None else refused_form(form, refusal)

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """As Django's; a rule that stands against what was asked is shown in the form, with all that was typed."""
        with DomainErrors(partial(setattr, request, "refusal")):
            return super().changeform_view(request, *args, **kwargs)
        return super().changeform_view(request, *args, **kwargs)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        answer = super().change_view(request, object_id, form_url, extra_context)
        self._log_reading(request, object_id, answer)
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        answer = super().history_view(request, object_id, extra_context)
        self._log_reading(request, object_id, answer)
        return answer

    def _log_reading(self, request: HttpRequest, object_id: str, answer: HttpResponse) -> None:
        """Note that the person behind the row was read about; an answer that leads elsewhere shows nothing."""
        if not self.purpose_of_reading or answer.status_code != HTTPStatus.OK:
            return
        if row := self.get_object(request, object_id):
            self.log_look(request, row)

    def log_look(self, request: HttpRequest, row: Model) -> None:
        """One look at one row: for pages of its own that an admin of rows about persons has, too."""
        log_access(
            by=request.user,
            kind=AccessKind.READ,
            label=self.opts.label_lower,
            object_id=row.pk,
            subject=attrgetter(self.model.owner_path.replace("__", "."))(row),
            purpose=self.purpose_of_reading,
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        with domain_errors_as_messages(request):
            return super().delete_view(request, object_id, extra_context)
        return self.to_row(object_id)

    def row_steps(self, request: HttpRequest, row: Model) -> Iterable[str]:
        """Names of the actions that make sense for this row now; its page offers each as a button."""
        if self.workflow is None:
            return []
        state = getattr(row, self.workflow.field)
        return [step.name for step in self.workflow.steps_from(state, Actor.STAFF)]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, object],
        *args: object,
        obj: Model | None = None,
        **kwargs: object,
    ) -> HttpResponse:
        if obj is not None:
            offered = self.get_actions(request)
            names = [name for name in self.row_steps(request, obj) if name in offered]
            context["row_steps"] = [(name, step_label(self, name)) for name in names]
            context["list_address"] = reverse(self.list_name)
        context |= self._save_buttons(context)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _save_buttons(self, context: Mapping[str, Any]) -> dict[str, bool]:
        """None on a page where nothing can be typed: what is only shown can't be saved."""
        if context["adminform"].form.fields or context["inline_admin_formsets"]:
            return {}
        return dict.fromkeys(("show_save", "show_save_and_continue", "show_save_and_add_another"), False)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Model]) -> HttpResponse | None:
        """Run an action; one that was started on a row's own page leads back to it."""
        response = self.to_list(request)
        with domain_errors_as_messages(request):
            response = super().response_action(request, queryset)
        row = sent(request, "back")
        if row.isdecimal() and isinstance(response, HttpResponseRedirect) and self.get_object(request, row):
            return self.to_row(row)
        return response

    def check_action(self, name: str) -> None:
        """`rows_for` asks, once it is certain that the person may do it with every row."""

    def to_row(self, object_id: object) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    @property
    def list_name(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"

    def to_list(self, request: HttpRequest) -> HttpResponse:
        """Back to the list as it was filtered."""
        address = reverse(self.list_name)
        return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)

    def rows_for(self, request: HttpRequest, action: str, chosen: ScopedQuerySet[Row]) -> ScopedQuerySet[Row]:
        """The chosen rows, if the person may do `action` on every one of them; else nothing is done with any (403).

        Every action on chosen rows begins here, so each asks who has not proven lately that it's them.
        """
        rows = chosen.administered_by(request.user, action)
        if chosen.exclude(pk__in=rows.order_by().values("pk")).exists():
            raise NotAllowed
        if rows.exists():
            check_presence()
        return rows

    def run_on_each(
        self,
        request: HttpRequest,
        rows: Iterable[Row],
        service: Callable[[Row], object],
        done: StrPromise,
    ) -> None:
        """Call the service for each row; tell how many it was done for, and why not for the others.

        `done` is a sentence of `ngettext_lazy` that counts by "number": its form is chosen when the number is known.
        """
        number, reasons = 0, defaultdict(list)
        for row in rows:
            with DomainErrors(lambda error, row=row: reasons[str(error)].append((error, row))):
                service(row)
                number += 1
        if number:
            messages.success(request, worded(lambda: done % {"number": number}))
        for refused in reasons.values():
            messages.warning(request, worded(partial(_refused_sentence, refused)))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Options[Model], object_id: str
    ) -> HttpResponse:
        raise Http404


def _refused_sentence(refused: Sequence[tuple[DomainError, Model]]) -> str:
    """Rows that one rule stands against, five of them by name, and the rule."""
    names, more = ", ".join(str(row) for _error, row in refused[:5]), len(refused) - 5
    if more > 0:
        names += " " + ngettext("and %(number)d more", "and %(number)d more", more) % {"number": more}
    return f"{names}: {refused[0][0]}"


class ReadOnly(BaseModelAdmin):
    """Nobody adds, changes or deletes here."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, ScopedModelAdmin):
    """Rows that are looked at here, and changed elsewhere or by nobody."""

    warn_unsaved_form = False


class ScopedInline(ScopedRows, PortalInline):
    """Rows of a scoped model, as a table on the page of the row they belong to.

    Django asks an inline's permission about the parent row. The answer is whether the person may do the action
    on such rows in a programme of that parent, so a right held in one programme opens nothing in another.
    """

    tab = True

    def get_formset(
        self, request: HttpRequest, obj: Model | None = None, **kwargs: object
    ) -> type[BaseInlineFormSet[Model, Model, ModelForm[Model]]]:
        request.edited_parent = obj
        return super().get_formset(request, obj, **kwargs)

    def kept_choices(self, request: HttpRequest, db_field: RelationField) -> Kept | None:
        parent = getattr(request, "edited_parent", None)
        if parent is None or parent.pk is None or db_field.many_to_many:
            return None
        return values_below(self.model, parent, db_field.attname)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_below(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_below(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_below(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_below(request, "delete", obj)

    def _may_below(self, request: HttpRequest, action: str, parent: Model | None) -> bool:
        roles = access_of(request.user).admin_roles(action, self.model)
        question = (type(parent), getattr(parent, "pk", None), roles)
        return answered_once(
            request, question, lambda: may_administer_below(request.user, action, self.model, parent)
        )


class ReadOnlyInline(ReadOnly, ScopedInline):
    """Rows that are only looked at."""

    can_delete = False
    max_num = 0


class ScopedStackedInline(ScopedInline, StackedInline):
    """The same, one below the other, for rows with long texts."""

    template = StackedInline.template
