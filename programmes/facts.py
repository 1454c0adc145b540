"""The facts of organisations and programmes. Their words stand in `presentation/`."""

from portal.core.facts import Fact, Facts, Shown, columns_written_by, fields_of, vouched_columns
from portal.core.workflow import Actor

CONTACTS_AND_STAFF = frozenset({Actor.ORGANISATION, Actor.STAFF})
STAFF = frozenset({Actor.STAFF})

IN_FILES = frozenset({Shown.ADMIN, Shown.IMPORT, Shown.EXPORT})

ORGANISATION_FACTS: Facts = (
    Fact("name", IN_FILES | {Shown.HEADING}, writers=CONTACTS_AND_STAFF, is_vouched=True),
    Fact("kind", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF, is_vouched=True),
    Fact("sector", IN_FILES, writers=STAFF),
    Fact("level", IN_FILES, writers=STAFF),
    Fact("size", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF),
    Fact("nace", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF),
    Fact("about", frozenset({Shown.BODY, Shown.ADMIN}), writers=CONTACTS_AND_STAFF),
    Fact(
        "address",
        IN_FILES | {Shown.GLANCE},
        made_of=("street", "postcode", "city"),
        writers=CONTACTS_AND_STAFF,
    ),
    Fact("region", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF),
    Fact("country", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF, is_vouched=True),
    Fact("website", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF),
    Fact("logo", frozenset({Shown.HEADING, Shown.ADMIN}), writers=CONTACTS_AND_STAFF),
    Fact("languages", IN_FILES | {Shown.GLANCE}, writers=CONTACTS_AND_STAFF),
    Fact("newcomer_support", frozenset({Shown.BODY, Shown.ADMIN}), writers=CONTACTS_AND_STAFF),
    Fact("programmes", frozenset({Shown.BODY, Shown.ADMIN}), writers=STAFF, has_rows=True),
    Fact("decline_reason", frozenset({Shown.BODY, Shown.ADMIN})),
)
"""What an organisation is. A contact can't change what a coordinator has verified: name, kind and country."""

EDITABLE_FIELDS = columns_written_by(ORGANISATION_FACTS, Actor.STAFF)
"""What is told about an organisation, by its contacts and by staff."""

CONTACTS_FIELDS = columns_written_by(ORGANISATION_FACTS, Actor.ORGANISATION)
"""What its contacts are asked for."""

IDENTITY_FIELDS = tuple(name for name in EDITABLE_FIELDS if name in vouched_columns(ORGANISATION_FACTS))
"""What a coordinator verifies; contacts can't change it afterwards."""

PROGRAMME_FACTS: Facts = (
    Fact("acronym", frozenset({Shown.HEADING, Shown.CARD, Shown.ADMIN}), writers=STAFF),
    Fact("title", frozenset({Shown.HEADING, Shown.CARD, Shown.ADMIN}), writers=STAFF),
    Fact("summary", frozenset({Shown.HEADING, Shown.CARD, Shown.ADMIN}), writers=STAFF),
    Fact("description", frozenset({Shown.BODY, Shown.ADMIN}), writers=STAFF),
    Fact("parent", frozenset({Shown.GLANCE, Shown.ADMIN})),
    Fact("status", frozenset({Shown.GLANCE, Shown.CARD, Shown.ADMIN}), writers=STAFF),
    Fact(
        "period",
        frozenset({Shown.GLANCE, Shown.CARD, Shown.ADMIN}),
        made_of=("starts_on", "ends_on"),
        writers=STAFF,
    ),
    Fact(
        "place",
        frozenset({Shown.GLANCE, Shown.CARD, Shown.ADMIN}),
        made_of=("place", "country"),
        filters=("country",),
        writers=STAFF,
    ),
    Fact("region", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact("languages", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact("contact_email", frozenset({Shown.GLANCE, Shown.ADMIN}), writers=STAFF),
    Fact("logo", frozenset({Shown.HEADING, Shown.ADMIN}), writers=STAFF),
    Fact("is_example", frozenset({Shown.HEADING, Shown.CARD, Shown.ADMIN})),
    Fact("funding_statement", frozenset({Shown.BODY, Shown.ADMIN}), writers=STAFF),
    Fact("slug", frozenset({Shown.ADMIN})),
    Fact("nuts", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("time_zone", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("colour", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("modules", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("embedding_hosts", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("needs_admission", frozenset({Shown.ADMIN}), writers=STAFF),
    Fact("purpose", frozenset({Shown.ADMIN})),
)
"""What a programme is. What its staff don't write is the operator's."""

OPERATOR_FIELDS = fields_of(fact for fact in PROGRAMME_FACTS if not fact.writers)
"""What only the operator decides: where a programme is found, what it is part of."""
