from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Session
from programmes.models import SchoolHoliday
from programmes.roles import Role
from tests.factories import i18n, make_event, make_member, make_programme
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(make_programme(modules=["events"]))


@pytest.fixture
def client(event):
    client = Client()
    sign_in(client, make_member(event.programme))
    return client


def second_of(event) -> Session:
    start = event.starts_at + timedelta(days=7)
    return Session.objects.create(event=event, starts_at=start, ends_at=start + timedelta(hours=2))


def page_of(session) -> str:
    return reverse("admin:events_session_change", args=[session.pk])


def form(event, day: str) -> dict[str, object]:
    return {
        "event": event.pk,
        "starts_at_0": day,
        "starts_at_1": "10:00",
        "ends_at_0": day,
        "ends_at_1": "12:00",
        "title_0": "Letters",
        "break_minutes": 0,
    }


def test_dates_are_added_and_moved_from_the_event_s_page(client, event):
    page = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert f"{reverse('admin:events_session_changelist')}?event__id__exact={event.pk}" in page
    assert f"{reverse('admin:events_session_add')}?event={event.pk}" in page
    assert client.post(reverse("admin:events_session_add"), form(event, "2027-03-01")).status_code == 302
    session = event.sessions.get(is_first=False)
    assert str(session.title) == "Letters"
    assert client.post(page_of(session), form(event, "2027-03-02")).status_code == 302
    session.refresh_from_db()
    assert f"{session.starts_at:%Y-%m-%d}" == "2027-03-02"


def test_the_event_s_form_has_its_times_only_while_it_has_one_date(client, event):
    page = reverse("admin:events_event_change", args=[event.pk])
    assert 'name="starts_at_0"' in client.get(page).content.decode()
    second_of(event)
    assert 'name="starts_at_0"' not in client.get(page).content.decode()


def test_a_date_is_cancelled_with_a_reason_and_is_only_looked_at_then(client, event):
    session = second_of(event)
    data = {"action": "cancel", "_selected_action": session.pk, "has_reason": "1", "reason": "Flooded."}
    client.post(reverse("admin:events_session_changelist"), data)
    session.refresh_from_db()
    assert (session.state, session.cancel_reason) == ("cancelled", "Flooded.")
    page = client.get(page_of(session)).content.decode()
    assert ("Flooded." in page, 'name="starts_at_0"' in page) == (True, False)


def test_a_date_is_taken_back_and_the_last_one_is_not(client, event):
    session = second_of(event)
    for each in (session, event.sessions.get(is_first=True)):
        client.post(reverse("admin:events_session_delete", args=[each.pk]), {"post": "yes"})
    assert list(event.sessions.values_list("is_first", flat=True)) == [True]


def test_a_trainer_changes_dates_of_drafts_only(event):
    client = Client()
    sign_in(client, make_member(event.programme, role=Role.TRAINER))
    draft = make_event(event.programme, state="draft", title=i18n("Draft"))
    for row, is_open in ((event, False), (draft, True)):
        page = client.get(page_of(row.sessions.get())).content.decode()
        assert ('name="starts_at_0"' in page) is is_open


# --- By a rule, and copied -----------------------------------------------------------------------------------------

RULE = {
    "kind": "monthly",
    "first": "2027-03-01",
    "times": 3,
    "begins": "18:00",
    "ends": "20:00",
    "number": 3,
    "weekday": 2,
}


def test_a_series_is_looked_at_first_and_then_added_as_it_was_shown(client, event):
    page = reverse("admin:events_event_dates", args=[event.pk])
    shown = client.post(page, RULE | {"act": "preview"})
    assert [f"{each.starts_at:%m-%d}" for each in shown.context["dates"]] == ["03-17", "04-21", "05-19"]
    assert event.sessions.count() == 1
    other = client.post(page, RULE | {"act": "add", "weekday": 3, "shown": shown.context["shown"]})
    assert (other.status_code, event.sessions.count()) == (200, 1), (
        "what was changed meanwhile is shown again"
    )
    added = client.post(page, RULE | {"act": "add", "shown": shown.context["shown"]})
    assert (added.status_code, event.sessions.count()) == (302, 4)
    again = client.post(page, RULE | {"act": "preview"})
    assert (again.context["number"], [each.is_left_out for each in again.context["dates"]]) == (0, [True] * 3)


def test_public_holidays_are_shown_and_left_out_where_that_is_wanted(client, event):
    weekly = {"kind": "weekly", "first": "2027-03-25", "times": 2, "weekdays": [3, 4]}
    data = {"begins": "18:00", "ends": "20:00", "act": "preview"} | weekly  # the day before Good Friday
    page = reverse("admin:events_event_dates", args=[event.pk])
    dates = client.post(page, data).context["dates"]
    assert [(each.note, each.is_left_out) for each in dates] == [("", False), ("Good Friday", False)]
    dates = client.post(page, data | {"leaves_holidays_out": "on"}).context["dates"]
    assert [each.is_left_out for each in dates] == [False, True]


def test_school_holidays_are_shown_and_left_out_where_that_is_wanted(client, event):
    event.programme.region = "DEG"
    event.programme.save()
    SchoolHoliday.objects.create(
        region="DEG", name=i18n("Easter holidays"), starts_on=date(2027, 3, 22), ends_on=date(2027, 4, 3)
    )
    data = {
        "kind": "list",
        "begins": "09:00",
        "ends": "12:00",
        "listed": "2027-03-23\n2027-04-06",
        "act": "preview",
    }
    page = reverse("admin:events_event_dates", args=[event.pk])
    shown = client.post(page, data).context["dates"]
    assert [(len(each.conflicts), each.is_left_out) for each in shown] == [(1, False), (0, False)]
    without = client.post(page, data | {"leaves_school_holidays_out": "on"}).context
    assert ([each.is_left_out for each in without["dates"]], without["number"]) == ([True, False], 1)


def test_days_are_listed_one_on_each_line(client, event):
    page = reverse("admin:events_event_dates", args=[event.pk])
    data = {"kind": "list", "begins": "09:00", "ends": "12:00", "act": "preview"}
    dates = client.post(page, data | {"listed": "2027-04-09\n2027-04-02\n\n2027-04-09"}).context["dates"]
    assert [f"{each.starts_at:%m-%d}" for each in dates] == ["04-02", "04-09"]
    for wrong in ({"listed": "soon"}, {"listed": ""}, {"ends": "08:00", "listed": "2027-04-09"}):
        assert client.post(page, data | wrong).status_code == 400


def test_a_rule_says_when_it_begins_and_ends_and_on_which_days(client, event):
    page = reverse("admin:events_event_dates", args=[event.pk])
    weekly = {"kind": "weekly", "begins": "09:00", "ends": "12:00", "act": "preview"}
    form = client.post(page, weekly).context["form"]
    assert set(form.errors) == {"first", "until", "weekdays"}
    none = weekly | {"first": "2027-03-02", "until": "2027-03-03", "weekdays": [0]}
    assert set(client.post(page, none).context["form"].errors) == {"until"}


def test_an_event_is_copied_from_its_page(client, event):
    page = reverse("admin:events_event_copy", args=[event.pk])
    assert page in client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    answer = client.post(page, {"first_day": "2027-10-20"})
    made = event.programme.events.get(state="draft")
    assert answer.url == reverse("admin:events_event_change", args=[made.pk])
