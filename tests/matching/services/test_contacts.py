"""Who at the company is named to the applicant."""

import pytest

from matching.queries.contacts import person_in_charge, recruiters_of
from matching.services.contacts import NotOfTheCompany, put_in_charge
from portal.core.errors import NotAllowed
from programmes.models import Contact
from tests.factories import make_contact, make_member, make_user

pytestmark = pytest.mark.django_db


def in_charge(offer, application):
    actors = application.events.order_by("-at", "-pk").values_list("actor", flat=True)
    return person_in_charge(application, recruiters_of(application), list(actors))


@pytest.fixture
def colleague(offer):
    return make_contact(offer.placement.organisation, user=make_user("Colleague"), role="recruiter")


def test_who_of_the_company_acted_last_is_in_charge_and_else_its_first_contact(offer, colleague):
    application = offer.apply()
    assert in_charge(offer, application) == offer.contact
    application = offer.move(application, "shortlisted", by=colleague)
    assert in_charge(offer, application) == colleague


def test_the_company_names_somebody_and_who_has_left_it_is_nobody(offer, colleague):
    application = offer.move(offer.apply(), "shortlisted")
    application = put_in_charge(application=application, person=colleague, by=offer.contact)
    assert in_charge(offer, application) == colleague
    Contact.objects.filter(user=colleague).delete()
    assert in_charge(offer, application) == offer.contact
    Contact.objects.all().delete()
    assert in_charge(offer, application) is None


def test_only_somebody_of_the_company_is_named_and_only_by_it(offer, colleague):
    application = offer.apply()
    with pytest.raises(NotOfTheCompany):
        put_in_charge(application=application, person=make_user("Bob"), by=offer.contact)
    for by in (offer.talent.user, make_user("Eve"), make_member(offer.programme)):
        with pytest.raises(NotAllowed):
            put_in_charge(application=application, person=colleague, by=by)
