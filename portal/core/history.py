"""Complete history by database triggers: nothing slips past, not even SQL (django-pghistory)."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def track_history(*, exclude: list[str] | None = None) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: keep every insert, update and delete of the model in `<Model>History`, the row's `history`.

    Derived columns (`exclude`) are left out. Who did it, and in which request, comes from pghistory's
    middleware. Each history model is called History because Event is a word of the domain.
    """

    def decorate(model: ModelClass) -> ModelClass:
        track = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            model_name=f"{model.__name__}History",
            exclude=exclude,
            obj_field=pghistory.ObjForeignKey(related_name="history"),
        )
        return track(model)

    return decorate
