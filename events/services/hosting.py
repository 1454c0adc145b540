"""An organisation drafts an event of a programme that it is a partner of; coordinators publish it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from events.constants import PICTURE_WIDTH, EventState
from events.models import Admission, Event
from events.queries.events import may_draft
from events.services.admissions import FewerThanTaken
from events.services.locks import lock_event
from events.services.reservations import follow_event
from events.services.seats import places_taken
from portal.core.arguments import check_names
from portal.core.day_rules import check_days
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.core.pictures import fitted
from portal.users.models import User
from programmes.access import access_of
from programmes.models import Organisation, Programme

Places = Mapping[str, int | None]
"""How many may register, by way of taking part. None: nobody registers in this way."""


class HostedFields(TypedDict, total=False):
    """What a host can know of its event."""

    title: LazyI18nString | str
    description: LazyI18nString | str
    format: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    target_groups: list[str]
    languages: list[str]
    picture: Any
    picture_text: LazyI18nString | str


class HostNotVerified(DomainError):
    message = _("Your organisation is not verified yet. Once it is, you can draft events.")


class NoPartner(DomainError):
    message = _("Choose a programme that your organisation takes part in.")
    field = "programme"


@transaction.atomic
def draft_hosted_event(
    *,
    organisation: Organisation,
    programme: Programme,
    places: Places,
    by: User,
    **fields: Unpack[HostedFields],
) -> Event:
    """A draft of which the organisation is the host. Nobody but its contacts and the programme's staff sees it.

    Raises NotAllowed, HostNotVerified, NoPartner and ImplausibleDay.
    """
    if not access_of(by).speaks_for("add", Event, organisation.pk):
        raise NotAllowed
    if not organisation.is_verified:
        raise HostNotVerified
    if not organisation.programmes.filter(pk=programme.pk).exists():
        raise NoPartner
    event = Event(programme=programme, host=organisation, is_from_host=True)
    _write(event, fields)
    _keep_places(event, places)
    return event


@transaction.atomic
def change_hosted_event(*, event: Event, places: Places, by: User, **fields: Unpack[HostedFields]) -> Event:
    """Say something else of a draft. What waits for a coordinator, or is published, changes by the programme's staff.

    Where they have given it several dates, these say when it is. Raises NotAllowed, WrongState, ImplausibleDay and
    FewerThanTaken.
    """
    event = lock_event(event.pk)
    if not may_draft(by, event):
        raise NotAllowed
    if event.state != EventState.DRAFT:
        raise WrongState
    if event.has_many_sessions:
        fields.pop("starts_at", None)
        fields.pop("ends_at", None)
    _write(event, fields)
    _keep_places(event, places)
    follow_event(event=event, by=by)
    return event


def _write(event: Event, fields: HostedFields) -> None:
    check_names(fields, known=HostedFields.__annotations__)
    for name, value in fields.items():
        setattr(event, name, value)
    check_days(event)
    if event.picture and not event.picture._committed:  # type: ignore[attr-defined]
        event.picture = fitted(event.picture.file, width=PICTURE_WIDTH)
    event.save()


def _keep_places(event: Event, places: Places) -> None:
    taken = places_taken(event)
    for attendance, capacity in places.items():
        if (capacity or 0) < taken.get(attendance, 0):
            raise FewerThanTaken(field=f"places_{attendance}")
        if capacity is None:
            event.admissions.filter(attendance=attendance).delete()
        else:
            Admission.objects.update_or_create(
                event=event, attendance=attendance, defaults={"capacity": capacity}
            )
