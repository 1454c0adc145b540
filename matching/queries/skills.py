"""How people's words for skills are understood, and what skills are called in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import get_language
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.models import PlacementSkill, Skill, SkillLabel
from matching.queries.open_offers import newest_open, open_offers
from portal.core.compiled import CompiledQuery, is_any_of
from portal.core.text import clean_line, fold
from portal.users.models import User


def find_skill(text: str) -> Skill | None:
    """The skill that `text` names, in any language and by any of its names.

    The names of the reader's language are asked first, and preferred names before others.
    """
    wanted = clean_line(text)
    if not wanted:
        return None
    language = _reader_language()
    labels = SkillLabel.objects.filter(text__iexact=wanted).select_related("skill")
    best = sorted(labels, key=lambda label: (label.language != language, not label.is_preferred, label.pk))
    return best[0].skill if best else None


def suggest_skills(text: str, *, limit: int = 10) -> list[str]:
    """Names in the reader's language of skills that have a name like `text`, those that begin with it first."""
    wanted = clean_line(text)
    if not wanted:
        return []
    found = Skill.objects.filter(labels__text__icontains=wanted).order_by("key").distinct()
    names = set(skill_labels(list(found.values_list("pk", flat=True)[: 20 * limit])).values())
    return sorted(names, key=lambda name: _likeness(name, wanted))[:limit]


def similar_skills(text: str, *, limit: int = 3) -> list[str]:
    """Names in the reader's language, or in English, that somebody who mistyped one may have meant."""
    wanted = clean_line(text)
    if len(wanted) < SHORTEST_MISTYPED:
        return []
    languages = {_reader_language(), "en"}
    labels = SkillLabel.objects.filter(language__in=languages, text__istartswith=wanted[0]).order_by("pk")
    names = dict.fromkeys(labels.values_list("text", flat=True)[:LABELS_LOOKED_AT])
    most = 1 if len(wanted) < LONG_ENOUGH_FOR_TWO else 2
    near = process.extract(
        fold(wanted),
        {name: fold(name) for name in names},
        scorer=OSA.distance,
        score_cutoff=most,
        limit=limit,
    )
    return [name for _key, _mistakes, name in sorted(near, key=lambda each: each[1])]


SHORTEST_MISTYPED, LONG_ENOUGH_FOR_TWO = 4, 6
"""Letters of a word in which one, and two, may be wrong."""
LABELS_LOOKED_AT = 20_000


def skill_labels(ids: Collection[int]) -> dict[int, str]:
    """The name of each of these skills in the reader's language, else in English, else its key."""
    language = _reader_language()
    rows = _LABELS(ids=list(ids), languages=[language, "en"]) if ids else []
    names = {skill: text for skill, known, text in rows if known == "en"}
    names |= {skill: text for skill, known, text in rows if known == language}
    if nameless := set(ids) - names.keys():
        names |= dict(Skill.objects.filter(pk__in=nameless).values_list("pk", "key"))
    return names


_LABELS: CompiledQuery[tuple[int, str, str]] = CompiledQuery(
    lambda: (
        SkillLabel.objects.filter(
            is_any_of("skill_id", "ids"), is_any_of("language", "languages"), is_preferred=True
        )
        .order_by()
        .values_list("skill", "language", "text")
    )
)


def often_asked(
    user: User | AnonymousUser,
    *,
    most: int,
    fields: Collection[str] = (),
    kinds: Collection[str] = (),
    but: Collection[int] = (),
) -> list[str]:
    """Names of the skills that the newest open offers in these fields and of these kinds ask for most.

    Where no such offer asks for any, those of all offers are counted.
    """
    ids = newest_open(open_offers(user), LOOKED_AT, fields=fields, kinds=kinds)
    asked = Counter(_ASKED(ids=[int(pk) for pk in ids]))
    if not asked and (fields or kinds):
        return often_asked(user, most=most, but=but)
    for pk in but:
        del asked[pk]
    common = sorted(asked, key=lambda pk: (-asked[pk], pk))[:most]
    names = skill_labels(common)
    return [names[pk] for pk in common]


LOOKED_AT = 200
"""Offers that are looked at to learn what is often asked for."""


def _asked() -> QuerySet[Any, int]:
    rows = PlacementSkill.objects.filter(is_any_of("placement_id", "ids"))
    return rows.order_by().values_list("skill_id", flat=True)


_ASKED: CompiledQuery[int] = CompiledQuery(_asked)


def _reader_language() -> str:
    return (get_language() or "en")[:2]


def _likeness(name: str, wanted: str) -> tuple[bool, bool, str]:
    """Sort key: names that begin with what is wanted, then those that hold it, then those called so elsewhere."""
    folded, part = fold(name), fold(wanted)
    return (not folded.startswith(part), part not in folded, folded)
