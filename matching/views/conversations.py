"""The conversation on the page of an application, and its first message."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from matching.models import Application
from matching.presentation.conversations import subject_of_application
from matching.queries.conversations import may_talk
from matching.services.conversations import begin_conversation
from matching.views.application_view import ApplicationView
from portal.users.decorators import AuthenticatedRequest
from programmes.extensions import Section
from programmes.scoping import get_visible_or_404
from programmes.views.conversations import (
    conversation_page,
    find_conversation,
    first_message_page,
    talk_about,
    talk_not_begun,
    with_sides,
)


def the_conversation(view: ApplicationView) -> Section | None:
    """What both sides have written, and where they write on; nothing to those who take no part in it."""
    application = view.application
    if not may_talk(application, view.reader):
        return None
    subject = subject_of_application(application, view.reader)
    if application.conversation is None:
        action = reverse("matching:application_conversation", args=[application.pk])
        talk = talk_not_begun(subject, is_person=view.is_own, action=action)
    else:
        talk = talk_about(
            with_sides(application.conversation), subject, view.reader, is_opened=view.is_opened
        )
    return Section("programmes/conversation_section.html", {"talk": talk})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_conversation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Begin the conversation with what was sent; nothing begins by a look."""
    rows = Application.objects.visible_to(request.user).with_reading().with_recruiters()
    rows = rows.select_related("talent__user", "placement__organisation")
    application: Application = get_visible_or_404(rows, request.user, pk=pk)
    if not may_talk(application, request.user):
        raise Http404
    if request.method != "POST":
        return redirect(application)
    if application.conversation_id is not None:
        return conversation_page(request, find_conversation(request.user, application.conversation_id))
    return first_message_page(
        request,
        subject_of_application(application, request.user),
        lambda: begin_conversation(application=application, by=request.user),
        is_person=application.talent.user_id == request.user.pk,
    )
