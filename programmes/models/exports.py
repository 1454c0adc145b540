from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.core.files import GeneratedName
from portal.core.made_files import MadeFile
from programmes.constants import ExportFailure, ExportFormat, ExportPurpose, ExportState
from programmes.extensions import exporters
from programmes.models.programme import Programme
from programmes.querysets.programmes import ExportPortionQuerySet, ExportQuerySet
from programmes.scoping import Scoped
from programmes.workflows.exports import EXPORT


def export_file_name(instance: "Export", filename: str) -> str:
    return GeneratedName("exports", instance.format)(instance, filename)


class Export(MadeFile, Scoped):
    """Rows of a list as a file, made by a worker for whoever asked, and gone after some days.

    What was asked of the list is kept as its address has it, and asked again by the worker, as that person.
    """

    workflow = EXPORT
    owner_path = "requested_by"
    is_hidden_while_restricted = True

    kind = models.CharField(_("rows"), max_length=60)
    """Label of the model whose rows they are: a name in `programmes.extensions.exporters`."""
    state = models.CharField(
        _("state"), max_length=8, choices=ExportState, default=ExportState.QUEUED, db_index=True
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        on_delete=models.CASCADE,
        related_name="exports",
    )
    format = models.CharField(_("kind of file"), max_length=4, choices=ExportFormat)
    purpose = models.CharField(_("what for"), max_length=60, choices=ExportPurpose)
    query = models.TextField(_("filter"), blank=True)
    """The query of the list's address: filters, search and order."""
    chosen = ArrayField(models.BigIntegerField(), verbose_name=_("chosen rows"), default=list, blank=True)
    """Keys of the rows that were ticked; none means all that the filter leaves."""
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme in view"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    file = models.FileField(_("file"), upload_to=export_file_name, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    failure = models.CharField(_("what went wrong"), max_length=12, choices=ExportFailure, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.rows_of} ({self.get_format_display()})"

    def get_absolute_url(self) -> str:
        return reverse("programmes:export_detail", args=[self.pk])

    @property
    def rows_of(self) -> str:
        """What the rows are called."""
        return capfirst(str(exporters[self.kind].model._meta.verbose_name_plural))


class ExportPortion(Scoped):
    """Which rows stand in a part of the file: whoever fetches it must have a right to each of them by then."""

    owner_path = "export__requested_by"
    is_hidden_while_restricted = True

    export = models.ForeignKey(
        Export, verbose_name=_("export"), on_delete=models.CASCADE, related_name="portions"
    )
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("keys of the rows"))

    objects = ExportPortionQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of an export")
        verbose_name_plural = _("parts of an export")

    def __str__(self) -> str:
        return f"{self.export} · {self.pk}"
