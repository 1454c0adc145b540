from programmes.models.appointment import Appointment, CalendarFeed
from programmes.models.bulk_acts import BulkAct
from programmes.models.conversation import (
    Conversation,
    ConversationParticipant,
    Message,
    MessageFile,
    MessageReport,
)
from programmes.models.enrolment import Enrolment, JoinedPerson, PaperConsent
from programmes.models.exports import Export, ExportPortion
from programmes.models.hours import Hours
from programmes.models.imports import Import, ImportRow
from programmes.models.membership import Membership, MembershipInvitation
from programmes.models.organisation import Contact, ContactInvitation, Organisation
from programmes.models.partnership import Partnership
from programmes.models.plan import Activity, Milestone, WorkPackage
from programmes.models.programme import Funding, InProgrammeTime, Programme
from programmes.models.questionnaire import (
    Answer,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
)
from programmes.models.reminder import Reminder, ReminderOccasion
from programmes.models.school_holiday import SchoolHoliday

__all__ = [
    "Activity",
    "Answer",
    "Appointment",
    "BulkAct",
    "CalendarFeed",
    "Contact",
    "ContactInvitation",
    "Conversation",
    "ConversationParticipant",
    "Enrolment",
    "Export",
    "ExportPortion",
    "Funding",
    "Hours",
    "Import",
    "ImportRow",
    "InProgrammeTime",
    "JoinedPerson",
    "Membership",
    "MembershipInvitation",
    "Message",
    "MessageFile",
    "MessageReport",
    "Milestone",
    "Organisation",
    "PaperConsent",
    "Partnership",
    "Programme",
    "Question",
    "Questionnaire",
    "QuestionnaireVersion",
    "Reminder",
    "ReminderOccasion",
    "Response",
    "SchoolHoliday",
    "WorkPackage",
]
