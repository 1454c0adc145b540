"""Rows as scoring reads them: one query for many talents or placements, whatever they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, TypedDict, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from matching.constants import DEGREE, SkillNeedKind, Wish
from matching.models import (
    Application,
    Document,
    Placement,
    PlacementLanguage,
    PlacementSkill,
    Talent,
    TalentLanguage,
    TalentSkill,
)
from matching.scoring.rules import Criteria, Demand, Supply
from portal.core.regions.tree import around, is_region
from portal.core.text import fold
from portal.users.models import User
from programmes.scoping import CompiledForReader

PLACEMENT_CRITERIA = Criteria(
    required=55,
    welcome=15,
    wishes={Wish.FIELD: 10, Wish.KIND: 8, Wish.REGION: 7},
    start=5,
    decisive=frozenset({Wish.KIND}),
)
"""How much each question of a placement weighs.

Required skills outweigh everything else together, because they decide whether the work can be done.
Welcome skills come next, but all of them together weigh less than one required skill of three. The
field is a weak sign (people work outside what they studied); kind, region and date are wishes that a
conversation can change. Together these settle the order among people of equal skill. Kinds that a
talent does not look for are never recommended to them.
"""
PORTION = 2000
"""Rows read at a time."""
TALENT_COLUMNS = (
    "user",
    "degree",
    "field",
    "kinds",
    "regions",
    "is_mobile",
    "available_from",
    "changed_at",
    "told_at",
)
PLACEMENT_COLUMNS = (
    *("kind", "fields", "degree", "region", "city", "is_remote"),
    *("starts_on", "published_at", "changed_at", "expires_at"),
)
"""What `talent_profile` and `placement_profile` read of a row, and those who read many."""
STEP_PARTS = {
    "wishes": ("kinds", "regions", "availability"),
    "languages": ("languages",),
    "skills": ("skills",),
    "education": ("study",),
}
"""What fitting uses of each step of the profile (`matching.facts.PROFILE_STEPS`); the others it does without."""
PARTS = ("study", "kinds", "regions", "availability", "skills", "languages")


class SkillRow(TypedDict):
    """A skill of a talent or placement, with its level; `need` is empty for talents."""

    skill: int
    level: int
    need: str


class LanguageRow(TypedDict):
    language: str
    level: int


Owner = TypeVar("Owner", Talent, Placement)
AnyTalentQuerySet = TypeVar("AnyTalentQuerySet", bound=QuerySet[Talent])
AnyApplicationQuerySet = TypeVar("AnyApplicationQuerySet", bound=QuerySet[Application])
AnyPlacementQuerySet = TypeVar("AnyPlacementQuerySet", bound=QuerySet[Placement])


def with_talent_profile(talents: AnyTalentQuerySet) -> AnyTalentQuerySet:
    """Skills and languages come with the row, so that `talent_profile` asks the database nothing."""
    return talents.annotate(**_rows_of_talent("pk"))


def with_placement_profile(placements: AnyPlacementQuerySet) -> AnyPlacementQuerySet:
    """The same for placements and `placement_profile`."""
    return placements.annotate(**_rows_of_placement("pk"))


def with_both_profiles(applications: AnyApplicationQuerySet) -> AnyApplicationQuerySet:
    """The same of an application's talent and placement, to whom `take_profiles` hands it on."""
    talent = {f"talent_{name}": rows for name, rows in _rows_of_talent("talent_id").items()}
    placement = {f"placement_{name}": rows for name, rows in _rows_of_placement("placement_id").items()}
    return applications.annotate(**talent, **placement)


def take_profiles(application: Any) -> None:
    """Of an application that was read `with_both_profiles`, with its talent and placement."""
    for owner in ("talent", "placement"):
        for name in ("skill_rows", "language_rows"):
            setattr(getattr(application, owner), name, getattr(application, f"{owner}_{name}"))


