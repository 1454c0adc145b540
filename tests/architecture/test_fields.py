"""What nobody can see or fill is not known: every field of a model without facts stands in a form of the admin.

The six nouns with facts are held in test_facts. Of everything else, each editable field is in the admin's form of its
model, or of an inline, or exempt here with a reason.
"""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models

from tests.architecture.nouns import NOUNS
from tests.architecture.test_facts import editable_fields
from tests.architecture.test_scoping import our_models
from tests.factories import make_user

EXEMPT_MODELS = {
    "MatchmakingDay": "Its times are set on a page of the event that shows them first.",
    "Table": "Written on a page of its event: tests/events/admin/test_matchmaking.py.",
    "DayProfile": "Each person's own, on the page of their meetings.",
    "Wish": "Given by both sides on pages of their own; nobody else edits it.",
    "MeetingPlan": "Made by a worker, and changed by steps alone.",
    "Encounter": "Planned by a worker; each side says on its own page what comes of it.",
    "RetentionResult": "Written by the run and shown in its report.",
    "RetentionPeriod": "Decided on a page that says what the rule is for.",
    "UnusedAccount": "Made by the portal when nobody has signed in for years; its owner is told by mail.",
    "DataCopy": "Asked for on a page of one's own and made by the portal.",
    "ArrivalAnswer": "Given by the person, on a page of their own or by a link; staff reads it with the application.",
    "ArrivalTick": "Set and taken back by its owner, who alone reads it.",
    "FirstDay": "Agreed on by both sides, on pages and by steps alone.",
    "Appointment": "Agreed on by both sides, on pages and by steps alone.",
    "CalendarFeed": "Made and renewed by its owner, on a page of their own.",
    "Interview": "Comes with an invitation; the application's page in the admin shows it.",
    "Answer": "Given by the person, in the form of what it is about; staff reads it.",
    "Response": "Kept with what it is about; nobody edits it.",
    "ClassConsent": "Given by a guardian behind the code of a slip; the school reads it on its page of the class.",
    "Consent": "Given and withdrawn on pages, with the words that were read; nobody edits it.",
    "Document": "Uploaded and deleted by its owner, on pages of their own.",
    "Hours": "Made of its sources; nobody edits it.",
    "JoinedPerson": "Noted by joining two people; the history of the participation shows it.",
    "PaperConsent": "Recorded with the entry of a person; the page of the participation shows it.",
    "ParticipantRecord": "Its fields are the funder's questions: tests/evaluation/test_facts.py.",
    "BulkAct": "Asked for on a page of its own, and carried out by a worker.",
    "Export": "Asked for on a page of its own, and changed by steps alone.",
    "ExportPortion": "Which rows stand in a file; nobody edits it.",
    "Import": "Made of a file on a page of its own, and changed by steps alone.",
    "ImportRow": "A line of a file that was sent; nobody edits it here.",
    "Preference": "Each person chooses on the page of their inbox.",
    "Bookmark": "Its owner's alone, who sets and removes it by a button.",
    "SavedSearch": "Its owner's alone, who saves and changes it on pages of their own.",
    "OfferOpening": "Derived: numbered as offers open, never edited.",
    "Recommendation": "Derived: it is computed and shown as a fit, never edited.",
    "ParticipantFact": "Written by the database from the participation and the answers about it.",
    "MonthCount": "Written by the database with participants' facts.",
    "FactCheck": "Noted by the daily check.",
    "ReminderOccasion": "Found and settled by the portal; the page of the reminder counts them.",
    "ConversationParticipant": "A side of a conversation; it blocks and reads on pages of its own.",
    "Message": "Written on a page of one's own, and never rewritten.",
    "MessageFile": "Comes with a message; nobody edits it.",
    "AnswerFigure": "Reckoned by the portal from applications.",
    "Registration": "Made by the person, or by staff for them, and changed by steps alone.",
    "Report": "Asked for on the evaluation's pages and built by the portal.",
}
"""Models that no form of the admin is about, and why."""

