from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    CLOSING = "closing", _("Closing")
    ARCHIVED = "archived", _("Archived")


class Module(models.TextChoices):
    """Parts of the portal a programme switches on. What is off is shown nowhere, and comes back when it is on."""

    PLACEMENTS = "placements", _("Placements")
    EVENTS = "events", _("Events")
    MENTORING = "mentoring", _("Mentoring")
    EVALUATION = "evaluation", _("Evaluation")


class OffsetUnit(models.TextChoices):
    """What the distance of a reminder is counted in: days of the calendar where the programme is, or exact hours."""

    DAYS = "days", _("Days")
    HOURS = "hours", _("Hours")


class Instrument(models.TextChoices):
    ESF_PLUS = "esf_plus", _("European Social Fund Plus")
    INTERREG = "interreg", _("Interreg")
    FEDERAL = "federal", _("Federal programme")
    STATE = "state", _("State programme")
    MUNICIPAL = "municipal", _("Municipal funds")
    OTHER = "other", _("Other funds")


EU_INSTRUMENTS = frozenset({Instrument.ESF_PLUS, Instrument.INTERREG})
"""Whoever is paid by them shows the Union's emblem and says so: Regulation (EU) 2021/1060, Article 50, Annex IX."""


class KeepsFrom(models.TextChoices):
    """From when a funder's time for checking runs: Regulation (EU) 2021/1060, Article 82; else the grant notice."""

    LAST_PAYMENT = "last_payment", _("The end of the year of the authority's last payment")
    PROOF_OF_USE = "proof_of_use", _("The proof of use")


KEEPS_FROM = {Instrument.ESF_PLUS: KeepsFrom.LAST_PAYMENT, Instrument.INTERREG: KeepsFrom.LAST_PAYMENT}
"""What an instrument asks for; all others count from the proof of use."""
KEEP_YEARS = 5


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("Company")
    SCHOOL = "school", _("School")
    UNIVERSITY = "university", _("University")
    MUNICIPALITY = "municipality", _("Municipality")
    ADMINISTRATION = "administration", _("Public administration")
    ASSOCIATION = "association", _("Association")
    MIGRANT_ORGANISATION = "migrant_organisation", _("Migrant organisation")
    TRAINING_PROVIDER = "training_provider", _("Training provider")
    CHAMBER = "chamber", _("Chamber")
    RESEARCH_CENTRE = "research_centre", _("Research centre")


class Sector(models.TextChoices):
    """The quadruple helix: who shapes a region."""

    BUSINESS = "business", _("Business")
    ACADEMIA = "academia", _("Academia")
    POLICY = "policy", _("Policy and administration")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


SECTOR_OF_KIND = {
    OrganisationKind(kind): sector
    for sector, kinds in {
        Sector.BUSINESS: ("company", "chamber"),
        Sector.ACADEMIA: ("school", "university", "research_centre", "training_provider"),
        Sector.POLICY: ("municipality", "administration"),
        Sector.CIVIL_SOCIETY: ("association", "migrant_organisation"),
    }.items()
    for kind in kinds
}
"""Where an organisation stands until a coordinator says otherwise."""


class GovernanceLevel(models.TextChoices):
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    NATIONAL = "national", _("National")
    TRANSNATIONAL = "transnational", _("Transnational")


