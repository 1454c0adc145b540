"""The main navigation: the places this person has, no more."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notifications.models import Notification
from portal.users.models import User
from programmes.access import Access, access_of
from programmes.models import Programme
from programmes.roles import Role
from programmes.scoping import CompiledForReader


def _unread(reader: User) -> QuerySet[Notification, int]:
    rows = Notification.objects.visible_to(reader).in_inbox().unread()
    return rows.order_by().values("recipient").annotate(number=Count("pk")).values_list("number", flat=True)


_UNREAD = CompiledForReader(_unread)


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


def waits_for_guardian(user: User | AnonymousUser) -> bool:
    return access_of(user).waits_for_guardian


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `nav_items`, `unread_count`, `waits_for_guardian` and `demo` for every page."""

    reader = getattr(request, "user", AnonymousUser())  # a request refused at the door never got a user

    def items() -> list[NavItem]:
        access = access_of(reader)
        return [
            NavItem(url, label, request.path == url or request.path.startswith(url))
            for url, label in _places(access, is_signed_in=reader.is_authenticated)
        ]

    def unread() -> int:
        return _UNREAD.first(reader) or 0 if reader.is_authenticated else 0

    return {
        "nav_items": SimpleLazyObject(items),
        "unread_count": SimpleLazyObject(unread),
        "waits_for_guardian": SimpleLazyObject(lambda: waits_for_guardian(reader)),
        "demo": settings.DEMO,
    }
