"""What has happened to an application, as each side reads it."""

import pytest
from django.utils.translation import override

from matching.models import ApplicationEvent
from matching.presentation.applications import application_timeline
from tests.factories import make_application, make_contact, make_placement, make_talent, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(organisation):
    return make_contact(organisation, user=make_user("Cleo Contact"))


@pytest.fixture
def application(organisation, contact):
    found = make_application(make_placement(organisation), make_talent(make_user("Amira Applicant")))
    applicant = found.talent.user
    steps = (("received", applicant), ("interview", contact), ("declined", None))
    for state, actor in steps:
        ApplicationEvent.objects.create(
            application=found, state=state, actor=actor, is_automatic=actor is None
        )
    return found


def told(application, reader):
    events = list(application.events.visible_to(reader).select_related("actor"))
    with override("en"):
        return [(step["title"], step["by"]) for step in application_timeline(application, events, reader)]


def test_the_applicant_reads_of_the_company_and_not_of_the_people_in_it(application):
    assert told(application, application.talent.user) == [
        ("You applied", ""),
        ("Invited to an interview", "Haselgrund Sensorik"),
        ("Closed: all places were taken", ""),
    ]


def test_who_took_a_step_reads_of_themselves(application, contact):
    assert told(application, contact) == [
        ("Received", ""),
        ("Invited to an interview", "you"),
        ("Closed: all places were taken", ""),
    ]


def test_a_colleague_reads_who_took_a_step(application, organisation):
    assert told(application, make_contact(organisation))[1] == ("Invited to an interview", "Cleo Contact")


def test_a_step_of_somebody_who_was_erased_names_nobody(application, organisation, contact):
    contact.delete()
    assert told(application, make_contact(organisation))[1] == ("Invited to an interview", "")
