"""Cleaning what was stored before every entrance cleaned it, so that old text is found, too.

Texts as `portal/core/text.py` has them, addresses as `portal/core/addresses.py` does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

from portal.core.addresses import with_plain_domain
from portal.core.fields import EncryptedTextField
from portal.core.text import clean_line, clean_text

BATCH = 500
NEVER = (models.SlugField, EncryptedTextField)
"""Keys, which the portal makes, and what the database can't show."""
NEVER_NAMED = frozenset({"password"})

Clean = Callable[[Any], Any]


@dataclass
class Outcome:
    """How many texts of which column were cleaned, and which rows stay as they are, each with the reason."""

    cleaned: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def cleaned_models() -> Iterator[type[models.Model]]:
    """Those whose rows may change. What somebody agreed to, and what the database protects, stays word for word."""
    for model in apps.get_models():
        is_history = hasattr(model, "pgh_tracked_model")
        is_fixed = getattr(model, "is_evidence", False) or _is_protected(model)
        if not (is_history or is_fixed or model._meta.proxy):
            yield model


def _is_ours(model: type[models.Model]) -> bool:
    return model._meta.app_config.name in settings.OUR_APPS  # type: ignore[misc]


def _is_protected(model: type[models.Model]) -> bool:
    return any(
        isinstance(trigger, pgtrigger.Protect) and pgtrigger.Update in _operations(trigger)
        for trigger in getattr(model._meta, "triggers", ())
    )


def _operations(trigger: pgtrigger.Trigger) -> list[Any]:
    return [trigger.operation, *getattr(trigger.operation, "operations", ())]


def text_columns(model: type[models.Model]) -> dict[str, Clean]:
    """Name of each column that people write into → the step it takes: many lines in a text, one in a name.

    Of tables of libraries these are the addresses alone: by them people are found who sign in.
    """
    return {
        column.name: step
        for column in model._meta.local_fields
        if _is_ours(model) or isinstance(column, models.EmailField)
        if column.editable and column.name not in NEVER_NAMED and (step := _step_of(column))
    }


def _step_of(column: models.Field[Any, Any]) -> Clean | None:
    if isinstance(column, NEVER) or column.choices:
        return None
    if isinstance(column, I18nCharField | I18nTextField):
        return _in_each_language(clean_text if isinstance(column, I18nTextField) else clean_line)
    if isinstance(column, ArrayField):
        one = _step_of(column.base_field)
        return None if one is None else lambda texts: [one(text) for text in texts]
    if isinstance(column, models.TextField):
        return clean_text
    if isinstance(column, models.EmailField):
        return lambda address: with_plain_domain(clean_line(address))
    return clean_line if isinstance(column, models.CharField) else None


def _in_each_language(step: Callable[[str], str]) -> Clean:
    def clean(text: LazyI18nString) -> LazyI18nString:
        data = text.data
        if isinstance(data, dict):
            return LazyI18nString({code: step(words) if words else words for code, words in data.items()})
        return LazyI18nString(step(data)) if isinstance(data, str) else text

    return clean


def clean_stored_text(
    model: type[models.Model],
    outcome: Outcome,
    *,
    dry_run: bool = False,
    step: Callable[[int], Any] = lambda rows: None,
) -> None:
    """Clean a table's texts a batch at a time. Broken off, it goes on where it is begun again: what is clean, it skips.

    A row that changes gets a line in its history like any other change; the lines before keep the words of their time.
    """
    columns, last = text_columns(model), None
    rows = model._base_manager.order_by("pk").only("pk", *columns)
    while columns and (batch := list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])):
        for row in batch:
            if _cleaned(row, columns):
                _clean_row(model, row.pk, columns, outcome, dry_run=dry_run)
        last = batch[-1].pk
        step(len(batch))


def _cleaned(row: models.Model, columns: dict[str, Clean]) -> dict[str, Any]:
    """What changes: name → clean text."""
    found = {}
    for name, step in columns.items():
        text = getattr(row, name)
        if text and (clean := step(text)) != text:
            found[name] = clean
    return found


def _clean_row(
    model: type[models.Model], pk: Any, columns: dict[str, Clean], outcome: Outcome, *, dry_run: bool
) -> None:
    """In a transaction of its own, from what the row says now: somebody may have changed it since it was looked at."""
    try:
        with transaction.atomic(), pghistory.context(command="clean_stored_text"):
            row = model._base_manager.select_for_update(of=("self",)).get(pk=pk)
            found = _cleaned(row, columns)
            if emptied := [name for name, text in found.items() if not text]:
                outcome.left.append(
                    f"{model._meta.label} {pk}: nothing would be left of {', '.join(emptied)}"
                )
                return
            for name, text in found.items():
                setattr(row, name, text)
            if found:
                row.save(update_fields=list(found))
            transaction.set_rollback(dry_run)
    except ObjectDoesNotExist:
        return
    except IntegrityError as error:
        rule = (
            getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or type(error).__name__
        )
        outcome.left.append(
            f"{model._meta.label} {pk}: {', '.join(found)} would be another row's too ({rule})"
        )
        return
    for name in found:
        key = f"{model._meta.label}.{name}"
        outcome.cleaned[key] = outcome.cleaned.get(key, 0) + 1
