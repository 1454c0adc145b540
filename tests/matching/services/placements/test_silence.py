"""A placement whose applicants hear nothing is paused, both sides are told, and an answer shows it again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Application, ApplicationEvent
from matching.services.applications import move_application
from matching.services.placements.errors import AnswersMissing
from matching.services.placements.listing import pause_placement, resume_placement
from portal.notifications.models import Notification
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.factories import (
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
)
from tests.matching.conftest import signed_in
from tests.workplace import text_of

pytestmark = pytest.mark.django_db


class Silence:
    def __init__(self):
        self.programme = make_programme("north")
        add_standard_reminders()
        self.programme.reminders.update(on_since=timezone.now() - timedelta(days=90))
        self.coordinator = make_member(self.programme)
        self.organisation = make_organisation(self.programme)
        self.recruiter = make_contact(self.organisation, role="recruiter")
        self.placement = make_placement(self.organisation)

    def waits(self, days):
        application = make_application(self.placement)
        sent = timezone.now() - timedelta(days=days)
        Application.objects.filter(pk=application.pk).update(created_at=sent)
        return application

    def state(self):
        self.placement.refresh_from_db()
        return self.placement.state

    def answer(self, application, state="declined"):
        move_application(application=application, state=state, message="", by=self.recruiter)


@pytest.fixture
def silence():
    return Silence()


def told(person, kind):
    return list(Notification.objects.filter(recipient=person, kind=f"matching.{kind}"))


def test_after_three_weeks_it_is_paused_and_both_sides_know_why(silence):
    silence.waits(22)
    silence.waits(5)
    send_reminders()
    send_reminders()
    assert silence.state() == "paused"
    [to_company] = told(silence.recruiter, "placement_paused_unanswered")
    [to_staff] = told(silence.coordinator, "silent_placement_paused")
    assert to_company.notice.title() == f"Paused until you answer: “{silence.placement.title}”"
    assert "1 application for it has waited so long" in to_company.notice.paragraphs()[0]
    assert silence.organisation.name in to_staff.notice.title()
    assert told(make_member(make_programme("south")), "silent_placement_paused") == []


def test_three_weeks_less_a_day_are_not_three_weeks(silence):
    silence.waits(20)
    send_reminders()
    assert silence.state() == "published"


def test_answering_what_has_waited_too_long_shows_it_again_by_itself(silence):
    late, later, fresh = silence.waits(25), silence.waits(22), silence.waits(3)
    send_reminders()
    silence.answer(late)
    assert silence.state() == "paused"
    silence.answer(later, "shortlisted")
    assert silence.state() == "published"
    assert silence.placement.paused_unanswered_at is None
    fresh.refresh_from_db()
    assert fresh.state == "received"


def test_an_applicant_who_withdraws_frees_it_too(silence):
    late = silence.waits(25)
    send_reminders()
    move_application(application=late, state="withdrawn", message="", by=late.talent.user)
    assert silence.state() == "published"


def test_the_company_can_not_show_it_again_without_an_answer_and_staff_can(silence):
    silence.waits(25)
    send_reminders()
    with pytest.raises(AnswersMissing):
        resume_placement(placement=silence.placement, by=silence.recruiter)
    resume_placement(placement=silence.placement, by=silence.coordinator)
    assert silence.state() == "published"
    send_reminders()
    assert silence.state() == "published"


def test_what_the_company_has_paused_itself_stays_paused_after_an_answer(silence):
    late = silence.waits(10)
    pause_placement(placement=silence.placement, by=silence.recruiter)
    silence.answer(late)
    assert silence.state() == "paused"
    resume_placement(placement=silence.placement, by=silence.recruiter)
    assert silence.state() == "published"


def test_a_programme_that_has_switched_it_off_pauses_nothing(silence):
    silence.programme.reminders.filter(kind="matching.pause_unanswered").update(is_on=False)
    silence.waits(30)
    send_reminders()
    assert silence.state() == "published"


def test_who_has_come_back_waits_from_that_day_on(silence):
    application = silence.waits(29)
    ApplicationEvent.objects.create(application=application, state="withdrawn")
    ApplicationEvent.objects.create(application=application, state="received")
    send_reminders()
    assert silence.state() == "published"


def test_the_page_of_the_placement_says_why_it_is_paused(silence):
    silence.waits(25)
    send_reminders()
    page = reverse("matching:placement_detail", args=[silence.placement.pk])
    text = text_of(signed_in(silence.recruiter).get(page))
    assert "Paused until you answer" in text
    silence.answer(Application.objects.get())
    assert "Paused until you answer" not in text_of(signed_in(silence.recruiter).get(page))
