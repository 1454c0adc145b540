"""Migrations without drawing the models anew for what changes none of their fields.

Django draws a model's class, and those of all models related to it, for every index, constraint and trigger that a
migration adds or removes: half of the Python time that migrating from nothing takes. Nothing in the portal's database
is different without, for the statements are made of fields and of the operation itself; only the class has to know its
indexes and constraints, and is told. Operators migrate as Django does it, and tests with this.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

WITHOUT_FIELDS = (AddConstraint, AddIndex, AddTrigger, RemoveConstraint, RemoveIndex, RemoveTrigger)


@contextmanager
def models_drawn_for_fields_only() -> Iterator[None]:
    with ExitStack() as stack:
        for operation in WITHOUT_FIELDS:
            stack.enter_context(
                patch.object(operation, "state_forwards", _drawing_nothing(operation.state_forwards))
            )
        yield


def _drawing_nothing(state_forwards: Callable[..., None]) -> Callable[..., None]:
    def told(operation: Any, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)  # a state whose models nobody has asked for draws none
        state_forwards(operation, app_label, state)
        if drawn is not None:
            state.apps = drawn
            options = drawn.get_model(app_label, operation.model_name)._meta
            kept = state.models[app_label, operation.model_name_lower].options
            setattr(options, operation.option_name, list(kept[operation.option_name]))

    return told
