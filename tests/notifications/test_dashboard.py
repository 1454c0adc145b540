import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_settings_lead_to_wishes_about_messages(client):
    client.force_login(make_user())
    assert (
        f'href="{reverse("notifications:preferences")}"'
        in client.get(reverse("users:settings")).content.decode()
    )
