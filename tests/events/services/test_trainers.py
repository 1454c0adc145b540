"""Who leads an event: named by whoever plans it, told of it, and shown to nobody but staff."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import EventTrainer, Session
from events.services.sessions import add_sessions, cancel_session, change_session
from events.services.states import cancel_event, hold_event_after_all, save_event
from events.services.trainers import NotOfProgramme, name_trainers, release_trainer
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.extensions import own_dates
from tests.factories import make_enrolment, make_event, make_member, make_programme
from tests.sessions import sign_in
from tests.workplace import event_form

pytestmark = pytest.mark.django_db


class House:
    def __init__(self) -> None:
        self.programme = make_programme("stay", modules=["events"])
        self.coordinator = make_member(self.programme)
        self.trainer = make_member(self.programme, "trainer")
        self.event = make_event(self.programme)

    @property
    def leading(self) -> set:
        return {row.person for row in self.event.trainers.all()}


@pytest.fixture
def house():
    return House()


def told(person) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_whoever_is_named_is_told_once_and_who_names_is_not(house):
    for _twice in range(2):
        people = [house.trainer, house.coordinator]
        name_trainers(event=house.event, people=people, by=house.coordinator)
    assert house.leading == {house.trainer, house.coordinator}
    assert (told(house.trainer), told(house.coordinator)) == (["events.named_as_trainer"], [])


def test_whoever_leads_it_is_told_of_what_becomes_of_it_and_it_stands_in_their_calendar(house):
    outsider = make_member(house.programme, "assistant")
    name_trainers(
        event=house.event, people=[house.trainer, house.coordinator, outsider], by=house.coordinator
    )
    outsider.memberships.all().delete()
    later = timedelta(days=1)
    house.event.starts_at, house.event.ends_at = house.event.starts_at + later, house.event.ends_at + later
    save_event(event=house.event, by=house.coordinator)
    second = Session(starts_at=house.event.starts_at + later, ends_at=house.event.ends_at + later)
    (second,) = add_sessions(event=house.event, sessions=[second], by=house.coordinator)
    second.starts_at += timedelta(hours=1)
    change_session(session=second, by=house.coordinator)
    cancel_session(session=second, reason="Ill.", by=house.coordinator)
    assert [date.state for date in dates_of(house.trainer)] == ["", "Cancelled"]
    cancel_event(event=house.event, reason="No room.", by=house.coordinator)
    hold_event_after_all(event=house.event, by=house.coordinator)
    assert told(house.trainer) == [
        "events.named_as_trainer",
        "events.led_event_moved",
        "events.led_event_moved",
        "events.led_event_called_off",
        "events.led_event_called_off",
        "events.led_event_held_after_all",
    ]
    assert (told(house.coordinator), told(outsider)) == ([], ["events.named_as_trainer"])
    assert [date.entry.starts_at for date in dates_of(house.trainer)] == [
        house.event.starts_at,
        second.starts_at,
    ]
    assert dates_of(outsider) == []


def dates_of(person) -> list:
    person = User.objects.get(pk=person.pk)  # whose rights are read anew
    found = [each for _name, of in own_dates.items() for each in of(person, timezone.now())]
    return sorted(found, key=lambda date: date.entry.starts_at)


@pytest.mark.parametrize("role", ["adviser", "assistant", "coordinator", "trainer"])
def test_people_of_the_programme_and_of_the_one_it_is_part_of_lead_events(house, role):
    part = make_programme("part", parent=house.programme)
    event = make_event(part)
    name_trainers(event=event, people=[make_member(house.programme, role)], by=house.coordinator)
    assert event.trainers.count() == 1


def test_nobody_else_does(house):
    evaluator = make_member(house.programme, "evaluator")
    stranger = make_member(make_programme("other"), "trainer")
    for person in (evaluator, stranger, make_enrolment(house.programme).person):
        with pytest.raises(NotOfProgramme):
            name_trainers(event=house.event, people=[house.trainer, person], by=house.coordinator)
    assert house.leading == set()


def test_of_a_published_event_only_a_coordinator_says_who_leads_it(house):
    row = EventTrainer.objects.create(event=house.event, person=house.coordinator)
    with pytest.raises(NotAllowed):
        name_trainers(event=house.event, people=[house.trainer], by=house.trainer)
    with pytest.raises(NotAllowed):
        release_trainer(trainer=row, by=house.trainer)
    draft = make_event(house.programme, state="draft")
    name_trainers(event=draft, people=[house.trainer], by=house.trainer)
    assert draft.trainers.count() == 1


def form_of(event, row, who) -> dict[str, object]:
    """The event's form with one line of who leads it, which had the row, if any."""
    line = {"trainers-TOTAL_FORMS": 1, "trainers-INITIAL_FORMS": int(bool(row)), "trainers-0-person": who.pk}
    line |= {"trainers-0-event": event.pk, "trainers-0-id": row.pk if row else ""}
    return event_form(event.programme, **line)


def test_in_the_event_s_form_colleagues_can_be_chosen_and_exchanged(house):
    client = Client()
    sign_in(client, house.coordinator)
    participant = make_enrolment(house.programme).person
    page = reverse("admin:events_event_change", args=[house.event.pk])
    inline = next(
        each.formset
        for each in client.get(page).context["inline_admin_formsets"]
        if each.formset.prefix == "trainers"
    )
    choices = set(inline.empty_form.fields["person"].queryset)
    assert (house.trainer in choices, participant in choices) == (True, False)
    answer = client.post(page, form_of(house.event, None, house.trainer))
    assert answer.status_code == 302, answer.context["errors"]
    assert (house.leading, told(house.trainer)) == ({house.trainer}, ["events.named_as_trainer"])
    row, other = house.event.trainers.get(), make_member(house.programme, "adviser")
    client.post(page, form_of(house.event, row, other))
    assert (house.leading, told(other)) == ({other}, ["events.named_as_trainer"])


def test_the_public_page_names_nobody(house):
    name_trainers(event=house.event, people=[house.trainer], by=house.coordinator)
    page = Client().get(house.event.get_absolute_url())
    assert (page.status_code, str(house.trainer) in page.content.decode()) == (200, False)


def test_a_trainer_opens_what_the_message_leads_to(house):
    client = Client()
    sign_in(client, house.trainer)
    assert client.get(reverse("admin:events_event_change", args=[house.event.pk])).status_code == 200
    address = reverse("admin:events_registration_changelist")
    assert client.get(f"{address}?event__id__exact={house.event.pk}").status_code == 200


def test_trainers_of_another_programme_s_events_are_not_found(house):
    row = EventTrainer.objects.create(event=house.event, person=house.trainer)
    other = make_member(make_programme("other"))
    assert list(EventTrainer.objects.visible_to(other)) == []
    assert list(EventTrainer.objects.visible_to(house.coordinator)) == [row]
