"""Following an application, and answering it: the same page for both sides, made of parts."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.constants import ApplicationState
from matching.forms.answers import DeclineStepForm
from matching.forms.applications import StepForm, take_no_words
from matching.models import Application
from matching.presentation.applications import way_back
from matching.presentation.pupils import step_in_words
from matching.queries.steps import application_steps, is_heard
from matching.querysets.applications import under_way
from matching.services.applications import mark_viewed, move_application
from matching.services.pupils import show_name
from matching.views.application_parts import BESIDE, MAIN, parts_of
from matching.views.application_view import ApplicationView, read_for_its_page
from matching.workflows.applications import APPLICATION
from portal.core.errors import WrongState
from portal.core.http import asked, domain_errors_as_messages, typed
from portal.core.page_messages import worded
from portal.core.workflow import Actor, Message, Step
from portal.privacy.constants import ReadingPurpose
from portal.privacy.services.access_log import Look, log_looks
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import may
from programmes.scoping import get_visible_or_404

PAGE_SIZE = 20
NOT_TOLD = gettext_lazy(
    "Done. The company can't see this application at the moment, so it has not been told."
)


@login_required
@require_safe
def my_applications(request: AuthenticatedRequest) -> HttpResponse:
    """All of one's own applications, the latest moved first."""
    if not may(request.user, "view", Application):
        raise PermissionDenied
    rows = Application.objects.visible_to(request.user).filter(talent__user=request.user)
    counts = rows.aggregate(all=Count("pk"), open=Count("pk", filter=under_way()))
    is_under_way = asked(request, "show") == "open"
    chosen = rows.under_way() if is_under_way else rows
    chosen = chosen.select_related("placement__organisation").defer(
        "placement__description", "placement__search"
    )
    page = Paginator(chosen.order_by("-updated_at", "-pk"), PAGE_SIZE).get_page(asked(request, "page"))
    address = reverse("matching:my_applications")
    return render(
        request,
        "matching/application_list.html",
        {
            "page": page,
            "rows": [(application, APPLICATION.badge(application.state)) for application in page],
            "tabs": [
                (address, _("All"), not is_under_way, counts["all"]),
                (f"{address}?show=open", _("Under way"), is_under_way, counts["open"]),
            ],
            "is_under_way": is_under_way,
        },
    )


@login_required
@require_safe
def application_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Where an application stands. The company's first look is written down, which the applicant was promised.

    That is the one thing a GET changes here: it happens once, is what the person asked for by opening the page, and
    a browser that only fetches ahead is told apart.
    """
    is_opened = not _fetches_ahead(request)
    view = ApplicationView(read_for_its_page(request.user, pk), request.user, is_opened=is_opened)
    is_first_look = APPLICATION.allows("view", view.application.state) and is_opened
    if view.speaks_for_company and not view.is_own and is_first_look:
        mark_viewed(application=view.application, by=request.user)
        view = ApplicationView(read_for_its_page(request.user, pk), request.user, is_opened=is_opened)
    log_looks(by=view.reader, looks=[*_reading(view), *_reaching(view)])
    context = {"view": view, "parts": parts_of(view, MAIN), "beside": parts_of(view, BESIDE)}
    return render(request, "matching/application_detail.html", context)


def _reading(view: ApplicationView) -> Iterator[Look]:
    """Whoever applies reads who has looked at it."""
    if not view.is_own:
        yield {
            "label": Application._meta.label_lower,
            "object_id": view.application.pk,
            "purpose": ReadingPurpose.SENT_APPLICATION
            if view.speaks_for_company
            else ReadingPurpose.PARTICIPANTS,
            "subject": view.applicant,
        }


def _reaching(view: ApplicationView) -> Iterator[Look]:
    """Each side reads who has looked at how to reach them."""
    if not view.sees_contacts:
        return
    subject = view.in_charge if view.is_own else view.applicant
    if subject is not None and subject != view.reader:
        yield {
            "label": User._meta.label_lower,
            "object_id": subject.pk,
            "purpose": ReadingPurpose.REACHING,
            "subject": subject,
        }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: AuthenticatedRequest, pk: int, state: str) -> HttpResponse:
    """Take one step: what it means, a message to the other side, and the button."""
    application = _application(request, pk)
    step = _step_to(state)
    if not may(request.user, "change", application):
        raise PermissionDenied
    is_told = application.talent.user_id != request.user.pk or is_heard(application, request.user)
    form = (DeclineStepForm if state == ApplicationState.DECLINED else StepForm)(typed(request))
    form.fields["message"].help_text = str(step.hint)
    form.fields["message"].required = step.message is Message.NEEDED
    if application.is_of_minor:
        take_no_words(form, "message")
    if request.method == "POST" and form.is_valid():
        with domain_errors_as_messages(request):
            move_application(application=application, state=state, **form.cleaned_data, by=request.user)
            messages.success(request, step.done if is_told else NOT_TOLD)
        return redirect(application)
    if state not in [each.target for each in application_steps(application, request.user)]:
        messages.error(request, WrongState.message)
        return redirect(application)
    return render(
        request,
        "matching/application_step.html",
        {
            "application": application,
            "placement": application.placement,
            "form": form,
            "step": step,
            "explanation": step_in_words(application, step, is_told=is_told),
            "way_back": way_back(step, application, request.user),
        },
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_POST
def application_name(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Tell the company the name of a pupil who has a place there."""
    application = _application(request, pk)
    with domain_errors_as_messages(request):
        show_name(application=application, by=request.user)
        messages.success(request, worded(lambda: _("The company now reads the name. The pupil is told.")))
    return redirect(application)


def _step_to(state: str) -> Step[ApplicationState]:
    """The step that people take to this state; none leads back to the first."""
    for step in APPLICATION.steps:
        if step.target == state and Actor.PORTAL not in step.actors:
            return step
    raise Http404


def _application(request: AuthenticatedRequest, pk: int) -> Application:
    rows = Application.objects.visible_to(request.user).with_reading()
    rows = rows.select_related("placement__organisation", "talent__user", "conversation", "first_day")
    application: Application = get_visible_or_404(rows, request.user, pk=pk)
    return application


def _fetches_ahead(request: AuthenticatedRequest) -> bool:
    return "prefetch" in request.headers.get("Sec-Purpose", "")
