"""The facts of placements, talents and applications. Their words stand in `presentation/`."""

from matching.constants import PlacementKind
from portal.core.facts import Fact, Facts, Shown, columns_written_by, vouched_columns
from portal.core.workflow import Actor

COMPANY = frozenset({Actor.ORGANISATION, Actor.STAFF})
PERSON = frozenset({Actor.PERSON})

READ_BY_STAFF = frozenset({Shown.REVIEW, Shown.HISTORY})
"""Whoever vouches for a placement reads all of it, and its history tells every change."""

PLACEMENT_FACTS: Facts = (
    Fact(
        "organisation",
        frozenset({Shown.HEADING, Shown.REVIEW, Shown.STRUCTURED}),
        filters=("spoken",),
    ),
    Fact(
        "kind",
        READ_BY_STAFF | {Shown.CARD, Shown.TAGS, Shown.FEED, Shown.STRUCTURED},
        filters=("kind",),
        writers=COMPANY,
        section="what",
        is_vouched=True,
    ),
    Fact(
        "title",
        READ_BY_STAFF | {Shown.HEADING, Shown.STRUCTURED},
        writers=COMPANY,
        section="what",
        is_vouched=True,
    ),
    Fact(
        "description",
        READ_BY_STAFF | {Shown.BODY, Shown.STRUCTURED},
        filters=("written",),
        writers=COMPANY,
        section="what",
        is_vouched=True,
    ),
    Fact(
        "place",
        READ_BY_STAFF | {Shown.HEADING, Shown.GLANCE, Shown.FEED, Shown.STRUCTURED},
        made_of=("city", "region"),
        filters=("place", "around"),
        writers=COMPANY,
        section="where",
        is_vouched=True,
    ),
    Fact(
        "country",
        READ_BY_STAFF | {Shown.GLANCE, Shown.STRUCTURED},
        writers=COMPANY,
        section="where",
        is_vouched=True,
    ),
    Fact(
        "is_remote",
        READ_BY_STAFF | {Shown.HEADING, Shown.GLANCE, Shown.FEED, Shown.STRUCTURED},
        filters=("remote",),
        writers=COMPANY,
        section="where",
        is_vouched=True,
    ),
    Fact(
        "hours",
        READ_BY_STAFF | {Shown.CARD, Shown.GLANCE, Shown.FEED, Shown.STRUCTURED},
        writers=COMPANY,
        section="where",
        is_vouched=True,
    ),
    Fact(
        "period",
        READ_BY_STAFF | {Shown.CARD, Shown.GLANCE, Shown.FEED, Shown.STRUCTURED},
        made_of=("starts_on", "ends_on"),
        filters=("starts",),
        writers=COMPANY,
        section="where",
        is_vouched=True,
    ),
    Fact(
        "pay",
        READ_BY_STAFF | {Shown.CARD, Shown.GLANCE, Shown.FEED, Shown.STRUCTURED},
        made_of=("pay_min", "pay_max", "pay_period"),
        filters=("paid",),
        writers=COMPANY,
        section="pay",
        is_vouched=True,
    ),
    Fact(
        "seats",
        READ_BY_STAFF | {Shown.CARD, Shown.TAGS, Shown.FEED, Shown.STRUCTURED},
        writers=COMPANY,
        section="what",
    ),
    Fact(
        "languages",
        READ_BY_STAFF | {Shown.ASKED},
        filters=("language", "level"),
        writers=COMPANY,
        is_vouched=True,
        has_rows=True,
    ),
    Fact(
        "degree",
        READ_BY_STAFF | {Shown.ASKED},
        filters=("degree",),
        writers=COMPANY,
        section="who",
        is_vouched=True,
    ),
    Fact(
        "skills_required",
        READ_BY_STAFF | {Shown.ASKED},
        made_of=("skills",),
        writers=COMPANY,
        is_vouched=True,
        has_rows=True,
    ),
    Fact(
        "skills_welcome",
        READ_BY_STAFF | {Shown.ASKED},
        made_of=("skills",),
        writers=COMPANY,
        is_vouched=True,
        has_rows=True,
    ),
    Fact(
        "fields",
        READ_BY_STAFF | {Shown.ASKED},
        filters=("field",),
        writers=COMPANY,
        section="who",
        is_vouched=True,
    ),
    Fact(
        "shown_until",
        READ_BY_STAFF | {Shown.CARD, Shown.FEED, Shown.STRUCTURED},
        made_of=("expires_at",),
        writers=COMPANY,
    ),
    Fact(
        "published",
        frozenset({Shown.GLANCE, Shown.STRUCTURED}),
        made_of=("published_at",),
    ),
    Fact(
        "programmes",
        frozenset({Shown.BODY, Shown.HISTORY}),
        filters=("programme",),
        writers=COMPANY,
        has_rows=True,
    ),
)
"""In the order in which pages, the review and the history name them."""

