import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_settings_lead_to_what_one_agreed_to(client):
    client.force_login(make_user())
    assert f'href="{reverse("privacy:mine")}"' in client.get(reverse("users:settings")).content.decode()


def test_who_has_agreed_to_nothing_is_led_to_the_programmes(client):
    client.force_login(make_user())
    for page in ("privacy:mine", "privacy:imprint"):
        html = client.get(reverse(page)).content.decode()
        assert f'href="{reverse("programmes:list")}"' in html.split("<main")[1].split("</main")[0]
