"""What is held about people at events."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Holding, LegalBasis, not_personal, register

_LENDING = _(
    "To know who has asked for a device, lent it, handed it over or taken it back, and in what condition."
)

_MEETING = _(
    "To plan whom you meet at a matchmaking day, and to bring those together who both want to meet again."
)

register(
    Holding(
        model="events.dayprofile",
        purpose=_MEETING,
        basis=LegalBasis.CONSENT,
        persons=("registration__person",),
        about=("registration", "shown_since", "away", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.wish",
        purpose=_MEETING,
        basis=LegalBasis.CONSENT,
        persons=("registration__person",),
        about=("side", "table", "registration", "rank", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.encounter",
        purpose=_MEETING,
        basis=LegalBasis.CONSENT,
        persons=("registration__person",),
        traces=("table_said_by",),
        about=(
            *("plan", "table", "registration", "slot", "seat", "person_says", "table_says"),
            *("created_at", "updated_at"),
        ),
        plain=("id",),
    ),
    Holding(
        model="events.table",
        purpose=_("To know who sits at an organisation’s table at a matchmaking day."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("representative",),
        about=("event", "organisation", "number", "seats", "away", "left_at", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.meetingplan",
        purpose=_("To tell whoever asked for the plan of a matchmaking day that it is made."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("requested_by",),
        about=("event", "made_at", "failed_at", "published_at", "created_at", "updated_at"),
        plain=("id", "attempts", "since", "score"),
    ),
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
        model="events.attendance",
        purpose=_("To prove to those who pay that the event took place, and that you were there."),
        basis=LegalBasis.CONTRACT,
        persons=("registration__person",),
        traces=("noted_by",),
        about=("session", "presence", "came_at", "left_at", "how", "created_at", "updated_at"),
        plain=("id",),
    ),
    Holding(
        model="events.certificate",
        purpose=_("So that you can show that you attended an event, and others can verify it."),
        basis=LegalBasis.CONTRACT,
        persons=("registration__person",),
        traces=("issued_by", "revoked_by"),
        about=(
            *("registration", "kind", "state", "code", "language", "contents", "issued_at", "replaces"),
            *("revoked_at", "reason", "created_at", "updated_at"),
        ),
        plain=("id",),
    ),
    Holding(
        model="events.scan",
        purpose=_(
            "To find out at the door whether a ticket counts, and to settle what two doors have noted."
        ),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("registration__person",),
        traces=("by",),
        about=("session", "at", "outcome", "created_at", "updated_at"),
        plain=("id", "scan_id", "device"),
    ),
    Holding(
        model="events.signedlist",
        purpose=_("To prove to those who pay that the event took place."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("uploaded_by",),
        about=("session", "file", "created_at", "updated_at"),
        plain=("id",),
        files=("file",),
    ),
    Holding(
        model="events.registration",
        purpose=_("To hold a place for you at an event, and to prove that it took place."),
        basis=LegalBasis.CONTRACT,
        persons=("person",),
        traces=("registered_by", "fee_noted_by", "assessed_by"),
        about=(
            *("event", "state", "attendance", "companions", "companion_ages", "takes_fewer", "needs"),
            *("waiting_since", "held_until", "held_seats", "preferred_because", "created_at", "updated_at"),
            *("change_asked_at", "asked_attendance", "asked_companions", "asked_ages"),
            *("fee_state", "fee_places", "fee_paid", "fee_note", "fee_noted_at", "has_passed", "assessed_on"),
        ),
        plain=("id",),
    ),
    Holding(
        model="events.classbooking",
        purpose=_("To hold places for a class at an event, and to reach its teacher on the day."),
        basis=LegalBasis.PUBLIC_TASK,
        persons=("teacher",),
        about=(
            *("event", "school", "supervisor_name", "supervisor_phone", "class_name", "grade", "pupils"),
            *("is_school_event", "travel", "needs", "state", "note", "created_at", "updated_at"),
        ),
        plain=("id", "event_starts_at"),
    ),
    Holding(  # the row goes with the teacher's booking; what guardians typed is nobody's copy but theirs
        model="events.classconsent",
        purpose=_("To know for which numbers of a class a guardian agrees that the child comes along."),
        basis=LegalBasis.CONSENT,
        persons=("booking__teacher",),
        about=("number", "state", "answered_at", "created_at", "updated_at"),
        secret=("pupil_name", "guardian_name", "allows_photos", "language"),
        plain=("id", "version", "photo_version"),
    ),
)

not_personal(
    events__event=_("A date in public; its host is an organisation."),
    events__equipment=_("A device of an organisation."),
    events__room=_("A room of a programme or of an organisation."),
    events__classoffer=_("What a class should know of an event."),
    events__matchmakingday=_("When people meet at a matchmaking day."),
    events__session=_("One of the dates of an event, and where it takes place."),
    events__admission=_("How many people may come to an event, and when they may register."),
)
