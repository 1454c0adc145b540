"""A matchmaking day in the administration: set up, planned, looked at, published and changed."""

import pytest
from django.urls import reverse

from events.models import MatchmakingDay, MeetingPlan, Table
from events.services.meeting_plans import make_plan
from tests.events.meeting import Meeting
from tests.factories import make_event, make_member, make_organisation

pytestmark = pytest.mark.django_db


def address(event, name="matchmaking", *args) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


def act(client, event, **data) -> str:
    response = client.post(address(event), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def meeting():
    return Meeting()


@pytest.fixture
def staff(client, meeting):
    client.force_login(meeting.coordinator)
    return client


def test_only_those_who_publish_reach_it_and_only_at_a_matchmaking_day(client, meeting):
    for person, status in (
        (make_member(meeting.programme, "trainer"), 403),
        (Meeting("IQ").coordinator, 404),
        (meeting.coordinator, 200),
    ):
        client.force_login(person)
        for name in ("matchmaking", "slots", "tables"):
            assert client.get(address(meeting.event, name)).status_code == status
        table = address(meeting.event, "table", meeting.tables[0].pk)
        assert client.get(table).status_code == status
    course = make_event(meeting.programme, format="course")
    assert client.get(address(course)).status_code == 404
    event = reverse("admin:events_event_change", args=[meeting.event.pk])
    assert address(meeting.event) in client.get(event).content.decode()


def test_times_are_looked_at_first_and_leave_the_break_out(staff, meeting):
    event = make_event(
        meeting.programme,
        hours=8,
        format="matchmaking",
        starts_at=meeting.event.starts_at.replace(hour=8, minute=0, second=0, microsecond=0),
    )
    zone = event.programme.zone
    first = event.starts_at.astimezone(zone).hour
    data = {
        "begins": f"{first + 1}:00",
        "ends": f"{first + 4}:00",
        "minutes": "20",
        "pause": "10",
        "break_begins": f"{first + 2}:00",
        "break_ends": f"{first + 3}:00",
    }
    shown = staff.post(address(event, "slots"), data)
    assert (shown.status_code, MatchmakingDay.objects.filter(event=event).count()) == (200, 0)
    text = shown.context["shown"]
    staff.post(address(event, "slots"), data | {"act": "set", "shown": text})
    day = MatchmakingDay.objects.get(event=event)
    assert (day.minutes, day.starts) == (20, [60, 90, 180, 210])
    early = staff.post(address(event, "slots"), data | {"begins": f"{first - 1}:00"})
    assert early.status_code == 400


def test_organisations_get_tables_in_bulk_and_each_is_changed_by_itself(staff, meeting):
    company = make_organisation(meeting.programme, name="Company Z")
    shown = staff.get(address(meeting.event, "tables")).content.decode()
    assert ("Company Z" in shown, "Company A" in shown) == (True, False)
    staff.post(address(meeting.event, "tables"), {"organisations": [company.pk]})
    table = Table.objects.get(organisation=company)
    assert table.number == 3
    page = address(meeting.event, "table", table.pk)
    taken = staff.post(page, {"number": "1", "seats": "2"})
    assert taken.status_code == 400
    staff.post(page, {"number": "7", "seats": "2", "away": ["0"]})
    table.refresh_from_db()
    assert (table.number, table.seats, table.away) == (7, 2, [0])
    act(staff, meeting.event, act="remove", table=table.pk)
    assert not Table.objects.filter(pk=table.pk).exists()


def test_the_plan_is_asked_for_looked_at_published_and_changed_when_a_company_leaves(staff, meeting):
    ana = meeting.comes("Ana", 1, 2)
    meeting.company_wishes(1, ana)
    act(staff, meeting.event, act="close")
    said = act(staff, meeting.event, act="plan")
    assert "The plan is being made" in said
    make_plan(plan_id=MeetingPlan.objects.get().pk)
    shown = staff.get(address(meeting.event)).content.decode()
    for words in ("Meetings: 2", "It is proven that no plan honours more.", "Only you see it."):
        assert words in shown
    other = act(staff, meeting.event, act="publish", plan="0")
    assert "There is another plan by now." in other
    act(staff, meeting.event, act="publish", plan=meeting.draft().pk)
    assert meeting.published().encounters.count() == 2
    act(staff, meeting.event, act="leave", table=meeting.tables[0].pk)
    make_plan(plan_id=meeting.draft().pk)
    shown = staff.get(address(meeting.event)).content.decode()
    assert "<b>gone</b>" in shown
    act(staff, meeting.event, act="discard")
    assert MeetingPlan.objects.get() == meeting.published()
