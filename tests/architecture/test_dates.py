"""No date that people type may lie in the year 1 or 9999: neither a form nor the database takes it."""

from datetime import UTC, date, datetime

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from evaluation.models import Report
from events.models import Event
from mentoring.models import MentoringRound
from portal.core.admin_filters import PeriodFilter
from portal.core.dates import EndsBeforeStart, YearsBetween, check_period
from portal.core.models import PeriodModel
from portal.users.models import User
from programmes.models import Activity, Enrolment, Membership, SchoolHoliday, WorkPackage
from tests.architecture.source import our_models
from tests.factories import (
    i18n,
    make_enrolment,
    make_member,
    make_membership_invitation,
    make_organisation,
    make_placement,
    make_programme,
)
from tests.workplace import event_form

WRITTEN_BY_THE_PORTAL = {
    "events.table.left_at": "The moment of saying that the organisation does not come.",
    "events.dayprofile.shown_since": "The moment of agreeing to be seen.",
    "events.meetingplan.made_at": "The moment at which a worker has made it.",
    "events.meetingplan.failed_at": "The moment at which it was given up.",
    "events.meetingplan.published_at": "The moment of publishing.",
    "events.reservation.event_starts_at": "Copied from the event when the device was asked for.",
    "events.reservation.event_ends_at": "Copied from the event when the device was asked for.",
    "events.registration.change_asked_at": "The moment of asking.",
    "core.change.at": "The moment of the change, written by the database.",
    "programmes.hours.date": "The day of what was attended, as its source has it.",
    "programmes.contact.approved_at": "The moment of approving.",
    "programmes.organisation.verified_at": "The moment of deciding.",
    "programmes.appointment.chosen_at": "The moment of agreeing.",
    "programmes.appointment.moved_from": "What was agreed on until others were proposed.",
    "events.classbooking.event_starts_at": "Copied from the event when the class was booked, or the event moved.",
    "events.classconsent.answered_at": "The moment of answering.",
    "events.session.listed_at": "The moment of writing down who belongs to it.",
    "events.certificate.issued_at": "The moment of issuing it.",
    "events.certificate.revoked_at": "The moment from which on it does not hold.",
    "events.scan.at": "The moment of the scan, held against the date's own times.",
    "events.registration.waiting_since": "The moment of joining the line.",
    "events.registration.fee_noted_at": "The moment of noting that a fee is paid or waived.",
    "events.registration.held_until": "Reckoned from the moment of offering, and the event's beginning.",
    "users.user.contact_email_proven_at": "The moment of confirming.",
    "programmes.conversation.last_message_at": "The moment of sending.",
    "programmes.conversation.closed_at": "The moment of closing.",
    "programmes.conversationparticipant.read_at": "The moment of reading.",
    "programmes.conversationparticipant.blocked_at": "The moment of blocking.",
    "programmes.messagereport.closed_at": "The moment of deciding.",
    "matching.posting.reviewed_at": "The moment of reviewing.",
    "matching.talent.told_at": "When the person was last told of offers.",
    "matching.recommendation.told_at": "The moment of telling.",
    "matching.bookmark.removed_at": "The moment of removing.",
    "matching.savedsearch.removed_at": "The moment of removing.",
    "matching.savedsearch.looked_at": "When the portal last looked for new offers.",
    "matching.offeropening.as_of": "When the offer was published or changed, copied from it.",
    "matching.talent.changed_at": "When the profile last changed.",
    "matching.placement.published_at": "The moment of publishing.",
    "matching.placement.still_open_asked_at": "When the company was asked.",
    "matching.placement.changed_at": "When the placement last changed.",
    "matching.application.last_step_at": "The moment of the last step, written by the database.",
    "matching.application.waits_since": "When it was sent or taken up again, written by the database.",
    "matching.placement.paused_unanswered_at": "The moment of pausing.",
    "privacy.guardianconsent.link_sent_at": "The moment of mailing.",
    "matching.application.name_shown_at": "The moment of showing.",
    "matching.application.answered_at": "The moment of the first answer, written by the database.",
    "matching.application.profile_until": "Reckoned from the steps, by the database.",
    "matching.application.words_until": "Reckoned from the steps, by the database.",
    "programmes.questionnaireversion.published_at": "The moment of publishing.",
    "programmes.response.submitted_at": "The moment of answering.",
    "programmes.reminder.on_since": "The moment of switching on.",
    "programmes.reminderoccasion.due_at": "Reckoned from what it counts from.",
    "programmes.reminderoccasion.moment": "What its row is about, copied from it.",
    "programmes.reminderoccasion.found_at": "The moment of finding.",
    "programmes.reminderoccasion.settled_at": "The moment of telling.",
    "evaluation.report.started_at": "When building began.",
    "evaluation.report.finished_at": "When building ended.",
    "evaluation.participantfact.entered_on": "The enrolment's, copied by the database.",
    "evaluation.participantfact.left_on": "The enrolment's, copied by the database.",
    "evaluation.monthcount.month": "The month of such a day, written by the database.",
    "evaluation.factcheck.checked_at": "The moment of checking.",
    "evaluation.factcheck.mended_at": "The moment of mending.",
    "programmes.import.finished_at": "When the portal was through with it.",
    "programmes.export.expires_at": "Reckoned from the moment at which it was ready.",
    "programmes.bulkact.finished_at": "When the portal was through with it.",
    "programmes.export.finished_at": "When the portal was through with it.",
    "programmes.importrow.done_at": "When the row was carried out.",
    "evaluation.participantrecord.entry_answered_at": "The moment of answering.",
    "evaluation.participantrecord.exit_answered_at": "The moment of answering.",
    "users.user.asked_to_claim_at": "The moment of asking.",
    "users.user.told_to_claim_at": "The moment of telling.",
    "users.user.date_joined": "The moment of registering.",
    "users.user.restricted_at": "The moment of asking to be erased.",
    "privacy.retentionrun.day": "The day of the run.",
    "privacy.retentionrun.finished_at": "When the run ended.",
    "privacy.datacopy.expires_at": "Reckoned from the moment at which it was ready.",
    "privacy.unusedaccount.due_at": "Reckoned from the last sign-in.",
    "privacy.unusedaccount.reminded_at": "The moment of telling.",
    "privacy.erasurerequest.due_at": "Reckoned from the moment of asking.",
    "privacy.erasurerequest.done_at": "The moment of carrying it out.",
    "users.user.last_login": "The moment of signing in.",
    "notifications.notification.created_at": "The moment of writing.",
    "notifications.notification.read_at": "The moment of reading.",
    "notifications.notification.deliver_after": "Reckoned from the preferences.",
    "notifications.notification.sent_at": "The moment of sending.",
    "privacy.consent.withdrawn_at": "The moment of withdrawing.",
    "privacy.guardianconsent.expires_at": "Reckoned from the day of asking.",
    "privacy.guardianconsent.given_at": "The moment of agreeing.",
    "privacy.guardianconsent.withdrawn_at": "The moment of withdrawing.",
}


