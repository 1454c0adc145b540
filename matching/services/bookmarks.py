"""What people keep of offers: bookmark, remove, delete."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import BOOKMARK_KEPT, MOST_BOOKMARKS
from matching.models import Bookmark, Placement
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User
from programmes.access import may


class TooManyBookmarks(DomainError):
    message = _("You have bookmarked as many offers as can be kept. Remove one that you no longer need.")


@transaction.atomic
def bookmark_offer(*, person: User, placement: Placement, by: User) -> Bookmark:
    """Keep an open offer; one that is kept already stays as it is.

    What was removed a moment ago comes back to where it was, even if the offer has closed meanwhile.
    Raises NotAllowed and TooManyBookmarks.
    """
    if person.pk != by.pk or not may(by, "add", Bookmark):
        raise NotAllowed
    User.objects.locked().get(pk=person.pk)  # two at once must not be one too many
    own = Bookmark.objects.filter(person=person)
    bookmark = own.filter(placement=placement).first()
    if bookmark is None:
        if not Placement.objects.visible_to(by).open().filter(pk=placement.pk).exists():
            raise NotAllowed
        bookmark = Bookmark(person=person, placement=placement)
    elif bookmark.removed_at is None:
        return bookmark
    if own.kept().count() >= MOST_BOOKMARKS:
        raise TooManyBookmarks
    bookmark.removed_at = None
    bookmark.save()
    return bookmark


@transaction.atomic
def remove_bookmark(*, bookmark: Bookmark, by: User) -> None:
    """For a day it can be brought back. What is removed already stays so. Raises NotAllowed."""
    if bookmark.person_id != by.pk or not may(by, "delete", Bookmark):
        raise NotAllowed
    kept = Bookmark.objects.kept().select_for_update().filter(pk=bookmark.pk).first()
    if kept is not None:
        kept.removed_at = timezone.now()
        kept.save()


@transaction.atomic
def delete_removed_bookmarks() -> int:
    """Those that were removed more than a day ago. Returns how many."""
    over = Bookmark.objects.removed().filter(removed_at__lt=timezone.now() - BOOKMARK_KEPT)
    return over.delete()[0]


@transaction.atomic
def join_bookmarks(*, gone: User, kept: User) -> None:
    """Two people who are one keep the bookmarks of both, each once, and no more than one person may."""
    own = Bookmark.objects.filter(person=kept)
    others = Bookmark.objects.kept().filter(person=gone).exclude(placement__in=own.values("placement"))
    room = max(MOST_BOOKMARKS - own.kept().count(), 0)
    few = list(others.order_by("-created_at", "-pk").values_list("pk", flat=True)[:room])
    Bookmark.objects.filter(pk__in=few).update(person=kept)
    Bookmark.objects.filter(person=gone).delete()
