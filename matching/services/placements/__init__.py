"""Placements from the first draft to the day they are filled or no longer shown.

Who reads what nobody has reviewed? Nobody: each programme a placement is posted to looks at it first, and looks again
when the published text changes. `expires_at` alone decides how long it is shown.
"""

from matching.services.placements.errors import (
    ExpiryOutOfRange,
    NoProgramme,
    NoteMissing,
    NotVerified,
    OffersPending,
    TooFewSeats,
)
from matching.services.placements.listing import (
    ask_still_open,
    close_placement,
    expire_placements,
    extend_placement,
    pause_placement,
    resume_placement,
)
from matching.services.placements.review import (
    hide_placements,
    publish_posting,
    reject_posting,
    submit_placement,
)
from matching.services.placements.terms import end_of_day, last_day, programmes_for
from matching.services.placements.writing import (
    create_placement,
    discard_placement,
    may_create,
    update_placement,
)

__all__ = [
    "ExpiryOutOfRange",
    "NoProgramme",
    "NotVerified",
    "NoteMissing",
    "OffersPending",
    "TooFewSeats",
    "ask_still_open",
    "close_placement",
    "create_placement",
    "discard_placement",
    "end_of_day",
    "expire_placements",
    "extend_placement",
    "hide_placements",
    "last_day",
    "may_create",
    "pause_placement",
    "programmes_for",
    "publish_posting",
    "reject_posting",
    "resume_placement",
    "submit_placement",
    "update_placement",
]
