"""What programmes say to people can be read."""

from dataclasses import fields

import pytest

from portal.notifications.extensions import KINDS
from portal.notifications.models import Notification
from programmes.constants import ContactRole, Verification
from programmes.services.organisations import (
    decline_organisation,
    verify_organisation,
)
from tests.factories import (
    make_contact,
    make_member,
    make_organisation,
    make_programme,
)

CODES = {
    "kind": "programmes.organisation",
    "hours": "8.00",  # of a threshold
    "expires_at": "2026-03-01T00:00:00+00:00",
    "moved_from": "2026-02-28T09:00:00+00:00",
    "times": ["2026-03-01T09:00:00+00:00"],
    "zone": "Europe/Berlin",
    "page": "matching:application_detail",  # what an appointment is about says where it stands
    "state": "warned",  # how the look at a reported message ended
}
"""Fields that hold no words."""
KINDS_OF_ACTS = {"programmes.bulk_act_done": {"kind": "admit-people"}}
"""An act on many is called as it is registered."""

pytestmark = pytest.mark.django_db


def test_the_notice_of_a_declined_organisation_gives_the_reason():
    programme = make_programme()
    organisation = make_organisation(programme, verification=Verification.WAITING)
    contact = make_contact(organisation)
    decline_organisation(organisation=organisation, reason="No such address.", by=make_member(programme))
    assert Notification.objects.get(recipient=contact).payload["reason"] == "No such address."


def test_a_decision_is_told_to_those_whose_role_it_concerns():
    programme = make_programme()
    organisation = make_organisation(programme, verification=Verification.WAITING)
    people = {role: make_contact(organisation, role=role) for role in ContactRole.values}
    coordinator = make_member(programme)

    def told(kind):
        return [role for role, person in people.items() if person.notifications.filter(kind=kind).exists()]

    verify_organisation(organisation=organisation, by=coordinator)
    assert told("programmes.organisation_verified") == ["manager", "recruiter"]
    decline_organisation(organisation=organisation, reason="Moved away.", by=coordinator)
    assert told("programmes.organisation_declined") == ["manager"]


@pytest.mark.parametrize("name", [name for name, _kind in KINDS.items() if name.startswith("programmes.")])
def test_every_notice_can_be_read(name):
    notice = KINDS[name]
    values = {field.name: 1 if field.type is int else "words" for field in fields(notice)}
    values |= {name: value for name, value in CODES.items() if name in values} | KINDS_OF_ACTS.get(name, {})
    said = notice(**values)
    label, path = said.action()
    says_something = said.paragraphs() != [] or said.needs_quote  # what is quoted stands alone
    assert (said.title() != "", says_something, label != "", path.startswith("/")) == (True,) * 4
