"""A guardian's link leads to what was asked with it, and no other does."""

import pytest

from portal.privacy.models import GuardianConsent
from portal.privacy.queries import find_guardian_consent, hash_token
from portal.privacy.services.guardians import ask_guardian
from portal.users.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_link_leads_to_what_was_asked_with_it():
    pupil = User.objects.create_user(username="pupil.1", name="Mia")
    token = ask_guardian(pupil=pupil, country="DE", by=make_user("Teacher"))
    asked = GuardianConsent.objects.get()
    assert find_guardian_consent(token=token) == asked
    assert find_guardian_consent(token=asked.token_hash) is None
    assert find_guardian_consent(token="") is None


def test_what_is_kept_of_a_token_does_not_show_it():
    assert hash_token(token="secret") == hash_token(token="secret")
    assert hash_token(token="secret") != hash_token(token="Secret")
    assert "secret" not in hash_token(token="secret")
