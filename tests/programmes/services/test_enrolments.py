import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from portal.privacy.models import Consent
from portal.privacy.services.consents import publish_purpose_text
from portal.privacy.services.guardians import ask_guardian, give_guardian_consent, withdraw_guardian_consent
from programmes.constants import EnrolmentSource, EnrolmentStatus, ExitKind, ProgrammeStatus
from programmes.models import Enrolment
from programmes.queries.programmes import current_text
from programmes.services.enrolments import (
    AlreadyEnrolled,
    GuardianConsentMissing,
    HasAccount,
    NotOpenForJoining,
    TextHasChanged,
    admit,
    enter_again,
    join_programme,
    leave_programme,
)
from programmes.services.entering import OnPaper
from programmes.services.participation_days import WrongExitDate
from programmes.services.people import enter_person
from programmes.signals import enrolment_reopened
from tests.factories import i18n, make_enrolment, make_member, make_programme, make_pupil, make_user

pytestmark = pytest.mark.django_db


def join(person, programme, **kwargs):
    values = {"version": current_text(programme), "language": "en", "by": person, **kwargs}
    return join_programme(person=person, programme=programme, **values)


def kinds(user):
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_who_joins_takes_part_from_today_on_the_wording_they_read():
    person, programme = make_user(), make_programme()
    enrolment = join(person, programme, language="de")
    assert (enrolment.status, enrolment.entered_on, enrolment.source) == (
        EnrolmentStatus.ACTIVE,
        programme.today(),
        EnrolmentSource.SELF,
    )
    assert (enrolment.consent.version, enrolment.consent.text) == (current_text(programme), "Ich stimme zu.")
    assert kinds(person) == ["programmes.joined"]


def test_where_coordinators_admit_people_joining_is_a_request():
    person, programme = make_user(), make_programme(needs_admission=True)
    coordinator = make_member(programme)
    enrolment = join(person, programme)
    assert (enrolment.status, enrolment.entered_on) == (EnrolmentStatus.APPLIED, None)
    assert (kinds(person), kinds(coordinator)) == (["programmes.asked_to_join"], ["programmes.person_waits"])
    admitted = admit(enrolment=enrolment, by=coordinator)
    assert (admitted.status, admitted.entered_on) == (EnrolmentStatus.ACTIVE, programme.today())
    assert kinds(person) == ["programmes.admitted", "programmes.asked_to_join"]


def test_nobody_admits_themselves_and_nobody_from_elsewhere_does():
    person, programme = make_user(), make_programme(needs_admission=True)
    enrolment = join(person, programme)
    for stranger in (person, make_member(make_programme()), make_member(programme, "adviser")):
        with pytest.raises(NotAllowed):
            admit(enrolment=enrolment, by=stranger)
    assert Enrolment.objects.get().status == EnrolmentStatus.APPLIED


def test_nobody_is_admitted_twice():
    programme = make_programme()
    with pytest.raises(WrongState):
        admit(enrolment=make_enrolment(programme), by=make_member(programme))


def test_a_person_joins_a_programme_once():
    person, programme = make_user(), make_programme()
    join(person, programme)
    with pytest.raises(AlreadyEnrolled):
        join(person, programme)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("status", [ProgrammeStatus.DRAFT, ProgrammeStatus.CLOSING, ProgrammeStatus.ARCHIVED])
def test_only_a_running_programme_takes_people(status):
    with pytest.raises(NotOpenForJoining):
        join(make_user(), make_programme(status=status))


def test_a_wording_that_was_replaced_is_refused():
    person, programme = make_user(), make_programme()
    old = current_text(programme)
    publish_purpose_text(purpose=programme.purpose, text=i18n("I agree to more."))
    with pytest.raises(TextHasChanged):
        join(person, programme, version=old)
    assert Consent.objects.count() == 0


def test_a_wording_of_another_programme_is_refused():
    with pytest.raises(TextHasChanged):
        join(make_user(), make_programme(), version=current_text(make_programme()))


def test_a_subprogramme_without_a_purpose_uses_that_of_its_parent():
    parent = make_programme()
    child = make_programme(parent=parent, purpose=None)
    assert join(make_user(), child).consent.version == current_text(parent)


def test_a_pupil_joins_only_after_the_guardian_has_agreed():
    programme = make_programme()
    with pytest.raises(GuardianConsentMissing):
        join(make_pupil(has_consent=False), programme)
    assert join(make_pupil(has_consent=True), programme).status == EnrolmentStatus.ACTIVE


def test_nobody_joins_for_somebody_else():
    programme = make_programme()
    with pytest.raises(NotAllowed):
        join(make_user(), programme, by=make_member(programme))


def test_leaving_ends_the_participation_and_the_consent():
    programme = make_programme()
    person, coordinator = make_user(), make_member(programme)
    enrolment = join(person, programme)
    left = leave_programme(enrolment=enrolment, exit_kind=ExitKind.EARLY, by=person)
    assert (left.status, left.left_on, left.exit_kind) == (
        EnrolmentStatus.LEFT,
        programme.today(),
        ExitKind.EARLY,
    )
    assert Consent.objects.get().withdrawn_at is not None
    assert kinds(person) == ["programmes.joined", "programmes.left"]
    assert kinds(coordinator) == ["programmes.person_left"]


