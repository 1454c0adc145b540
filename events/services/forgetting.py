"""What is deleted of registrations once its time is over. Called by the retention run, with the rows locked."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from events.models import Registration
from portal.core.personal_data import holdings
from portal.privacy.extensions import FileLeft
from portal.privacy.services.erasing import delete_rows
from portal.users.models import User


@transaction.atomic
def forget_unconfirmed(*, rows: QuerySet[Any]) -> list[FileLeft]:
    """With the guests, of whom nothing else is held."""
    return _forget_rows(Registration.objects.filter(pk__in=rows.values("pk")))


@transaction.atomic
def forget_guests(*, rows: QuerySet[Any]) -> list[FileLeft]:
    """All that is held about people who came without an account."""
    return _forget_rows(Registration.objects.filter(person__in=list(rows.values_list("pk", flat=True))))


def _forget_rows(rows: QuerySet[Registration]) -> list[FileLeft]:
    people = list(rows.values_list("person", flat=True))
    files = delete_rows(holdings["events.registration"], rows)
    User.objects.held_by_no_app().filter(pk__in=people, enrolments__isnull=True).delete()
    return files


@transaction.atomic
def forget_needs(*, rows: QuerySet[Any]) -> list[FileLeft]:
    """The registration stays, without what was needed and how old children were."""
    Registration.objects.filter(pk__in=rows.values("pk")).update(needs=None, companion_ages=[])
    return []
