import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.privacy.constants import AccessKind, ReadingPurpose

_NOTED = ("kind", "object_label", "object_id", "purpose", "rows", "details", "at")
_CHANGED = " OR ".join(
    [f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _NOTED]
    + [
        f"NEW.{name} IS DISTINCT FROM OLD.{name} AND NEW.{name} IS NOT NULL"
        for name in ("actor_id", "subject_id")
    ]
)
"""What counts as changing a line of the log: everything, except that an erased person is forgotten in it."""


class AccessLog(models.Model):
    """Who read, downloaded or exported sensitive data about whom, when and why.

    Rows are only ever added; the database refuses anything else, except that a person who is erased leaves the line.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about whom"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="access_log",
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=AccessKind)
    object_label = models.CharField(_("kind of data"), max_length=80)
    object_id = models.CharField(_("record"), max_length=40, blank=True)
    purpose = models.CharField(_("why"), max_length=200)
    rows = models.PositiveIntegerField(_("rows"), default=1)
    details = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("access to data")
        verbose_name_plural = _("access log")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_log_by_day"),
            models.Index(fields=["object_label", "-at", "-id"], name="access_log_label_by_day"),
            models.Index(fields=["object_label", "object_id"], name="access_log_object"),
            models.Index(fields=["subject", "-at"], name="access_log_subject"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="never_changed", operation=pgtrigger.Update, condition=pgtrigger.Condition(_CHANGED)
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {data_in_words(self.object_label)} {self.object_id}"

    @property
    def purpose_in_words(self) -> str:
        """Why, in the reader's language, where it is one of the purposes for which people are read about."""
        known = dict(ReadingPurpose.choices)
        return str(known.get(self.purpose, self.purpose))


def data_in_words(label: str) -> str:
    """What a kind of data is called, which the log keeps by its model's label; one that is gone, as it is stored."""
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label