def _rows_of_talent(key: str) -> dict[str, ArraySubquery]:
    skills = TalentSkill.objects.filter(talent=OuterRef(key)).order_by("pk")
    languages = TalentLanguage.objects.filter(talent=OuterRef(key)).order_by("pk")
    return {
        "skill_rows": ArraySubquery(skills.values(row=JSONObject(skill="skill_id", level="level"))),
        "language_rows": ArraySubquery(languages.values(row=JSONObject(language="language", level="level"))),
    }


def _rows_of_placement(key: str) -> dict[str, ArraySubquery]:
    skills = PlacementSkill.objects.filter(placement=OuterRef(key)).order_by("pk")
    languages = PlacementLanguage.objects.filter(placement=OuterRef(key)).order_by("language")
    return {
        "skill_rows": ArraySubquery(
            skills.values(row=JSONObject(skill="skill_id", level="level", need="need"))
        ),
        "language_rows": ArraySubquery(languages.values(row=JSONObject(language="language", level="level"))),
    }


def read_talents(talents: QuerySet[Talent]) -> Iterator[Talent]:
    """Many of them by key, with their skills and languages, in three plain reads a portion; only what fitting reads."""
    return _read(talents.only(*TALENT_COLUMNS), TalentSkill, TalentLanguage, "talent_id")


def read_placements(placements: QuerySet[Placement]) -> Iterator[Placement]:
    """The same for placements."""
    rows = placements.only(*PLACEMENT_COLUMNS)
    return _read(rows, PlacementSkill, PlacementLanguage, "placement_id", "need")


def _read(
    owners: QuerySet[Owner], skill: type[Model], language: type[Model], owner: str, *also: str
) -> Iterator[Owner]:
    rows = owners.order_by("pk").iterator(PORTION)
    while portion := list(islice(rows, PORTION)):
        pks = [each.pk for each in portion]
        skills = _rows_of(skill, pks, owner, skill="skill_id", level="level", **{name: name for name in also})
        languages = _rows_of(language, pks, owner, language="language", level="level")
        for each in portion:
            each.skill_rows, each.language_rows = skills[each.pk], languages[each.pk]  # type: ignore[attr-defined]
            yield each