_PAY = frozenset({"pay_min", "pay_max", "pay_period"})
_WORK = _PAY | {"fields", "degree", "skills", "is_remote", "starts_on", "ends_on", "hours"}

ASKED_OF_KIND: dict[str, frozenset[str]] = {
    PlacementKind.JOB: _WORK,
    PlacementKind.INTERNSHIP: _WORK,
    PlacementKind.WORKING_STUDENT: _WORK,
    PlacementKind.TRAINEE: _WORK,
    PlacementKind.RESEARCH: _WORK,
    PlacementKind.THESIS: _WORK - {"hours"},
    PlacementKind.CHALLENGE: frozenset({"fields", "skills", "is_remote", "ends_on"}),
    PlacementKind.SHADOWING: frozenset({"starts_on", "ends_on"}),
    PlacementKind.VISIT: frozenset({"starts_on"}),
}
"""Kind × fields: what the company's form asks of a kind beyond what it asks of all. Another kind's field is asked for
all the same where the placement has it already, so that nobody loses it unseen."""


def not_asked_of(kind: str) -> frozenset[str]:
    return _WORK - ASKED_OF_KIND[kind]


WRITABLE = frozenset(columns_written_by(PLACEMENT_FACTS, Actor.ORGANISATION))
"""The columns of a placement that `create_placement` and `update_placement` set."""

UNREVIEWED = WRITABLE - vouched_columns(PLACEMENT_FACTS)
"""What a company may change on a published placement without a new review: it alters nothing that anybody reads."""

_TOLD = frozenset({Shown.PROFILE, Shown.ADMIN})

TALENT_FACTS: Facts = (
    Fact("headline", _TOLD, writers=PERSON, section="more"),
    Fact("degree", _TOLD, writers=PERSON, section="education"),
    Fact("field", _TOLD, writers=PERSON, section="education"),
    Fact("graduation_on", _TOLD, writers=PERSON, section="education"),
    Fact("languages", _TOLD, writers=PERSON, section="languages", has_rows=True),
    Fact("skills", _TOLD, writers=PERSON, section="skills", has_rows=True),
    Fact("kinds", frozenset({Shown.ADMIN}), writers=PERSON, section="wishes"),
    Fact(
        "regions",
        frozenset({Shown.ADMIN}),
        made_of=("regions", "is_mobile"),
        writers=PERSON,
        section="wishes",
    ),
    Fact("available_from", _TOLD, writers=PERSON, section="wishes"),
    Fact("hours", frozenset({Shown.ADMIN}), writers=PERSON, section="wishes"),
)
"""What a person is and can goes along with an application; what else they look for, companies are not told."""

PROFILE_STEPS = ("wishes", "languages", "skills", "education", "more")
"""The parts in which a profile is written, each a page and a section of the facts above, in this order."""

PROFILE_FIELDS = frozenset(columns_written_by(TALENT_FACTS, Actor.PERSON))
"""The columns of a profile that its owner sets."""

APPLICATION_FACTS: Facts = (
    Fact("talent", frozenset({Shown.HEADING, Shown.ADMIN})),
    Fact("placement", frozenset({Shown.HEADING, Shown.ADMIN})),
    Fact("message", frozenset({Shown.BODY, Shown.ADMIN}), writers=PERSON),
    Fact("cv", frozenset({Shown.BODY}), writers=PERSON),
)
