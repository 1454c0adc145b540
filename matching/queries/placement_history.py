"""What a placement was at each step of its history, with the rows that belonged to it then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, cast

from django.db.models import Model

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
    kept = {
        "skill_rows": _RowsOverTime(PlacementSkill, placement, ("skill_id", "need", "level")),
        "language_rows": _RowsOverTime(PlacementLanguage, placement, ("language", "level")),
        "programme_rows": _RowsOverTime(Posting, placement, ("programme_id",)),
    }
    for version in versions:
        for name, rows in kept.items():
            setattr(version, name, rows.at(version.pgh_created_at))
    return versions


class _Step(Protocol):
    """A row of a history."""

    pgh_created_at: datetime
    pgh_label: str
    pgh_obj_id: int


class _RowsOverTime:
    """The rows of one kind that belonged to a placement at a moment.

    A placement is written with its rows in one transaction, and all that is written in one has the same time.
    """

    def __init__(self, model: type[Model], placement: Placement, fields: tuple[str, ...]) -> None:
        history = cast(type[Model], model._meta.get_field("history").related_model)
        steps = history._default_manager.filter(placement=placement.pk).order_by("pgh_id")
        self.steps = cast(list[_Step], list(steps))
        self.fields = fields
        self.rows: dict[int, Mapping[str, object]] = {}

    def at(self, moment: datetime) -> list[Mapping[str, object]]:
        """The rows at `moment`, as they were then. Each call must ask for a moment no earlier than the last."""
        while self.steps and self.steps[0].pgh_created_at <= moment:
            step = self.steps.pop(0)
            if step.pgh_label == "delete":
                self.rows.pop(step.pgh_obj_id, None)
            else:
                self.rows[step.pgh_obj_id] = {
                    name.removesuffix("_id"): getattr(step, name) for name in self.fields
                }
        return list(self.rows.values())
