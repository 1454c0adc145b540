from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.fields import InterfaceLanguageField
from portal.core.files import GeneratedName
from portal.core.models import TimeStampedModel
from portal.core.workflow import Actor
from programmes.constants import UNDO_DAYS, ImportFailure, ImportState, RowOutcome
from programmes.models.programme import Programme
from programmes.querysets.programmes import ImportQuerySet, ImportRowQuerySet
from programmes.scoping import Scoped
from programmes.workflows.imports import IMPORT


class Import(TimeStampedModel, Scoped):
    """A file of rows that a worker reads, shows and carries out for whoever sent it.

    The file itself goes as soon as its rows are read, and the rows once the import can no longer be undone: they
    hold other people's data. Sentences in it are in the sender's language.
    """

    owner_path = "requested_by"
    is_hidden_while_restricted = True

    kind = models.CharField(_("rows"), max_length=40)
    """One of `programmes.extensions.importers`."""
    state = models.CharField(
        _("state"), max_length=9, choices=ImportState, default=ImportState.QUEUED, db_index=True
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        on_delete=models.CASCADE,
        related_name="imports",
    )
    language = InterfaceLanguageField(_("language"), default=settings.LANGUAGE_CODE)
    file = models.FileField(upload_to=GeneratedName("imports", "table"), blank=True)
    file_name = models.CharField(_("file"), max_length=120)
    clears_cells = models.BooleanField(_("empty cells clear what is there"), default=False)
    programmes = models.ManyToManyField(Programme, verbose_name=_("programmes"), related_name="+", blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    """What the file's columns were taken for: title, key or "", how many cells are filled."""
    remark = models.TextField(_("how the file was read"), blank=True)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    counts = models.JSONField(_("numbers"), default=dict, blank=True)
    """How many rows had which outcome."""
    failure = models.CharField(_("what went wrong"), max_length=12, choices=ImportFailure, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    turn = models.PositiveIntegerField(_("turn"), default=0, editable=False)
    """How often it was sent to the workers: an older message does nothing."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("programmes:import_detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return IMPORT.state(self.state).waits_for == Actor.PORTAL

    @property
    def progress(self) -> int:
        """In per cent: of all rows while they are read, then of those that do something."""
        effective = self.counts.get(RowOutcome.NEW, 0) + self.counts.get(RowOutcome.CHANGED, 0)
        total = effective or self.rows_total
        return min(100, 100 * self.rows_done // total) if total else 0

    @property
    def can_be_confirmed(self) -> bool:
        """Is there something to do, and nothing wrong?"""
        does_something = self.counts.get(RowOutcome.NEW, 0) + self.counts.get(RowOutcome.CHANGED, 0)
        return (
            self.state == ImportState.PREVIEW
            and bool(does_something)
            and not self.counts.get(RowOutcome.WRONG)
        )

    @property
    def can_be_undone(self) -> bool:
        return (
            self.state == ImportState.DONE
            and self.finished_at is not None
            and self.finished_at > timezone.now() - timedelta(days=UNDO_DAYS)
        )


class ImportRow(Scoped):
    """A row of the file: what stands in it, what it does, and what stood there before."""

    owner_path = "batch__requested_by"
    is_hidden_while_restricted = True

    batch = models.ForeignKey(
        Import, verbose_name=_("import"), on_delete=models.CASCADE, related_name="import_rows"
    )
    number = models.PositiveIntegerField(_("row"))
    """As Excel counts them."""
    cells = models.JSONField(_("cells"), default=dict)
    """Key of the column → text."""
    outcome = models.CharField(_("outcome"), max_length=8, choices=RowOutcome, default=RowOutcome.WAITING)
    title = models.CharField(_("about"), max_length=250, blank=True)
    key = models.CharField(_("whom or what it is about"), max_length=64, blank=True)
    """The same for two rows that speak of the same person or organisation."""
    problems = models.JSONField(_("problems"), default=list, blank=True)
    """Pairs of a column's name, or "", and a sentence."""
    notes = models.JSONField(_("left out"), default=list, blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    """Column's name, what stood there, what will stand there."""
    object_id = models.BigIntegerField(_("object"), null=True, blank=True)
    before = models.JSONField(_("stored before"), default=dict, blank=True)
    after = models.JSONField(_("stored after"), default=dict, blank=True)
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True, editable=False)
    kept_because = models.TextField(_("why it was left when the import was undone"), blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "key"], name="import_row_key"),
            models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} · {self.number}"
