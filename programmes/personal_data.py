"""What is held about those who take part, work for a programme, or speak for an organisation."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Erasure, Holding, LegalBasis, Number, not_personal, register

_RUNNING = _("To run a programme: to know who does what in it.")
_STAMPS = ("created_at", "updated_at")
_TALKING = _("To let you and those you have to do with write to each other.")
_REPORTED = _("Somebody has reported a message in it; it stays until a coordinator has looked at it.")
_UNTIL_CLOSED = _("until the report is closed")
_FUNDERS = _(
    "The funder may check who took part; stays under a pseudonym until the funder's time has passed."
)

register(
    Holding(
        model="programmes.enrolment",
        purpose=_("To let you take part, and to show the funder that the programme took place."),
        basis=LegalBasis.PUBLIC_TASK,
        persons=("person",),
        traces=("invited_by",),
        about=(
            "programme",
            *("status", "source", "entered_on", "left_on", "exit_kind", "pseudonym", "consent"),
            *_STAMPS,
        ),
        plain=("id",),
        kept=_FUNDERS,
    ),
    Holding(
        model="programmes.paperconsent",
        purpose=_("To prove that taking part was agreed to on paper."),
        basis=LegalBasis.LEGAL_DUTY,
        persons=("enrolment__person",),
        traces=("recorded_by",),
        about=("received_on", "by_guardian", "scan", *_STAMPS),
        plain=("id",),
        files=("scan",),
        kept=_FUNDERS,
    ),
    Holding(
        model="programmes.joinedperson",
        purpose=_("To know later who was joined with whom, which can't be undone."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("enrolment__person",),
        traces=("joined_by",),
        about=("name", "pseudonym", *_STAMPS),
        plain=("id",),
    ),
    Holding(
        model="programmes.membership",
        purpose=_RUNNING,
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=("programme", "role", "starts_on", "ends_on", *_STAMPS),
        plain=("id",),
    ),
    Holding(
        model="programmes.membershipinvitation",
        purpose=_("To ask somebody to work for a programme."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        addresses=("email",),
        traces=("invited_by",),
        about=("programme", "role", "starts_on", "ends_on", *_STAMPS),
        plain=("id",),
    ),
    Holding(
        model="programmes.contact",
        purpose=_("To know who speaks for an organisation."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("user",),
        traces=("approved_by",),
        about=("organisation", "role", "approved_at", *_STAMPS),
        plain=("id",),
    ),
    Holding(
        model="programmes.contactinvitation",
        purpose=_("To ask somebody to speak for an organisation."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        addresses=("email",),
        traces=("invited_by",),
        about=("organisation", "role", *_STAMPS),
        plain=("id",),
    ),
    Holding(
        model="programmes.programme",
        purpose=_("To say publicly whom to ask about a programme."),
        basis=LegalBasis.PUBLIC_TASK,
        addresses=("contact_email",),
        about=("acronym",),
        plain=(
            *(
                "id",
                "slug",
                "sort_keys",
                "title",
                "summary",
                "description",
                "parent",
                "status",
                "starts_on",
                "ends_on",
            ),
            *("time_zone", "languages", "place", "region", "nuts", "country", "colour", "logo"),
            *("funding_statement", "modules", "needs_admission", "is_example", "purpose", *_STAMPS),
        ),
        erasure=Erasure.BLANK,
        blanked=("contact_email",),
    ),
    Holding(
        model="programmes.organisation",
        purpose=_RUNNING,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("verified_by",),
        plain=(
            *("id", "name", "kind", "sector", "level", "size", "nace", "about", "street", "postcode", "city"),
            *("region", "country", "website", "logo", "languages", "newcomer_support", "programmes"),
            *("verification", "verified_at"),
            *("decline_reason", "sort_keys", "words", *_STAMPS),
        ),
        erasure=Erasure.DETACH,
    ),
    Holding(
        model="programmes.export",
        purpose=_("To let you fetch the rows of a list that you asked for."),
        basis=LegalBasis.CONTRACT,
        persons=("requested_by",),
        about=(
            *("kind", "state", "language", "format", "purpose", "query", "programme", "rows", "finished_at"),
            *("expires_at", *_STAMPS),
        ),
        plain=("id", "chosen", "progress", "attempts", "file", "failure"),
        files=("file",),
    ),
    Holding(
        model="programmes.bulkact",
        purpose=_("To carry out what you asked for many rows, and to tell when that was done last."),
        basis=LegalBasis.CONTRACT,
        persons=("requested_by",),
        about=("kind", "programmes", "done", "left_out", "finished_at", *_STAMPS),
        plain=("id", "keys", "keys_left_out"),
    ),
    Holding(
        model="programmes.import",
        purpose=_("To let you see, and undo, what became of a file you sent."),
        basis=LegalBasis.CONTRACT,
        persons=("requested_by",),
        about=("kind", "state", "language", "file_name", "counts", "finished_at", *_STAMPS),
        plain=(
            *("id", "file", "clears_cells", "programmes", "columns", "remark", "rows_total", "rows_done"),
            *("failure", "reason", "attempts", "turn"),
        ),
        files=("file",),
    ),
    Holding(
        model="programmes.importrow",
        purpose=_("To take back, for a while, what a file has entered about you."),
        basis=LegalBasis.PUBLIC_TASK,
        addresses=("title",),
        numbers=(
            Number("object_id", "programmes.enrolment", when="batch__kind", equal="programmes.enrolment"),
        ),
        about=(
            "cells",
            "changes",
            "before",
            "after",
            "problems",
            "notes",
            "outcome",
            "done_at",
            "kept_because",
        ),
        plain=("id", "batch", "number", "key"),
    ),
    Holding(
        model="programmes.appointment",
        purpose=_("To agree with you on a time, such as of an interview, and to remind you of it."),
        basis=LegalBasis.CONTRACT,
        persons=("invited",),
        traces=("organiser", "host"),
        about=(
            *(
                "kind",
                "organisation",
                "state",
                "proposals",
                "duration",
                "time_zone",
                "starts_at",
                "chosen_at",
            ),
            *("moved_from", "place", "link", "note", "reason", "words", "last_side", *_STAMPS),
        ),
        plain=("id", "uid", "sequence"),
    ),
    Holding(
        model="programmes.calendarfeed",
        purpose=_("To show your dates in your own calendar, at an address that you asked for."),
        basis=LegalBasis.CONTRACT,
        persons=("person",),
        about=_STAMPS,
        secret=("token_hash", "token"),
        plain=("id",),
    ),
    Holding(
        model="programmes.conversation",
        purpose=_TALKING,
        basis=LegalBasis.CONTRACT,
        persons=("participants__person",),
        about=("kind", "last_message_at", "closed_at", *_STAMPS),
        plain=("id", "last_number"),
        kept=_REPORTED,
        kept_while=_UNTIL_CLOSED,
    ),
    Holding(
        model="programmes.conversationparticipant",
        purpose=_TALKING,
        basis=LegalBasis.CONTRACT,
        persons=("person", "conversation__participants__person"),
        about=("organisation", "programme", "read_at", "blocked_at"),
        plain=("id", "read_number"),
        kept=_REPORTED,
        kept_while=_UNTIL_CLOSED,
    ),
    Holding(
        model="programmes.message",
        purpose=_TALKING,
        basis=LegalBasis.CONTRACT,
        persons=("conversation__participants__person",),
        traces=("author",),
        about=("side", "text", "sentence", "sent_at"),
        plain=("id", "number", "has_files", "key"),
        kept=_REPORTED,
        kept_while=_UNTIL_CLOSED,
    ),
    Holding(
        model="programmes.messagefile",
        purpose=_TALKING,
        basis=LegalBasis.CONTRACT,
        persons=("message__conversation__participants__person",),
        about=("title", "file", "size"),
        plain=("id",),
        files=("file",),
        kept=_REPORTED,
        kept_while=_UNTIL_CLOSED,
    ),
    Holding(
        model="programmes.messagereport",
        purpose=_("To look at a message that somebody has reported."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        persons=("message__conversation__participants__person",),
        traces=("reported_by", "closed_by"),
        about=("side", "reason", "words", "state", "closed_at", *_STAMPS),
        plain=("id", "programmes"),
        kept=_REPORTED,
        kept_while=_UNTIL_CLOSED,
    ),
    Holding(
        model="programmes.activity",
        purpose=_RUNNING,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("owner",),
        plain=(
            *("id", "work_package", "title", "summary", "kind", "status", "starts_on", "ends_on"),
            *("principles", *_STAMPS),
        ),
        erasure=Erasure.DETACH,
    ),
)

not_personal(
    programmes__partnership=_("An organisation's part in a programme."),
    programmes__milestone=_("Part of the work plan; its evidence is the programme's, not one person's."),
    programmes__exportportion=_(
        "Which rows stand in a file, by their numbers, for as long as it can be fetched."
    ),
    programmes__reminder=_("What a programme reminds people of, when, and in which words."),
    programmes__reminderoccasion=_(
        "About which rows a reminder was sent, by their numbers, so that nobody is reminded twice."
    ),
    programmes__funding=_("Money for a programme; its picture is the funder's logo."),
)
