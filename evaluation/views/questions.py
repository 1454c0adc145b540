from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from evaluation.constants import Stage
from evaluation.facts import fields_at
from evaluation.forms import AnswersForm
from evaluation.models import ParticipantRecord
from evaluation.services.records import answer_entry, answer_exit
from portal.core.http import domain_errors_in
from programmes.access import may
from programmes.models import Enrolment
from programmes.scoping import get_visible_or_404


class Questions(LoginRequiredMixin, View):
    """The funder's questions, answered by the person they are about."""

    template: ClassVar[str]
    stage: ClassVar[Stage]
    opens_with: ClassVar[str]
    answer: ClassVar[Callable[..., ParticipantRecord]]
    thanks: ClassVar[Any]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        enrolment = self._enrolment(slug)
        form = AnswersForm(enrolment=enrolment, stage=self.stage, initial=self._answers(enrolment))
        return self._page(enrolment, form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        enrolment = self._enrolment(slug)
        form = AnswersForm(request.POST, enrolment=enrolment, stage=self.stage)
        if form.is_valid():
            with domain_errors_in(form):
                type(self).answer(enrolment=enrolment, answers=form.cleaned_data, by=request.user)
                messages.success(request, self.thanks)
                return redirect("programmes:me")
        return self._page(enrolment, form, status=400)

    def _enrolment(self, slug: str) -> Enrolment:
        own = Enrolment.objects.visible_to(self.request.user).select_related("programme", "record")
        enrolment: Enrolment = get_visible_or_404(
            own, self.request.user, person=self.request.user, programme__slug=slug
        )
        if not may(self.request.user, "change", ParticipantRecord):
            raise PermissionDenied
        return enrolment

    def _answers(self, enrolment: Enrolment) -> dict[str, object]:
        """What was answered before, as the form's fields write it."""
        record = getattr(enrolment, "record", None)
        if record is None:
            return {}
        choices = {True: "yes", False: "no"}
        answers = {field: getattr(record, field) for field in fields_at(self.stage)}
        return {
            field: choices[answer] if isinstance(answer, bool) else answer
            for field, answer in answers.items()
            if answer not in ("", None)
        }

    def _page(self, enrolment: Enrolment, form: Any, status: int = 200) -> HttpResponse:
        opened: date | None = getattr(enrolment, self.opens_with)
        context = {
            "enrolment": enrolment,
            "programme": enrolment.programme,
            "form": form,
            "is_open": opened is not None,
        }
        return render(self.request, self.template, context, status=status)


class EntryQuestions(Questions):
    template = "evaluation/record_entry.html"
    stage = Stage.ENTRY
    opens_with = "entered_on"
    answer = answer_entry
    thanks = _("Thank you. Your answers are saved; you can correct them at any time.")


class ExitQuestions(Questions):
    template = "evaluation/record_exit.html"
    stage = Stage.EXIT
    opens_with = "left_on"
    answer = answer_exit
    thanks = _("Thank you. That was the last question; we wish you all the best.")
