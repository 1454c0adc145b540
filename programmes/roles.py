"""Who may do what: the whole matrix, the only place where a right is granted.

A role says how far it reaches (`REACH`) and which actions it grants on which model (`GRANTS`). Rows are then
found by `programmes.scoping`, through the paths each model declares. `docs/permissions.md` is generated from
this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.registry import Registry


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    ADVISER = "adviser", _("Adviser")
    TRAINER = "trainer", _("Trainer")
    EVALUATOR = "evaluator", _("Evaluator")
    ASSISTANT = "assistant", _("Assistant")
    CONTACT = "contact", _("Organisation contact")
    MANAGER = "manager", _("Manager of an organisation")
    RECRUITER = "recruiter", _("Recruiter of an organisation")
    TEACHER = "teacher", _("Teacher of a school")
    EQUIPMENT = "equipment", _("Keeper of an organisation’s equipment")
    MENTOR = "mentor", _("Mentor")
    TALENT = "talent", _("Talent")
    PUPIL = "pupil", _("Pupil with a guardian's consent")
    PUPIL_WITHOUT_CONSENT = "pupil_without_consent", _("Pupil without a guardian's consent")
    VISITOR = "visitor", _("Visitor")


class Reach(Enum):
    """Which rows a role's grants speak of."""

    PROGRAMME = "the rows of the programmes the membership reaches, subprogrammes included"
    ORGANISATION = "the rows of the organisations the person is an approved contact of, in this role"
    OWN = "the person's own rows"
    PUBLIC = "what the portal shows to everybody"


STAFF_ROLES = (Role.COORDINATOR, Role.ADVISER, Role.TRAINER, Role.EVALUATOR, Role.ASSISTANT)
"""Roles that come from a membership, and from nothing else."""

CONTACT_ROLES = (Role.MANAGER, Role.RECRUITER)
"""Roles in an organisation that grant more than any contact has."""

NAMED_CONTACTS = (*CONTACT_ROLES, Role.TEACHER, Role.EQUIPMENT)
"""Those that are told apart from any contact. A teacher is for what they come for."""

ADMIN_ROLES = (Role.COORDINATOR, Role.ADVISER, Role.TRAINER, Role.ASSISTANT)
"""Roles that work in the admin. Evaluators see pseudonyms only, so they have pages of their own."""

FOLLOWS_PARTICIPATION = frozenset({Role.ADVISER, Role.TRAINER, Role.ASSISTANT})
"""Roles that work with people: they read about somebody while the person takes part, and `CLOSING_DAYS` longer; not at
all once consent is withdrawn. Coordinators and evaluators account for everybody as long as the funder may ask."""

REACH: Mapping[Role, Reach] = {
    **dict.fromkeys(STAFF_ROLES, Reach.PROGRAMME),
    **dict.fromkeys((Role.CONTACT, *NAMED_CONTACTS), Reach.ORGANISATION),
    Role.MENTOR: Reach.OWN,
    Role.TALENT: Reach.OWN,
    Role.PUPIL: Reach.OWN,
    Role.PUPIL_WITHOUT_CONSENT: Reach.OWN,
    Role.VISITOR: Reach.PUBLIC,
}

extra_roles: Registry[models.Exists] = Registry("roles that an upper app can tell from its own rows")
"""Name of a role → `Exists(...)` on the user (`OuterRef("pk")`), registered in `AppConfig.ready()`."""

EDIT = "view add change delete"

_RECRUITING: Mapping[str, str] = {
    "matching.placement": "view add change",
    "matching.placementskill": EDIT,
    "matching.placementlanguage": EDIT,
    "matching.posting": "view",
    "matching.application": "view change",
    "matching.applicationevent": "view",
    "matching.interview": "view",
    "programmes.appointment": "view add change",
    "matching.firstday": "view add change",
    "matching.talent": "view",
    "matching.talentskill": "view",
    "matching.talentlanguage": "view",
    "matching.document": "view",
    "programmes.conversation": "view change",
    "programmes.conversationparticipant": "view",
    "programmes.message": "view",
    "programmes.messagefile": "view",
    "programmes.messagereport": "view add",
    "events.table": "view change",
    **dict.fromkeys(("events.wish", "events.dayprofile", "events.encounter"), "view"),
    "events.classbooking": "view answer",
    "events.event": "view add change",
    **dict.fromkeys(("events.eventreview", "events.admission"), "view"),
}
"""What deals with placements, applicants and those who come to meet the organisation: for managers and recruiters."""

_LENDING: Mapping[str, str] = {
    "events.equipment": "view add change",
    "events.reservation": "view change answer",
    "events.reservationstep": "view",
}
"""What deals with devices that an organisation lends: for managers and keepers of equipment alike."""

_BORROWING: Mapping[str, str] = {
    "events.equipment": "view",
    "events.reservation": "view add change",
    "events.reservationstep": "view",
}
"""What deals with devices that events need: for all who plan events."""

