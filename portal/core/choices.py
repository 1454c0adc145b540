"""Several values of a list, each once: however often an address or a form repeats one, it is chosen or not."""

from functools import wraps
from typing import Any

from django import forms
from django.db import models
from django.utils.encoding import force_str


def choose_once_in_forms() -> None:
    """Make every `MultipleChoiceField` read each value once: ours, the admin's, and those of filters.

    Django keeps repetitions, so that a condition for each of them went into the database's question, and each was
    stored. As with `CharField` (docs/decisions/0014) there is no setting for it.
    """
    original = forms.MultipleChoiceField.to_python

    @wraps(original)
    def to_python(self: forms.MultipleChoiceField, value: Any) -> list[str]:
        return list(dict.fromkeys(original(self, value)))

    forms.MultipleChoiceField.to_python = to_python  # type: ignore[method-assign]


def look_labels_up() -> None:
    """Make `get_<field>_display` look into a dictionary that is made once for each field, where its list never changes.

    Django makes it anew for each label on a page, with a translated text for each choice on the way: of a page of
    twenty rows, that was a tenth. Lists that are asked for each time, as those in the reader's order, still are.
    """
    original = models.Model._get_FIELD_display  # type: ignore[attr-defined]
    labels: dict[models.Field[Any, Any], dict[Any, Any]] = {}

    @wraps(original)
    def display(self: models.Model, field: models.Field[Any, Any]) -> Any:
        value = getattr(self, field.attname)
        if not (isinstance(field.choices, list) and isinstance(value, str | int)):
            return original(self, field)
        if field not in labels:
            labels[field] = dict(field.flatchoices)
        return force_str(labels[field].get(value, value), strings_only=True)

    models.Model._get_FIELD_display = display  # type: ignore[attr-defined]
