"""Conversations: those of one's own, each on its page or on that of what it is about; writing, blocking, reporting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.errors import DomainError
from portal.core.http import asked, domain_errors_as_messages, domain_errors_in, typed
from portal.core.limits import TriedTooOften, count_try
from portal.privacy.constants import AccessKind, ReadingPurpose
from portal.privacy.services.access_log import log_access
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User
from programmes.access import access_of
from programmes.forms.conversations import MessageForm, ReportForm
from programmes.models import Conversation, ConversationParticipant, Message, MessageFile, Organisation
from programmes.presentation.conversations import MessageLine, can_write, message_lines, standing
from programmes.queries.conversations import (
    conversations_for,
    own_conversations,
    page_of,
    sentences_for,
    side_of,
    subject_of,
    subjects_of,
)
from programmes.querysets.conversations import ConversationQuerySet
from programmes.scoping import get_visible_or_404
from programmes.services.conversations.reports import report_message
from programmes.services.conversations.writing import (
    block_conversation,
    lift_block,
    mark_conversation_read,
    write_first_message,
    write_message,
)
from programmes.workflows.conversations import Subject

PAGE_SIZE = 20


@dataclass
class Talk:
    """A conversation as a part of a page shows it to one reader; there is none yet where nobody has written."""

    subject: Subject
    form: MessageForm | None
    action: str
    standing: str
    lines: list[MessageLine]
    conversation: Conversation | None = None
    earlier: str = ""
    is_blocked_here: bool = False

    @property
    def has_new(self) -> bool:
        return any(line.is_new for line in self.lines)

    @property
    def sent_last(self) -> str:
        """Keys of the forms that the reader's side sent last: a browser learns by them what is no draft any more."""
        keys = [str(line.message.key) for line in self.lines if line.is_mine]
        return " ".join(keys[-5:])


# --- Lists ---------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def my_conversations(request: AuthenticatedRequest) -> HttpResponse:
    """All of one's own conversations, the latest first."""
    return _list(request, own_conversations(request.user), {"organisation": None})


