"""The demonstration is loaded only where it belongs."""

import pytest
from django.core.management import CommandError, call_command

from portal.users.extensions import listed_demo_people
from programmes.models import Enrolment, Programme
from tests.factories import make_programme

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_never_mixed_with_a_portal_of_somebody_s_own():
    make_programme("mine")
    with pytest.raises(CommandError, match="empty one"):
        call_command("load_demo")
    assert [programme.slug for programme in Programme.objects.all()] == ["mine"]
    assert Enrolment.objects.count() == 0


def test_outside_demo_mode_nothing_is_loaded_and_nobody_listed(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("load_demo")
    assert Programme.objects.count() == 0
    assert listed_demo_people() == []
