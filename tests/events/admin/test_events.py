"""Events are entered for programmes one works in."""

import pytest
from django.core.exceptions import ValidationError

from events.constants import EventState
from events.models import Event
from programmes.models import Activity, WorkPackage
from tests.factories import i18n, make_member, make_organisation, make_programme
from tests.sessions import sign_in
from tests.workplace import address, event_form

pytestmark = pytest.mark.django_db


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
    mine.event.host, mine.event.state = mine.verified, EventState.DRAFT
    mine.event.save()
    sign_in(client, make_member(mine.programme, "trainer"))
    answer = client.post(
        address(Event, "change", mine.event.pk), event_form(mine.programme, host=mine.verified.pk)
    )
    assert answer.status_code == 302
    mine.event.refresh_from_db()
    assert (str(mine.event.title), mine.event.host) == ("Open day", mine.verified)


def act(client, event, name, **more):
    """Press a button of the event's own page."""
    form = {"action": name, "index": 0, "_selected_action": event.pk, "back": event.pk, **more}
    return client.post(address(Event, "changelist"), form, follow=True)


def buttons(client, event) -> list[str]:
    page = client.get(address(Event, "change", event.pk))
    return [name for name, _label in page.context["row_steps"]]


def in_state(event, state):
    Event.objects.filter(pk=event.pk).update(
        state=state, starts_at="2030-05-01T08:00:00Z", ends_at="2030-05-01T10:00:00Z"
    )
    return event


@pytest.mark.parametrize(
    ("state", "of_coordinator", "of_trainer"),
    [
        ("draft", ["publish"], ["submit"]),
        ("submitted", ["publish", "send_back"], []),
        ("published", ["hide", "cancel"], []),
        ("cancelled", ["hold_after_all"], []),
        ("done", [], []),
    ],
)
def test_each_is_offered_the_steps_they_may_take(client, mine, state, of_coordinator, of_trainer):
    in_state(mine.event, state)
    for role, expected in (("coordinator", of_coordinator), ("trainer", of_trainer)):
        sign_in(client, make_member(mine.programme, role))
        assert buttons(client, mine.event) == expected


def test_an_event_goes_from_draft_to_cancelled_by_the_buttons_of_its_page(client, mine):
    event = in_state(mine.event, "draft")
    trainer = make_member(mine.programme, "trainer")
    sign_in(client, trainer)
    assert "reason" in act(client, event, "submit").context["form"].fields
    act(client, event, "submit", has_reason="1", reason="")
    event.refresh_from_db()
    assert event.state == "submitted"
    sign_in(client, mine.coordinator)
    act(client, event, "send_back", has_reason="1", reason="Which room?")
    sign_in(client, trainer)
    assert "Which room?" in client.get(address(Event, "change", event.pk)).content.decode()
    act(client, event, "submit", has_reason="1", reason="Room 3")
    sign_in(client, mine.coordinator)
    act(client, event, "publish")
    event.refresh_from_db()
    assert event.state == "published"
    act(client, event, "cancel", has_reason="1", reason="The trainer is ill.")
    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == ("cancelled", "The trainer is ill.")
    assert "The trainer is ill." in client.get(event.get_absolute_url()).content.decode()
    act(client, event, "hold_after_all")
    mine.registration.delete()  # nobody would miss it any more
    act(client, event, "hide")
    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == ("draft", "")


def test_what_everybody_reads_is_changed_by_coordinators_alone(client, mine):
    event = in_state(mine.event, "published")
    sign_in(client, make_member(mine.programme, "trainer"))
    page = client.get(address(Event, "change", event.pk))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    answer = client.post(address(Event, "change", event.pk), event_form(mine.programme))
    assert answer.status_code == 403
    sign_in(client, mine.coordinator)
    answer = client.post(address(Event, "change", event.pk), event_form(mine.programme))
    assert answer.status_code == 302
    event.refresh_from_db()
    assert (str(event.title), event.state) == ("Open day", "published")


@pytest.mark.parametrize(("length", "is_taken"), [(2000, True), (2001, False)])
@pytest.mark.parametrize(
    ("state", "name", "then"), [("published", "cancel", "cancelled"), ("submitted", "send_back", "draft")]
)
def test_a_reason_may_be_long_and_a_longer_one_is_refused_beside_its_field(
    coordinator, mine, state, name, then, length, is_taken
):
    event = in_state(mine.event, state)
    answer = act(coordinator, event, name, has_reason="1", reason="x" * length)
    event.refresh_from_db()
    assert event.state == (then if is_taken else state)
    assert is_taken or list(answer.context["form"].errors) == ["reason"]


def test_no_state_is_set_by_what_a_form_sends(coordinator, mine):
    coordinator.post(address(Event, "add"), event_form(mine.programme, state="published"))
    assert Event.objects.latest("pk").state == "draft"


def test_an_event_that_is_done_goes_on_once_it_is_moved(coordinator, mine):
    Event.objects.filter(pk=mine.event.pk).update(state="done")
    coordinator.post(address(Event, "change", mine.event.pk), event_form(mine.programme))
    mine.event.refresh_from_db()
    assert mine.event.state == "published"


def test_an_event_is_joint_once_those_who_hold_it_come_from_two_countries(coordinator, mine):
    host, near, far = (make_organisation(mine.programme, country=code) for code in ("AT", "AT", "SI"))
    event, shown = mine.event, []
    for own_host, partners in (
        (host, []),
        (host, [near]),
        (None, [far]),
        (None, [near, far]),
        (host, [near, far]),
    ):
        event.host = own_host
        event.save()
        event.partners.set(partners)
        form = coordinator.get(address(Event, "change", event.pk)).context["adminform"]
        listed = coordinator.get(address(Event, "changelist") + "?joint=yes").context["cl"].result_list
        assert event.joint_countries() == (["AT", "SI"] if event in listed else [])
        shown.append(
            "Austria, Slovenia" in coordinator.get(address(Event, "change", event.pk)).text and bool(form)
        )
    assert shown == [False, False, False, True, True]


def test_an_event_belongs_to_an_activity_of_its_own_programme(coordinator, mine):
    other = make_member(make_programme())
    packages = [
        WorkPackage.objects.create(programme=programme, number=9, title=i18n("Package"))
        for programme in (mine.programme, other.memberships.get().programme)
    ]
    own, foreign = (Activity.objects.create(work_package=each, title=i18n("Days")) for each in packages)
    for activity, status in ((foreign, 200), (own, 302)):
        answer = coordinator.post(
            address(Event, "change", mine.event.pk), event_form(mine.programme, activity=activity.pk)
        )
        assert answer.status_code == status
    mine.event.activity = foreign
    with pytest.raises(ValidationError, match="own programme"):
        mine.event.clean()
