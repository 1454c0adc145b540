"""A matchmaking day on the pages of those who meet and of those who run it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.models import Encounter, Event, Wish
from events.queries.registrations import registration_token
from events.services.registrations import cancel_registration
from portal.users.models import User
from tests.events.meeting import Meeting
from tests.factories import make_contact, make_talent, make_user

pytestmark = pytest.mark.django_db


def own(row) -> str:
    return reverse("events:registration_meetings", args=[registration_token(row.pk)])


def page(client, address, status=200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def send(client, address, **data) -> str:
    response = client.post(address, data, follow=True)
    assert response.status_code == 200, response.context["form"].errors
    return response.content.decode()


@pytest.fixture
def meeting():
    return Meeting(companies=3)


def begun(meeting) -> None:
    start = timezone.now() - timedelta(minutes=90)
    Event.objects.filter(pk=meeting.event.pk).update(starts_at=start, ends_at=start + timedelta(hours=6))


# --- People --------------------------------------------------------------------------------------------------------


def test_somebody_ranks_tables_says_when_they_are_away_and_who_may_see_them_without_an_account(
    client, meeting
):
    row = meeting.comes("Ana", is_shown=False)
    first, second, _third = (table.pk for table in meeting.tables)
    shown = page(client, own(row))
    assert shown.count("<select") == 3
    assert own(row) in page(client, reverse("events:registration", args=[registration_token(row.pk)]))
    data = {f"rank_{table.pk}": "0" for table in meeting.tables}
    answer = client.post(own(row), data | {f"rank_{first}": "1", f"rank_{second}": "1"})
    assert (answer.status_code, Wish.objects.count()) == (400, 0)
    assert "You have given the number 1 to Company A of Leipzig already." in answer.content.decode()
    send(client, own(row), **data | {f"rank_{second}": "1", f"rank_{first}": "2", "away": ["2"]})
    assert list(row.wishes.values_list("table", "rank")) == [(second, 1), (first, 2)]
    row.day_profile.refresh_from_db()
    assert (row.day_profile.away, row.day_profile.shown_since) == ([2], None)
    send(client, own(row), **data, is_shown="on")
    row.day_profile.refresh_from_db()
    assert row.day_profile.shown_since is not None
    meeting.close()
    assert "<select" not in page(client, own(row))
    send(client, own(row), act="hide")
    row.day_profile.refresh_from_db()
    assert row.day_profile.shown_since is None


def test_the_plan_says_when_somebody_meets_whom_and_why_a_wish_is_not_honoured(client, meeting):
    ana = meeting.comes("Ana", 1, 2)
    for name in ("Boris", "Cene", "Dora"):
        meeting.company_wishes(1, meeting.comes(name, 1), *[])
    meeting.company_wishes(1, *meeting.event.registrations.exclude(pk=ana.pk).order_by("pk"))
    meeting.close()
    meeting.plan()
    assert "Company B" not in page(client, own(ana))
    meeting.publish()
    shown = page(client, own(ana))
    assert "Company B of Leipzig" in shown
    assert "the other side has no time left" in shown
    assert "We meet again" not in shown.split("After a meeting")[0]  # not before it has begun
    begun(meeting)
    assert ">We meet again" in page(client, own(ana))
    encounter = Encounter.objects.get(registration=ana)
    send(client, own(ana), act="again", other=encounter.table_id)
    encounter.refresh_from_db()
    assert (encounter.person_says, encounter.table_says) == ("again", "")


def test_whoever_does_not_come_has_no_meetings_and_a_link_that_is_none_leads_nowhere(client, meeting):
    row = meeting.comes("Ana", 1)
    cancel_registration(registration=row, by=row.person)
    assert client.get(own(row)).url == reverse("events:registration", args=[registration_token(row.pk)])
    page(client, reverse("events:registration_meetings", args=["none"]), 404)


# --- Organisations -------------------------------------------------------------------------------------------------


def test_an_organisation_sees_and_ranks_only_those_who_have_said_yes(client, meeting):
    ana = meeting.comes("Ana", 1)
    make_talent(ana.person, headline="Welds everything")
    meeting.comes("Boris", 1, is_shown=False)
    table = meeting.tables[0]
    address = reverse("events:table_detail", args=[table.pk])
    client.force_login(meeting.contacts[0])
    shown = page(client, address)
    assert ("Ana" in shown, "Welds everything" in shown, "Boris" in shown) == (True, True, False)
    assert address in page(client, reverse("events:table_list"))
    send(client, address, **{f"rank_{ana.pk}": "1"}, away=["0"])
    assert list(table.wishes.filter(side="table").values_list("registration", "rank")) == [(ana.pk, 1)]
    meeting.close()
    meeting.plan()
    meeting.publish()
    begun(meeting)
    shown = page(client, address)
    assert ("Ana" in shown, "Boris" in shown, "<select" in shown) == (True, True, False)
    send(client, address, act="not_now", other=ana.pk)
    assert Encounter.objects.get(registration=ana).table_says == "not_now"


def test_nobody_else_opens_a_table(client, meeting):
    address = reverse("events:table_detail", args=[meeting.tables[0].pk])
    assert client.get(address).status_code == 302
    keeper = make_contact(meeting.companies[0], role="equipment")
    for person in (meeting.contacts[1], make_user("Somebody"), keeper):
        client.force_login(person)
        page(client, address, 404)


# --- Who runs it ---------------------------------------------------------------------------------------------------


def test_signs_and_the_grid_are_for_those_who_run_the_event(client, meeting):
    meeting.comes("Ana", 1)
    meeting.close()
    meeting.plan()
    meeting.publish()
    grid = reverse("events:meeting_grid", args=[meeting.event.pk])
    signs = reverse("events:table_signs", args=[meeting.event.pk])
    client.force_login(meeting.contacts[0])
    for address in (grid, signs):
        page(client, address, 403)
    client.force_login(meeting.coordinator)
    assert page(client, grid).count("Ana") == 1
    User.objects.filter(name="Ana").update(restricted_at=timezone.now())
    assert page(client, grid).count("Ana") == 0
    read = PdfReader(BytesIO(client.get(signs).content))
    assert [
        f"Company {letter}" in each.extract_text() for letter, each in zip("ABC", read.pages, strict=True)
    ] == [True] * 3
    width, height = read.pages[0].mediabox.width, read.pages[0].mediabox.height
    assert width > height
