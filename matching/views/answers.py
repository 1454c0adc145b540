"""Answering several applications for a placement at once: choose them, choose the words, look, and say yes."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from matching.constants import AT_ONCE, ApplicationState
from matching.forms.answers import DeclineForm
from matching.models import Application, Placement
from matching.notices.applications import ApplicationMoved, about_application
from matching.presentation.pupils import name_for_company
from matching.querysets.applications import ApplicationQuerySet
from matching.services.bulk_answers import MAY_BE_ANSWERED_AT_ONCE, Answered, answer_applications
from matching.workflows.applications import APPLICATION
from portal.core.http import sent
from portal.core.page_messages import worded
from portal.users.decorators import AuthenticatedRequest
from programmes.scoping import get_visible_or_404

NAMED = 20


@login_required
@require_POST
def placement_answers(request: AuthenticatedRequest, pk: int, state: str) -> HttpResponse:
    """First asks for the reason, then shows what each reads, then does it. Chosen are some, or all that wait."""
    if state not in MAY_BE_ANSWERED_AT_ONCE:
        raise Http404
    placement = get_visible_or_404(
        Placement.objects.visible_to(request.user).select_related("organisation"),
        request.user,
        "change",
        pk=pk,
    )
    rows = _chosen(request, placement, state)
    chosen = list(rows.order_by("created_at", "pk")[:AT_ONCE])
    left = max(rows.count() - len(chosen), 0) or _number_left(request)
    if not chosen:
        messages.error(
            request, worded(lambda: _("Choose at least one application that can still be answered so."))
        )
        return redirect("matching:placement_detail", placement.pk)
    is_decline = state == ApplicationState.DECLINED
    form = _form(request)
    is_ready = not is_decline or form.is_valid()
    if is_ready and "confirmed" in request.POST:
        values = form.cleaned_data if is_decline else {}
        _tell(request, answer_applications(applications=chosen, state=state, by=request.user, **values))
        _tell_of_those_left(request, left)
        return redirect("matching:placement_detail", placement.pk)
    values = form.cleaned_data if is_decline and is_ready else {}
    return render(
        request,
        "matching/placement_answers.html",
        {
            "placement": placement,
            "chosen": chosen,
            "names": [name_for_company(application) for application in chosen],
            "number": len(chosen),
            "left": left,
            "step": APPLICATION.step("decline" if is_decline else "shortlist"),
            "state": state,
            "form": form if is_decline else None,
            "message": _read_by(chosen[0], state, values) if is_ready else None,
            "own_words": values.get("message", ""),
        },
        status=400 if is_decline and form.is_bound and not is_ready else 200,
    )


def _form(request: AuthenticatedRequest) -> DeclineForm:
    """As it was sent, or with what was chosen to be chosen anew."""
    is_sent = "look" in request.POST or "confirmed" in request.POST
    typed_before = {"reason": sent(request, "reason"), "message": sent(request, "message")}
    return DeclineForm(request.POST) if is_sent else DeclineForm(initial=typed_before)


def _chosen(request: AuthenticatedRequest, placement: Placement, state: str) -> ApplicationQuerySet:
    """Those that were ticked, or all that wait for an answer; of them what can be answered so."""
    rows: ApplicationQuerySet = Application.objects.worked_on_by(request.user, "change").filter(
        placement=placement
    )
    step = APPLICATION.step("decline" if state == ApplicationState.DECLINED else "shortlist")
    rows = rows.filter(state__in=step.sources).select_related("talent__user", "placement__organisation")
    if sent(request, "chosen") == "waiting":
        return rows.unanswered()
    return rows.filter(pk__in=[key for key in request.POST.getlist("application") if _is_key(key)])


def _number_left(request: AuthenticatedRequest) -> int:
    """How many of those that were chosen the page before had no room for, as it said."""
    text = sent(request, "left")
    return int(text) if _is_key(text) else 0


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _read_by(application: Application, state: str, values: dict[str, str]) -> ApplicationMoved:
    """The message as each of them gets it, in the language of who looks."""
    return ApplicationMoved(
        **about_application(application),
        state=state,
        reason=values.get("reason", ""),
        has_message=bool(values.get("message")),
    )


def _tell(request: AuthenticatedRequest, answered: Answered) -> None:
    """How many were answered, and who was not and why."""
    number = answered.number
    if number:
        messages.success(request, worded(lambda: _done(number)))
    for reason in dict.fromkeys(str(error) for _application, error in answered.refused):
        errors = [(row, error) for row, error in answered.refused if str(error) == reason]
        people = [name_for_company(row) for row, _error in errors]
        text = errors[0][1].text
        messages.warning(request, worded(lambda people=people, text=text: f"{_listed(people)}: {text}"))  # type: ignore[misc]


def _tell_of_those_left(request: AuthenticatedRequest, left: int) -> None:
    if left:
        messages.warning(request, worded(lambda: _left_out(left)))


def _left_out(left: int) -> str:
    return ngettext(
        "%(number)d more that was chosen is not answered yet. Choose it again to answer it, too.",
        "%(number)d more that were chosen are not answered yet. Choose them again to answer them, too.",
        left,
    ) % {"number": left}


def _done(number: int) -> str:
    return ngettext(
        "%(number)d application is answered, and the person has been told.",
        "%(number)d applications are answered, and each person has been told.",
        number,
    ) % {"number": number}


def _listed(people: Sequence[str]) -> str:
    more = len(people) - NAMED
    others = [ngettext("%(number)d more", "%(number)d more", more) % {"number": more}] if more > 0 else []
    return ", ".join([*people[:NAMED], *others])
