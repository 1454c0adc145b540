"""What an import did to people's participations is taken back: theirs goes on, or nobody asks for it any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model, OuterRef, Subquery
from django.utils import timezone

from portal.notifications.services.notifications import notify
from portal.privacy.services.consents import restore_consent
from portal.users.models import User
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment
from programmes.notices.imports import EntryTakenBack, StillTakesPart
from programmes.queries.programmes import confirmed_owner
from programmes.signals import enrolment_reopened


@transaction.atomic
def undo_leaving(*, enrolment: Enrolment, had_consent: bool, by: User) -> None:
    """A file had ended the participation by mistake, and its state was put back: the person is told, as they were then.

    The consent that ended with it holds again. Asks for no right: what was begun by somebody who has lost theirs since
    is taken back too.
    """
    if had_consent and enrolment.consent is not None:
        restore_consent(consent=enrolment.consent, by=by)
    enrolment_reopened.send(sender=Enrolment, enrolment=enrolment)
    notify(enrolment.person, StillTakesPart(**_about(enrolment)))


@transaction.atomic
def remove_rows(*, rows: Sequence[Model], by: User) -> None:
    """Delete rows of one kind that a file had entered. Asks for no right, as above.

    Raises ProtectedError and RestrictedError where something stands against it.
    """
    for model in {type(row) for row in rows}:
        model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()


@transaction.atomic
def remove_entered(*, enrolments: Sequence[Enrolment], by: User) -> None:
    """Delete participations that a file had entered, and people of whom nothing else is held.

    Who was asked, and has an account, is told that nobody asks any more. Asks for no right, as above. Raises
    ProtectedError and RestrictedError where something stands against it.
    """
    _tell_who_was_asked(enrolments)
    people = [each.person_id for each in enrolments]
    Enrolment.objects.filter(pk__in=[each.pk for each in enrolments]).delete()
    left = Enrolment.objects.filter(person__in=people).values("person")
    User.objects.held_by_no_app().filter(pk__in=people).exclude(pk__in=left).delete()


def _tell_who_was_asked(enrolments: Sequence[Enrolment]) -> None:
    asked = {each.person_id: each for each in enrolments if each.status == EnrolmentStatus.INVITED}
    owner = Subquery(confirmed_owner(OuterRef("contact_email")).values("pk")[:1])
    people = User.objects.filter(pk__in=asked).exclude(contact_email="").annotate(owner=owner)
    pairs = dict(people.exclude(owner=None).values_list("pk", "owner"))
    owners = User.objects.in_bulk(pairs.values())
    for person, pk in pairs.items():
        notify(owners[pk], EntryTakenBack(**_about(asked[person])))


def _about(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "enrolment": enrolment.pk,
        "programme": enrolment.programme.acronym,
        "slug": enrolment.programme.slug,
        "at": timezone.now().isoformat(),
    }
