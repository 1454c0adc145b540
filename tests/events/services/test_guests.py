"""Without an account: nothing is taken before the address is proven, and it is joined to an account made later."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from events.constants import RegistrationState
from events.models import Event, Registration
from events.queries.registrations import guests_to_forget, registration_of_link, registration_token
from events.services.guests import ConfirmedTooLate, confirm_guest, register_guest
from events.services.refusals import RegistrationClosed, TooManyCompanions
from events.services.registrations import cancel_registration, register
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.notifications.tasks import deliver_pending
from portal.privacy.queries import unused_accounts
from portal.users.models import User
from portal.users.services import trust_address
from programmes.models import Funding
from tests.factories import i18n, make_confirmed_user, make_event, make_programme, make_user

pytestmark = pytest.mark.django_db

UNCONFIRMED, REGISTERED, WAITING = (
    RegistrationState.UNCONFIRMED,
    RegistrationState.REGISTERED,
    RegistrationState.WAITING,
)
ADDRESS = "guest@example.org"


@pytest.fixture
def event():
    return make_event(make_programme(modules=["events"]), places=1, most_companions=2, asks_needs=True)


def asks(event, email=ADDRESS, **fields) -> Registration:
    return register_guest(event=event, name="Gita", email=email, attendance="on_site", **fields)


def mails() -> list:
    deliver_pending()
    return mail.outbox


def test_nothing_is_taken_before_the_address_is_proven(event):
    row = asks(event)
    assert (row.state, event.admissions.get().seats_taken) == (UNCONFIRMED, 0)
    assert (row.person.is_unclaimed, row.person.contact_email) == (True, ADDRESS)
    person = make_user()
    assert register(event=event, person=person, attendance="on_site", by=person).state == REGISTERED


def test_the_mail_to_an_address_that_nobody_has_proven_says_nothing_that_was_typed(event):
    asks(event)
    (message,) = mails()
    assert message.to == [ADDRESS]
    assert message.subject == "Please confirm that you register for an event"
    assert "Gita" not in message.body
    assert str(event.title) not in message.body
    assert "/events/registrations/" in message.body


def test_who_confirms_has_the_place_and_reads_of_it_by_mail(event):
    row = confirm_guest(registration=asks(event, needs=" A ramp "))
    assert (row.state, row.needs, event.admissions.get().seats_taken) == (REGISTERED, "A ramp", 1)
    assert row.person.contact_email_proven_at is not None
    assert f"You are registered: {event.title}" in [message.subject for message in mails()]
    assert str(event.place) in mail.outbox[-1].body


def test_who_confirms_when_everything_is_taken_waits_and_is_offered_a_place_like_everybody(event):
    first, second = (confirm_guest(registration=asks(event, f"{name}@example.org")) for name in "ab")
    assert (first.state, second.state) == (REGISTERED, WAITING)
    cancel_registration(registration=first, by=first.person)
    second.refresh_from_db()
    assert second.state == RegistrationState.OFFERED


def test_a_link_confirms_once_and_not_after_a_day(event):
    row = asks(event)
    confirmed = confirm_guest(registration=row)
    assert confirm_guest(registration=row) == confirmed, "a second click changes nothing"
    old = asks(event, "late@example.org")
    Registration.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(ConfirmedTooLate):
        confirm_guest(registration=old)


def test_one_address_has_one_place_whoever_types_it_twice(event):
    first, again = asks(event), asks(event)
    row = confirm_guest(registration=first)
    kept = confirm_guest(registration=again)
    assert (kept.pk, kept.state) == (row.pk, REGISTERED)
    assert Registration.objects.booked().count() == 1
    assert User.objects.guests().count() == 1


def test_an_address_of_an_account_becomes_the_accounts_registration(event):
    owner = make_confirmed_user("Owner", email=ADDRESS)
    row = confirm_guest(registration=asks(event))
    assert (row.person, row.state) == (owner, REGISTERED)
    assert not User.objects.guests().exists()


def test_somebody_who_types_another_persons_address_takes_nothing_from_them(event):
    owner = make_confirmed_user("Owner", email=ADDRESS)
    own = register(event=event, person=owner, attendance="on_site", by=owner)
    row = confirm_guest(registration=asks(event, companions=2))
    own.refresh_from_db()
    assert (row.pk, own.companions, own.state) == (own.pk, 0, REGISTERED)


def test_an_account_made_later_with_the_same_proven_address_has_what_the_guest_had(event):
    row = confirm_guest(registration=asks(event))
    user = make_user("Gita", email=ADDRESS)
    assert Registration.objects.get(pk=row.pk).person != user
    trust_address(user=user)
    assert Registration.objects.get(pk=row.pk).person == user


def test_an_address_that_the_guest_has_not_proven_joins_nothing(event):
    row = asks(event)
    make_confirmed_user("Gita", email=ADDRESS)
    assert Registration.objects.get(pk=row.pk).person.is_unclaimed


def test_guests_come_to_what_is_open_to_everybody_and_to_nothing_else():
    programme = make_programme(modules=["events"])
    for fields in ({"access": "invited"}, {"access": "internal"}, {"state": "draft"}):
        with pytest.raises(NotAllowed):
            asks(make_event(programme, places=1, **fields))
    with pytest.raises(RegistrationClosed):
        asks(make_event(programme))
    assert not User.objects.unclaimed().exists()


def test_a_guest_whose_address_is_proven_is_told_what_an_unproven_one_is_not(event):
    row = confirm_guest(registration=asks(event))
    unproven = asks(event, "other@example.org")
    mails()
    assert Notification.objects.filter(recipient=unproven.person).count() == 1
    assert {message.to[0] for message in mail.outbox if str(event.title) in message.subject} == {ADDRESS}
    assert row.person.email is None


def registered_as(person, event, state: str, **fields) -> Registration:
    return Registration.objects.create(person=person, event=event, state=state, **fields)


@pytest.mark.parametrize(
    ("of_guest", "of_account", "stays"),
    [
        ("registered", "cancelled", "registered"),
        ("registered", "invited", "registered"),
        ("registered", "waiting", "registered"),
        ("cancelled", "registered", "registered"),
        ("lapsed", "invited", "invited"),
    ],
)
def test_of_two_registrations_of_one_person_the_better_one_stays(event, of_guest, of_account, stays):
    guest = confirm_guest(registration=asks(make_event(event.programme, places=9))).person
    user, since = make_user("Gita", email=ADDRESS), timezone.now()
    for person, state in ((guest, of_guest), (user, of_account)):
        registered_as(person, event, state, waiting_since=since if state == "waiting" else None)
    trust_address(user=user)
    assert list(event.registrations.values_list("person", "state")) == [(user.pk, stays)]


def test_of_two_places_in_the_line_the_longer_one_stays(event):
    guest = confirm_guest(registration=asks(make_event(event.programme, places=9))).person
    user, now = make_user("Gita", email=ADDRESS), timezone.now()
    early = registered_as(guest, event, "waiting", waiting_since=now - timedelta(hours=2))
    registered_as(user, event, "waiting", waiting_since=now)
    trust_address(user=user)
    assert event.registrations.get().waiting_since == early.waiting_since


def test_the_link_of_a_registration_that_was_joined_leads_to_the_one_that_counts(event):
    first, again = asks(event), asks(event)
    kept = confirm_guest(registration=first)
    confirm_guest(registration=again)
    assert registration_of_link(registration_token(again.pk)) == kept


def test_all_guests_of_an_address_are_one_from_the_next_proof_on(event):
    others = [make_event(event.programme, places=9) for _each in range(2)]
    for each in others:
        row = asks(each)
        User.objects.filter(pk=row.person_id).update(contact_email_proven_at=timezone.now())
    confirm_guest(registration=asks(event))
    assert User.objects.guests().count() == 1


@pytest.mark.parametrize("change", [{"access": "internal"}, {"state": "cancelled"}, {"most_companions": 0}])
def test_what_has_changed_since_the_link_was_sent_is_asked_again(event, change):
    row = asks(event, companions=2)
    Event.objects.filter(pk=event.pk).update(**change)
    with pytest.raises((RegistrationClosed, TooManyCompanions)):
        confirm_guest(registration=row)
    assert event.admissions.get().seats_taken == 0


def test_guests_read_their_event_in_a_calendar_of_their_mail(event):
    confirm_guest(registration=asks(event))
    message = mails()[-1].message().as_string()
    assert "text/calendar" in message


def test_guests_who_came_stay_as_long_as_a_funder_may_check_and_others_go(event):
    Funding.objects.create(programme=event.programme, funder=i18n("F"), instrument="state")
    other = make_event(event.programme, places=9)
    came = confirm_guest(registration=asks(event)).person
    gone = confirm_guest(registration=asks(other, "gone@example.org"))
    cancel_registration(registration=gone, by=gone.person)
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=400), ends_at=timezone.now() - timedelta(days=399)
    )
    due = guests_to_forget(timezone.now() - timedelta(days=183))
    assert [person.pk for person in due] == [gone.person_id]
    User.objects.update(date_joined=timezone.now() - timedelta(days=3000))
    assert came.pk not in set(unused_accounts(timezone.now()).values_list("pk", flat=True))
