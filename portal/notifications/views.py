from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.collation import in_order
from portal.core.http import asked, typed
from portal.core.page_messages import worded
from portal.notifications.backends import find_mail, mail_files, read_mail
from portal.notifications.extensions import KINDS
from portal.notifications.forms import PreferencesForm, duty_labels
from portal.notifications.models import Notification
from portal.notifications.queries import Way, find_unsubscription, ways_on
from portal.notifications.querysets import NotificationQuerySet
from portal.notifications.services.notifications import mark_read, set_preferences, unsubscribe_from
from portal.users.decorators import AuthenticatedRequest
from portal.users.models import User

PAGE_SIZE = 20
CLOSED_WAY = gettext_lazy("What this message led to is no longer there, or no longer open to you.")


@dataclass(frozen=True)
class InboxEntry:
    """One message as the inbox shows it, and where it leads its reader today."""

    notification: Notification
    title: str
    paragraphs: list[str]
    way: Way

    @property
    def is_unread(self) -> bool:
        return self.notification.read_at is None


def _entries(reader: User, notifications: Iterable[Notification]) -> list[InboxEntry]:
    shown = list(notifications)
    ways = ways_on(shown, reader=reader)
    return [InboxEntry(each, each.notice.title(), each.notice.paragraphs(), ways[each.pk]) for each in shown]


@login_required
@require_safe
def inbox(request: AuthenticatedRequest) -> HttpResponse:
    everything = Notification.objects.visible_to(request.user).in_inbox()
    only_unread = asked(request, "show") == "unread"
    page = Paginator(everything.unread() if only_unread else everything, PAGE_SIZE).get_page(
        asked(request, "page")
    )
    here = reverse("notifications:inbox")
    context = {
        "page": page,
        "entries": _entries(request.user, page),
        "only_unread": only_unread,
        "closed_way": CLOSED_WAY,
        "tabs": [(here, _("All"), not only_unread), (f"{here}?show=unread", _("Unread"), only_unread)],
    }
    return render(request, "notifications/inbox.html", context)


@login_required
@require_safe
def open_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Mark the message as read and go where it leads, always on this host; or say that it leads nowhere any more."""
    notification = _mine(request).filter(pk=pk).first()
    if notification is None:
        raise Http404
    mark_read(by=request.user, notification=notification)
    way = ways_on([notification], reader=request.user)[notification.pk]
    if way.is_closed:
        messages.info(request, CLOSED_WAY)
    return HttpResponseRedirect(way.path or reverse("notifications:inbox"))


@login_required
@require_POST
def mark_all_read(request: AuthenticatedRequest) -> HttpResponse:
    mark_read(by=request.user)
    messages.success(request, worded(lambda: _("Everything is marked as read.")))
    return redirect("notifications:inbox")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    form = PreferencesForm(typed(request), user=user)
    if request.method == "POST" and form.is_valid():
        set_preferences(user=user, choices=form.choices(), by=user)
        messages.success(
            request, worded(lambda: _("Saved. It holds for everything that has not been mailed yet, too."))
        )
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences.html", {"form": form, "duties": duty_labels()})


@csrf_exempt  # mail programs send the click themselves, without a session (RFC 8058); the signed token says who it is
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails of these kinds, without signing in. Opening the page asks; only sending the form acts."""
    found = find_unsubscription(token=token)
    if found is None:
        raise Http404
    user, kinds = found
    if request.method == "POST":
        unsubscribe_from(user=user, kinds=kinds)
    context = {"labels": _labels(kinds), "is_done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)


def _labels(kinds: Iterable[str]) -> list[str]:
    return sorted({str(KINDS[kind].label) for kind in kinds if kind in KINDS}, key=in_order)


def _mine(request: AuthenticatedRequest) -> NotificationQuerySet:
    return Notification.objects.visible_to(request.user).in_inbox()


# --- The demo's mailbox --------------------------------------------------------------------------------------------


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """All mails the demo would have sent. A portal with real people has no such page."""
    if not settings.DEMO:
        raise Http404
    page = Paginator(mail_files(), PAGE_SIZE).get_page(asked(request, "page"))
    context = {"page": page, "mails": [read_mail(path) for path in page]}
    return render(request, "notifications/demo_mail.html", context)


@require_safe
def demo_mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    mail = find_mail(name) if settings.DEMO else None
    if mail is None:
        raise Http404
    return render(request, "notifications/demo_mail_detail.html", {"mail": mail})
