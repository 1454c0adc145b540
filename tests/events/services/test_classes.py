"""A class takes its places at once or not at all; both sides know where that stands, and follow the event."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events.constants import ClassState, ConsentState
from events.models import Admission, ClassBooking, ClassConsent, Event
from events.queries.classes import visit_day
from events.services.admissions import FewerThanTaken, PeopleInThisWay, remove_admission, save_admission
from events.services.class_consents import (
    AnsweredTooLate,
    PhotoAnswerMissing,
    give_class_consent,
    refuse_class_consent,
    withdraw_class_consent,
    withdraw_photo_consent,
)
from events.services.classes import (
    ClassComesAlready,
    ClassesTaken,
    NoClasses,
    NumberIsUsed,
    OtherGrade,
    OtherSize,
    ReasonMissing,
    TooFewPlaces,
    book_class,
    cancel_class,
    confirm_class,
    decline_class,
    resize_class,
)
from events.services.refusals import HasBegun
from events.services.registrations import register
from events.services.states import (
    PeopleAreRegistered,
    cancel_event,
    finish_events,
    hide_event,
    hold_event_after_all,
    save_event,
)
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.privacy.models import RetentionRun
from portal.privacy.services.erasures import request_erasure
from portal.privacy.services.retention import apply_retention
from programmes.constants import Verification
from programmes.models import Organisation, Reminder
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.events.lending import told
from tests.events.schooling import Schooling, answers, later, number
from tests.factories import make_contact, make_event, make_organisation, make_user

pytestmark = pytest.mark.django_db

ASKED, GIVEN = ConsentState.ASKED, ConsentState.GIVEN


@pytest.fixture
def schooling():
    return Schooling()


def taken(event) -> int:
    return event.admissions.get().seats_taken


def state(booking) -> str:
    return ClassBooking.objects.get(pk=booking.pk).state


def test_a_class_takes_a_place_for_each_pupil_and_each_gets_a_number_and_no_name(schooling):
    booking = schooling.book(pupils=25)
    assert taken(schooling.event) == 25
    assert answers(booking) == [(each, ASKED) for each in range(1, 26)]
    assert set(booking.consents.values_list("guardian_name", "pupil_name")) == {(None, None)}
    assert (told(schooling.manager), told(schooling.keeper), told(schooling.teacher)) == (
        ["class_booked"],
        [],
        [],
    )
    with pytest.raises(TooFewPlaces, match="5 places are free"):
        schooling.book(class_name="9a", pupils=6)
    schooling.book(class_name="9a", pupils=5)
    assert taken(schooling.event) == 30


def test_who_registers_after_a_class_waits_and_is_asked_when_the_class_does_not_come(schooling):
    booking = schooling.book(pupils=30)
    person = make_user("Ana")
    row = register(event=schooling.event, person=person, attendance="on_site", by=person)
    assert row.state == "waiting"
    cancel_class(booking=booking, note="The school is closed.", by=schooling.teacher)
    row.refresh_from_db()
    assert (row.state, taken(schooling.event)) == ("offered", 1)
    assert told(schooling.manager) == ["class_booked", "class_cancelled"]
    assert (booking.consents.count(), ClassBooking.objects.get().needs) == (0, None)


@pytest.mark.parametrize(
    ("offer", "said", "refusal"),
    [
        ({"most_pupils": 20}, {"pupils": 21}, OtherSize),
        ({"fewest_pupils": 5}, {"pupils": 4}, OtherSize),
        ({"lowest_grade": 9}, {"grade": 8}, OtherGrade),
        ({}, {"pupils": 33}, OtherSize),
    ],
)
def test_a_class_of_another_size_or_grade_is_refused(offer, said, refusal):
    with pytest.raises(refusal):
        Schooling(**offer).book(**said)


def test_the_same_class_comes_once_and_no_more_classes_than_fit(schooling):
    schooling.book()
    with pytest.raises(ClassComesAlready):
        schooling.book(class_name="8B")
    schooling.book(class_name="8c")
    with pytest.raises(ClassesTaken):
        schooling.book(class_name="8d")


def test_only_teachers_of_the_school_book_and_only_where_classes_can_come(schooling):
    elsewhere = make_contact(make_organisation(schooling.programme), role="teacher")
    manager_of_school = make_contact(schooling.school)
    for person in (elsewhere, manager_of_school, schooling.manager, schooling.coordinator):
        with pytest.raises(NotAllowed):
            schooling.book(by=person)
    with pytest.raises(NoClasses):
        schooling.book(make_event(schooling.programme, places=30))
    with pytest.raises(NoClasses):
        begun = schooling.make_event()
        Event.objects.filter(pk=begun.pk).update(starts_at=timezone.now())
        schooling.book(begun)


def test_whoever_receives_the_class_confirms_the_day_and_the_teacher_knows(schooling):
    booking = schooling.book()
    for person in (schooling.keeper, schooling.teacher):
        with pytest.raises(NotAllowed):
            confirm_class(booking=booking, by=person)
    confirm_class(booking=booking, note="Gate 2", by=schooling.manager)
    assert (state(booking), told(schooling.teacher), told(schooling.colleague)) == (
        ClassState.CONFIRMED,
        ["class_confirmed"],
        [],
    )
    with pytest.raises(WrongState):
        decline_class(booking=booking, note="Ill", by=schooling.manager)


def test_a_coordinator_answers_on_behalf_of_the_host_and_both_are_told(schooling):
    booking = schooling.book()
    with pytest.raises(ReasonMissing):
        decline_class(booking=booking, note=" ", by=schooling.coordinator)
    decline_class(booking=booking, note="The hall is closed", by=schooling.coordinator)
    assert (told(schooling.teacher), told(schooling.manager)) == (
        ["class_declined"],
        ["class_booked", "class_declined"],
    )
    assert (taken(schooling.event), ClassConsent.objects.count()) == (0, 0)


def test_without_a_host_the_coordinators_are_asked(schooling):
    Event.objects.filter(pk=schooling.event.pk).update(host=None)
    booking = schooling.book()
    assert told(schooling.coordinator) == ["class_booked"]
    confirm_class(booking=booking, by=schooling.coordinator)
    assert told(schooling.teacher) == ["class_confirmed"]


def test_more_pupils_get_new_numbers_and_of_fewer_only_unused_ones_fall(schooling):
    booking = schooling.book(pupils=4)
    schooling.agree(booking, 1, 2)
    with pytest.raises(NumberIsUsed):
        resize_class(booking=booking, dropped=[2], by=schooling.teacher)
    resize_class(booking=booking, more=2, dropped=[3], by=schooling.colleague)
    assert answers(booking) == [(1, GIVEN), (2, GIVEN), (4, ASKED), (5, ASKED), (6, ASKED)]
    assert (ClassBooking.objects.get().pupils, taken(schooling.event)) == (5, 5)
    assert told(schooling.manager) == ["class_booked", "class_resized"]
    with pytest.raises(TooFewPlaces):
        resize_class(booking=booking, more=26, by=schooling.teacher)


# --- Guardians -----------------------------------------------------------------------------------------------------


def test_a_guardian_agrees_in_a_language_to_a_version_and_to_photographs_apart(schooling):
    booking = schooling.book()
    first, day = number(booking, 1), visit_day(schooling.event)
    with pytest.raises(PhotoAnswerMissing):
        give_class_consent(consent=first, day=day, guardian_name="Gus", language="de")
    given = give_class_consent(consent=first, day=day, guardian_name="Gus", allows_photos=True, language="de")
    assert (given.version.purpose.key, given.photo_version.purpose.key, given.language) == (
        "class-visit",
        "class-photographs",
        "de",
    )
    withdraw_photo_consent(consent=first)
    first.refresh_from_db()
    assert (first.state, first.allows_photos, first.photo_version) == (GIVEN, False, None)
    with pytest.raises(WrongState):
        give_class_consent(consent=first, day=day, guardian_name="Gus", allows_photos=False, language="de")


def test_names_are_there_only_while_a_guardian_agrees(schooling):
    booking = schooling.book()
    refuse_class_consent(consent=number(booking, 2))
    schooling.agree(booking, 1)
    first = number(booking, 1)
    assert (first.guardian_name, first.pupil_name) == ("Gus Guardian", "P.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT guardian_name, pupil_name FROM events_classconsent WHERE id = %s", [first.pk])
        assert not {"Gus Guardian", "P."} & set(cursor.fetchone())
    withdraw_class_consent(consent=first)
    first.refresh_from_db()
    assert (first.state, first.guardian_name, first.pupil_name, first.version) == (
        ConsentState.WITHDRAWN,
        None,
        None,
        None,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ClassConsent.objects.filter(pk=first.pk).update(pupil_name="P.")


def test_nobody_answers_once_the_day_has_begun_or_the_class_does_not_come(schooling):
    booking, other = schooling.book(), schooling.book(class_name="8c")
    gone = number(other, 1)
    cancel_class(booking=other, note="Ill", by=schooling.manager)
    Event.objects.filter(pk=schooling.event.pk).update(starts_at=timezone.now())
    for consent in (gone, number(booking, 1)):
        with pytest.raises(AnsweredTooLate):
            refuse_class_consent(consent=consent)
    with pytest.raises(HasBegun):
        cancel_class(booking=booking, note="Ill", by=schooling.teacher)


# --- Along with the event ------------------------------------------------------------------------------------------


def test_on_another_day_the_host_confirms_and_the_guardians_answer_anew(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    confirm_class(booking=booking, by=schooling.manager)
    later(schooling.event, days=1)
    save_event(event=schooling.event, by=schooling.coordinator)
    assert (state(booking), set(answers(booking))) == (
        ClassState.BOOKED,
        {(each, ASKED) for each in range(1, 5)},
    )
    assert (told(schooling.teacher), told(schooling.manager)) == (
        ["class_confirmed", "class_moved"],
        ["class_booked", "class_moved"],
    )


def test_another_host_is_asked_anew_and_the_school_reads_of_it(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    confirm_class(booking=booking, by=schooling.manager)
    other = make_organisation(schooling.programme)
    manager = make_contact(other)
    schooling.event.host = other
    save_event(event=schooling.event, by=schooling.coordinator)
    assert (state(booking), told(manager)) == (ClassState.BOOKED, ["class_booked"])
    assert told(schooling.teacher) == ["class_confirmed", "class_moved"]
    notice = Notification.objects.filter(recipient=schooling.teacher).latest("pk").notice
    assert notice.paragraphs()[:3] == [
        "Somebody else receives the class than it was said.",
        "Whoever receives the class has to confirm the day anew.",
        "Guardians had agreed to a visit elsewhere and are asked again: their slips stay as they are.",
    ]
    assert answers(booking)[0] == (1, ConsentState.ASKED)
    confirm_class(booking=booking, by=manager)


def test_at_another_place_both_are_told_and_what_was_agreed_stands(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    confirm_class(booking=booking, by=schooling.manager)
    schooling.event.place = "Hall 7"
    save_event(event=schooling.event, by=schooling.coordinator)
    assert (state(booking), answers(booking)[0]) == (ClassState.CONFIRMED, (1, GIVEN))
    assert told(schooling.teacher) == ["class_confirmed", "class_moved"]


def test_a_cancelled_event_tells_both_and_takes_the_class_along_when_it_is_held_after_all(schooling):
    booking = schooling.book()
    cancel_event(event=schooling.event, reason="Storm", by=schooling.coordinator)
    with pytest.raises(WrongState):
        confirm_class(booking=booking, by=schooling.manager)
    hold_event_after_all(event=schooling.event, by=schooling.coordinator)
    confirm_class(booking=booking, by=schooling.manager)
    assert told(schooling.teacher) == ["class_called_off", "class_held_after_all", "class_confirmed"]
    assert told(schooling.manager) == ["class_booked", "class_called_off", "class_held_after_all"]


def test_an_event_to_which_a_class_comes_is_not_hidden_and_keeps_its_places(schooling):
    booking = schooling.book(pupils=10)
    with pytest.raises(PeopleAreRegistered):
        hide_event(event=schooling.event, by=schooling.coordinator)
    admission = Admission.objects.get()
    with pytest.raises(PeopleInThisWay):
        remove_admission(admission=admission, by=schooling.coordinator)
    admission.capacity = 9
    with pytest.raises(FewerThanTaken):
        save_admission(admission=admission, by=schooling.coordinator)
    with transaction.atomic():
        booking.delete()
    assert ClassConsent.objects.count() == 0


def test_what_is_over_is_done(schooling):
    booking = schooling.book()
    past(schooling.event, days=0.1)
    finish_events()
    assert state(booking) == ClassState.DONE


def test_the_school_is_told_which_number_a_guardian_takes_back(schooling):
    booking = schooling.book()
    schooling.agree(booking, 2)
    withdraw_class_consent(consent=number(booking, 2))
    row = Notification.objects.get(recipient=schooling.teacher)
    assert (row.kind, row.notice.paragraphs()[0]) == (
        "events.consent_withdrawn",
        "It is number 2. Whoever has no consent can’t come along.",
    )
    assert "Gus" not in str(row.payload)


def test_a_school_that_nobody_has_verified_books_nothing(schooling):
    Organisation.objects.filter(pk=schooling.school.pk).update(verification=Verification.WAITING)
    with pytest.raises(NotAllowed):
        schooling.book()


def test_the_classes_of_a_teacher_who_asks_to_be_erased_do_not_come(schooling):
    booking = schooling.book()
    request_erasure(person=schooling.teacher, by=schooling.teacher)
    assert (state(booking), taken(schooling.event)) == (ClassState.CANCELLED, 0)
    assert told(schooling.manager) == ["class_booked", "class_cancelled"]


# --- Before the day, and after it ----------------------------------------------------------------------------------


def past(event, days: float) -> None:
    end = timezone.now() - timezone.timedelta(days=days)
    Event.objects.filter(pk=event.pk).update(starts_at=end - timezone.timedelta(hours=2), ends_at=end)


def test_two_days_before_the_teacher_is_told_once_which_numbers_are_missing(schooling):
    add_standard_reminders()
    Reminder.objects.update(on_since=timezone.now() - timezone.timedelta(days=60))
    booking, whole = schooling.book(), schooling.book(class_name="8c", pupils=1, by=schooling.colleague)
    schooling.agree(booking, 1, 3)
    schooling.agree(whole, 1)
    start = timezone.now() + timezone.timedelta(hours=47)
    Event.objects.filter(pk=schooling.event.pk).update(
        starts_at=start, ends_at=start + timezone.timedelta(hours=2)
    )
    send_reminders()
    send_reminders()
    row = Notification.objects.get(kind="events.consents_missing")
    assert (row.recipient, row.notice.title()) == (
        schooling.teacher,
        "2 consents are missing: See the robots",
    )
    assert "Numbers without a consent: 2, 4" in row.notice.paragraphs()
    assert row.notice.is_still_true()
    schooling.agree(booking, 2, 4)
    assert not row.notice.is_still_true()


def test_what_guardians_answered_and_what_was_needed_is_deleted_soon_after(schooling):
    booking = schooling.book()
    schooling.agree(booking, 1)
    past(schooling.event, days=15)
    apply_retention()
    row = ClassBooking.objects.get()
    assert (row.needs, row.supervisor_name, row.supervisor_phone) == (None, "", "")
    assert row.consents.count() == 4
    past(schooling.event, days=31)
    RetentionRun.objects.all().delete()  # the next day
    apply_retention()
    assert (ClassConsent.objects.count(), ClassConsent.history.rel.related_model.objects.count()) == (0, 0)
    assert ClassBooking.objects.count() == 1


def test_book_class_takes_no_field_that_it_does_not_know(schooling):
    with pytest.raises(TypeError):
        book_class(
            event=schooling.event, school=schooling.school, by=schooling.teacher, **schooling.said(names="A")
        )
