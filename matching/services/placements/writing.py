"""Writing and changing a placement."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from matching.constants import PlacementState, PostingState
from matching.facts import UNREVIEWED, WRITABLE
from matching.models import Placement, PlacementLanguage, PlacementSkill, Posting, Skill
from matching.queries.steps import is_unwanted, seats_taken
from matching.queries.terms import programmes_for
from matching.services.placements.errors import NoProgramme, TooFewSeats
from matching.services.placements.states import (
    ask_for_review,
    locked,
    note_change,
    show_or_review_again,
    update_state_from_reviews,
)
from matching.services.placements.terms import check_expiry
from matching.services.search import index_placement
from matching.workflows.placements import PLACEMENT
from portal.core.arguments import check_names
from portal.core.dates import check_period
from portal.core.day_rules import check_days
from portal.core.errors import NotAllowed, WrongState
from portal.users.models import User
from programmes.access import may, may_for
from programmes.models import Organisation, Programme

SkillAsked = tuple[Skill, str, int]
"""A skill, how much it is needed (`SkillNeedKind`), and the lowest level (`SkillLevel`)."""


class PlacementFields(TypedDict, total=False):
    """`WRITABLE` with its types."""

    kind: str
    title: LazyI18nString | str
    description: LazyI18nString | str
    fields: list[str]
    degree: int | None
    seats: int
    city: str
    region: str
    country: str
    is_remote: bool
    starts_on: date | None
    ends_on: date | None
    hours: Decimal | int | None
    pay_min: Decimal | int | None
    pay_max: Decimal | int | None
    pay_period: str
    expires_at: datetime


@transaction.atomic
def create_placement(
    *,
    organisation: Organisation,
    programmes: Collection[Programme],
    by: User,
    fields: PlacementFields,
    skills: Iterable[SkillAsked] = (),
    languages: Mapping[str, int] | None = None,
) -> Placement:
    """Write a draft. Nobody outside the organisation and the programmes' staff sees it until it is published.

    `fields` are those in `WRITABLE`, `languages` maps language codes to the lowest CEFR level.
    Raises NotAllowed, NoProgramme, ExpiryOutOfRange, EndsBeforeStart, ImplausibleDay.
    """
    if not may_for(by, "add", Placement, organisation):
        raise NotAllowed
    _check_programmes(organisation, programmes)
    check_expiry(fields["expires_at"], programmes)
    placement = Placement(
        organisation=organisation, country=organisation.country, created_by=by, changed_at=timezone.now()
    )
    _assign(placement, fields)
    placement.save()
    _set_skills(placement, skills)
    _set_languages(placement, languages or {})
    _set_programmes(placement, programmes)
    index_placement(placement=placement)
    return placement


@transaction.atomic
def update_placement(
    *,
    placement: Placement,
    by: User,
    programmes: Collection[Programme] | None = None,
    fields: PlacementFields | None = None,
    skills: Iterable[SkillAsked] | None = None,
    languages: Mapping[str, int] | None = None,
) -> Placement:
    """Change what is given; None leaves it alone.

    Whoever reads a published placement can rely on a coordinator having read the same words: any change beyond
    `UNREVIEWED` sends every published posting back into review, and the placement is not shown until one of them is
    published again. A programme that is added is reviewed on its own, while the others go on showing it.
    Raises NotAllowed, NoProgramme, ExpiryOutOfRange, TooFewSeats, EndsBeforeStart, ImplausibleDay.
    """
    placement = locked(placement)
    if not may(by, "change", placement):
        raise NotAllowed
    if programmes is None:
        programmes = list(placement.programmes.all())
    else:
        _check_programmes(placement.organisation, programmes, kept=set(placement.programmes.all()))
    changed = _assign(placement, fields or {})
    if "expires_at" in changed:
        check_expiry(placement.expires_at, programmes)
        placement.still_open_asked_at = None
    if "seats" in changed and placement.seats <= seats_taken(placement):
        raise TooFewSeats
    placement.changed_at = timezone.now()
    placement.save()
    is_rewritten = bool(changed - UNREVIEWED)
    is_rewritten |= skills is not None and _set_skills(placement, skills)
    is_rewritten |= languages is not None and _set_languages(placement, languages)
    waiting = _set_programmes(placement, programmes)
    if is_rewritten and PLACEMENT.allows("rewrite", placement.state):
        placement.postings.filter(state=PostingState.PUBLISHED).update(state=PostingState.WAITING)
        waiting = list(placement.postings.filter(state=PostingState.WAITING))
    if placement.state == PlacementState.EXPIRED and "expires_at" in changed:
        show_or_review_again(placement)
    elif PLACEMENT.allows("review", placement.state):
        update_state_from_reviews(placement)
        ask_for_review(waiting)
    index_placement(placement=placement)
    note_change(placement)
    return placement


@transaction.atomic
def discard_placement(*, placement: Placement, by: User) -> None:
    """Delete what was never shown, or was refused, and nobody has applied for. Raises NotAllowed, WrongState."""
    placement = locked(placement)
    if not may(by, "change", placement):
        raise NotAllowed
    PLACEMENT.check("discard", placement.state)
    if not is_unwanted(applications=placement.applications.count()):
        raise WrongState
    placement.delete()


def _check_programmes(
    organisation: Organisation, programmes: Collection[Programme], kept: Collection[Programme] = ()
) -> None:
    """A placement may stay where it is, and may be added where the organisation takes part."""
    if not programmes or set(programmes) - set(kept) - set(programmes_for(organisation)):
        raise NoProgramme


def _assign(placement: Placement, fields: PlacementFields) -> set[str]:
    """Set the fields; which of them are different now? Raises EndsBeforeStart and ImplausibleDay."""
    check_names(fields, known=WRITABLE)
    changed = {name for name, value in fields.items() if _plain(getattr(placement, name)) != _plain(value)}
    for name, value in fields.items():
        setattr(placement, name, value)
    check_period(placement.starts_on, placement.ends_on)
    check_days(placement)
    return changed


def _plain(value: object) -> object:
    """A text in several languages as the languages it has; lists without an order; anything else as it is."""
    data = getattr(value, "data", value)
    if isinstance(data, dict):
        return {language: text for language, text in data.items() if text}
    return sorted(data) if isinstance(data, list) else data


def _set_skills(placement: Placement, skills: Iterable[SkillAsked]) -> bool:
    """Ask for exactly these skills. Has anything changed?"""
    asked = {skill.pk: (str(need), int(level)) for skill, need, level in skills}
    rows = {row.skill_id: row for row in placement.skills.all()}
    if {pk: (row.need, row.level) for pk, row in rows.items()} == asked:
        return False
    placement.skills.exclude(skill__in=asked).delete()
    PlacementSkill.objects.bulk_create(
        [
            PlacementSkill(placement=placement, skill_id=pk, need=need, level=level)
            for pk, (need, level) in asked.items()
        ],
        update_conflicts=True,
        unique_fields=["placement", "skill"],
        update_fields=["need", "level"],
    )
    return True


def _set_languages(placement: Placement, languages: Mapping[str, int]) -> bool:
    """Ask for exactly these languages. Has anything changed?"""
    if dict(placement.languages.values_list("language", "level")) == dict(languages):
        return False
    placement.languages.exclude(language__in=languages).delete()
    PlacementLanguage.objects.bulk_create(
        [
            PlacementLanguage(placement=placement, language=language, level=level)
            for language, level in languages.items()
        ],
        update_conflicts=True,
        unique_fields=["placement", "language"],
        update_fields=["level"],
    )
    return True


def _set_programmes(placement: Placement, programmes: Collection[Programme]) -> list[Posting]:
    """Post to exactly these programmes. Returns the postings that are new."""
    posted = set(placement.postings.values_list("programme_id", flat=True))
    placement.postings.exclude(programme__in=programmes).delete()
    return [
        Posting.objects.create(placement=placement, programme=programme)
        for programme in programmes
        if programme.pk not in posted
    ]
