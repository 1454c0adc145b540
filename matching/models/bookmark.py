from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models.placement import Placement
from matching.querysets.kept import BookmarkQuerySet
from portal.core.models import TimeStampedModel
from programmes.scoping import Scoped


class Bookmark(TimeStampedModel, Scoped):
    """That somebody keeps an offer, to come back to it. It stays when the offer closes."""

    owner_path = "person"
    is_hidden_while_restricted = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="bookmarks",
    )
    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.CASCADE, related_name="bookmarks"
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """It can be brought back for a day."""

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "placement"], name="bookmark_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.placement_id}"
