"""What a service promises who answers several: each by itself, and nobody's but one's own."""

import pytest

from matching.models import Application
from matching.services.bulk_answers import answer_applications
from portal.core.errors import NotAllowed
from tests.factories import make_application, make_contact, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(make_programme())


def test_one_that_can_no_longer_be_answered_keeps_no_other_from_an_answer(organisation):
    placement = make_placement(organisation)
    rows = [make_application(placement) for _number in range(3)]
    Application.objects.filter(pk=rows[1].pk).update(state="withdrawn")
    done = answer_applications(
        applications=rows, state="declined", reason="many", by=make_contact(organisation)
    )
    assert done.number == 2
    assert [application.pk for application, _why in done.refused] == [rows[1].pk]


def test_what_is_said_to_one_person_is_not_said_to_many(organisation):
    with pytest.raises(ValueError, match="offered"):
        answer_applications(applications=[], state="offered", by=make_contact(organisation))


def test_nobody_answers_for_another_company(organisation):
    application = make_application(make_placement(organisation))
    stranger = make_contact(make_organisation(make_programme()))
    with pytest.raises(NotAllowed):
        answer_applications(applications=[application], state="declined", reason="many", by=stranger)
    application.refresh_from_db()
    assert application.state == "received"
