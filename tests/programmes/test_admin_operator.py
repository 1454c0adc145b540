"""What only the operator does in the admin."""

import pytest
from django.urls import reverse

from portal.privacy.models import GuardianConsent, Purpose
from portal.users.models import User
from tests.factories import make_pupil, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("operator@example.org", "x"))
    return client


def test_asking_a_guardian_shows_the_link_once(operator):
    pupil = make_user("Mia", email=None, username="mia")
    page = reverse("admin:privacy_guardianconsent_add")
    data = {"pupil_name": "MIA", "country": "SI", "guardian_name": "Ana", "guardian_email": ""}
    answer = operator.post(page, data)
    assert answer.status_code == 302
    asked = GuardianConsent.objects.get(pupil=pupil)
    assert (asked.country, asked.guardian_name, asked.is_open) == ("SI", "Ana", True)
    assert "/consent/" in operator.get(answer.url).content.decode()
    assert "/consent/" not in operator.get(answer.url).content.decode()


def test_a_guardian_who_has_agreed_is_not_asked_again(operator):
    pupil = make_pupil(has_consent=True)
    data = {"pupil_name": pupil.username, "country": "DE"}
    answer = operator.post(reverse("admin:privacy_guardianconsent_add"), data)
    assert "The guardian has agreed already." in answer.content.decode()


def test_nobody_is_asked_for_an_unknown_pupil(operator):
    data = {"pupil_name": "nobody", "country": "DE"}
    answer = operator.post(reverse("admin:privacy_guardianconsent_add"), data)
    assert answer.context["adminform"].form.errors["pupil_name"] == ["Nobody has this user name."]


def test_a_changed_purpose_text_is_a_new_version(operator):
    page = reverse("admin:privacy_purpose_add")
    data = {
        "key": "news",
        "title_0": "News",
        "legal_basis": "consent",
        "text_0": "I want news.",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert operator.post(page, data).status_code == 302
    purpose = Purpose.objects.get(key="news")
    change = reverse("admin:privacy_purpose_change", args=[purpose.pk])
    data |= {"versions-TOTAL_FORMS": 1, "versions-INITIAL_FORMS": 1, "text_0": "I want more news."}
    operator.post(change, data)
    assert list(purpose.versions.values_list("number", flat=True)) == [2, 1]


def test_an_account_is_closed_and_its_password_is_nobody_else_s(operator):
    person = make_user("Lea")
    page = reverse("admin:users_user_change", args=[person.pk])
    assert "password" not in operator.get(page).context["adminform"].form.fields
    operator.post(page, {"name": "Lea", "language": "en", "email": "other@example.org", "is_superuser": "on"})
    person.refresh_from_db()
    assert (person.is_active, person.is_superuser, person.email == "other@example.org") == (
        False,
        False,
        False,
    )