def _rows_of(
    model: type[Model], pks: list[int], owner: str, **columns: str
) -> dict[int, list[dict[str, Any]]]:
    """The rows of each of these owners, as `with_talent_profile` has them."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    are_dense = pks[-1] - pks[0] < 2 * len(
        pks
    )  # a long list of keys takes longer to send than a few rows more
    which = {f"{owner}__gte": pks[0], f"{owner}__lte": pks[-1]} if are_dense else {f"{owner}__in": pks}
    rows = model._default_manager.filter(**which).order_by("pk")
    for pk, *values in rows.values_list(owner, *columns.values()):
        found[pk].append(dict(zip(columns, values, strict=True)))
    return found


def talent_profile(talent: Talent) -> Supply:
    """What scoring may know of a talent: nothing that must not rank people is among it.

    Who names no kind or region, or would move anywhere, is open to any.
    """
    regions = frozenset(comparable(region) for region in talent.regions)
    return Supply(
        id=talent.pk,
        skills={row["skill"]: row["level"] for row in skill_rows(talent)},
        languages={row["language"]: row["level"] for row in language_rows(talent)},
        reached={} if talent.degree is None else {DEGREE: talent.degree},
        traits={
            Wish.FIELD: _set_of(talent.field),
            Wish.KIND: frozenset(talent.kinds) or None,
            Wish.REGION: None if talent.is_mobile else regions or None,
        },
        available_from=talent.available_from,
    )


def placement_profile(placement: Placement) -> Demand:
    """What a placement asks for. What can be done from anywhere asks for no region."""
    skills = skill_rows(placement)
    return Demand(
        id=placement.pk,
        criteria=PLACEMENT_CRITERIA,
        required=_levels(skills, SkillNeedKind.REQUIRED),
        welcome=_levels(skills, SkillNeedKind.WELCOME),
        languages={row["language"]: row["level"] for row in language_rows(placement)},
        minima={} if placement.degree is None else {DEGREE: placement.degree},
        wishes={
            Wish.FIELD: frozenset(placement.fields),
            Wish.KIND: _set_of(placement.kind),
            Wish.REGION: frozenset() if placement.is_remote else _regions_around(placement),
        },
        start=placement.starts_on,
    )


def region_of(placement: Placement) -> str:
    """The region, by its code; the town where no region is given."""
    return placement.region or placement.city


@lru_cache(maxsize=4096)
def comparable(region: str) -> str:
    """The region as it is compared: its code, or text whatever its letter case, accents and blanks."""
    return region if is_region(region) else fold(region)


def _regions_around(placement: Placement) -> frozenset[str]:
    """The region and all that it lies in: who looks for work in Thüringen is suited by what is in Suhl."""
    return frozenset(around(comparable(region_of(placement))))


def _set_of(value: str) -> frozenset[str]:
    return frozenset({value} if value else ())


def _levels(rows: Iterable[SkillRow], need: str) -> dict[int, int]:
    return {row["skill"]: row["level"] for row in rows if row["need"] == need}


def skill_rows(owner: Talent | Placement) -> list[SkillRow]:
    """Its skills: as `with_talent_profile` or `with_placement_profile` annotated them, else from related rows."""
    if hasattr(owner, "skill_rows"):
        rows: list[SkillRow] = owner.skill_rows
        return rows
    return [
        {"skill": row.skill_id, "level": row.level, "need": getattr(row, "need", "")}
        for row in owner.skills.all()
    ]


def language_rows(owner: Talent | Placement) -> list[LanguageRow]:
    if hasattr(owner, "language_rows"):
        rows: list[LanguageRow] = owner.language_rows
        return rows
    return [{"language": row.language, "level": row.level} for row in owner.languages.all()]


def profile_of(user: User | AnonymousUser) -> Talent | None:
    """The person's own profile with all that fitting needs, or None for visitors and whoever has none."""
    if not user.is_authenticated:
        return None
    return _OWN.first(user)


def own_profile(user: User | AnonymousUser) -> Talent | None:
    """`profile_of` the person who asks for a page, read once for all parts of it."""
    if _READ not in user.__dict__:
        user.__dict__[_READ] = profile_of(user)
    talent: Talent | None = user.__dict__[_READ]
    return talent


_READ = "_matching_profile"


def _own(reader: User) -> QuerySet[Talent]:
    has_file = Exists(Document.objects.filter(talent=OuterRef("pk")))
    rows = Talent.objects.visible_to(reader).filter(user=reader.pk).order_by()
    return with_talent_profile(rows).annotate(has_file=has_file)


_OWN = CompiledForReader(_own)


def has_content(talent: Talent | None) -> bool:
    """Is there anything in the profile that offers could be fitted to?"""
    return talent is not None and bool(
        talent.degree or talent.field or skill_rows(talent) or language_rows(talent)
    )


def filled_parts(talent: Talent | None) -> dict[str, bool]:
    """The parts of a profile that fitting uses, and which of them say something."""
    if talent is None:
        return dict.fromkeys(PARTS, False)
    filled = (
        bool(talent.degree and talent.field),
        bool(talent.kinds),
        bool(talent.regions or talent.is_mobile),
        talent.available_from is not None,
        bool(skill_rows(talent)),
        bool(language_rows(talent)),
    )
    return dict(zip(PARTS, filled, strict=True))


def missing_steps(talent: Talent | None) -> list[str]:
    """The steps of the profile in which something is missing that fitting uses, in their order."""
    filled = filled_parts(talent)
    return [step for step, parts in STEP_PARTS.items() if not all(filled[part] for part in parts)]
