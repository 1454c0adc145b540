"""Several values of a list, each once: however often an address or a form repeats one, it is chosen or not."""

from functools import wraps
from typing import Any

from django import forms


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