_TEACHING: Mapping[str, str] = {
    "events.classbooking": "view add change",
    "events.classconsent": "view",
}
"""Classes of one's own school: for its teachers."""

_QUESTIONS = dict.fromkeys(
    ("programmes.questionnaire", "programmes.questionnaireversion", "programmes.question"), "view"
)
_PLACEMENTS = dict.fromkeys(
    ("matching.placement", "matching.placementskill", "matching.placementlanguage"), "view"
)
_WORK_PLAN = dict.fromkeys(("programmes.workpackage", "programmes.activity", "programmes.milestone"), "view")
"""Questions, placements, and what a programme has set out to do: for all who only read them."""

_EVENTS_IN_PUBLIC = dict.fromkeys(
    ("events.event", "events.admission", "events.classoffer", "events.session"), "view"
)
"""What a page of an event shows: for all who only read it."""

_AT_THE_DOOR: Mapping[str, str] = {
    "events.attendance": "view add change",
    "events.scan": "view add",
    "events.certificate": "view",
}
"""What deals with who was there: for all who may stand at the door of an event."""

_AMONG_MINORS: Mapping[str, str] = {
    "programmes.conversation": "view change",
    "programmes.conversationparticipant": "view",
    "programmes.message": "view",
}
"""Of conversations in which set sentences are all that is said: coordinators take part in those with minors."""

_TAKING_PART: Mapping[str, str] = {
    "programmes.enrolment": "view add change",
    "programmes.hours": "view",
    "programmes.appointment": "view change",
    "programmes.response": "view",
    "programmes.answer": "view",
    **_AMONG_MINORS,
    "matching.talent": "view add change",
    "matching.talentskill": EDIT,
    "matching.talentlanguage": EDIT,
    "matching.placement": "view",
    "matching.application": "view add change",
    "matching.applicationevent": "view",
    "matching.interview": "view",
    "matching.firstday": "view add change",
    "matching.recommendation": "view",
    "matching.savedsearch": EDIT,
    "matching.bookmark": "view add delete",
    **_EVENTS_IN_PUBLIC,
    "events.registration": "view add change",
    "events.attendance": "view",
    "events.certificate": "view",
    "evaluation.participantrecord": "view change",
}
"""What is one's own, and what is on offer: for all who take part in programmes, whatever their age."""

