"""Levels of skills, languages and degrees, as the reader's language names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from matching.constants import Cefr, DegreeLevel, SkillLevel
from portal.core.collation import in_order
from portal.core.locales import language_name


def language_at(code: str, level: int) -> str:
    """ "German B1", or "German as a native speaker"."""
    name = capfirst(language_name(code))
    if level >= Cefr.NATIVE:
        return _("%(language)s as a native speaker") % {"language": name}
    return f"{name} {cefr_name(level)}"


def cefr_name(level: int) -> str:
    return str(Cefr(level).label)


def degree_name(level: int) -> str:
    return str(DegreeLevel(level).label)


def skill_level_name(level: int) -> str:
    return str(SkillLevel(level).label)


def skills_by_level(skills: Iterable[tuple[str, int]]) -> str:
    """A line for each level, the highest first, with the names of the skills at it: many can be taken in so."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    for name, level in skills:
        names[level].append(capfirst(name))
    return "\n".join(
        f"{skill_level_name(level)}: {', '.join(sorted(names[level], key=in_order))}"
        for level in sorted(names, reverse=True)
    )
