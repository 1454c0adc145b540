"""Two people who turn out to be one are joined, for good: what is theirs moves once, and the history names it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.core.errors import DomainError, NotAllowed
from portal.core.presence import check_presence
from portal.users.models import User
from portal.users.services import join_people
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment, JoinedPerson, PaperConsent
from programmes.querysets.programmes import EnrolmentQuerySet
from programmes.signals import enrolments_joined


class AccountDecides(DomainError):
    message = _(
        "This account does not take part in all programmes of the other person. Invite its owner, who joins the two by "
        "accepting."
    )


@transaction.atomic
def join_entered(*, gone: User, kept: User, by: User) -> User:
    """Join two who turn out to be one person. Staff does it for people of programmes whose enrolments they change.

    `gone` has no account. If `kept` has one, it takes part today in all in which `gone` does: nobody shows a programme
    an account whose owner has not agreed, nor takes up what its owner has ended. If `kept` has none either, all that
    it takes part in belongs to those programmes, too. Raises NotAllowed, AccountDecides, CanNotBeJoined.
    """
    mine = Enrolment.objects.administered_by(by, "change").values("pk")
    of_gone, of_kept = Enrolment.objects.filter(person=gone), Enrolment.objects.filter(person=kept)
    foreign = of_gone | of_kept if kept.is_unclaimed else of_gone
    if foreign.exclude(pk__in=mine).exists() or not all(
        rows.filter(pk__in=mine).exists() for rows in (of_gone, of_kept)
    ):
        raise NotAllowed
    check_presence()
    if not kept.is_unclaimed and _opens_something(of_gone, of_kept):
        raise AccountDecides
    return join(gone=gone, kept=kept, by=by)


def _opens_something(of_gone: EnrolmentQuerySet, of_kept: EnrolmentQuerySet) -> bool:
    """Would the account take part in something, or again, that its owner does not take part in today?"""
    if of_gone.exclude(programme__in=of_kept.values("programme")).exists():
        return True
    return of_gone.not_left().exclude(programme__in=of_kept.not_left().values("programme")).exists()


@transaction.atomic
def join(*, gone: User, kept: User, by: User) -> User:
    """Join the two, and note on each participation that `kept` has from `gone` whom it came from, and who joined them.

    Whether `by` may is asked by whoever calls. Raises CanNotBeJoined.
    """
    name = gone.name
    pseudonyms = dict(Enrolment.objects.filter(person=gone).values_list("programme", "pseudonym"))
    kept = join_people(gone=gone, kept=kept, by=by)
    JoinedPerson.objects.bulk_create(
        JoinedPerson(enrolment=row, name=name, pseudonym=pseudonyms[row.programme_id], joined_by=by)
        for row in Enrolment.objects.filter(person=kept, programme__in=pseudonyms)
    )
    return kept


_STANDING = (
    EnrolmentStatus.LAPSED,
    EnrolmentStatus.INVITED,
    EnrolmentStatus.LEFT,
    EnrolmentStatus.APPLIED,
    EnrolmentStatus.ACTIVE,
)
"""Which of two states stays when two participations are one: the later of these."""


@transaction.atomic
def join_enrolments(*, gone: User, kept: User) -> None:
    """Move the participations; of two in one programme one stays, as one person counts once.

    The earlier entry stays, with its answers and its pseudonym, and the later exit (ESF+ common indicators); who takes
    part by one of them takes part. Consents and papers of both stay with it; what it lacks comes from the other.
    """
    for row in Enrolment.objects.select_for_update().filter(person=gone).order_by("pk"):
        twin = Enrolment.objects.select_for_update().filter(person=kept, programme=row.programme_id).first()
        stays = row if twin is None else _join_pair(row, twin)
        Enrolment.objects.filter(pk=stays.pk).update(person=kept)


def _join_pair(row: Enrolment, twin: Enrolment) -> Enrolment:
    """The one of two participations in a programme that stays; the other is gone."""
    first, other = (row, twin) if _entry(row) < _entry(twin) else (twin, row)
    last = max(first, other, key=lambda each: each.left_on or date.min)
    status = max(first.status, other.status, key=_STANDING.index)
    enrolments_joined.send(sender=Enrolment, kept=first, gone=other, last=last)
    for model in (PaperConsent, JoinedPerson):
        model._base_manager.filter(enrolment=other).update(enrolment=first)
    is_over = status == EnrolmentStatus.LEFT
    changes: dict[str, Any] = {
        "status": status,
        "entered_on": first.entered_on or other.entered_on,
        "left_on": last.left_on if is_over else None,
        "exit_kind": last.exit_kind if is_over else "",
        "consent": first.consent or other.consent,
    }
    other.delete()
    for name, value in changes.items():
        setattr(first, name, value)
    first.save()
    return first


def _entry(row: Enrolment) -> date:
    return row.entered_on or date.max
