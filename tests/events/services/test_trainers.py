"""Who leads an event: named by whoever plans it, told of it, and shown to nobody but staff."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import EventTrainer
from events.services.trainers import NotOfProgramme, name_trainers, release_trainer
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
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
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def test_whoever_is_named_is_told_once_and_who_names_is_not(house):
    for _twice in range(2):
        people = [house.trainer, house.coordinator]
        name_trainers(event=house.event, people=people, by=house.coordinator)
    assert house.leading == {house.trainer, house.coordinator}
    assert (told(house.trainer), told(house.coordinator)) == (["events.named_as_trainer"], [])


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
