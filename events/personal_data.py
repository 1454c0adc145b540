"""What is held about people at events."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Holding, LegalBasis, not_personal, register

_LENDING = _(
    "To know who has asked for a device, lent it, handed it over or taken it back, and in what condition."
)

register(
    Holding(
        model="events.eventreview",
        purpose=_("To know who has published an event, sent it back or cancelled it, and why."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("by",),
        about=("event", "step", "note", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.reservation",
        purpose=_LENDING,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("requested_by",),
        about=("equipment", "event", "state", "starts_at", "ends_at", "created_at", "updated_at"),
        plain=("id", "event_starts_at", "event_ends_at"),
    ),
    Holding(
        model="events.reservationstep",
        purpose=_LENDING,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("by",),
        about=("reservation", "act", "note", "is_on_behalf", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.eventtrainer",
        purpose=_("To know who of the programme leads an event."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("person",),
        about=("event", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.registration",
        purpose=_("To hold a place for you at an event, and to prove that it took place."),
        basis=LegalBasis.CONTRACT,
        persons=("person",),
        traces=("registered_by", "fee_noted_by"),
        about=(
            *("event", "state", "attendance", "companions", "companion_ages", "takes_fewer", "needs"),
            *("waiting_since", "held_until", "held_seats", "preferred_because", "created_at", "updated_at"),
            *("fee_state", "fee_places", "fee_paid", "fee_note", "fee_noted_at"),
        ),
        plain=("id",),
    ),
)

not_personal(
    events__event=_("A date in public; its host is an organisation."),
    events__equipment=_("A device of an organisation."),
    events__room=_("A room of a programme or of an organisation."),
    events__session=_("One of the dates of an event, and where it takes place."),
    events__admission=_("How many people may come to an event, and when they may register."),
)
