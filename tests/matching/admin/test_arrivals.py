"""The checklist in the administration."""

import pytest
from django.urls import reverse

from matching.models import ArrivalItem
from portal.users.models import User
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db

LIST = reverse("admin:matching_arrivalitem_changelist")


def test_the_operator_adds_an_item_for_a_region_by_its_name(client):
    operator = User.objects.create_superuser("operator@example.org", "secret words")
    client.force_login(operator)
    sent = {
        "topic": "registration",
        "region": "Thüringen",
        "title_0": "Register",
        "position": 3,
        "is_shown": "on",
    }
    client.post(reverse("admin:matching_arrivalitem_add"), sent)
    assert ArrivalItem.objects.get(position=3).region == "DEG"


def test_staff_looks_and_changes_nothing(client):
    client.force_login(make_member(make_programme()))
    item = ArrivalItem.objects.first()
    assert client.get(LIST).status_code == 200
    assert client.post(reverse("admin:matching_arrivalitem_change", args=[item.pk]), {}).status_code == 403
    assert client.get(reverse("admin:matching_arrivalitem_add")).status_code == 403
