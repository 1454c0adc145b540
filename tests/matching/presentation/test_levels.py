"""Levels as people say them."""

import pytest
from django.utils.translation import override

from matching.constants import Cefr
from matching.presentation.levels import language_at, skills_by_level


@pytest.mark.parametrize(
    ("level", "words"),
    [(Cefr.B1, "German B1"), (Cefr.C2, "German C2"), (Cefr.NATIVE, "German as a native speaker")],
)
def test_a_language_is_known_to_a_level_or_from_home(level, words):
    with override("en"):
        assert language_at("de", level) == words


def test_skills_stand_by_their_level_the_highest_first_each_in_the_order_of_the_language():
    skills = [("welding", 2), ("Öl prüfen", 4), ("CAD", 2), ("ölen", 2), ("zerspanen", 2)]
    with override("de"):
        assert skills_by_level(skills) == (
            "Expertenwissen: Öl prüfen\nGute Kenntnisse: CAD, Ölen, Welding, Zerspanen"
        )
    assert skills_by_level([]) == ""
