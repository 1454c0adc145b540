from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.constants import SEARCH_NAME_LENGTH, SearchFrequency
from matching.models.placement import Placement
from matching.querysets.kept import SavedSearchQuerySet
from portal.core.models import DerivedModel, TimeStampedModel
from portal.core.secret_addresses import SecretAddress
from programmes.scoping import Scoped


class SavedSearch(SecretAddress, TimeStampedModel, Scoped):
    """What somebody looks for among the offers, and how soon they are told of what is new.

    Its secret address is that of its feed.
    No offer is told of twice: `known` holds the keys of those that it found when it was saved, and of those told since.
    """

    owner_path = "person"
    is_hidden_while_restricted = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="saved_searches",
    )
    name = models.CharField(_("name"), max_length=SEARCH_NAME_LENGTH, blank=True)
    """Empty where it is called by what it looks for, in the words of the day."""
    query = models.TextField(editable=False)
    """As `matching.queries.searches.search_address` writes it."""
    frequency = models.CharField(
        _("mails"), max_length=8, choices=SearchFrequency, default=SearchFrequency.DAILY
    )
    known = ArrayField(models.BigIntegerField(), default=list, editable=False)
    seen = models.BigIntegerField(default=0, editable=False)
    """The last `OfferOpening.number` that was looked at for it."""
    looked_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """It can be brought back for a day."""

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", MD5("query"), name="saved_search_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.query

    @property
    def feed_path(self) -> str:
        return reverse("matching:search_feed", args=[self.token])


class OfferOpening(DerivedModel):
    """That an offer was found open, or changed since. What a search has yet to look at has a higher `number` than it
    has `seen`: those that are noted together have the same one, higher than that of all noted before.
    """

    placement = models.OneToOneField(
        Placement,
        verbose_name=_("placement"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    number = models.BigIntegerField(db_index=True)
    as_of = models.DateTimeField()
    """When the offer was published, or changed since, that was noted."""
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("opening of an offer")
        verbose_name_plural = _("openings of offers")

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.number}"
