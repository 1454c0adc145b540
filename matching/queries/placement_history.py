"""What a placement was at each step of its history, with the rows that belonged to it then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting

LONGEST_HISTORY = 60

Version = Any
"""A row of the placement's history: the placement's own fields, and beside them `skill_rows`, `language_rows` and
`programme_rows`."""


def placement_versions(placement: Placement) -> list[Version]:
    """The newest versions, oldest first; where there is something to compare, with the rows that each of them had."""
    history: Any = placement.history  # type: ignore[attr-defined]
    versions = list(history.order_by("-pgh_id")[:LONGEST_HISTORY])[::-1]
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


class _RowsOverTime:
    """The rows of one kind that belonged to a placement at a moment.

    A placement is written with its rows in one transaction, and all that is written in one has the same time.
    """

    def __init__(self, model: Any, placement: Placement, fields: tuple[str, ...]) -> None:
        history = model._meta.get_field("history").related_model
        self.steps = list(history.objects.filter(placement=placement.pk).order_by("pgh_id"))
        self.fields = fields
        self.rows: dict[int, Mapping[str, object]] = {}

    def at(self, moment: datetime) -> list[Mapping[str, object]]:
        """Ask for later and later moments only."""
        while self.steps and self.steps[0].pgh_created_at <= moment:
            step = self.steps.pop(0)
            if step.pgh_label == "delete":
                self.rows.pop(step.pgh_obj_id, None)
            else:
                self.rows[step.pgh_obj_id] = {
                    name.removesuffix("_id"): getattr(step, name) for name in self.fields
                }
        return list(self.rows.values())