@login_required
@require_safe
def organisation_conversations(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Those of an organisation, for whoever recruits for it today."""
    organisation: Organisation = get_visible_or_404(Organisation, request.user, pk=pk)
    if not access_of(request.user).speaks_for("view", Conversation, organisation.pk):
        raise Http404
    rows = conversations_for(organisation, request.user)
    return _list(request, rows, {"organisation": organisation})


def _list(request: AuthenticatedRequest, rows: ConversationQuerySet, context: dict[str, Any]) -> HttpResponse:
    page = Paginator(rows, PAGE_SIZE).get_page(asked(request, "page"))
    about = subjects_of(page, request.user)
    shown = [(row, about[row.pk]) for row in page if row.pk in about]
    context |= {"page": page, "rows": shown, "reader": access_of(request.user)}
    return render(request, "programmes/conversation_list.html", context)


# --- One conversation ----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return conversation_page(request, find_conversation(request.user, pk))


def find_conversation(user: User, pk: int | None) -> Conversation:
    """The conversation with its sides, for whoever stands on one of them today; else there is none (Http404)."""
    found: Conversation = get_visible_or_404(Conversation, user, pk=pk)
    return with_sides(found)


def with_sides(conversation: Conversation) -> Conversation:
    sides = ConversationParticipant.objects.select_related("person", "organisation", "programme")
    prefetch_related_objects([conversation], Prefetch("participants", sides))
    return conversation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_page(request: AuthenticatedRequest, found: Conversation) -> HttpResponse:
    subject = subject_of(found, request.user)
    side = side_of(found, request.user)
    if subject is None or side is None:
        raise Http404
    form = _form(subject, is_person=side.person_id is not None, request=request)
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            _count(request)
            write_message(conversation=found, by=request.user, **_said(form))
            messages.success(request, gettext_lazy("Sent."))
            return redirect(subject.url)
    is_opened = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    before = _number(asked(request, "before"))
    talk = talk_about(found, subject, request.user, is_opened=is_opened, before=before, form=form)
    return _page(request, talk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_message_page(
    request: AuthenticatedRequest, subject: Subject, begin: Callable[[], Conversation], *, is_person: bool
) -> HttpResponse:
    """Where nobody has written yet: the conversation begins with what was sent, and with nothing that was refused."""
    form = _form(subject, is_person=is_person, request=request)
    if form.is_valid():
        with domain_errors_in(form):
            _count(request)
            write_first_message(begin=begin, by=request.user, **_said(form))
            messages.success(request, gettext_lazy("Sent."))
            return redirect(subject.url)
    return _page(request, talk_not_begun(subject, is_person=is_person, action=request.path, form=form))


def _page(request: AuthenticatedRequest, talk: Talk) -> HttpResponse:
    return render(
        request,
        "programmes/conversation.html",
        {"talk": talk, "subject": talk.subject, "form": talk.form},
        status=400 if request.method == "POST" else 200,
    )


def _form(subject: Subject, *, is_person: bool, request: AuthenticatedRequest | None = None) -> MessageForm:
    """Words of one's own, or, where a minor takes part, the sentences of one's side."""
    sentences = None if subject.takes_text else sentences_for(is_minor=is_person)
    if request is None:
        return MessageForm(sentences=sentences)
    return MessageForm(typed(request), request.FILES or None, sentences=sentences)


def _said(form: MessageForm) -> dict[str, Any]:
    sent = form.cleaned_data
    return {
        "text": sent.get("text", ""),
        "sentence": sent.get("sentence", ""),
        "uploads": sent.get("attachments", []),
        "key": sent["key"],
    }


def _count(request: AuthenticatedRequest) -> None:
    """Nobody writes as fast as this but a program. Raises a DomainError that says when it goes on."""
    keys = {"write": str(request.user.pk)}
    try:
        count_try(request, app="conversations", rates=settings.MESSAGE_LIMITS, keys=keys)
    except TriedTooOften as error:
        minutes = max(ceil(error.seconds / 60), 1)
        sentence = ngettext(
            "You have sent a lot of messages. You can send the next one in %(minutes)d minute; your text stays here.",
            "You have sent a lot of messages. You can send the next one in %(minutes)d minutes; your text stays here.",
            minutes,
        )
        raise DomainError(sentence % {"minutes": minutes}) from error


def talk_not_begun(
    subject: Subject, *, is_person: bool, action: str, form: MessageForm | None = None
) -> Talk:
    """Where nobody has written yet; a first message is sent to `action`, which begins the conversation."""
    form = form or _form(subject, is_person=is_person)
    return Talk(subject, form if subject.is_open else None, action, subject.standing, [])


def talk_about(
    found: Conversation,
    subject: Subject,
    reader: User,
    *,
    is_opened: bool,
    before: int = 0,
    form: MessageForm | None = None,
) -> Talk:
    """The part of a page that shows a conversation. If somebody has opened it, what is new in it counts as read.

    That a GET writes this down is what the reader asked for by opening the page, and the other side was promised; a
    browser that only fetches ahead opens nothing.
    """
    side = side_of(found, reader)
    if side is None:
        raise Http404
    rows = page_of(found, side, before=before)
    lines = message_lines(rows, side, found.participants.all(), subject, reader)
    if is_opened and any(line.is_new for line in lines):
        mark_conversation_read(conversation=found, up_to=rows[-1].number, by=reader)
    form = form or _form(subject, is_person=side.person_id is not None)
    address = reverse("programmes:conversation", args=[found.pk])
    refused = " ".join(map(str, form.non_field_errors())) if form.is_bound and not subject.is_open else ""
    return Talk(
        subject=subject,
        form=form if can_write(found, subject) else None,
        action=address,
        standing=refused or standing(found, subject, side),
        lines=lines,
        conversation=found,
        earlier=f"{address}?before={rows[0].number}" if rows and rows[0].number > 1 else "",
        is_blocked_here=side.blocked_at is not None,
    )


def _number(text: str) -> int:
    """0 for what is no number of a message."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_block(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what blocking means, then block; or lift it."""
    found = find_conversation(request.user, pk)
    subject, side = subject_of(found, request.user), side_of(found, request.user)
    if subject is None or side is None:
        raise Http404
    if request.method == "POST":
        with domain_errors_as_messages(request):
            if side.blocked_at:
                lift_block(conversation=found, by=request.user)
                messages.success(request, gettext_lazy("The block is lifted."))
            else:
                block_conversation(conversation=found, by=request.user)
                messages.success(request, gettext_lazy("Blocked. Neither side can write until you lift it."))
        return redirect(subject.url)
    context = {"subject": subject, "is_blocked": side.blocked_at is not None}
    return render(request, "programmes/conversation_block.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_report(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a message to the coordinators."""
    message: Message = get_visible_or_404(Message.objects.select_related("side"), request.user, pk=pk)
    found = find_conversation(request.user, message.conversation_id)
    subject, side = subject_of(found, request.user), side_of(found, request.user)
    if subject is None or side is None:
        raise Http404
    form = ReportForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with domain_errors_in(form):
            report_message(message=message, by=request.user, **form.cleaned_data)
            messages.success(
                request, gettext_lazy("A coordinator looks at the message. You are told what comes of it.")
            )
            return redirect(subject.url)
    (line,) = message_lines([message], side, found.participants.all(), subject, request.user)
    return render(
        request,
        "programmes/message_report.html",
        {"form": form, "line": line, "subject": subject},
        status=400 if request.method == "POST" else 200,
    )


@login_required
@require_safe
def message_file(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """A file that came with a message, as an attachment, to whoever reads the message. Others' files are logged."""
    row: MessageFile = get_visible_or_404(
        MessageFile.objects.select_related("message__side__person"), request.user, pk=pk
    )
    try:
        file = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    writer = row.message.side.person
    if writer is not None and writer != request.user:
        log_access(
            by=request.user,
            kind=AccessKind.DOWNLOAD,
            label=MessageFile._meta.label,
            object_id=row.pk,
            purpose=ReadingPurpose.SENT_MESSAGE,
            subject=writer,
        )
    name = f"{slugify(row.title) or 'file'}.pdf"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
