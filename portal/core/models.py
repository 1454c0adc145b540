from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.dates import EndsBeforeStart, check_period, check_year, period_constraint


class TimeStampedModel(models.Model):
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True


class DerivedModel(models.Model):
    """Rows that the database itself makes of others, and keeps in step with them. Nobody has ever added one.

    So none stands against taking back what it is made of.
    """

    class Meta:
        abstract = True


class PeriodModel(models.Model):
    """From one day to another, both included; either may be left open.

    A model with constraints of its own adds them to these: `constraints = [*PeriodModel.Meta.constraints, ...]`.
    """

    starts_on = models.DateField(_("from"), null=True, blank=True, validators=[check_year])
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[check_year])

    class Meta:
        abstract = True
        constraints = [
            check_year.constraint("starts_on", "ends_on", name="%(class)s_years"),
            period_constraint(name="%(class)s_ends_after_start"),
        ]

    def clean(self) -> None:
        super().clean()
        try:
            check_period(self.starts_on, self.ends_on)
        except EndsBeforeStart as error:
            raise ValidationError({"ends_on": error.message}) from error


class FixedPeriodModel(PeriodModel):
    """A period of which both days are known."""

    starts_on = models.DateField(_("from"), validators=[check_year])
    ends_on = models.DateField(_("until"), validators=[check_year])

    class Meta(PeriodModel.Meta):
        abstract = True


class TransactionIdField(models.BigIntegerField[int, int]):
    """PostgreSQL's number of the transaction that wrote a row: 64 bits, never used again by this server."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: str, *args: Any) -> int:
        return int(value)


class Change(models.Model):
    """A row, or everything of its kind, that a transaction has changed. Written by triggers alone.

    See `portal.core.changes`. Rows are kept for a day; `row` is empty where everything of the kind may have changed,
    and `programme` where it may be any.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60, editable=False)
    row = models.BigIntegerField(null=True, editable=False)
    programme = models.BigIntegerField(null=True, editable=False)
    transaction = TransactionIdField(db_default=models.Func(function="pg_current_xact_id"), editable=False)
    at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"), editable=False)

    class Meta:
        indexes = [models.Index(fields=["transaction"], name="change_by_transaction")]

    def __str__(self) -> str:
        return f"{self.kind} {'*' if self.row is None else self.row}"
