"""Sealing everything anew with the newest key, so that the older ones may go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, QuerySet, Value

from portal.core.encryption import SEALED_COLUMNS, LostKey, NotSealed, seal_anew
from portal.core.fields import EncryptedTextField

BATCH = 500
TRIED = 20
Texts = Callable[[Any, Callable[[str], str]], Any]


def _one_text(sealed: str | None, change: Callable[[str], str]) -> str | None:
    return change(sealed) if sealed else sealed


@dataclass
class SealedColumn:
    """One column of one table, its history's among them, as it stands in the database."""

    model: type[models.Model]
    name: str
    map_texts: Texts = _one_text
    kind: models.Field[Any, Any] = field(default_factory=models.TextField)

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def rows(self) -> QuerySet[Any, Any]:
        as_it_stands = ExpressionWrapper(F(self.name), output_field=self.kind)
        return self.model._base_manager.annotate(sealed_text=as_it_stands).exclude(
            **{f"{self.name}__isnull": True}
        )

    def batches(self) -> Iterator[list[tuple[Any, Any]]]:
        """Primary keys and values, in the order of the keys; what is added meanwhile has the newest key anyway."""
        rows, last = self.rows().order_by("pk").values_list("pk", "sealed_text"), None
        while batch := list((rows if last is None else rows.filter(pk__gt=last))[:BATCH]):
            yield batch
            last = batch[-1][0]

    def replace(self, pk: Any, before: Any, after: Any) -> None:
        """Unless somebody has changed it since it was read: then it has the newest key already."""
        rows = self.rows().filter(pk=pk, sealed_text=Value(before, output_field=self.kind))
        rows.update(**{self.name: Value(after, output_field=self.kind)})

    def lost_key(self) -> LostKey | None:
        """What opening the oldest texts says when their key is missing: it is the first that is thought to be old."""
        for value in self.rows().order_by("pk").values_list("sealed_text", flat=True)[:TRIED]:
            try:
                self.map_texts(value, seal_anew)
            except LostKey as error:
                return error
            except NotSealed:
                continue  # as migrations of before left it; the one that seals it may be about to run
        return None


@dataclass
class Outcome:
    """How many rows were sealed anew, how many were already, and which stay shut."""

    anew: int = 0
    already: int = 0
    shut: list[str] = field(default_factory=list)


def sealed_columns() -> list[SealedColumn]:
    ours = [
        SealedColumn(model, column.attname)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.local_fields
        if isinstance(column, EncryptedTextField) and not model._meta.proxy
    ]
    theirs = [
        SealedColumn(known.model, known.column, known.map_texts, models.JSONField())
        for known in SEALED_COLUMNS
    ]
    return [*ours, *theirs]


def rotate(column: SealedColumn, outcome: Outcome, step: Callable[[int], Any] = lambda rows: None) -> None:
    """Seal a column anew, a batch at a time: broken off, it goes on where the older key is still in use.

    The words stay the same, so nothing is written into any history.
    """
    for batch in column.batches():
        with transaction.atomic(), pgtrigger.ignore():
            for pk, sealed in batch:
                _rotate_row(column, pk, sealed, outcome)
        step(len(batch))


def _rotate_row(column: SealedColumn, pk: Any, sealed: Any, outcome: Outcome) -> None:
    try:
        after = column.map_texts(sealed, seal_anew)
    except (LostKey, NotSealed):
        outcome.shut.append(f"{column} of row {pk}")
        return
    if after == sealed:
        outcome.already += 1
    else:
        column.replace(pk, sealed, after)
        outcome.anew += 1
