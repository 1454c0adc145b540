"""An organisation keeps somebody who speaks for it."""

import pytest

from portal.core.errors import NotAllowed
from programmes.models import Contact
from programmes.services.contacts import (
    LastManager,
    approve_contact,
    change_contact_role,
    remove_contact,
)
from tests.factories import (
    make_contact,
    make_member,
    make_organisation,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_only_managers_and_coordinators_decide_who_speaks_for_an_organisation():
    programme = make_programme()
    organisation = make_organisation(programme)
    manager = make_contact(organisation).contacts.get()
    for by in (make_contact(organisation, role="recruiter"), make_contact(make_organisation()), make_user()):
        with pytest.raises(NotAllowed):
            change_contact_role(contact=manager, role="recruiter", by=by)
    waiting = make_contact(organisation, approved_at=None).contacts.get()
    with pytest.raises(NotAllowed):
        approve_contact(contact=waiting, by=waiting.user)
    assert approve_contact(contact=waiting, by=make_member(programme)).approved_at is not None


def test_the_last_manager_stays_and_others_may_step_back():
    organisation = make_organisation(make_programme())
    manager, recruiter = make_contact(organisation), make_contact(organisation, role="recruiter")
    with pytest.raises(NotAllowed):
        remove_contact(contact=manager.contacts.get(), by=recruiter)
    remove_contact(contact=recruiter.contacts.get(), by=recruiter)
    with pytest.raises(LastManager):
        remove_contact(contact=manager.contacts.get(), by=manager)
    make_contact(organisation)
    remove_contact(contact=manager.contacts.get(), by=manager)
    assert organisation.contacts.count() == 1


def test_an_organisation_keeps_a_manager_whatever_roles_change():
    organisation = make_organisation(make_programme())
    manager, recruiter = make_contact(organisation), make_contact(organisation, role="recruiter")
    first, second = manager.contacts.get(), recruiter.contacts.get()
    with pytest.raises(LastManager) as refused:
        change_contact_role(contact=first, role="recruiter", by=manager)
    assert refused.value.field == "role"
    change_contact_role(contact=first, role="manager", by=manager)
    change_contact_role(contact=second, role="manager", by=manager)
    change_contact_role(contact=first, role="teacher", by=recruiter)
    assert sorted(organisation.contacts.values_list("role", flat=True)) == ["manager", "teacher"]


def test_a_manager_who_is_not_approved_yet_or_whose_account_is_closed_is_none():
    organisation = make_organisation(make_programme())
    manager = make_contact(organisation).contacts.get()
    make_contact(organisation, approved_at=None)
    make_contact(organisation, user=make_user("Gone", is_active=False))
    with pytest.raises(LastManager):
        change_contact_role(contact=manager, role="recruiter", by=manager.user)


def test_what_a_page_showed_of_a_contact_may_be_old():
    organisation = make_organisation(make_programme())
    manager, other = make_contact(organisation), make_contact(organisation, role="recruiter")
    shown = Contact.objects.get(user=other)
    change_contact_role(contact=shown, role="manager", by=manager)
    change_contact_role(contact=manager.contacts.get(), role="recruiter", by=manager)
    shown.role = "recruiter"
    with pytest.raises(LastManager):
        remove_contact(contact=shown, by=other)
    with pytest.raises(LastManager):
        change_contact_role(contact=shown, role="recruiter", by=other)
