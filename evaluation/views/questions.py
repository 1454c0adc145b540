"""The funder's questions, answered by the person they are about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrPromise

from evaluation.constants import Stage
from evaluation.facts import fields_at
from evaluation.forms import AnswersForm
from evaluation.models import ParticipantRecord
from evaluation.services.records import answer_entry, answer_exit
from portal.core.concurrent_edits import atomic_when_sent, lock_if_sent
from portal.core.http import domain_errors_in, typed
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import may
from programmes.models import Enrolment
from programmes.scoping import get_visible_or_404


@dataclass(frozen=True)
class Questions:
    """The questions of one stage: the date of the enrolment they open with, what keeps the answers, and thanks."""

    stage: Stage
    template: str
    opens_with: str
    answer: Callable[..., ParticipantRecord]
    thanks: str | StrPromise


ENTRY = Questions(
    stage=Stage.ENTRY,
    template="evaluation/record_entry.html",
    opens_with="entered_on",
    answer=answer_entry,
    thanks=_("Thank you. Your answers are saved; you can correct them at any time."),
)
EXIT = Questions(
    stage=Stage.EXIT,
    template="evaluation/record_exit.html",
    opens_with="left_on",
    answer=answer_exit,
    thanks=_("Thank you. That was the last question; we wish you all the best."),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def entry_questions(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return _ask(request, _enrolment(request.user, slug), ENTRY)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_when_sent
def exit_questions(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return _ask(request, _enrolment(request.user, slug), EXIT)


def _ask(request: AuthenticatedRequest, enrolment: Enrolment, questions: Questions) -> HttpResponse:
    is_sent = request.method == "POST"
    lock_if_sent(request, enrolment)
    form = AnswersForm(
        typed(request),
        enrolment=enrolment,
        stage=questions.stage,
        initial=_answers(enrolment, questions.stage),
    )
    if is_sent and form.is_valid():
        with domain_errors_in(form):
            questions.answer(enrolment=enrolment, answers=form.cleaned_data, by=request.user)
            messages.success(request, questions.thanks)
            return redirect("programmes:me")
    context = {
        "enrolment": enrolment,
        "programme": enrolment.programme,
        "form": form,
        "is_open": getattr(enrolment, questions.opens_with) is not None,
    }
    return render(request, questions.template, context, status=400 if is_sent else 200)


def _enrolment(user: User, slug: str) -> Enrolment:
    """One's own. Raises Http404 for everybody else's, PermissionDenied where the questions aren't theirs."""
    own = Enrolment.objects.visible_to(user).select_related("programme", "record")
    enrolment: Enrolment = get_visible_or_404(own, user, person=user, programme__slug=slug)
    if not may(user, "change", ParticipantRecord):
        raise PermissionDenied
    return enrolment


def _answers(enrolment: Enrolment, stage: Stage) -> Mapping[str, object]:
    """What was answered before, as the form's fields write it."""
    record = getattr(enrolment, "record", None)
    if record is None:
        return {}
    choices = {True: "yes", False: "no"}
    answers = {field: getattr(record, field) for field in fields_at(stage)}
    return {
        field: choices[answer] if isinstance(answer, bool) else answer
        for field, answer in answers.items()
        if answer not in ("", None)
    }
