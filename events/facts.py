"""The facts of events. Their words stand in `presentation/events.py`."""

from portal.core.facts import Fact, Facts, Shown, columns_written_by
from portal.core.workflow import Actor

STAFF = frozenset({Actor.STAFF})
HOSTS = frozenset({Actor.ORGANISATION, Actor.STAFF})
"""Who drafts: a host says what it can know of its event."""

EVENT_FACTS: Facts = (
    Fact(
        "title",
        frozenset({Shown.HEADING, Shown.CARD, Shown.STRUCTURED, Shown.ADMIN}),
        writers=HOSTS,
        section="what",
    ),
    Fact(
        "description", frozenset({Shown.BODY, Shown.STRUCTURED, Shown.ADMIN}), writers=HOSTS, section="what"
    ),
    Fact("results", frozenset({Shown.BODY, Shown.ADMIN}), writers=STAFF),
    Fact(
        "when",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        made_of=("starts_at", "ends_at"),
        filters=("first_day", "last_day"),
        writers=HOSTS,
        section="when",
    ),
    Fact("time_zone", frozenset({Shown.GLANCE}), made_of=("programme",)),
    Fact(
        "where",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        made_of=("room", "place", "link"),
        filters=("attendance",),
        writers=STAFF,
    ),
    Fact("accessibility", frozenset({Shown.GLANCE}), made_of=("room",)),
    Fact("place", frozenset({Shown.ADMIN}), writers=HOSTS, section="when"),
    Fact("link", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=HOSTS, section="when"),
    Fact(
        "format",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.ADMIN}),
        filters=("format",),
        writers=HOSTS,
        section="what",
    ),
    Fact(
        "target_groups",
        frozenset({Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        filters=("target_group",),
        writers=HOSTS,
        section="whom",
    ),
    Fact(
        "languages",
        frozenset({Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        filters=("language",),
        writers=HOSTS,
        section="whom",
    ),
    Fact("fee", frozenset({Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}), writers=STAFF),
    Fact("fee_note", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact("picture", frozenset({Shown.BODY, Shown.STRUCTURED, Shown.ADMIN}), writers=HOSTS, section="picture"),
    Fact("picture_text", frozenset({Shown.BODY, Shown.ADMIN}), writers=HOSTS, section="picture"),
    Fact("access", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("most_companions", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("joins_later", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("asks_ages", frozenset({Shown.ADMIN}), filters=("families",), writers=STAFF),
    Fact("asks_needs", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("questionnaire", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("funding", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("host", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact(
        "programme",
        frozenset({Shown.CARD, Shown.GLANCE, Shown.STRUCTURED, Shown.ADMIN}),
        filters=("programme",),
        writers=STAFF,
    ),
    Fact("admissions", frozenset(), filters=("free",), has_rows=True),
    Fact("partners", frozenset({Shown.ADMIN}), writers=STAFF, has_rows=True),
    Fact("activity", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("principles", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("costs_planned", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("costs_spent", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("certificate_kind", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("certificate_share", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("certificate_hours", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("certificate_text", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("signatory", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("signatory_function", frozenset({Shown.ADMIN}), writers=STAFF),
)

EVENT_WRITABLE = columns_written_by(EVENT_FACTS, Actor.ORGANISATION)
"""What the services of a host's draft take as fields."""

LENDERS = HOSTS

EQUIPMENT_FACTS: Facts = (
    Fact("organisation", frozenset({Shown.HEADING, Shown.ADMIN})),
    Fact("name", frozenset({Shown.HEADING, Shown.ADMIN}), writers=LENDERS, section="what"),
    Fact("description", frozenset({Shown.BODY, Shown.ADMIN}), writers=LENDERS, section="what"),
    Fact("people", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=LENDERS, section="what"),
    Fact("languages", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=LENDERS, section="what"),
    Fact("place", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=LENDERS, section="lending"),
    Fact("handover", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=LENDERS, section="lending"),
    Fact(
        "programmes",
        frozenset({Shown.GLANCE, Shown.ADMIN}),
        writers=LENDERS,
        section="lending",
        has_rows=True,
    ),
    Fact("is_lent", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=LENDERS, section="lending"),
)
EQUIPMENT_WRITABLE = columns_written_by(EQUIPMENT_FACTS, Actor.ORGANISATION)
"""What a device's services take as fields."""
