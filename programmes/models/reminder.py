from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from portal.core.history import track_history
from portal.core.models import TimeStampedModel
from programmes.constants import OffsetUnit
from programmes.extensions import reminder_kinds
from programmes.models.programme import Programme
from programmes.querysets.reminders import ReminderOccasionQuerySet, ReminderQuerySet
from programmes.scoping import Scoped

MAX_OFFSET = 366
ANY_OCCASION = "any"
"""The condition under which a reminder goes at each occasion, whatever the standard says."""


@track_history()
class Reminder(TimeStampedModel, Scoped):
    """One reminder of a programme: of which kind, how long before or after its occasions, under which condition.

    What is left empty is as it is in the programme that a subprogramme is part of, or else the kind's standard
    (`programmes.extensions.ReminderStandard`), so nothing is written down twice. A row without `standard` is one that
    the programme has added; it holds for its subprogrammes, too.
    """

    programme_path = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(_("kind of reminder"), max_length=60)
    standard = models.CharField(max_length=30, blank=True, editable=False)
    is_on = models.BooleanField(_("switched on"), null=True, blank=True)
    offset = models.PositiveSmallIntegerField(
        _("how long before or after"), null=True, blank=True, validators=[MaxValueValidator(MAX_OFFSET)]
    )
    unit = models.CharField(_("counted in"), max_length=5, choices=OffsetUnit, blank=True)
    condition = models.CharField(_("only if"), max_length=40, blank=True)
    text = I18nTextField(_("text"), blank=True)
    on_since = models.DateTimeField(_("switched on since"), default=timezone.now, editable=False)
    """What fell due before is not sent: switching a reminder on tells nobody about last year."""

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["programme", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "standard"],
                condition=~models.Q(standard=""),
                name="reminder_standard_once",
            ),
            models.CheckConstraint(
                condition=models.Q(offset__isnull=True, unit="")
                | models.Q(offset__lte=MAX_OFFSET, unit__gt=""),
                name="reminder_offset_has_a_unit",
                violation_error_message=_("Say both how long, and whether that is days or hours."),
            ),
            models.CheckConstraint(
                condition=~models.Q(standard="") | models.Q(is_on__isnull=False, offset__isnull=False),
                name="reminder_of_ones_own_is_complete",
                violation_error_message=_("Say when this reminder goes, and whether it is switched on."),
            ),
        ]

    def __str__(self) -> str:
        name = reminder_kinds[self.kind].label if self.kind in reminder_kinds else self.kind
        return f"{self.programme}: {name}"

    @property
    def rule(self) -> str:
        """Which of the reminders of its kind it is: the same in a programme and its subprogrammes."""
        return self.standard or f"own-{self.pk}"

    def clean(self) -> None:
        super().clean()
        if (self.offset is None) != (not self.unit):
            raise ValidationError({"offset": _("Say both how long, and whether that is days or hours.")})
        if not self.standard and (self.is_on is None or self.offset is None):  # no form has the standard
            raise ValidationError(_("Say when this reminder goes, and whether it is switched on."))


class ReminderOccasion(Scoped):
    """An occasion at which a reminder was due: found once, then told of, or settled because it made no sense any more.

    The row is the job and the memory at once. Of one rule of a kind there is one for each occasion, whichever programme
    it belonged to by then and whatever was changed about the reminder since, so nobody is reminded twice. What is moved
    to another `moment` is another occasion, of which people are reminded again.
    """

    programme_path = "reminder__programme"

    reminder = models.ForeignKey(
        Reminder, verbose_name=_("reminder"), on_delete=models.CASCADE, related_name="occasions"
    )
    kind = models.CharField(max_length=60, editable=False)
    rule = models.CharField(max_length=30, editable=False)
    occasion = models.BigIntegerField(editable=False)
    moment = models.DateTimeField(null=True, editable=False)
    """None in rows of earlier releases, which stand for whichever moment their row is about."""
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="+"
    )
    together = models.BigIntegerField(editable=False)
    due_at = models.DateTimeField(_("due"))
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    told = models.PositiveIntegerField(_("people told"), default=0)

    objects = ReminderOccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion of a reminder")
        verbose_name_plural = _("occasions of reminders")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "rule", "occasion", "moment"],
                nulls_distinct=False,
                name="reminder_occasion_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "together"],
                condition=models.Q(settled_at__isnull=True),
                name="reminder_occasion_waiting",
            ),
            models.Index(fields=["reminder", "-settled_at"], name="reminder_occasion_lately"),
            models.Index(fields=["found_at"], name="reminder_occasion_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.rule}:{self.occasion}"
