"""To an address that nobody has proven the portal writes seldom, and in its own words."""

import pytest
from django.test import override_settings

from portal.notifications.models import Notification
from portal.notifications.services.delivery import deliver_pending
from portal.users.models import User
from programmes.services.addresses import ask_owner
from programmes.services.people import enter_person, notify_entered, sweep_entered, take_back_invitation
from tests.factories import make_confirmed_user, make_member, make_programme, make_pupil, make_user

pytestmark = pytest.mark.django_db


def mails_to(address: str, mailoutbox) -> int:
    deliver_pending()
    return sum(mail.to == [address] for mail in mailoutbox)


def test_nobody_fills_a_mailbox_by_inviting_and_withdrawing(mailoutbox):
    programme = make_programme()
    coordinator = make_member(programme)
    for _time in range(6):
        row = enter_person(programme=programme, name="X", contact_email="a@example.org", by=coordinator)
        notify_entered(person_id=row.person_id)
        deliver_pending()
        take_back_invitation(enrolment=row, by=coordinator)
    for number in range(4):
        ask_owner(address="a@example.org", occasion=f"contact-{number}", by=coordinator)
    assert mails_to("a@example.org", mailoutbox) == 3


@override_settings(INVITATION_MAIL_LIMITS={"address": "1/d/key"})
def test_what_was_too_much_for_one_day_is_said_later():
    for programme in (make_programme(), make_programme()):
        row = enter_person(
            programme=programme, name="X", contact_email="a@example.org", by=make_member(programme)
        )
        notify_entered(person_id=row.person_id)
    assert list(User.objects.untold()) == [row.person]
    with override_settings(INVITATION_MAIL_LIMITS={"address": "2/d/key"}):
        sweep_entered()
    assert not User.objects.untold().exists()
    assert Notification.objects.filter(kind="programmes.asked_at_address").count() == 2


def test_no_word_of_whoever_invites_travels_to_an_unproven_address(mailoutbox):
    programme = make_programme(acronym="BUY")
    coordinator = make_member(programme)
    row = enter_person(programme=programme, name="Win a prize", contact_email="a@example.org", by=coordinator)
    make_user("Call me now", email="a@example.org")  # somebody has registered with it, and proven nothing
    notify_entered(person_id=row.person_id)
    deliver_pending()
    (mail,) = mailoutbox
    for words in ("BUY", "Win a prize", "Call me now", str(programme.title), coordinator.name):
        assert words not in mail.subject + mail.body + str(mail.alternatives)


def test_who_has_proven_the_address_is_told_in_the_inbox_and_pupils_not_at_all(mailoutbox):
    pupil = make_pupil(has_consent=True, email="pupil@example.org")
    make_confirmed_user(email="a@example.org")
    pupil.emailaddress_set.create(email="pupil@example.org", verified=True, primary=True)
    for address in ("a@example.org", "pupil@example.org"):
        assert ask_owner(address=address, occasion=f"to {address}", by=make_user())
    assert (deliver_pending(), mailoutbox) == (0, [])
