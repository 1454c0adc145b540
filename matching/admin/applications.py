"""By what the list of applications is narrowed: who waits, how far somebody has come, what happened lately."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from matching.constants import ApplicationState
from matching.queries.week import REACHED
from matching.querysets.applications import ApplicationQuerySet
from portal.core.dates import a_week_ago

_LATELY: dict[str, StrOrPromise] = {
    ApplicationState.INTERVIEW: _("Invited to an interview in the last seven days"),
    ApplicationState.OFFERED: _("Offered a place in the last seven days"),
    ApplicationState.ACCEPTED: _("Took a place in the last seven days"),
}


class UnansweredFilter(SimpleListFilter):
    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [("late", _("Unanswered for more than a week")), ("waiting", _("Unanswered"))]

    def queryset(self, request: HttpRequest, queryset: ApplicationQuerySet) -> ApplicationQuerySet:
        match self.value():
            case "late":
                return queryset.late()
            case "waiting":
                return queryset.unanswered()
        return queryset


class StepFilter(SimpleListFilter):
    """How far applications have come, and what was done with them in the last seven days."""

    title = _("step")
    parameter_name = "step"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Model]) -> list[tuple[str, StrOrPromise]]:
        return [
            ("interview", _("Invited to an interview, or offered a place at once")),
            ("place", _("Came to a place")),
            ("unnamed", _("Pupil with a place whose name the company does not know")),
            *((f"{state}-lately", label) for state, label in _LATELY.items()),
        ]

    def queryset(self, request: HttpRequest, queryset: ApplicationQuerySet) -> ApplicationQuerySet:
        step = self.value() or ""
        if step in REACHED:
            return queryset.that_reached(*REACHED[step])
        if step == "unnamed":
            return queryset.with_name_to_show()
        state, _dash, when = step.partition("-")
        if when == "lately" and state in _LATELY:
            return queryset.that_came_into(ApplicationState(state), since=a_week_ago())
        return queryset
