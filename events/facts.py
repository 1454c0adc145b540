"""The facts of events. Their words stand in `presentation/events.py`."""

from portal.core.facts import Fact, Facts, Shown
from portal.core.workflow import Actor

STAFF = frozenset({Actor.STAFF})

EVENT_FACTS: Facts = (
    Fact("title", frozenset({Shown.HEADING, Shown.CARD, Shown.STRUCTURED, Shown.ADMIN}), writers=STAFF),
    Fact("description", frozenset({Shown.BODY, Shown.STRUCTURED, Shown.ADMIN}), writers=STAFF),
    Fact(
        "when",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        made_of=("starts_at", "ends_at"),
        writers=STAFF,
    ),
    Fact("time_zone", frozenset({Shown.GLANCE}), made_of=("programme",)),
    Fact(
        "where",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        made_of=("place", "link"),
        writers=STAFF,
    ),
    Fact("link", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact(
        "format",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.ADMIN}),
        filters=("format",),
        writers=STAFF,
    ),
    Fact("host", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact(
        "programme",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        filters=("programme",),
        writers=STAFF,
    ),
)
