"""From one model to another."""

from __future__ import annotations

from typing import Any

from django.db import models


def rows_at(path: str, *, of: type[models.Model]) -> Any:
    """All rows of the model to which a path of relations leads from the model `of`."""
    for name in path.split("__"):
        of = of._meta.get_field(name).related_model  # type: ignore[assignment]
    return of._default_manager.all()