def test_a_consent_that_another_participation_rests_on_stays():
    person, parent = make_user(), make_programme()
    one, other = (make_programme(parent=parent, purpose=None) for _ in range(2))
    first, second = join(person, one), join(person, other)
    leave_programme(enrolment=first, exit_kind=ExitKind.EARLY, by=person)
    assert Consent.objects.get().withdrawn_at is None
    leave_programme(enrolment=second, exit_kind=ExitKind.EARLY, by=person)
    assert Consent.objects.get().withdrawn_at is not None


def test_who_comes_back_keeps_the_first_entry_and_the_pseudonym_and_loses_the_old_exit():
    person, programme = make_user(), make_programme()
    entered = programme.today() - timedelta(days=90)
    enrolment = make_enrolment(programme, person, entered_on=entered)
    leave_programme(enrolment=enrolment, exit_kind=ExitKind.COMPLETED, by=person)
    reopened = []
    enrolment_reopened.connect(
        lambda enrolment, **_: reopened.append(enrolment), weak=False, dispatch_uid="test"
    )
    try:
        back = join(person, programme)
    finally:
        enrolment_reopened.disconnect(dispatch_uid="test")
    assert (back.pk, back.pseudonym, back.entered_on) == (enrolment.pk, enrolment.pseudonym, entered)
    assert (back.status, back.left_on, back.exit_kind) == (EnrolmentStatus.ACTIVE, None, "")
    assert reopened == [back]


def test_who_was_never_admitted_has_no_exit_to_count():
    person, programme = make_user(), make_programme(needs_admission=True)
    left = leave_programme(enrolment=join(person, programme), exit_kind=ExitKind.EARLY, by=person)
    assert (left.status, left.left_on, left.exit_kind) == (EnrolmentStatus.LEFT, None, "")


def test_nobody_leaves_twice_or_for_others():
    programme = make_programme()
    enrolment = make_enrolment(programme)
    with pytest.raises(NotAllowed):
        leave_programme(enrolment=enrolment, exit_kind=ExitKind.EARLY, by=make_user())
    leave_programme(enrolment=enrolment, exit_kind=ExitKind.EARLY, by=enrolment.person)
    with pytest.raises(WrongState):
        leave_programme(enrolment=enrolment, exit_kind=ExitKind.EARLY, by=enrolment.person)


@pytest.mark.parametrize("days", [-31, 1])
def test_an_exit_lies_between_the_entry_and_today(days):
    programme = make_programme()
    today = programme.today()
    enrolment = make_enrolment(programme, entered_on=today - timedelta(days=30))
    with pytest.raises(WrongExitDate):
        leave_programme(
            enrolment=enrolment,
            exit_kind=ExitKind.EARLY,
            left_on=today + timedelta(days=days),
            by=make_member(programme),
        )


def test_the_day_is_that_of_the_programmes_time_zone(monkeypatch):
    late = timezone.datetime(2026, 3, 28, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert make_programme(time_zone="Europe/Ljubljana").today().isoformat() == "2026-03-29"
    assert make_programme(time_zone="America/New_York").today().isoformat() == "2026-03-28"


def test_who_has_no_account_and_comes_back_is_entered_again_and_whoever_has_one_joins_again():
    programme = make_programme()
    coordinator = make_member(programme)
    paper = OnPaper(received_on=programme.today() - timedelta(days=9))
    row = enter_person(programme=programme, name="Paula", paper=paper, by=coordinator)
    leave_programme(enrolment=row, exit_kind=ExitKind.EARLY, by=coordinator)
    back = enter_again(enrolment=row, by=coordinator)
    assert (back.status, back.entered_on, back.left_on) == ("active", paper.received_on, None)
    left = make_enrolment(programme, status="left", left_on=programme.today())
    with pytest.raises(HasAccount):
        enter_again(enrolment=left, by=coordinator)
    with pytest.raises(NotAllowed):
        enter_again(enrolment=left, by=make_member(make_programme()))


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_joins_once():
    person, programme = make_user(), make_programme()
    version, start, outcomes = current_text(programme), threading.Barrier(2), []

    def send():
        start.wait()
        try:
            join(person, programme, version=version)
            outcomes.append("joined")
        except AlreadyEnrolled:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), Enrolment.objects.count()) == (["joined", "refused"], 1)


def test_a_guardian_who_takes_the_consent_back_ends_all_that_the_pupil_takes_part_in():
    programme, pupil = make_programme(), make_user(email=None, username="pupil")
    token = ask_guardian(pupil=pupil, country="DE", by=make_user())
    give_guardian_consent(token=token, guardian_name="Guardian", language="en")
    enrolment = make_enrolment(programme, pupil)
    other = make_enrolment(programme)
    withdraw_guardian_consent(token=token)
    enrolment.refresh_from_db()
    other.refresh_from_db()
    assert (enrolment.status, enrolment.exit_kind) == (EnrolmentStatus.LEFT, ExitKind.OBJECTED)
    assert enrolment.left_on == programme.today()
    assert other.status == EnrolmentStatus.ACTIVE
