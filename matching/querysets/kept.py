"""What people keep for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from programmes.scoping import Row, ScopedQuerySet

if TYPE_CHECKING:
    from matching.models import Bookmark, SavedSearch


class RemovableQuerySet(ScopedQuerySet[Row]):
    """Rows of one's own, which can be brought back for a while."""

    def kept(self) -> Self:
        """Those that nobody has removed."""
        return self.filter(removed_at__isnull=True)

    def removed(self) -> Self:
        """Those that can be brought back, for a day."""
        return self.filter(removed_at__isnull=False)


class SavedSearchQuerySet(RemovableQuerySet["SavedSearch"]): ...


class BookmarkQuerySet(RemovableQuerySet["Bookmark"]): ...