class SizeClass(models.TextChoices):
    """Head count classes of Commission Recommendation 2003/361/EC."""

    MICRO = "micro", _("Fewer than 10 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    LARGE = "large", _("250 people or more")


class NewcomerSupport(models.TextChoices):
    HOUSING = "housing", _("Help with finding a home")
    COURSE = "course", _("Language course paid or in working hours")
    LANGUAGE = "language", _("Work with little of the country’s language at first")
    MENTOR = "mentor", _("A person at work to ask about everything")
    VISA = "visa", _("Help with visa and residence permit")
    RECOGNITION = "recognition", _("Help with having qualifications recognised")
    MOVE = "move", _("Part of the costs of moving paid")
    FAMILY = "family", _("Help for partner and children")


class NaceSection(models.TextChoices):
    """Sections of NACE Rev. 2, Regulation (EC) No 1893/2006."""

    A = "A", _("Agriculture, forestry and fishing")
    B = "B", _("Mining and quarrying")
    C = "C", _("Manufacturing")
    D = "D", _("Electricity and gas")
    E = "E", _("Water and waste")
    F = "F", _("Construction")
    G = "G", _("Trade and repair of vehicles")
    H = "H", _("Transport and storage")
    I = "I", _("Accommodation and food")  # noqa: E741
    J = "J", _("Information and communication")
    K = "K", _("Finance and insurance")
    L = "L", _("Real estate")
    M = "M", _("Professional, scientific and technical services")
    N = "N", _("Administrative and support services")
    O = "O", _("Public administration and defence")  # noqa: E741
    P = "P", _("Education")
    Q = "Q", _("Health and social work")
    R = "R", _("Arts and recreation")
    S = "S", _("Other services")
    T = "T", _("Households as employers")
    U = "U", _("Extraterritorial organisations")


class Verification(models.TextChoices):
    WAITING = "waiting", _("Waiting for verification")
    VERIFIED = "verified", _("Verified")
    DECLINED = "declined", _("Declined")


class Approval(models.TextChoices):
    """May a contact speak for the organisation yet?"""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")


class ContactRole(models.TextChoices):
    MANAGER = "manager", _("Manager")
    RECRUITER = "recruiter", _("Recruiter")
    TEACHER = "teacher", _("Teacher")
    EQUIPMENT = "equipment", _("Equipment")


CONTACT_PARTS = {
    ContactRole.MANAGER: _(
        "Changes the organisation, decides who speaks for it, publishes and answers applicants."
    ),
    ContactRole.RECRUITER: _("Publishes placements, sees who applies and answers them."),
    ContactRole.TEACHER: _(
        "Speaks for the organisation, but sees neither placements in preparation nor applicants."
    ),
    ContactRole.EQUIPMENT: _(
        "Lends the organisation’s equipment, but sees neither placements in preparation nor applicants."
    ),
}
"""What the role of a contact means, in words. What it grants stands in `programmes.roles`."""


class InvitationState(models.TextChoices):
    """Can the owner of an invited address still answer?"""

    OPEN = "open", _("Waiting for an answer")
    LAPSED = "lapsed", _("Lapsed")


INVITATION_DAYS = 30
"""After so many days without an answer an invitation lapses: it can be sent again, and no longer be accepted."""
LAPSED_DAYS = 30
"""So long after that what was noted for an invitation is kept; then it is forgotten, unless it was sent again."""
MOST_OPEN_INVITATIONS = 20
"""So many people at most are asked by one organisation at a time."""


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("Lead partner")
    PARTNER = "partner", _("Partner")
    ASSOCIATED = "associated", _("Associated partner")
    SUBCONTRACTOR = "subcontractor", _("Subcontractor")


class ActivityKind(models.TextChoices):
    COORDINATION = "coordination", _("Coordination")
    COUNSELLING = "counselling", _("Counselling")
    TRAINING = "training", _("Training")
    MENTORING = "mentoring", _("Mentoring")
    EVENT = "event", _("Event")
    PLACEMENT = "placement", _("Placement")
    PUBLICITY = "publicity", _("Publicity")
    RESEARCH = "research", _("Research")
    TRANSFER = "transfer", _("Transfer")


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class MilestoneState(models.TextChoices):
    OPEN = "open", _("Not done yet")
    OVERDUE = "overdue", _("Overdue")
    DONE = "done", _("Done")


class HorizontalPrinciple(models.TextChoices):
    """Horizontal principles of Article 9, Regulation (EU) 2021/1060, and the digital skills the funders add."""

    EQUALITY = "equality", _("Equal opportunity of women and men")
    NON_DISCRIMINATION = "non_discrimination", _("Non-discrimination and accessibility")
    SUSTAINABILITY = "sustainability", _("Sustainable development")
    DIGITAL = "digital", _("Digital skills")


class MembershipRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    ADVISER = "adviser", _("Adviser")
    TRAINER = "trainer", _("Trainer")
    EVALUATOR = "evaluator", _("Evaluator")
    ASSISTANT = "assistant", _("Assistant")


ENDS_WITH_PROGRAMME = (MembershipRole.ADVISER, MembershipRole.TRAINER, MembershipRole.ASSISTANT)
"""Roles that work with a programme's people: nothing is left of them once it is in the archive."""


CLOSING_DAYS = 30
"""So long after somebody has left, those who worked with them still find them, to close their papers.

Funders ask within four weeks of the exit what has become of a participant (Regulation (EU) 2021/1057, Annex
I, point 3).
"""


class EnrolmentStatus(models.TextChoices):
    INVITED = "invited", _("Invited")
    LAPSED = "lapsed", _("Invitation lapsed")
    APPLIED = "applied", _("Asked to join")
    ACTIVE = "active", _("Taking part")
    LEFT = "left", _("Left")


class ExitKind(models.TextChoices):
    COMPLETED = "completed", _("Completed")
    EARLY = "early", _("Left early")
    OBJECTED = "objected", _("Withdrew consent")


class EnrolmentSource(models.TextChoices):
    SELF = "self", _("Registered here")
    STAFF = "staff", _("Entered by staff")
    IMPORT = "import", _("Imported")
    REFERRAL = "referral", _("Referred by another programme")


class ImportKind(models.TextChoices):
    """Kinds of rows of this app that a file holds: the lower-case label of their model, and what they are called."""

    ORGANISATIONS = "programmes.organisation", _("Organisations")
    PARTICIPANTS = "programmes.enrolment", _("Participants")


class ImportState(models.TextChoices):
    QUEUED = "queued", _("Waiting for its turn")
    READING = "reading", _("Being read")
    PREVIEW = "preview", _("Preview is ready")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Not imported")


class RowOutcome(models.TextChoices):
    """What a row of a file does, or why it does nothing."""

    WAITING = "waiting", _("Not looked at yet")
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")
    LEFT_OUT = "left_out", _("Left out")
    WRONG = "wrong", _("Can't be imported")


class ImportFailure(models.TextChoices):
    """What the person is told when nothing was imported."""

    UNREADABLE = "unreadable", _("The file could not be read.")
    NOT_ALLOWED = "not_allowed", _("The person who started this import may no longer import there.")
    CHANGED = (
        "changed",
        _("Something has changed since the preview. Choose the file again and look at it anew."),
    )
    BROKEN = (
        "broken",
        _("Something went wrong on our side. Choose the file again later, or write to the operator."),
    )


IMPORT_ATTEMPTS = 5
"""An import whose worker died this often without getting on is given up."""
PREVIEW_DAYS = 1
"""A preview that nobody confirms is forgotten after so many days: it holds other people's data."""
UNDO_DAYS = 30
"""So long an import can be undone; then what its rows said is forgotten, and only the numbers stay."""


class ExportState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("export", "Waiting for its turn")
    RUNNING = "running", pgettext_lazy("export", "Being made")
    READY = "ready", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Could not be made")
    EXPIRED = "expired", pgettext_lazy("export", "Deleted")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel workbook (XLSX)")
    CSV = "csv", _("Text with semicolons (CSV)")


class ExportPurpose(models.TextChoices):
    """What rows about people are taken out for: noted in English, read in one's own language."""

    FUNDER = "Proof for a funder", _("Proof for a funder")
    CONTACT = "Writing to those in the list", _("Writing to those in the list")
    CORRECTION = "Correcting rows and importing them again", _("Correcting rows and importing them again")
    OVERVIEW = "An overview for the programme's own work", _("An overview for the programme's own work")
    HANDOVER = "Handing the programme over", _("Handing the programme over")


class ExportFailure(models.TextChoices):
    """What the person is told when there is no file, and what to do about it."""

    NOT_ALLOWED = "not_allowed", _("You may no longer export these rows. Ask a coordinator if you need them.")
    FILTER = "filter", _("The list can't be filtered like that any more. Open the list and export it anew.")
    TOO_LONG = "too_long", _("Making the file took too long. Filter the list, and export it in parts.")
    TOO_MANY = "too_many", _("An Excel sheet can't hold so many rows. Choose CSV, or filter the list.")
    DISK_FULL = (
        "disk_full",
        _("There was no room left for the file. Tell whoever runs the portal, then try again."),
    )
    BROKEN = (
        "broken",
        _("Something went wrong. Try again; if it fails once more, tell whoever runs the portal."),
    )


EXPORT_DAYS = 3
"""For which a finished export can be fetched: it holds other people's data."""
OPEN_EXPORTS = 5
"""So many exports of one person wait, or are made, at a time."""


class AppointmentState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("appointment", "Times proposed")
    COUNTERED = "countered", pgettext_lazy("appointment", "Other times proposed")
    AGREED = "agreed", pgettext_lazy("appointment", "Agreed")
    CANCELLED = "cancelled", pgettext_lazy("appointment", "Cancelled")


class AppointmentSide(models.TextChoices):
    """Who last did something with an appointment."""

    ORGANISER = "organiser", _("Whoever has called it")
    INVITED = "invited", _("Whoever is invited")
    PORTAL = "portal", _("The portal")


class AppointmentReason(models.TextChoices):
    """Why it is moved or cancelled. Nothing about health: nobody needs to know that."""

    PREVENTED = "prevented", _("Something has come up.")
    UNSUITABLE = "unsuitable", _("The time does not suit any more.")
    NOT_NEEDED = "not_needed", _("The appointment is no longer needed.")
    OTHER = "other", _("Another reason.")
    CLOSED = "closed", _("What it was about is closed.")


MOST_PROPOSALS = 3
APPOINTMENT_MINUTES = (5, 480)
"""The shortest appointment and the longest."""
APPOINTMENT_WORDS = 4000
