"""What the triggers would have kept: how each row was made, and how it was when it was last changed."""

from collections.abc import Iterator

import pghistory.models
from django.apps import apps
from django.db import models

from tests.benchmarks.region.steps import Step

CONTEXTS = """
    INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
    SELECT md5('region ' || n)::uuid, at, at, json_build_object('user', 2 + region.pick(n, 110, 100), 'url', '/admin/')::jsonb
    FROM generate_series(0, %(requests)s - 1) n, LATERAL (SELECT %(noon)s::timestamptz - n * interval '15 minutes' AS at) AS a
"""
CONTEXT = "CASE WHEN region.pick(id, 111, 3) = 0 THEN md5('region ' || region.pick(id, 112, %(requests)s))::uuid END"


def steps() -> Iterator[Step]:
    yield Step("requests", CONTEXTS, (pghistory.models.Context,))
    for history in histories():
        yield _step(history)


def histories() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    ]


def _step(history: type[models.Model]) -> Step:
    tracked = history.pgh_tracked_model  # type: ignore[attr-defined]
    own = {field.column for field in tracked._meta.concrete_fields}
    columns = [field.column for field in history._meta.concrete_fields if field.column in own]
    names = ", ".join(f'"{column}"' for column in columns)
    made, changed = (
        ("created_at", "updated_at")
        if "created_at" in own
        else ("%(noon)s::timestamptz - interval '99 days'",) * 2
    )
    copies = [f"SELECT {made} AS at, 'insert' AS label, * FROM {tracked._meta.db_table}"]
    if "created_at" in own:
        copies.append(f"SELECT {changed}, 'update', * FROM {tracked._meta.db_table} WHERE {changed} > {made}")
    statement = (
        f"INSERT INTO {history._meta.db_table} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {names})"
        f" SELECT at, label, id, {CONTEXT}, {names} FROM ({' UNION ALL '.join(copies)}) AS kept"
    )
    return Step(str(tracked._meta.verbose_name_plural), statement, (history,))
