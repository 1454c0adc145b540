"""An application of which the company reads nothing at the moment: nobody is promised an answer, or told of a step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.constants import PostingState
from matching.models import Application, ApplicationEvent, FirstDay
from matching.services.applications import NotHeard, move_application
from matching.services.first_days import confirm_first_day, wish_first_day
from portal.notifications.models import Notification
from portal.privacy.services.erasures import request_erasure
from programmes.constants import ProgrammeStatus, Verification
from programmes.models import Appointment
from programmes.services import appointments
from tests.factories import make_interview, ten_in_days
from tests.talks import Pair

pytestmark = pytest.mark.django_db

REASON = {"reason": "prevented", "words": "Ill, of all days."}


def archive(pair: Pair) -> None:
    pair.programme.status = ProgrammeStatus.ARCHIVED
    pair.programme.save()


def take_down(pair: Pair) -> None:
    pair.application.placement.postings.update(state=PostingState.REJECTED)


def doubt(pair: Pair) -> None:
    pair.organisation.verification = Verification.DECLINED
    pair.organisation.save()


def wait_too_long(pair: Pair) -> None:
    long_ago = timezone.now() - timedelta(days=200)
    pair.application.placement.expires_at = pair.application.placement.starts_on = long_ago
    pair.application.placement.save()
    Application.objects.filter(pk=pair.application.pk).update(created_at=long_ago)


def ask_to_be_erased(pair: Pair) -> None:
    request_erasure(person=pair.applicant, by=pair.applicant)


ENDS = {
    archive: "no programme stands behind its offer now",
    take_down: "no programme stands behind its offer now",
    doubt: "no programme stands behind its offer now",
    wait_too_long: "The time has passed in which Haselgrund Sensorik reads this application",
    ask_to_be_erased: "You have asked to be erased, so nobody at Haselgrund Sensorik sees this application",
}
PROMISES = (
    "It is the turn of",
    "It is your turn",
    "We write to you",
    "How to reach",
    "is being reviewed again",
)


def page_of(pair: Pair) -> str:
    client = Client()
    client.force_login(pair.applicant)
    return client.get(pair.application.get_absolute_url()).content.decode()


def applicant_presses(pair: Pair, state: str) -> str:
    client = Client()
    client.force_login(pair.applicant)
    address = reverse("matching:application_step", args=[pair.application.pk, state])
    return client.post(address, {"message": ""}, follow=True).content.decode()


@pytest.mark.parametrize("state", ["received", "viewed", "shortlisted", "interview", "offered", "accepted"])
@pytest.mark.parametrize("end", ENDS)
def test_the_page_says_why_nobody_answers_and_promises_nothing(end, state):
    pair = Pair(state=state)
    end(pair)
    page = page_of(pair)
    assert ENDS[end] in page
    assert "Haselgrund Sensorik no longer sees anything of this application." in page
    assert [each for each in PROMISES if each in page] == []
    assert ("Who helps you on" in page) == (state != "accepted")


def test_while_the_company_reads_it_the_page_says_whose_turn_it_is():
    page = page_of(Pair(state="viewed"))
    assert "It is the turn of Haselgrund Sensorik." in page
    assert [each for each in ENDS.values() if each in page] == []


@pytest.mark.parametrize("end", [archive, take_down, doubt, wait_too_long])
def test_no_place_is_accepted_of_which_nobody_at_the_company_would_know(end):
    pair = Pair(state="offered")
    end(pair)
    assert reverse("matching:application_step", args=[pair.application.pk, "accepted"]) not in page_of(pair)
    with pytest.raises(NotHeard):
        move_application(application=pair.application, state="accepted", message="", by=pair.applicant)
    assert Application.objects.get().state == "offered"


def test_who_withdraws_is_not_told_that_the_company_knows():
    pair = Pair(state="viewed")
    archive(pair)
    page = applicant_presses(pair, "withdrawn")
    assert "so it has not been told." in page
    assert "The company has been told." not in page
    assert [event.state for event in ApplicationEvent.objects.all()] == ["withdrawn"]
    assert not Notification.objects.filter(recipient=pair.manager).exists()


def test_nobody_is_asked_on_their_own_page_to_answer_what_nobody_waits_for():
    pair = Pair(state="offered")
    client = Client()
    client.force_login(pair.applicant)
    asked = "Haselgrund Sensorik offers you a place"
    assert asked in client.get(reverse("programmes:me")).content.decode()
    take_down(pair)
    assert asked not in client.get(reverse("programmes:me")).content.decode()


def test_no_first_day_is_agreed_on_of_which_nobody_at_the_company_would_know():
    pair = Pair(state="accepted")
    day = FirstDay.objects.create(application=pair.application, starts_on=timezone.localdate())
    archive(pair)
    wish = {"starts_on": timezone.localdate() + timedelta(days=3), "starts_at": None, "by": pair.applicant}
    with pytest.raises(NotHeard):
        wish_first_day(application=pair.application, **wish)
    with pytest.raises(NotHeard):
        confirm_first_day(application=pair.application, seen=day.version, by=pair.applicant)
    client = Client()
    client.force_login(pair.applicant)
    page = client.get(reverse("matching:first_day", args=[pair.application.pk]), follow=True)
    assert "nobody there would be told." in page.content.decode()


@pytest.mark.parametrize("state", ["received", "viewed", "shortlisted", "accepted"])
def test_where_nobody_at_the_company_deals_with_offers_it_is_not_its_turn(state):
    pair = Pair(state=state)
    assert "It is the turn of Haselgrund Sensorik." in page_of(pair)
    pair.organisation.contacts.filter(user=pair.manager).delete()
    pair.recruiter.is_active = False
    pair.recruiter.save()
    page = page_of(pair)
    assert "Nobody at the company deals with its offers at the moment." in page
    assert "It is the turn of" not in page
    assert ("Who helps you on" in page) is (state != "accepted")


# --- Appointments --------------------------------------------------------------------------------------------------


def test_an_interview_of_which_the_company_sees_nothing_says_so_and_can_only_be_cancelled():
    pair = Pair(state="interview")
    row = make_interview(pair.application, starts_at=ten_in_days(3))
    archive(pair)
    page = page_of(pair)
    assert "Nobody at Haselgrund Sensorik can see this at the moment." in page
    assert reverse("programmes:appointment_cancel", args=[row.pk]) in page
    assert reverse("programmes:appointment_others", args=[row.pk]) not in page


def test_no_time_is_agreed_on_with_a_company_that_sees_nothing_of_it():
    pair = Pair(state="interview")
    row = make_interview(pair.application)
    archive(pair)
    page = page_of(pair)
    assert "so no time can be agreed on." in page
    assert reverse("programmes:appointment_choose", args=[row.pk]) not in page
    with pytest.raises(appointments.NotHeard):
        appointments.choose_time(appointment=row, time=row.proposals[0], by=pair.applicant)
    with pytest.raises(appointments.NotHeard):
        appointments.propose_other_times(appointment=row, times=[ten_in_days(5)], by=pair.applicant)


def test_whoever_waits_there_is_told_of_a_cancellation_and_reads_nothing_that_was_written():
    pair = Pair(state="interview")
    row = make_interview(pair.application, starts_at=ten_in_days(3), host=pair.recruiter)
    archive(pair)
    appointments.cancel_appointment(appointment=row, by=pair.applicant, **REASON)
    assert Appointment.objects.get().state == "cancelled"
    told = Notification.objects.get(recipient=pair.recruiter).notice
    assert (told.title(), told.message) == ("Cancelled: Interview: Engineer", "")
    assert "SEQUENCE:1" in told.calendar(pair.recruiter).text


def test_who_reads_the_application_reads_what_was_written_with_a_cancellation():
    pair = Pair(state="interview")
    row = make_interview(pair.application, starts_at=ten_in_days(3), host=pair.recruiter)
    appointments.cancel_appointment(appointment=row, by=pair.applicant, **REASON)
    assert Notification.objects.get(recipient=pair.recruiter).notice.message == "Ill, of all days."
