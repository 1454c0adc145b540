"""The day before, those who will be there are told, once, and as long as the interview stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.queries.interviews import interview_occasions
from portal.notifications.models import Notification
from portal.privacy.services.erasures import request_erasure
from programmes.models import Appointment, Reminder
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.programmes.services.test_appointments import Meeting

pytestmark = pytest.mark.django_db


def meeting_in(hours):
    time = timezone.now() + timedelta(hours=hours)
    return Meeting(proposals=[time], starts_at=time)


def reminded():
    add_standard_reminders()
    Reminder.objects.update(on_since=timezone.now() - timedelta(days=60))
    send_reminders()
    rows = Notification.objects.filter(kind="programmes.appointment_soon")
    return set(rows.values_list("recipient", flat=True))


def test_both_are_told_the_day_before_and_once():
    soon, later = meeting_in(20), meeting_in(30)
    assert reminded() == {soon.applicant.pk, soon.company.pk}
    assert reminded() == {soon.applicant.pk, soon.company.pk}
    assert Notification.objects.filter(kind="programmes.appointment_soon").count() == 2
    assert interview_occasions().count() == 2
    assert later.row().state == "agreed"


def test_nobody_is_told_of_what_no_longer_stands():
    meeting = meeting_in(20)
    meeting.cancel(meeting.company)
    begun = meeting_in(20)
    time = timezone.now() - timedelta(minutes=5)
    Appointment.objects.filter(pk=begun.appointment.pk).update(
        proposals=[time], starts_at=time, chosen_at=time - timedelta(days=1)
    )
    assert reminded() == set()


def test_where_nobody_waits_any_more_the_companys_people_are_told():
    meeting = meeting_in(20)
    meeting.company.contacts.all().delete()
    assert reminded() == {meeting.applicant.pk, meeting.colleague.pk}


def test_who_asks_to_be_erased_is_waited_for_by_nobody():
    meeting = meeting_in(40)
    request_erasure(person=meeting.applicant, by=meeting.applicant)
    assert (meeting.row().state, meeting.row().reason) == ("cancelled", "closed")
    kinds = Notification.objects.filter(recipient=meeting.company).values_list("kind", flat=True)
    assert list(kinds) == ["programmes.appointment_cancelled"]
