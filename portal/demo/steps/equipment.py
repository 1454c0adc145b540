"""Devices that companies lend to events: asked for, promised, and back with a note."""

from collections.abc import Callable
from datetime import timedelta

from events.constants import ReservationState
from events.models import Equipment, Event, Reservation
from events.services.equipment import register_equipment
from events.services.reservations import (
    confirm_reservation,
    decline_reservation,
    hand_over_equipment,
    reserve_equipment,
    take_equipment_back,
)
from portal.demo.clock import at
from portal.demo.facts import BY_SLUG, DEVICES, EVENTS, Device, Loan
from portal.demo.steps.base import i18n
from portal.demo.world import Where, World
from portal.users.models import User
from programmes.models import Organisation

BEFORE, AFTER = timedelta(hours=1), timedelta(minutes=30)
"""For bringing a device, and for taking it back."""


def add_equipment(world: World) -> None:
    for slug, devices in DEVICES.items():
        for device in devices:
            organisation = Organisation.objects.get(name=device.organisation)
            keeper = User.objects.keeping_equipment_of(organisation).earliest("pk")
            equipment = _register(world, slug, device, organisation, keeper)
            for loan in device.loans:
                _lend(world, slug, equipment, loan, keeper)


def _where(world: World, slug: str) -> Where:
    facts = BY_SLUG[slug]
    return facts.country, facts.region


def _register(world: World, slug: str, device: Device, organisation: Organisation, keeper: User) -> Equipment:
    with at(world.at_work(40, _where(world, slug))):
        return register_equipment(
            organisation=organisation,
            programmes=[world.programmes[slug]],
            by=keeper,
            name=i18n(device.name),
            description=i18n(device.text),
            people=device.people,
            place=device.place,
            handover=device.handover,
            languages=device.languages,
        )


def _lend(world: World, slug: str, equipment: Equipment, loan: Loan, keeper: User) -> None:
    event, where = _event(world, slug, loan.days), _where(world, slug)
    with at(world.at_work(loan.asked, where)):
        reservation = reserve_equipment(
            equipment=equipment,
            event=event,
            starts_at=event.starts_at - BEFORE,
            ends_at=event.ends_at + AFTER,
            note=loan.note,
            by=world.person("coordinator", slug),
        )
    for act in _acts(world, where, reservation, loan, keeper):
        act()


def _acts(
    world: World, where: Where, reservation: Reservation, loan: Loan, keeper: User
) -> list[Callable[[], object]]:
    """What came after the question, up to where it stands."""
    if loan.state == ReservationState.REQUESTED:
        return []
    answer = decline_reservation if loan.state == ReservationState.DECLINED else confirm_reservation
    answered_at = world.at_work(loan.asked - 1, where)

    def answered() -> None:
        with at(answered_at):
            answer(reservation=reservation, note=loan.answer, by=keeper)

    def lent() -> None:
        with at(reservation.starts_at):
            hand_over_equipment(reservation=reservation, note=loan.out, by=keeper)
        with at(reservation.ends_at):
            take_equipment_back(reservation=reservation, note=loan.back, by=keeper)

    return [answered, lent] if loan.state == ReservationState.RETURNED else [answered]


def _event(world: World, slug: str, days: int) -> Event:
    """The one that the facts have so many days from today."""
    title = next(event.title for event in EVENTS[slug] if event.days == days)
    return Event.objects.get(programme=world.programmes[slug], title=i18n(title))
