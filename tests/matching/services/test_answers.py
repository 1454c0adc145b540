"""Who is told of applications that wait: of all of them together, and of nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.dashboard.placements import applications_unanswered
from matching.models import Application, ApplicationEvent
from matching.services.answers import NobodyToRemind, NothingWaits, remind_company
from portal.core.dates import day
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from programmes.extensions import bulk_acts
from programmes.models import BulkAct, ReminderOccasion
from programmes.services.reminders import add_standard_reminders, send_reminders
from tests.factories import (
    make_application,
    make_contact,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
)
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    made = make_programme("north")
    add_standard_reminders()
    made.reminders.update(on_since=timezone.now() - timedelta(days=90))
    return made


def waits(placement, days):
    application = make_application(placement)
    sent = timezone.now() - timedelta(days=days)
    Application.objects.filter(pk=application.pk).update(created_at=sent)
    return application


def messages(person, kind):
    return list(Notification.objects.filter(recipient=person, kind=f"matching.{kind}"))


def test_recruiters_get_one_message_about_all_placements_although_two_reminders_are_due(programme):
    organisation = make_organisation(programme)
    recruiter = make_contact(organisation, role="recruiter")
    teacher = make_contact(organisation, role="teacher")
    first, second = make_placement(organisation), make_placement(organisation)
    waits(first, 12)
    waits(first, 2)
    waits(second, 7)
    send_reminders()
    [message] = messages(recruiter, "applications_waiting")
    lines = message.notice.paragraphs()
    assert message.notice.title() == f"3 applications wait for an answer from {organisation}"
    assert [
        f"“{first.title}”: 2 applications" in lines[-2],
        f"“{second.title}”: 1 application," in lines[-1],
    ] == [
        True,
        True,
    ]
    assert messages(teacher, "applications_waiting") == []


def test_the_longest_wait_decides_in_which_words_the_company_is_told(programme):
    organisation = make_organisation(programme)
    recruiter, placement = make_contact(organisation), make_placement(organisation)
    programme.reminders.filter(standard="second", kind="matching.unanswered").update(text="Last time.")
    waits(placement, 6)
    waits(placement, 11)
    send_reminders()
    [message] = messages(recruiter, "applications_waiting")
    assert message.notice.paragraphs()[0] == "Last time."


def test_a_long_list_names_the_first_and_counts_the_others(programme):
    organisation = make_organisation(programme)
    recruiter = make_contact(organisation)
    for _number in range(11):
        waits(make_placement(organisation), 6)
    send_reminders()
    [message] = messages(recruiter, "applications_waiting")
    assert len(message.notice.paragraphs()) == 2 + 8 + 1
    assert message.notice.paragraphs()[-1] == "… and 3 more."


def test_coordinators_are_told_after_two_weeks_which_companies_are_silent(programme):
    coordinator, elsewhere = make_member(programme), make_member(make_programme("south"))
    for days in (15, 20):
        waits(make_placement(make_organisation(programme)), days)
    waits(make_placement(make_organisation(programme)), 12)
    send_reminders()
    [message] = messages(coordinator, "companies_silent")
    assert message.notice.title() == "NORTH: 2 applications have waited long for an answer"
    assert [row["number"] for row in message.payload["organisations"]] == [1, 1]
    assert messages(elsewhere, "companies_silent") == []


@pytest.mark.parametrize("state", ["shortlisted", "interview", "declined", "withdrawn"])
def test_nobody_is_told_of_what_no_longer_waits_for_the_company(programme, state):
    organisation = make_organisation(programme)
    recruiter = make_contact(organisation)
    application = waits(make_placement(organisation), 6)
    Application.objects.filter(pk=application.pk).update(state=state)
    send_reminders()
    assert messages(recruiter, "applications_waiting") == []


def test_no_company_is_told_of_what_it_may_not_read(programme):
    recruiters = []
    for verification, restricted in (("declined", None), ("verified", timezone.now())):
        organisation = make_organisation(programme, verification=verification)
        recruiters.append(make_contact(organisation))
        application = waits(make_placement(organisation), 6)
        person = application.talent.user
        type(person).objects.filter(pk=person.pk).update(restricted_at=restricted)
    send_reminders()
    assert [messages(each, "applications_waiting") for each in recruiters] == [[], []]


def test_a_coordinator_reminds_a_company_of_all_that_waits_once_a_day(programme):
    organisation = make_organisation(programme)
    recruiter, coordinator = make_contact(organisation), make_member(programme)
    application = waits(make_placement(organisation), 1)
    for _time in range(2):
        remind_company(application=application, by=coordinator)
    assert [message.notice.number for message in messages(recruiter, "applications_waiting")] == [1]
    for stranger in (make_member(make_programme("south")), recruiter):
        with pytest.raises(NotAllowed):
            remind_company(application=application, by=stranger)
    Application.objects.update(state="declined")
    with pytest.raises(NothingWaits):
        remind_company(application=application, by=coordinator)


def test_the_week_offers_each_silent_company_once_and_no_other_programme_s(programme):
    coordinator, elsewhere = make_member(programme), make_member(make_programme("south"))
    organisation = make_organisation(programme)
    first = waits(make_placement(organisation), 9)
    waits(make_placement(organisation), 8)
    waits(make_placement(make_organisation(programme)), 2)
    act, programmes = bulk_acts["remind-companies"], type(programme).objects.all()
    assert [row.pk for row in act.rows(coordinator, programmes)] == [first.pk]
    assert list(act.rows(elsewhere, programmes)) == []


def test_who_reminds_companies_reads_when_each_was_reminded_last_by_itself_or_by_staff(programme, client):
    coordinator = make_member(programme)
    client.force_login(coordinator)
    page = "/week/remind-companies/"
    never, told = make_organisation(programme), make_organisation(programme)
    for organisation in (never, told):
        make_contact(organisation)
    application = waits(make_placement(told), 9)
    send_reminders()
    waits(make_placement(never), 9)
    names = {name: last for _pk, name, last, _ticked in client.get(page).context["rows"]}
    assert names == {str(told): f"Last reminded on {day(timezone.now())}", str(never): ""}
    ReminderOccasion.objects.all().delete()
    assert not any(last for _pk, _name, last, _ticked in client.get(page).context["rows"])
    asked = {"kind": "remind-companies", "requested_by": coordinator, "keys": [application.pk]}
    BulkAct.objects.create(**asked, finished_at=timezone.now())
    assert [name for _pk, name, last, _ticked in client.get(page).context["rows"] if last] == [str(told)]


def test_a_company_in_which_nobody_has_an_account_is_not_said_to_be_reminded(programme, client):
    """Beside one that is."""
    coordinator = make_member(programme)
    sign_in(client, coordinator)
    deaf, told = make_organisation(programme), make_organisation(programme)
    make_contact(told)
    applications = [waits(make_placement(organisation), 9) for organisation in (deaf, told)]
    with pytest.raises(NobodyToRemind):
        remind_company(application=applications[0], by=coordinator)
    page = "/week/remind-companies/"
    client.post(page, {"row": [each.pk for each in applications]})
    act = BulkAct.objects.get()
    assert (act.carried_out, act.left_out, act.keys_left_out) == (1, 1, [applications[0].pk])
    assert {name: bool(last) for _pk, name, last, _ticked in client.get(page).context["rows"]} == {
        str(deaf): False,
        str(told): True,
    }


def test_what_is_late_is_the_same_in_the_number_the_list_and_the_act(programme, client):
    """Taken up again lately, it is not late; what the company can't read, nobody reminds it of."""
    coordinator = make_member(programme)
    client.force_login(coordinator)
    late = waits(make_placement(make_organisation(programme)), 9)
    again = waits(make_placement(make_organisation(programme)), 9)
    ApplicationEvent.objects.create(application=again, state="received")
    again.refresh_from_db()
    again.save()
    waits(make_placement(make_organisation(programme, verification="waiting")), 9)
    everything = type(programme).objects.all()
    [count] = applications_unanswered(coordinator, everything)
    listed = client.get(count.url).context["cl"].queryset
    acted_on = bulk_acts[count.act].rows(coordinator, everything)
    assert [[row.pk for row in rows] for rows in (count.waiting, listed, acted_on)] == [[late.pk]] * 3
