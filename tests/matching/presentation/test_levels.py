"""Levels as people say them."""

import pytest
from django.utils.translation import override

from matching.constants import Cefr
from matching.presentation.levels import language_at


@pytest.mark.parametrize(
    ("level", "words"),
    [(Cefr.B1, "German B1"), (Cefr.C2, "German C2"), (Cefr.NATIVE, "German as a native speaker")],
)
def test_a_language_is_known_to_a_level_or_from_home(level, words):
    with override("en"):
        assert language_at("de", level) == words
