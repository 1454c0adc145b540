"""Talents in words: what each fact of a profile reads like, and what goes along with an application."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.facts import PROFILE_STEPS, TALENT_FACTS
from matching.models import Talent
from matching.presentation.fits import sentence_list
from matching.presentation.levels import degree_name, language_at, skills_by_level
from matching.queries.profiles import language_rows, skill_rows
from matching.queries.skills import skill_labels
from portal.core.collation import in_order
from portal.core.facts import Shown, shown_in
from portal.core.presentation import Item, Rendering, items, renderings
from portal.core.regions.tree import region_name


def _languages(talent: Talent) -> str:
    return sentence_list(language_at(row["language"], row["level"]) for row in language_rows(talent))


def _skills(talent: Talent) -> str:
    rows = skill_rows(talent)
    known: Mapping[int, str] | None = getattr(talent, "skill_names", None)
    names = known or skill_labels([row["skill"] for row in rows])
    return skills_by_level((names[row["skill"]], row["level"]) for row in rows)


def _regions(talent: Talent) -> str:
    names = sorted(map(region_name, talent.regions), key=in_order)
    return ", ".join([*names, _("anywhere, or remotely")] if talent.is_mobile else names)


TALENT_WORDS = renderings(
    Talent,
    TALENT_FACTS,
    {
        "headline": Rendering(label=gettext_lazy("In one line"), value=lambda row: row.headline),
        "degree": Rendering(
            label=gettext_lazy("Degree"),
            value=lambda row: "" if row.degree is None else degree_name(row.degree),
        ),
        "regions": Rendering(label=gettext_lazy("Regions"), value=_regions),
        "languages": Rendering(label=gettext_lazy("Languages"), value=_languages),
        "skills": Rendering(label=gettext_lazy("Skills"), value=_skills),
    },
)
"""How each fact of a profile reads. What is not named here reads as its field does."""


def profile_facts(talent: Talent, skill_names: Mapping[int, str] | None = None) -> list[Item]:
    """What goes along with an application: items of components/facts.html. Names not given are asked for."""
    talent.skill_names = skill_names  # type: ignore[attr-defined]
    return items(talent, shown_in(TALENT_FACTS, Shown.PROFILE), TALENT_WORDS)


STEP_TITLES = dict(
    zip(
        PROFILE_STEPS,
        (
            gettext_lazy("What you look for"),
            gettext_lazy("Languages"),
            gettext_lazy("Skills"),
            gettext_lazy("What you have learned"),
            gettext_lazy("About you, and your CV"),
        ),
        strict=True,
    )
)
"""What each step of the profile is called."""


def step_facts(talent: Talent, step: str) -> list[Item]:
    """What one step of the profile says: items of components/facts.html."""
    return items(talent, [fact for fact in TALENT_FACTS if fact.section == step], TALENT_WORDS)
