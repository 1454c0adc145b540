"""What a coordinator's week tells of applications is what their lists find."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Application, ApplicationEvent
from matching.queries.week import REACHED, funnel
from portal.core.together import counts_together
from tests.factories import make_application, make_organisation, make_placement, make_programme

pytestmark = pytest.mark.django_db


def test_how_far_applications_have_come_is_the_same_in_the_funnel_and_in_its_lists():
    """Some are there, one was there once, one never; an event of another application says nothing."""
    offer = make_placement(make_organisation(make_programme()))
    states = ("offered", "interview", "accepted", "declined", "declined")
    *_there, once, never = (make_application(offer, state=state) for state in states)
    ApplicationEvent.objects.create(application=once, state="interview")
    ApplicationEvent.objects.create(application=never, state="declined")
    rows = Application.objects.all()
    sent, *reached = counts_together([funnel(rows, timezone.now() - timedelta(days=1))])
    assert (sent, reached) == (5, [4, 1])
    assert reached == [rows.that_reached(*states).count() for states in REACHED.values()]
