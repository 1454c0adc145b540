"""Events are entered for programmes one works in."""

import pytest

from events.models import Event
from tests.factories import (
    make_member,
)
from tests.workplace import address

pytestmark = pytest.mark.django_db


def event_form(programme, **more):
    return {
        "programme": programme.pk,
        "title_0": "Open day",
        "format": "workshop",
        "state": "draft",
        "starts_at_0": "2030-05-01",
        "starts_at_1": "10:00",
        "ends_at_0": "2030-05-01",
        "ends_at_1": "12:00",
        **more,
    }


def test_a_row_can_be_added_to_an_own_programme_and_to_no_other(coordinator, mine, foreign):
    refused = coordinator.post(address(Event, "add"), event_form(foreign.programme))
    assert refused.status_code == 200
    assert list(refused.context["adminform"].form.errors) == ["programme"]
    assert coordinator.post(address(Event, "add"), event_form(mine.programme)).status_code == 302
    assert Event.objects.filter(programme=mine.programme).count() == 2
    assert Event.objects.filter(programme=foreign.programme).count() == 1


def test_a_row_can_t_point_to_a_foreign_one(coordinator, mine, foreign):
    refused = coordinator.post(
        address(Event, "add"), event_form(mine.programme, host=foreign.organisation.pk)
    )
    assert list(refused.context["adminform"].form.errors) == ["host"]


def test_what_somebody_else_put_into_a_field_stays_when_a_trainer_saves_the_row(client, mine):
    mine.event.host = mine.verified
    mine.event.save()
    client.force_login(make_member(mine.programme, "trainer"))
    answer = client.post(
        address(Event, "change", mine.event.pk), event_form(mine.programme, host=mine.verified.pk)
    )
    assert answer.status_code == 302
    mine.event.refresh_from_db()
    assert (str(mine.event.title), mine.event.host) == ("Open day", mine.verified)