_TABLE: Mapping[Role, Mapping[str, str]] = {
    Role.COORDINATOR: {
        "programmes.programme": "view change evaluate",
        "programmes.funding": EDIT,
        "programmes.partnership": EDIT,
        "programmes.workpackage": EDIT,
        "programmes.activity": EDIT,
        "programmes.milestone": EDIT,
        "programmes.reminder": EDIT,
        "programmes.reminderoccasion": "view",
        "programmes.questionnaire": f"{EDIT} disclose",
        "programmes.questionnaireversion": "view change delete",
        "programmes.question": EDIT,
        "programmes.response": "view",
        "programmes.answer": "view disclose",
        "programmes.membership": EDIT,
        "programmes.membershipinvitation": "view delete",
        "programmes.organisation": "view add change verify import export",
        "programmes.contact": EDIT,
        "programmes.contactinvitation": "view delete",
        "programmes.enrolment": "view add change import export evaluate",
        "programmes.hours": "view",
        "programmes.paperconsent": "view add",
        "programmes.joinedperson": "view",
        "programmes.bulkact": "view",
        **_AMONG_MINORS,
        "programmes.messagereport": "view change",
        "matching.talent": "view",
        "matching.talentskill": "view",
        "matching.talentlanguage": "view",
        "matching.placement": "view add change",
        "matching.placementskill": EDIT,
        "matching.placementlanguage": EDIT,
        "matching.posting": "view publish",
        "matching.application": "view release",
        "matching.applicationevent": "view",
        "matching.interview": "view",
        "matching.firstday": "view",
        "matching.arrivalanswer": "view",
        "events.event": f"{EDIT} publish import",
        "events.eventreview": "view",
        "events.equipment": "view add change",
        "events.reservation": "view add change answer",
        "events.reservationstep": "view",
        "events.admission": EDIT,
        "events.classoffer": EDIT,
        "events.session": EDIT,
        "events.room": EDIT,
        "events.eventtrainer": EDIT,
        "events.registration": "view add change",
        "events.classbooking": "view answer",
        "events.matchmakingday": "view add change",
        "events.table": EDIT,
        "events.meetingplan": "view add change",
        **dict.fromkeys(("events.wish", "events.dayprofile", "events.encounter"), "view"),
        **_AT_THE_DOOR,
        "events.signedlist": "view add delete",
        "events.certificate": "view add change",
        "mentoring.mentoringround": EDIT,
        "mentoring.mentor": EDIT,
        "evaluation.participantrecord": "view change",
        "evaluation.participantfact": "evaluate",
        "evaluation.monthcount": "evaluate",
        "evaluation.target": EDIT,
        "evaluation.report": "view add download",
        "privacy.retentionrun": "view",
    },
    Role.ADVISER: {
        "programmes.programme": "view",
        **_WORK_PLAN,
        "programmes.partnership": "view",
        "programmes.organisation": "view",
        "programmes.contact": "view",
        "programmes.enrolment": "view",
        "programmes.bulkact": "view",
        "matching.talent": "view",
        "matching.talentskill": "view",
        "matching.talentlanguage": "view",
        **_PLACEMENTS,
        "matching.posting": "view",
        "matching.application": "view",
        "matching.applicationevent": "view",
        "matching.firstday": "view",
        "matching.arrivalanswer": "view",
        **_EVENTS_IN_PUBLIC,
        "events.room": "view",
        "events.eventtrainer": "view",
        "events.registration": "view",
        "events.attendance": "view",
        "mentoring.mentoringround": "view",
        "mentoring.mentor": "view",
    },
    Role.TRAINER: {
        "programmes.programme": "view",
        **_WORK_PLAN,
        "programmes.enrolment": "view",
        **_QUESTIONS,
        "events.event": "view add change",
        "events.eventreview": "view",
        **_BORROWING,
        "events.admission": EDIT,
        "events.classoffer": EDIT,
        "events.session": "view add change",
        "events.room": "view",
        "events.eventtrainer": EDIT,
        "events.registration": "view add change",
        "events.classbooking": "view",
        **_AT_THE_DOOR,
        "events.signedlist": "view add",
    },
    Role.EVALUATOR: {
        "programmes.programme": "view evaluate",
        "programmes.enrolment": "evaluate",
        "programmes.funding": "view",
        "programmes.partnership": "view",
        **_WORK_PLAN,
        "evaluation.participantrecord": "view",
        "evaluation.participantfact": "evaluate",
        "evaluation.monthcount": "evaluate",
        "evaluation.target": "view",
        "evaluation.report": "view add download",
    },
    Role.ASSISTANT: {
        "programmes.programme": "view",
        "programmes.partnership": "view",
        "programmes.workpackage": "view",
        "programmes.activity": "view change",
        "programmes.milestone": "view change",
        "programmes.organisation": "view add change",
        "programmes.contact": "view",
        "programmes.enrolment": "view add",
        "programmes.paperconsent": "view add",
        "programmes.bulkact": "view",
        **_PLACEMENTS,
        "matching.posting": "view",
        **_QUESTIONS,
        "events.event": "view add change",
        "events.eventreview": "view",
        **_BORROWING,
        "events.admission": EDIT,
        "events.classoffer": EDIT,
        "events.session": "view add change",
        "events.room": "view",
        "events.eventtrainer": EDIT,
        "events.registration": "view add change",
        "events.classbooking": "view",
        **_AT_THE_DOOR,
        "events.signedlist": "view add",
        "evaluation.participantrecord": "view change",
    },
    Role.CONTACT: {
        "programmes.organisation": "view",
    },
    Role.MANAGER: {
        "programmes.organisation": "view change",
        "programmes.contact": EDIT,
        "programmes.contactinvitation": "view delete",
        **_RECRUITING,
        **_LENDING,
    },
    Role.RECRUITER: {
        "programmes.contact": "view",
        **_RECRUITING,
    },
    Role.TEACHER: {**_TEACHING},
    Role.EQUIPMENT: {**_LENDING},
    Role.MENTOR: {
        "mentoring.mentor": "view change",
        "mentoring.mentoringround": "view",
    },
    Role.TALENT: {
        **_TAKING_PART,
        "programmes.organisation": "add",
        "programmes.contact": "view delete",
        "programmes.membership": "view",
        "programmes.export": "view change",
        "programmes.exportportion": "view",
        "programmes.import": "view change",
        "programmes.importrow": "view",
        "programmes.paperconsent": "view",
        "programmes.messagefile": "view",
        "programmes.messagereport": "view add",
        "matching.document": "view add delete",
        "matching.arrivaltick": "view add delete",
        "matching.arrivalanswer": "view add change",
    },
    Role.PUPIL: {
        **_TAKING_PART,
    },
    Role.PUPIL_WITHOUT_CONSENT: {},
    Role.VISITOR: {
        "programmes.programme": "view",
        "programmes.funding": "view",
        "programmes.partnership": "view",
        "programmes.workpackage": "view",
        "programmes.activity": "view",
        "programmes.organisation": "view",
        **_PLACEMENTS,
        **_EVENTS_IN_PUBLIC,
    },
}

GRANTS: Mapping[Role, Mapping[str, frozenset[str]]] = {
    role: {label: frozenset(actions.split()) for label, actions in table.items()}
    for role, table in _TABLE.items()
}


def grants(role: Role, action: str, label: str) -> bool:
    """Does `role` grant `action` on the model with this lower-case label, on the rows it reaches?"""
    return action in GRANTS[role].get(label, frozenset())
