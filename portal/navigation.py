"""The main navigation: the places this person has, no more."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matching.models import Application, Bookmark, SavedSearch, Talent
from portal.admin_site.switcher import unread_beside_programmes
from portal.unread import unread_of
from portal.users.models import User
from programmes.access import Access, access_of, may, may_administer
from programmes.models import Conversation, Enrolment, Programme
from programmes.roles import Role
from programmes.scoping import CompiledForReader

_UNREAD = CompiledForReader(unread_of)


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str | Promise
    is_current: bool


def _places(access: Access, *, is_signed_in: bool) -> list[tuple[str, str | Promise]]:
    places: list[tuple[str, str | Promise]] = []
    if is_signed_in:
        places.append((reverse("programmes:me"), pgettext_lazy("navigation", "For you")))
    places += [
        (reverse("matching:offer_list"), _("Offers")),
        (reverse("programmes:list"), _("Programmes")),
        (reverse("events:list"), _("Events")),
    ]
    if Role.CONTACT in access.roles:
        places.append((reverse("programmes:organisation_home"), _("Organisation")))
    if access.reaches("evaluate", Programme):
        places.append((reverse("evaluation:home"), _("Evaluation")))
    if access.works_in_admin:
        places.append((reverse("admin:index"), _("Administration")))
    return places


def _own_pages(reader: User | AnonymousUser) -> list[tuple[str, str | Promise]]:
    """Pages of one's own, beside the inbox: those that the person may use."""
    access = access_of(reader)
    found: list[tuple[str, bool, str | Promise]] = [
        ("matching:profile", may(reader, "change", Talent), _("Profile")),
        ("matching:my_bookmarks", may(reader, "view", Bookmark), _("Bookmarked offers")),
        ("matching:my_searches", may(reader, "view", SavedSearch), _("Saved searches")),
        ("matching:my_applications", may(reader, "view", Application), _("Applications")),
        ("programmes:my_conversations", may(reader, "view", Conversation), _("Conversations")),
        ("programmes:my_dates", not access.waits_for_guardian, _("Your dates")),
        ("programmes:my_programmes", may(reader, "view", Enrolment), _("Your programmes")),
        ("programmes:my_invitations", not access.waits_for_guardian, _("Invitations")),
        ("programmes:import_list", may_administer(reader, "import", Enrolment), _("Imports")),
        ("programmes:export_list", may_administer(reader, "export", Enrolment), _("Exports")),
        ("privacy:mine", True, _("Your data")),
        ("users:settings", not access.waits_for_guardian, _("Settings and sign-in")),
        ("account_change_password", access.waits_for_guardian, _("Settings and sign-in")),
    ]
    return [(reverse(page), label) for page, is_theirs, label in found if is_theirs]


def waits_for_guardian(user: User | AnonymousUser) -> bool:
    return access_of(user).waits_for_guardian


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: for every page the places one has, pages of one's own, and what is unread."""

    reader = getattr(request, "user", AnonymousUser())  # a request refused at the door never got a user

    def items() -> list[NavItem]:
        places = _places(access_of(reader), is_signed_in=reader.is_authenticated)
        here = max((url for url, _label in places if request.path.startswith(url)), key=len, default=None)
        return [NavItem(url, label, url == here) for url, label in places]

    def own_items() -> list[NavItem]:
        pages = _own_pages(reader) if reader.is_authenticated else []
        return [NavItem(url, label, request.path == url) for url, label in pages]

    def unread() -> int:
        if not reader.is_authenticated:
            return 0
        if request.path.startswith(reverse("admin:index")) and access_of(reader).works_in_admin:
            known = unread_beside_programmes(request)
            return _UNREAD.first(reader) or 0 if known is None else known
        return _UNREAD.first(reader) or 0

    return {
        "nav_items": SimpleLazyObject(items),
        "account_menu": SimpleLazyObject(own_items),
        "unread_count": SimpleLazyObject(unread),
        "waits_for_guardian": SimpleLazyObject(lambda: waits_for_guardian(reader)),
        "demo": settings.DEMO,
    }
