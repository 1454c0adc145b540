import pytest
from django.urls import reverse
from django.utils import timezone

from portal.privacy.models import AccessLog, DataCopy
from portal.privacy.services.copies import build_copy
from portal.users.models import User
from tests.factories import make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

COPY = reverse("privacy:copy")


@pytest.fixture
def person(client) -> User:
    person = make_user("Mia Muster")
    sign_in(client, person)
    return person


def fetch_address(copy: DataCopy) -> str:
    return reverse("privacy:copy_fetch", args=[copy.pk])


def test_one_asks_sees_how_far_it_is_and_fetches_it(client, person):
    page = client.post(COPY, follow=True)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    copy = DataCopy.objects.get(person=person)
    assert client.get(fetch_address(copy)).status_code == 404
    build_copy(copy_id=copy.pk)
    page = client.get(COPY).content.decode()
    assert fetch_address(copy) in page
    assert "hx-trigger" not in page
    response = client.get(fetch_address(copy))
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert AccessLog.objects.filter(subject=person, kind="download").count() == 1


def test_asking_twice_in_a_day_is_answered(client, person):
    client.post(COPY)
    build_copy(copy_id=DataCopy.objects.get().pk)
    assert "You can ask again tomorrow" in client.post(COPY, follow=True).content.decode()
    assert DataCopy.objects.count() == 1


def test_nobody_else_fetches_it_and_nobody_when_its_time_is_over(client, person):
    client.post(COPY)
    copy = DataCopy.objects.get()
    build_copy(copy_id=copy.pk)
    sign_in(client, make_user("Somebody else"))
    assert client.get(fetch_address(copy)).status_code == 404
    sign_in(client, person)
    DataCopy.objects.update(expires_at=timezone.now())
    assert client.get(fetch_address(copy)).status_code == 404


def test_a_file_that_is_gone_answers_like_what_does_not_exist(client, person):
    client.post(COPY)
    copy = DataCopy.objects.get()
    build_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    copy.file.storage.delete(copy.file.name)
    assert client.get(fetch_address(copy)).status_code == 404


@pytest.mark.parametrize("method", ["post", "get"])
def test_asking_and_fetching_need_a_fresh_proof_of_presence(client, person, method):
    client.post(COPY)
    copy = DataCopy.objects.get()
    build_copy(copy_id=copy.pk)
    sign_in(client, person, minutes_ago=30)
    response = client.post(COPY) if method == "post" else client.get(fetch_address(copy))
    assert "/reauthenticate/" in response.url
