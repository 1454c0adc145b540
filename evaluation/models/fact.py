from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from evaluation.constants import Gender
from evaluation.querysets import MonthCountQuerySet, ParticipantFactQuerySet
from portal.core.dates import day
from portal.core.models import DerivedModel
from programmes.models import Enrolment, Programme
from programmes.scoping import Scoped


class ParticipantFact(DerivedModel, Scoped):
    """What every indicator asks about one participant, in one narrow row: figures and the lists behind them read it.

    Whoever has entered has one. The database writes it, with whatever writes the enrolment or its record
    (`evaluation/sql/facts.sql`), by the conditions of `evaluation.queries.contributions`; nobody else does.
    `counted` has the bit of each indicator whose condition holds, whatever the period.
    """

    programme_path = "programme"

    enrolment = models.OneToOneField(
        Enrolment,
        verbose_name=_("enrolment"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="fact",
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,  # the enrolment has one
    )
    counted = models.BigIntegerField(_("counted"))
    entered_on = models.DateField(_("entry"))
    left_on = models.DateField(_("exit"), null=True)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    pseudonym = models.CharField(_("pseudonym"), max_length=12)

    objects = ParticipantFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant's facts")
        verbose_name_plural = _("participants' facts")
        indexes = [
            models.Index(
                fields=["programme", "entered_on", "pseudonym"],
                include=["counted", "gender", "enrolment"],
                name="fact_entries",
            ),
            models.Index(
                fields=["programme", "left_on", "pseudonym"],
                include=["counted", "gender", "enrolment"],
                condition=models.Q(left_on__isnull=False),
                name="fact_exits",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class MonthCount(DerivedModel, Scoped):
    """How many participants of one gender an indicator counts in a month. Rows of one month add up.

    Each change of a participant's facts adds a row with what it changes, so that nobody waits for anybody else's;
    `evaluation.services.facts.fold_months` makes one of many.
    """

    programme_path = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    code = models.CharField(_("code"), max_length=20)
    month = models.DateField(_("month"))
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    number = models.IntegerField(_("Number"))

    objects = MonthCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of a month")
        verbose_name_plural = _("counts of months")
        indexes = [
            models.Index(
                fields=["programme", "code", "month"], include=["gender", "number"], name="month_counts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {date_format(self.month, 'YEAR_MONTH_FORMAT')}: {self.number}"


class FactCheck(models.Model):
    """When a programme's facts were last held against its participants' answers, and how many were not right."""

    programme = models.OneToOneField(
        Programme,
        verbose_name=_("programme"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    checked_at = models.DateTimeField(_("last checked"))
    mended = models.PositiveIntegerField(_("facts mended"), default=0)
    mended_at = models.DateTimeField(_("last mended"), null=True, blank=True)

    class Meta:
        verbose_name = _("check of the figures")
        verbose_name_plural = _("checks of the figures")

    def __str__(self) -> str:
        return f"{self.programme} {day(self.checked_at)}"
