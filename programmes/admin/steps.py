"""What buttons on the page of a row say."""

from __future__ import annotations

from typing import Any

from django_stubs_ext import StrOrPromise


def step_label(listed: Any, name: str) -> StrOrPromise:
    """Of an action: as the admin's `step_labels` have it, or else as the step of its workflow is called."""
    labels: dict[str, StrOrPromise] = getattr(listed, "step_labels", {})
    return labels.get(name) or listed.workflow.step(name).label
