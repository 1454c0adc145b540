from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.files import GeneratedName
from portal.core.made_files import MadeFile
from portal.privacy.constants import CopyState
from portal.privacy.querysets import DataCopyQuerySet
from portal.privacy.workflows import COPY


class DataCopy(MadeFile):
    """A copy of everything that is held about a person, made for them (Articles 15 and 20 GDPR).

    A worker makes it; it can be fetched for some days and is deleted then.
    """

    workflow = COPY

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="data_copies",
    )
    state = models.CharField(
        _("state"), max_length=8, choices=CopyState, default=CopyState.QUEUED, db_index=True
    )
    file = models.FileField(_("file"), upload_to=GeneratedName("copies", "zip"), blank=True)

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=[CopyState.QUEUED, CopyState.RUNNING]),
                name="copy_under_way_once",
                violation_error_message=_("A copy is being made already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_state_display()}"
