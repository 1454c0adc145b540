"""Talents in words: what each fact of a profile reads like, and what goes along with an application."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from matching.facts import TALENT_FACTS
from matching.models import Talent
from matching.presentation.fits import sentence_list
from matching.presentation.levels import degree_name, language_at, skill_level_name
from matching.queries.profiles import language_rows, skill_rows
from matching.queries.skills import skill_labels
from portal.core.facts import Shown, shown_in
from portal.core.presentation import Item, Rendering, items, renderings


def _languages(talent: Talent) -> str:
    return sentence_list(language_at(row["language"], row["level"]) for row in language_rows(talent))


def _skills(talent: Talent) -> str:
    rows = skill_rows(talent)
    names = skill_labels([row["skill"] for row in rows])
    return sentence_list(
        f"{capfirst(names[row['skill']])} ({skill_level_name(row['level'])})" for row in rows
    )


TALENT_WORDS = renderings(
    Talent,
    TALENT_FACTS,
    {
        "headline": Rendering(label=gettext_lazy("In one line"), value=lambda row: row.headline),
        "degree": Rendering(
            label=gettext_lazy("Degree"),
            value=lambda row: "" if row.degree is None else degree_name(row.degree),
        ),
        "languages": Rendering(label=gettext_lazy("Languages"), value=_languages),
        "skills": Rendering(label=gettext_lazy("Skills"), value=_skills),
    },
)
"""How each fact of a profile reads. What is not named here reads as its field does."""


def profile_facts(talent: Talent) -> list[Item]:
    """What goes along with an application: items of components/facts.html."""
    return items(talent, shown_in(TALENT_FACTS, Shown.PROFILE), TALENT_WORDS)
