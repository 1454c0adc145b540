"""What bookmarks add to shared pages: what becomes of two people's, and of those whom nobody comes back to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from matching.models import Bookmark
from matching.services.bookmarks import join_bookmarks
from portal.privacy.extensions import RetentionRule, retention_rules
from portal.users.extensions import mergers

mergers.add("matching.bookmark.person", join_bookmarks)


def _bookmarks_of_people_who_stay_away(before: datetime) -> QuerySet[Any]:
    return Bookmark.objects.filter(updated_at__lt=before).exclude(person__last_login__gte=before)


retention_rules.add(
    "bookmarks",
    RetentionRule(
        title=gettext_lazy("Bookmarked offers of people who don’t sign in any more"),
        why=gettext_lazy("Who never comes to look at an offer no longer keeps one for later."),
        days=366,
        least=183,
        rows=_bookmarks_of_people_who_stay_away,
    ),
)