WORDED = "Shown in words, by a line of its own."
STEP = "Changed by a step alone; the page of the row shows it."
EXEMPT = {
    "Attendance.registration": "Noted at the door; the page of the row shows whose it is.",
    "Certificate.registration": "The page of the row shows whose it is, and of which event.",
    "Scan.by": "Noted at the door, where the conflicts stand.",
    "Scan.registration": "Noted at the door, where the conflicts stand.",
    "Scan.session": "Noted at the door, where the conflicts stand.",
    "ErasureRequest.erased": "Shown on the certificate, to which the page of the row leads.",
    "ErasureRequest.kept": "Shown on the certificate, to which the page of the row leads.",
    "Enrolment.exit_kind": STEP,
    "Enrolment.funding": "Asked for where there are several: tests/programmes/admin/test_hours.py.",
    "Enrolment.left_on": STEP,
    "Enrolment.person": "Entered by address; the page of the row shows who it is.",
    "Enrolment.source": "Follows from who enters the person.",
    "Enrolment.status": STEP,
    "MessageReport.message": "Shown with the messages around it.",
    "MessageReport.programmes": "Follow from what the conversation is about.",
    "Membership.user": "Entered by address; the page of the row shows who it is.",
    "Question.choices": "Written one a line, in a field of the form's own.",
    "Question.condition": "Chosen with its answers, in a field of the form's own.",
    "Question.condition_answers": "Chosen with their question, in a field of the form's own.",
    "QuestionnaireVersion.questionnaire": "The page of the row shows it; a version never belongs to another.",
    "AccessLog.object_label": WORDED,
    "AccessLog.details": WORDED,
    "Notification.kind": WORDED,
    "Notification.payload": "What a kind of message stores; may hold a secret until the mail is sent.",
    "User.birth_date": "Typed with the entry of a person without an account; their page shows it.",
    "User.contrast": "Each person's own, on the page of settings.",
    "User.destination": "Where somebody comes from who registers.",
    "User.groups": "Django's; rights follow from memberships alone.",
    "User.password": "Sign-in is allauth's.",
    "User.phone": "Each person's own, on the page of settings.",
    "User.text_size": "Each person's own, on the page of settings.",
    "User.user_permissions": "Django's; rights follow from memberships alone.",
}
"""Editable fields that no form shows, and why."""


def models_without_facts() -> list[type[models.Model]]:
    nouns = {noun.model for noun in NOUNS}
    return [model for model in our_models() if model not in nouns]


@pytest.fixture
def request_of_operator(rf, db):
    request = rf.get("/admin/")
    request.user = make_user(is_superuser=True)
    return request


def fields_of_admin(model: type[models.Model], request) -> set[str]:
    """Names in the forms of the model's admin and of every inline that is about it, for a new row and for an old one.

    An inline's row belongs to the row above it: that key is shown by its place.
    """
    shown: set[str] = set()
    for registered, of_model in admin.site._registry.items():
        parts = [of_model] if registered is model else []
        for inline in of_model.inlines:
            if inline.model is model:
                parts.append(inline(registered, admin.site))
                shown |= {field.name for field in model._meta.fields if field.related_model is registered}
        for part in parts:
            everything = () if part is of_model else editable_fields(part.model)
            fieldsets = part.fieldsets or [(None, {"fields": part.fields or everything})]
            shown |= set(flatten_fieldsets(fieldsets)) | set(part.form.base_fields)
            if part is of_model:
                shown |= set(flatten_fieldsets(part.get_fieldsets(request)))
    return shown


def forgotten(model: type[models.Model], request) -> Iterator[str]:
    shown = fields_of_admin(model, request)
    for name in editable_fields(model):
        if name not in shown and f"{model.__name__}.{name}" not in EXEMPT:
            yield f"{model._meta.label}.{name}: no form of the admin shows it; add it there, or exempt it with a reason"


@pytest.mark.parametrize("model", models_without_facts(), ids=lambda model: model.__name__)
def test_every_editable_field_of_a_model_without_facts_stands_in_a_form_or_is_exempt_with_a_reason(
    model, request_of_operator
):
    if model.__name__ not in EXEMPT_MODELS:
        assert list(forgotten(model, request_of_operator)) == []


def test_no_exemption_outlives_its_field(request_of_operator):
    names = {model.__name__: set(editable_fields(model)) for model in models_without_facts()}
    gone = {key for key in EXEMPT if key.split(".")[1] not in names.get(key.split(".")[0], set())}
    needless = {
        f"{model.__name__}.{name}"
        for model in models_without_facts()
        for name in names[model.__name__] & fields_of_admin(model, request_of_operator)
    } & set(EXEMPT)
    assert (gone, needless, set(EXEMPT_MODELS) - set(names)) == (set(), set(), set())
