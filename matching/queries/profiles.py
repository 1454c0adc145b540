"""Rows as the engine reads them: one query for many talents or placements, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from matching.constants import SkillNeedKind
from matching.models import (
    Document,
    Placement,
    PlacementLanguage,
    PlacementSkill,
    Talent,
    TalentLanguage,
    TalentSkill,
)
from matching.scoring.rules import PlacementProfile, TalentProfile

PARTS = ("study", "kinds", "regions", "availability", "skills", "languages")


def with_talent_profile(talents: QuerySet[Talent]) -> QuerySet[Talent]:
    """Skills and languages come with the row, so that `talent_profile` asks the database nothing."""
    skills = TalentSkill.objects.filter(talent=OuterRef("pk")).order_by("pk")
    languages = TalentLanguage.objects.filter(talent=OuterRef("pk")).order_by("pk")
    return talents.annotate(
        skill_rows=ArraySubquery(skills.values(row=JSONObject(skill="skill_id", level="level"))),
        language_rows=ArraySubquery(languages.values(row=JSONObject(language="language", level="level"))),
    )


def with_placement_profile(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """The same for placements and `placement_profile`."""
    skills = PlacementSkill.objects.filter(placement=OuterRef("pk")).order_by("pk")
    languages = PlacementLanguage.objects.filter(placement=OuterRef("pk")).order_by("language")
    return placements.annotate(
        skill_rows=ArraySubquery(skills.values(row=JSONObject(skill="skill_id", level="level", need="need"))),
        language_rows=ArraySubquery(languages.values(row=JSONObject(language="language", level="level"))),
    )


def talent_profile(talent: Talent) -> TalentProfile:
    """What the engine may know of a talent: nothing that must not rank people is among it."""
    return TalentProfile(
        id=talent.pk,
        skills={row["skill"]: row["level"] for row in _skill_rows(talent)},
        languages={row["language"]: row["level"] for row in _language_rows(talent)},
        degree=talent.degree,
        field=talent.field or None,
        kinds=frozenset(talent.kinds),
        regions=frozenset(comparable(region) for region in talent.regions),
        is_mobile=talent.is_mobile,
        available_from=talent.available_from,
    )


def placement_profile(placement: Placement) -> PlacementProfile:
    skills = _skill_rows(placement)
    return PlacementProfile(
        id=placement.pk,
        required_skills=_levels(skills, SkillNeedKind.REQUIRED),
        welcome_skills=_levels(skills, SkillNeedKind.WELCOME),
        languages={row["language"]: row["level"] for row in _language_rows(placement)},
        degree=placement.degree,
        fields=frozenset(placement.fields),
        kind=placement.kind,
        region=comparable(region_of(placement)) or None,
        is_remote=placement.is_remote,
        start=placement.starts_on,
    )


def region_of(placement: Placement) -> str:
    """The region as people name it; the town where no region is given."""
    return placement.region or placement.city


def comparable(region: str) -> str:
    """Regions are typed by people, so letter case and blanks make no difference between them."""
    return " ".join(region.split()).casefold()


def _levels(rows: Iterable[dict[str, Any]], need: str) -> dict[int, int]:
    return {row["skill"]: row["level"] for row in rows if row["need"] == need}


def _skill_rows(owner: Any) -> list[dict[str, Any]]:
    """Annotated by the functions above, else read from the related rows (prefetched or not)."""
    if hasattr(owner, "skill_rows"):
        rows: list[dict[str, Any]] = owner.skill_rows
        return rows
    return [
        {"skill": row.skill_id, "level": row.level, "need": getattr(row, "need", "")}
        for row in owner.skills.all()
    ]


def _language_rows(owner: Any) -> list[dict[str, Any]]:
    if hasattr(owner, "language_rows"):
        rows: list[dict[str, Any]] = owner.language_rows
        return rows
    return [{"language": row.language, "level": row.level} for row in owner.languages.all()]


def profile_of(user: Any) -> Talent | None:
    """The person's own profile with all that fitting needs, or None for visitors and whoever has none."""
    if not user.is_authenticated:
        return None
    has_file = Exists(Document.objects.filter(talent=OuterRef("pk")))
    return with_talent_profile(Talent.objects.filter(user=user)).annotate(has_file=has_file).first()


def says_something(talent: Talent | None) -> bool:
    """Is there anything in the profile that offers could be fitted to?"""
    return talent is not None and bool(
        talent.degree or talent.field or _skill_rows(talent) or _language_rows(talent)
    )


def is_fitted(talent: Talent) -> bool:
    """Have offers been fitted to what the profile says now?"""
    if talent.matched_at is None:
        return False
    return talent.changed_at is None or talent.matched_at >= talent.changed_at


def filled_parts(talent: Talent | None) -> dict[str, bool]:
    """The parts of a profile that fitting uses, and which of them say something."""
    if talent is None:
        return dict.fromkeys(PARTS, False)
    filled = (
        bool(talent.degree and talent.field),
        bool(talent.kinds),
        bool(talent.regions or talent.is_mobile),
        talent.available_from is not None,
        bool(_skill_rows(talent)),
        bool(_language_rows(talent)),
    )
    return dict(zip(PARTS, filled, strict=True))
