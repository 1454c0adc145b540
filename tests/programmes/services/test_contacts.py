"""An organisation keeps somebody who speaks for it."""

import pytest

from portal.core.errors import NotAllowed
from portal.notifications.models import Notification
from portal.privacy.services.erasures import carry_out_at_once, execute_erasure, request_erasure
from programmes.models import Contact, Membership
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
from tests.sessions import sign_in

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


# --- Nobody is left who could let anybody in -----------------------------------------------------------------------


def erase(person):
    request = request_erasure(person=person, by=person)
    carry_out_at_once(request=request, by=make_user(is_superuser=True))
    assert execute_erasure(request_id=request.pk)


def close(person):
    person.is_active = False
    person.save()


def told_of_missing_manager():
    rows = Notification.objects.filter(kind="programmes.organisation_without_manager")
    return {row.recipient: row.notice.action()[1] for row in rows}, rows.count()


@pytest.mark.parametrize("end", [erase, close, lambda person: person.delete()])
def test_the_coordinators_are_told_once_when_the_account_of_the_last_manager_ends(end):
    programmes = [make_programme(), make_programme()]
    organisation = make_organisation(programmes[0])
    organisation.programmes.add(programmes[1])
    coordinator = make_member(programmes[0])
    Membership.objects.create(user=coordinator, programme=programmes[1], role="coordinator")
    make_member(make_programme())
    make_contact(organisation, role="recruiter")
    first, last = make_contact(organisation), make_contact(organisation)
    end(first)
    assert told_of_missing_manager() == ({}, 0)
    end(last)
    assert told_of_missing_manager() == ({coordinator: f"/organisation/{organisation.pk}/contacts/"}, 1)


def test_the_page_that_the_message_leads_to_lets_a_coordinator_name_a_manager(client):
    programme = make_programme()
    organisation = make_organisation(programme)
    coordinator, recruiter = make_member(programme), make_contact(organisation, role="recruiter")
    erase(make_contact(organisation))
    sign_in(client, coordinator)
    ((_person, page),) = told_of_missing_manager()[0].items()
    assert client.get(page).status_code == 200
    change_contact_role(contact=recruiter.contacts.get(), role="manager", by=coordinator)
    assert organisation.contacts.managing().get().user == recruiter


def test_with_an_organisation_that_goes_nobody_is_missed():
    programme = make_programme()
    organisation = make_organisation(programme)
    make_member(programme)
    make_contact(organisation)
    organisation.delete()
    assert told_of_missing_manager() == ({}, 0)
