"""The programme in view narrows the admin's lists and widens none."""

import pytest
from django.urls import reverse

from programmes.models import (
    Membership,
    Organisation,
)
from tests.factories import (
    make_member,
)
from tests.workplace import World, address

pytestmark = pytest.mark.django_db


def test_the_switcher_narrows_every_list_and_widens_none(client, mine, foreign):
    both = make_member(mine.programme)
    second = World("SECOND")
    Membership.objects.create(user=both, programme=second.programme, role="coordinator")
    client.force_login(both)

    def listed():
        return {row.name for row in client.get(address(Organisation, "changelist")).context["cl"].result_list}

    switch = reverse("admin:switch_programme")
    assert listed() == {"MYOWN Works", "MYOWN Verified", "SECOND Works", "SECOND Verified"}
    client.post(switch, {"programme": "second"})
    assert listed() == {"SECOND Works", "SECOND Verified"}
    assert client.get(address(Organisation, "change", mine.organisation.pk)).status_code == 200
    client.post(switch, {"programme": "alien"})
    assert listed() == {"MYOWN Works", "MYOWN Verified", "SECOND Works", "SECOND Verified"}


def test_the_switcher_leads_back_to_where_one_was_and_nowhere_else(coordinator):
    switch = reverse("admin:switch_programme")
    assert coordinator.post(switch, {"next": "/admin/events/event/"}).url == "/admin/events/event/"
    assert coordinator.post(switch, {"next": "https://elsewhere.example/"}).url == reverse("admin:index")
    assert coordinator.get(switch).status_code == 405