BOUND_ELSEWHERE = {
    "events.admission.opens_at": "Admission.clean: before the event's end.",
    "events.admission.closes_at": "Admission.clean: before the event's end.",
    "events.attendance.came_at": "events.services.attendance: within the date, whose times are held against it.",
    "events.attendance.left_at": "events.services.attendance: within the date, whose times are held against it.",
    "events.registration.assessed_on": "events.services.certificates: from the event’s first day until today.",
    "programmes.enrolment.entered_on": "programmes.services.participation_days, which every way in asks.",
    "programmes.enrolment.left_on": "programmes.services.participation_days, which every way out asks.",
    "evaluation.participantrecord.birth_date": "The record's own impossible_answers, held against the entry.",
    "evaluation.participantrecord.exit_checked_on": "The record's own impossible_answers: the funder's four weeks.",
    "evaluation.report.starts_on": "A question that may be asked about any time; nobody's fact.",
    "evaluation.report.ends_on": "A question that may be asked about any time; nobody's fact.",
    "matching.placement.expires_at": "check_expiry: from today, as long as one of its programmes may show it.",
    "programmes.appointment.starts_at": "One of the proposals, which lie ahead, and within a year.",
    "events.reservation.starts_at": "events.services.reservations: at the event, whose times are held against it.",
    "events.reservation.ends_at": "events.services.reservations: at the event, whose times are held against it.",
    "privacy.erasurerequest.received_on": "request_erasure: a letter is not received after today.",
}


