"""What a placement was at each step of its history, with the rows that belonged to it then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol, cast

from django.db.models import Model, QuerySet, Value
from django.db.models.functions import JSONObject

from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting

LONGEST_HISTORY = 60


class Version(Protocol):
    """A row of the placement's history: the placement's own fields, and beside them the rows it had then."""

    pgh_created_at: datetime
    state: str
    skill_rows: list[Mapping[str, object]]
    language_rows: list[Mapping[str, object]]
    programme_rows: list[Mapping[str, object]]


def placement_versions(placement: Placement) -> list[Version]:
    """The newest versions, oldest first; where there is something to compare, with the rows that each of them had."""
    history = placement.history.order_by("-pgh_id")  # type: ignore[attr-defined]
    versions: list[Version] = list(history[:LONGEST_HISTORY])[::-1]
    if len(versions) < 2:
        return versions
    steps = _steps(placement)
    kept = {name: _RowsOverTime(steps[name]) for name in _KEPT}
    for version in versions:
        for name, rows in kept.items():
            setattr(version, name, rows.at(version.pgh_created_at))
    return versions


_KEPT: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "skill_rows": (PlacementSkill, ("skill", "need", "level")),
    "language_rows": (PlacementLanguage, ("language", "level")),
    "programme_rows": (Posting, ("programme",)),
}


class _Step(NamedTuple):
    """A row of a history: one that belonged to the placement was written, or deleted."""

    number: int
    at: datetime
    label: str
    row: int
    fields: Mapping[str, object]


def _steps(placement: Placement) -> Mapping[str, list[_Step]]:
    """The steps of each kind of rows, in their order; one query for all kinds."""
    parts = [_part(placement, name, model, fields) for name, (model, fields) in _KEPT.items()]
    steps = defaultdict(list)
    for name, *step in sorted(parts[0].union(*parts[1:], all=True)):
        steps[name].append(_Step(*step))
    return steps


def _part(placement: Placement, name: str, model: type[Model], fields: tuple[str, ...]) -> QuerySet[Any, Any]:
    history = cast(type[Model], model._meta.get_field("history").related_model)
    written = JSONObject(**{field: model._meta.get_field(field).attname for field in fields})  # type: ignore[union-attr]
    rows = history._default_manager.filter(placement=placement.pk).annotate(
        _name=Value(name), _written=written
    )
    return rows.order_by().values_list(
        "_name", "pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "_written"
    )


class _RowsOverTime:
    """The rows of one kind that belonged to a placement at a moment.

    A placement is written with its rows in one transaction, and all that is written in one has the same time.
    """

    def __init__(self, steps: list[_Step]) -> None:
        self.steps = steps
        self.rows: dict[int, Mapping[str, object]] = {}

    def at(self, moment: datetime) -> list[Mapping[str, object]]:
        """The rows at `moment`, as they were then. Each call must ask for a moment no earlier than the last."""
        while self.steps and self.steps[0].at <= moment:
            step = self.steps.pop(0)
            if step.label == "delete":
                self.rows.pop(step.row, None)
            else:
                self.rows[step.row] = step.fields
        return list(self.rows.values())
