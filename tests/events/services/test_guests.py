"""Without an account: nothing is taken before the address is proven, and it is joined to an account made later."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from events.constants import RegistrationState
from events.models import Registration
from events.services.guests import ConfirmedTooLate, confirm_guest, register_guest
from events.services.refusals import RegistrationClosed
from events.services.registrations import cancel_registration, register
from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.notifications.tasks import deliver_pending
from portal.users.models import User
from portal.users.services import trust_address
from tests.factories import make_confirmed_user, make_event, make_programme, make_user

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
    confirm_guest(registration=row)
    with pytest.raises(ConfirmedTooLate):
        confirm_guest(registration=row)
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
