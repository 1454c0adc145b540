from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimeStampedModel
from programmes.models.programme import Programme
from programmes.querysets.bulk_acts import BulkActQuerySet
from programmes.scoping import Scoped


class BulkAct(TimeStampedModel, Scoped):
    """One act on many rows, asked for by one person on their week's page: what `programmes.extensions.bulk_acts` names.

    The rows are acted on portion by portion, in the order of `keys`; `done` of them have had their turn. The latest of
    a kind is what the week's page calls the last time.
    """

    programme_path = "programmes"
    owner_path = "requested_by"
    is_hidden_while_restricted = True

    kind = models.CharField(_("act"), max_length=60)
    """Name in `programmes.extensions.bulk_acts`."""
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        on_delete=models.CASCADE,
        related_name="bulk_acts",
    )
    programmes = models.ManyToManyField(
        Programme, verbose_name=_("programmes in view"), related_name="bulk_acts"
    )
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("keys of the rows"))
    done = models.PositiveIntegerField(_("rows that had their turn"), default=0)
    left_out = models.PositiveIntegerField(_("rows on which nothing was done"), default=0)
    keys_left_out = ArrayField(
        models.BigIntegerField(), verbose_name=_("rows on which nothing was done"), default=list, blank=True
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on many rows")
        verbose_name_plural = _("acts on many rows")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["updated_at"],
                condition=models.Q(finished_at__isnull=True),
                name="bulk_act_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:bulk_act", args=[self.pk])

    @property
    def progress(self) -> int:
        """Per cent of the rows that have had their turn."""
        return 100 * self.done // max(len(self.keys), 1)

    @property
    def carried_out(self) -> int:
        return self.done - self.left_out
