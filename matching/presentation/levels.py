"""Levels of skills, languages and degrees, as the reader's language names them."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from matching.constants import Cefr, DegreeLevel, SkillLevel
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
