"""Reminders that a running portal would have sent: it asks each working morning what is due."""

from datetime import timedelta

from portal.demo.clock import at
from portal.demo.world import World
from programmes.services.reminders import add_standard_reminders, send_reminders

MORNINGS = 12
"""Working days on which reminders have gone out by now."""
SINCE = timedelta(days=120)


def plan_reminders(world: World) -> None:
    with at(world.moment(0) - SINCE):
        add_standard_reminders()
    for ago in range(1, MORNINGS + 1):
        world.plan(world.at_work(ago, ("DE", ""), (7, 8)), send_reminders)
