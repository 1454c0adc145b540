import pytest

from portal.core.errors import NotAllowed, WrongState
from portal.notifications.models import Notification
from programmes.constants import ContactRole, ProgrammeStatus, Sector, Verification
from programmes.facts import EDITABLE_FIELDS
from programmes.models import Contact, Organisation
from programmes.services.organisations import (
    DuplicateOrganisation,
    IdentityIsVerified,
    NotOpenForOrganisations,
    OrganisationFields,
    ReasonMissing,
    decline_organisation,
    enter_organisation,
    link_organisation,
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


@pytest.mark.parametrize("field", ["verification", "pk", "verified_by", "nmae"])
def test_fields_that_are_not_the_organisations_to_say_are_a_mistake(field):
    programme = make_programme()
    with pytest.raises(TypeError, match=f"unknown fields: {field}"):
        register_organisation(programme=programme, by=make_user(), **FIELDS, **{field: "verified"})
    with pytest.raises(TypeError, match=f"unknown fields: {field}"):
        enter_organisation(programme=programme, by=make_member(programme), **FIELDS, **{field: "verified"})
    organisation = make_organisation(programme)
    with pytest.raises(TypeError, match=f"unknown fields: {field}"):
        update_organisation(organisation=organisation, by=make_contact(organisation), **{field: "verified"})
    assert Organisation.objects.count() == 1


def test_an_organisation_takes_part_in_one_more_programme_where_staff_may_enter_it():
    programme, other = make_programme(), make_programme()
    organisation = make_organisation(programme)
    with pytest.raises(NotAllowed):
        link_organisation(organisation=organisation, programme=other, by=make_member(programme))
    link_organisation(organisation=organisation, programme=other, by=make_member(other))
    assert set(organisation.programmes.all()) == {programme, other}


def test_the_fields_that_can_be_said_are_those_of_the_facts():
    assert set(OrganisationFields.__annotations__) == set(EDITABLE_FIELDS)


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


def test_an_organisation_is_where_its_programme_is_until_somebody_says_otherwise():
    programme = make_programme(country="SI")
    by = make_member(programme)
    fields = {"name": "Podjetje", "kind": "company", "city": "Velenje"}
    assert enter_organisation(programme=programme, by=by, **fields).country == "SI"
    fields["name"] = "Betrieb"
    assert enter_organisation(programme=programme, by=by, country="AT", **fields).country == "AT"
