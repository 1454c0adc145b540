"""Whoever works for a programme drafts; its coordinators publish, send back and cancel; time ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.constants import EventState, ReviewStep
from events.models import Event
from events.services.states import (
    EventIsOver,
    NoteMissing,
    ReasonMissing,
    cancel_event,
    finish_events,
    hide_event,
    hold_event_after_all,
    publish_event,
    save_event,
    send_back_event,
    submit_event,
)
from events.tasks import finish_events as finish_events_task
from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from tests.factories import i18n, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED = EventState.DRAFT, EventState.SUBMITTED
PUBLISHED, DONE, CANCELLED = EventState.PUBLISHED, EventState.DONE, EventState.CANCELLED


class House:
    """A programme with who drafts in it and who publishes."""

    def __init__(self) -> None:
        self.programme = make_programme()
        self.coordinator = make_member(self.programme)
        self.other_coordinator = make_member(self.programme)
        self.trainer = make_member(self.programme, "trainer")

    def event(self, state: str = DRAFT, days: int = 9, **fields) -> Event:
        start = timezone.now() + timedelta(days=days)
        return Event.objects.create(
            **{"programme": self.programme, **fields},
            title=i18n("Open day"),
            state=state,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )


@pytest.fixture
def house():
    return House()


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def said(event) -> list[tuple[str, str]]:
    return list(event.reviews.values_list("step", "note"))


def test_a_trainer_submits_and_every_coordinator_reads_of_it_with_the_note(house):
    event = submit_event(event=house.event(), note=" The room is booked. ", by=house.trainer)
    assert (event.state, said(event)) == (SUBMITTED, [("submitted", "The room is booked.")])
    assert told(house.coordinator) == told(house.other_coordinator) == ["events.event_to_review"]
    assert told(house.trainer) == []
    notice = Notification.objects.filter(recipient=house.coordinator).get()
    assert notice.payload["note"] == "The room is booked."


def test_a_coordinator_publishes_and_whoever_submitted_is_told(house):
    event = submit_event(event=house.event(), by=house.trainer)
    event = publish_event(event=event, by=house.coordinator)
    assert event.state == PUBLISHED
    assert told(house.trainer) == ["events.event_published"]
    assert told(house.coordinator) == ["events.event_to_review"]
    assert [each.by for each in event.reviews.all()] == [house.trainer, house.coordinator]


def test_what_coordinators_draft_themselves_they_publish_and_nobody_is_told(house):
    event = publish_event(event=house.event(), by=house.coordinator)
    assert (event.state, Notification.objects.count()) == (PUBLISHED, 0)


def test_whoever_submitted_reads_what_has_to_change_and_submits_again(house):
    event = submit_event(event=house.event(), by=house.trainer)
    with pytest.raises(NoteMissing):
        send_back_event(event=event, note="  ", by=house.coordinator)
    event = send_back_event(event=event, note="Which room?", by=house.coordinator)
    assert (event.state, told(house.trainer)) == (DRAFT, ["events.event_sent_back"])
    submit_event(event=event, note="Room 3", by=house.trainer)
    assert said(event) == [("submitted", ""), ("sent_back", "Which room?"), ("submitted", "Room 3")]
    assert told(house.coordinator) == ["events.event_to_review"] * 2


def test_nobody_is_told_who_does_not_work_on_it_any_more(house):
    event = submit_event(event=house.event(), by=house.trainer)
    house.trainer.memberships.all().delete()
    publish_event(event=event, by=house.coordinator)
    assert told(house.trainer) == []


@pytest.mark.parametrize("name", ["trainer", "stranger", "outsider"])
def test_only_coordinators_decide(house, name):
    people = {
        "trainer": house.trainer,
        "stranger": make_user(),
        "outsider": make_member(make_programme()),
    }
    by = people[name]
    for state, act in (
        (SUBMITTED, lambda event: publish_event(event=event, by=by)),
        (SUBMITTED, lambda event: send_back_event(event=event, note="No", by=by)),
        (PUBLISHED, lambda event: hide_event(event=event, by=by)),
        (PUBLISHED, lambda event: cancel_event(event=event, reason="Ill", by=by)),
        (CANCELLED, lambda event: hold_event_after_all(event=event, by=by)),
    ):
        event = house.event(state)
        with pytest.raises(NotAllowed):
            act(event)
        event.refresh_from_db()
        assert (event.state, said(event)) == (state, [])
    if name != "trainer":
        with pytest.raises(NotAllowed):
            submit_event(event=house.event(), by=by)


def test_a_step_starts_only_where_the_table_says_so(house):
    with pytest.raises(WrongState):
        submit_event(event=house.event(PUBLISHED), by=house.trainer)
    for state in (PUBLISHED, DONE, CANCELLED):
        with pytest.raises(WrongState):
            publish_event(event=house.event(state), by=house.coordinator)
    with pytest.raises(WrongState):
        cancel_event(event=house.event(SUBMITTED), reason="Ill", by=house.coordinator)


def test_a_cancelled_event_says_why_until_it_is_held_after_all(house):
    event = house.event(PUBLISHED)
    with pytest.raises(ReasonMissing):
        cancel_event(event=event, reason=" ", by=house.coordinator)
    event = cancel_event(event=event, reason="The trainer is ill.", by=house.coordinator)
    assert (event.state, event.cancel_reason) == (CANCELLED, "The trainer is ill.")
    event = hold_event_after_all(event=event, by=house.coordinator)
    assert (event.state, event.cancel_reason) == (PUBLISHED, "")
    assert [step for step, _note in said(event)] == [ReviewStep.CANCELLED, ReviewStep.HELD_AFTER_ALL]


def test_what_is_hidden_is_a_draft_again(house):
    event = hide_event(event=house.event(PUBLISHED), by=house.coordinator)
    assert (event.state, said(event)) == (DRAFT, [("hidden", "")])


def test_what_is_over_is_neither_published_nor_cancelled_nor_held(house):
    for state, act in (
        (DRAFT, lambda event: publish_event(event=event, by=house.coordinator)),
        (PUBLISHED, lambda event: cancel_event(event=event, reason="Ill", by=house.coordinator)),
        (CANCELLED, lambda event: hold_event_after_all(event=event, by=house.coordinator)),
    ):
        with pytest.raises(EventIsOver):
            act(house.event(state, days=-2))


def test_what_was_published_is_done_once_it_is_over_and_nothing_else_is(house):
    over, coming = house.event(PUBLISHED, days=-2), house.event(PUBLISHED)
    others = [house.event(state, days=-2) for state in (DRAFT, SUBMITTED, CANCELLED, DONE)]
    assert (finish_events(), finish_events()) == (1, 0)
    states = dict(Event.objects.values_list("pk", "state"))
    assert (states[over.pk], states[coming.pk]) == (DONE, PUBLISHED)
    assert [states[each.pk] for each in others] == [DRAFT, SUBMITTED, CANCELLED, DONE]
    late = house.event(PUBLISHED, days=-1)
    finish_events_task()
    late.refresh_from_db()
    assert late.state == DONE


def test_what_is_done_goes_on_where_it_is_moved_to_a_day_to_come(house):
    event = house.event(DONE, days=-2)
    assert save_event(event=event, by=house.coordinator).state == DONE
    event.ends_at = timezone.now() + timedelta(days=1)
    with pytest.raises(NotAllowed):
        save_event(event=event, by=make_user())
    with pytest.raises(NotAllowed):
        save_event(event=house.event(programme=make_programme()), by=house.coordinator)
    save_event(event=event, by=house.coordinator)
    event.refresh_from_db()
    assert event.state == PUBLISHED


def test_who_drafts_saves_a_draft_and_nothing_that_was_published_meanwhile(house):
    event = house.event(DRAFT)
    event.place = "Room 3"
    save_event(event=event, by=house.trainer)
    publish_event(event=Event.objects.get(pk=event.pk), by=house.coordinator)
    event.place = "Room 4"  # written on a page that was opened before
    with pytest.raises(NotAllowed):
        save_event(event=event, by=house.trainer)
    save_event(event=event, by=house.coordinator)
    event.refresh_from_db()
    assert (event.place, event.state) == ("Room 4", PUBLISHED)