def dates_of(model) -> list[models.Field]:
    fields = [field for field in model._meta.fields if isinstance(field, models.DateField)]
    return [field for field in fields if not (field.auto_now or field.auto_now_add)]


def typed_dates() -> list[models.Field]:
    fields = [field for model in our_models() for field in dates_of(model)]
    return [field for field in fields if str(field).lower() not in WRITTEN_BY_THE_PORTAL]


def names_in(condition: models.Q) -> set[str]:
    children = [names_in(c) if isinstance(c, models.Q) else {c[0].split("__")[0]} for c in condition.children]
    return set().union(*children)


def test_only_dates_that_exist_are_said_to_be_the_portal_s_own():
    assert set(WRITTEN_BY_THE_PORTAL) <= {str(f).lower() for model in our_models() for f in dates_of(model)}


@pytest.mark.parametrize("field", typed_dates(), ids=str)
def test_a_date_that_people_type_is_checked_by_forms_and_by_the_database(field):
    assert [type(check) for check in field.validators if isinstance(check, YearsBetween)] == [YearsBetween]
    limits = [
        c for c in field.model._meta.constraints if "too far in the past" in str(c.violation_error_message)
    ]
    assert field.name in set().union(*(names_in(limit.condition) for limit in limits))


@pytest.mark.parametrize("field", typed_dates(), ids=str)
def test_a_date_that_people_type_is_held_against_today_or_the_programme(field):
    rules = getattr(field.model, "day_rules", ())
    is_bound = field.name in {name for rule in rules for name in rule.fields}
    assert is_bound != (str(field).lower() in BOUND_ELSEWHERE)


def test_only_dates_that_exist_are_said_to_be_bound_elsewhere():
    assert set(BOUND_ELSEWHERE) <= {str(field).lower() for field in typed_dates()}


def periods() -> list[type[models.Model]]:
    named = [(model, {field.name for field in model._meta.fields}) for model in our_models()]
    return [model for model, names in named if {"starts_on", "ends_on"} <= names]


def rows_with_a_period() -> list[PeriodModel]:
    """One saved row of each model that lasts from one day to another."""
    programme = make_programme()
    package = WorkPackage.objects.create(programme=programme, title=i18n("Package"))
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 2, 1)}
    make_member(programme)
    return [
        programme,
        Membership.objects.get(),
        make_membership_invitation(programme),
        Activity.objects.create(work_package=package, title=i18n("Activity")),
        make_placement(make_organisation(programme), programme),
        MentoringRound.objects.create(programme=programme, title=i18n("Round"), **days),
        Report.objects.create(programme=programme, **days),
        SchoolHoliday.objects.create(region="DEG", name=i18n("Winter"), **days),
    ]


@pytest.mark.parametrize("model", periods(), ids=str)
def test_what_has_a_first_and_a_last_day_is_a_period(model):
    assert issubclass(model, PeriodModel)
    assert {f"{model._meta.model_name}_years", f"{model._meta.model_name}_ends_after_start"} <= {
        constraint.name for constraint in model._meta.constraints
    }


