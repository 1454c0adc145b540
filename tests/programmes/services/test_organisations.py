from dataclasses import fields

import pytest

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.extensions import KINDS
from portal.notifications.models import Notification
from programmes.constants import ContactRole, ProgrammeStatus, Sector, Verification
from programmes.models import Contact, Organisation
from programmes.services.contacts import (
    LastManager,
    approve_contact,
    change_contact_role,
    remove_contact,
)
from programmes.services.organisations import (
    DuplicateOrganisation,
    IdentityIsVerified,
    NotOpenForOrganisations,
    ReasonMissing,
    decline_organisation,
    register_organisation,
    update_organisation,
    verify_organisation,
)
from tests.factories import (
    i18n,
    make_contact,
    make_member,
    make_organisation,
    make_programme,
    make_pupil,
    make_user,
)

pytestmark = pytest.mark.django_db

FIELDS = {"name": "Werrawerk", "kind": "school", "city": "Schmalkalden", "country": "DE"}


def kinds(user):
    return sorted(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_who_registers_an_organisation_becomes_its_manager_and_it_waits():
    programme, person = make_programme(), make_user()
    coordinator, elsewhere = make_member(programme), make_member(make_programme())
    organisation = register_organisation(programme=programme, by=person, **FIELDS)
    assert (organisation.verification, organisation.sector, list(organisation.programmes.all())) == (
        Verification.WAITING,
        Sector.ACADEMIA,
        [programme],
    )
    contact = Contact.objects.get()
    assert (contact.user, contact.role, contact.approved_at is not None) == (
        person,
        ContactRole.MANAGER,
        True,
    )
    assert (kinds(coordinator), kinds(elsewhere)) == (["programmes.organisation_waits"], [])


def test_fields_that_are_not_the_organisations_to_say_are_ignored():
    organisation = register_organisation(
        programme=make_programme(), by=make_user(), verification=Verification.VERIFIED, pk=7, **FIELDS
    )
    assert organisation.verification == Verification.WAITING


def test_the_same_organisation_is_not_registered_twice_in_a_programme():
    programme = make_programme()
    register_organisation(programme=programme, by=make_user(), **FIELDS)
    with pytest.raises(DuplicateOrganisation):
        register_organisation(
            programme=programme, by=make_user(), **FIELDS | {"name": " WERRAWERK ", "city": "schmalkalden"}
        )
    register_organisation(programme=programme, by=make_user(), **FIELDS | {"city": "Suhl"})
    register_organisation(programme=make_programme(), by=make_user(), **FIELDS)
    assert Organisation.objects.count() == 3


def test_pupils_and_programmes_that_do_not_run_register_no_organisations():
    with pytest.raises(NotAllowed):
        register_organisation(programme=make_programme(), by=make_pupil(has_consent=True), **FIELDS)
    with pytest.raises(NotOpenForOrganisations):
        register_organisation(
            programme=make_programme(status=ProgrammeStatus.CLOSING), by=make_user(), **FIELDS
        )


def test_a_coordinator_verifies_and_the_contacts_hear_of_it():
    programme = make_programme()
    organisation = make_organisation(programme, verification=Verification.WAITING)
    contact, coordinator = make_contact(organisation), make_member(programme)
    verified = verify_organisation(organisation=organisation, by=coordinator)
    assert (verified.is_verified, verified.verified_by) == (True, coordinator)
    assert kinds(contact) == ["programmes.organisation_verified"]
    with pytest.raises(WrongState):
        verify_organisation(organisation=organisation, by=coordinator)


def test_only_coordinators_of_its_programmes_verify_or_decline():
    programme = make_programme()
    organisation = make_organisation(programme, verification=Verification.WAITING)
    for by in (
        make_contact(organisation),
        make_member(make_programme()),
        make_member(programme, "assistant"),
    ):
        with pytest.raises(NotAllowed):
            verify_organisation(organisation=organisation, by=by)
        with pytest.raises(NotAllowed):
            decline_organisation(organisation=organisation, reason="No.", by=by)
    organisation.refresh_from_db()
    assert organisation.verification == Verification.WAITING


def test_declining_needs_a_reason_and_correcting_sends_it_again():
    programme = make_programme()
    organisation = make_organisation(programme, verification=Verification.WAITING)
    contact, coordinator = make_contact(organisation), make_member(programme)
    with pytest.raises(ReasonMissing):
        decline_organisation(organisation=organisation, reason="  ", by=coordinator)
    declined = decline_organisation(organisation=organisation, reason="No such address.", by=coordinator)
    assert (declined.verification, declined.decline_reason) == (Verification.DECLINED, "No such address.")
    assert kinds(contact) == ["programmes.organisation_declined"]
    again = update_organisation(organisation=organisation, by=contact, name="The right name")
    assert (again.verification, again.name, again.decline_reason) == (
        Verification.WAITING,
        "The right name",
        "",
    )
    assert kinds(coordinator) == ["programmes.organisation_waits"]


def test_the_notice_of_a_declined_organisation_gives_the_reason():
    programme = make_programme()
    organisation = make_organisation(programme, verification=Verification.WAITING)
    contact = make_contact(organisation)
    decline_organisation(organisation=organisation, reason="No such address.", by=make_member(programme))
    assert Notification.objects.get(recipient=contact).payload["reason"] == "No such address."


def test_a_verified_organisation_can_not_become_another_one():
    programme = make_programme()
    organisation = make_organisation(programme)
    contact = make_contact(organisation)
    with pytest.raises(IdentityIsVerified):
        update_organisation(organisation=organisation, by=contact, name="A better known name")
    changed = update_organisation(organisation=organisation, by=contact, about=i18n("We make gears."))
    assert str(changed.about) == "We make gears."
    renamed = update_organisation(organisation=organisation, by=make_member(programme), name="New name")
    assert renamed.name == "New name"


def test_strangers_and_waiting_contacts_change_nothing():
    organisation = make_organisation(make_programme())
    for by in (make_user(), make_contact(organisation, approved_at=None), make_contact(make_organisation())):
        with pytest.raises(NotAllowed):
            update_organisation(organisation=organisation, by=by, city="Elsewhere")


def test_a_change_does_not_make_two_organisations_the_same():
    programme = make_programme()
    make_organisation(programme, name="Werrawerk", verification=Verification.WAITING)
    other = make_organisation(programme, name="Rennsteig", verification=Verification.WAITING)
    with pytest.raises(DuplicateOrganisation):
        update_organisation(organisation=other, by=make_contact(other), name="werrawerk")


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


@pytest.mark.parametrize("name", [name for name, _kind in KINDS.items() if name.startswith("programmes.")])
def test_every_notice_can_be_read(name):
    notice = KINDS[name]
    values = {field.name: 1 if field.type is int else "words" for field in fields(notice)}
    said = notice(**values)
    label, path = said.action()
    assert (said.title() != "", said.paragraphs() != [], label != "", path.startswith("/")) == (True,) * 4
