"""Who asks for another host than ours is told so, in the portal's own words."""

import pytest


@pytest.mark.django_db
def test_host_that_is_not_ours_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    client.raise_request_exception = False

    response = client.get("/", headers={"host": "evil.example.com"})

    assert response.status_code == 400
    assert b"evil.example.com" not in response.content