@pytest.mark.django_db
def test_forms_services_and_the_database_agree_that_no_period_ends_before_it_starts():
    start, end = date(2027, 3, 2), date(2027, 3, 1)
    rows = rows_with_a_period()
    assert {type(row) for row in rows} == set(periods())
    with pytest.raises(EndsBeforeStart):
        check_period(start, end)
    for row in rows:
        row.starts_on, row.ends_on = start, end
        with pytest.raises(ValidationError) as refused:
            row.full_clean(exclude={field.name for field in row._meta.fields} - {"starts_on", "ends_on"})
        assert refused.value.message_dict == {"ends_on": ["The end must not be before the start."]}
        with pytest.raises(IntegrityError, match="_ends_after_start"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(starts_on=start, ends_on=end)


@pytest.mark.django_db
def test_a_period_may_be_a_single_day_or_open_at_either_end():
    day = date(2027, 3, 1)
    for row in rows_with_a_period():
        for starts_on, ends_on in [(day, day), (day, None), (None, day), (None, None)]:
            check_period(starts_on, ends_on)
            row.starts_on, row.ends_on = starts_on, ends_on
            if all((starts_on, ends_on)) or row._meta.get_field("starts_on").null:
                row.save()


@pytest.mark.parametrize("year", [1, 1899, 1989, 2101, 9999])
def test_an_event_of_a_nonsense_year_is_refused_in_words(year):
    event = Event(title=i18n("Day"), starts_at=datetime(year, 6, 1, 9, tzinfo=UTC), ends_at=None)
    with pytest.raises(ValidationError) as refused:
        event.clean_fields(exclude=["programme", "ends_at"])
    assert refused.value.message_dict == {"starts_at": ["Choose a day between the years 1990 and 2100."]}


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1, 1988, 2102, 9999])
def test_the_database_refuses_a_nonsense_year_too(year):
    programme = make_programme()
    enrolment = make_enrolment(programme)
    rows = [
        lambda: Event.objects.create(
            programme=programme,
            title=i18n("Day"),
            starts_at=datetime(year, 6, 1, 9, tzinfo=UTC),
            ends_at=datetime(year, 6, 1, 10, tzinfo=UTC),
        ),
        lambda: MentoringRound.objects.create(
            programme=programme, title=i18n("Round"), starts_on=date(year, 1, 1), ends_on=date(year, 2, 1)
        ),
        lambda: Enrolment.objects.filter(pk=enrolment.pk).update(entered_on=date(year, 1, 1)),
    ]
    for save in rows:
        with pytest.raises(IntegrityError, match="_years"), transaction.atomic():
            save()


@pytest.mark.django_db
def test_the_first_and_the_last_day_and_no_day_are_taken():
    programme = make_programme(starts_on=date(1990, 1, 1), ends_on=date(2100, 12, 31))
    programme.full_clean()
    assert (programme.starts_on.year, programme.ends_on.year) == (1990, 2100)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"])
def test_the_admin_says_beside_the_field_that_a_year_makes_no_sense(client, day):
    programme = make_programme()
    client.force_login(make_member(programme))
    answer = client.post(reverse("admin:events_event_add"), event_form(programme, day))
    sentence = ["Choose a day between the years 1990 and 2100."]
    assert answer.context["adminform"].form.errors == {"starts_at": sentence, "ends_at": sentence}
    assert (
        client.post(reverse("admin:events_event_add"), event_form(programme, "2027-05-03")).status_code == 302
    )
    assert Event.objects.count() == 1


def lists_by_date() -> list[tuple[ModelAdmin, str]]:
    """Each list of the admin that is filtered by days, and the column they are of."""
    return [
        (listed, each[0])
        for listed in admin.site._registry.values()
        for each in listed.list_filter
        if isinstance(each, tuple) and each[1] is PeriodFilter
    ]


def test_lists_with_dates_are_filtered_by_a_period():
    assert len(lists_by_date()) > 8


@pytest.mark.django_db
@pytest.mark.parametrize(("listed", "column"), lists_by_date(), ids=str)
def test_no_day_breaks_a_list_of_the_admin(listed, column, client):
    client.force_login(User.objects.create_superuser("operator@example.org", "x"))
    options = listed.opts
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    for day in (
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "-1",
        "x",
        "9" * 30,
        "",
    ):
        for asked in (
            {f"{column}_from": day},
            {f"{column}_to": day},
            {f"{column}_from": day, f"{column}_to": day},
        ):
            assert client.get(address, asked).status_code in (200, 302), asked
