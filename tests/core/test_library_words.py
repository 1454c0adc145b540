"""What libraries don't translate, the portal does."""

import pytest
from django.urls import reverse

from portal.users.models import User
from tests.factories import make_member, make_organisation, make_programme
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

ENGLISH = ["Filters", "Select action", "Select record", "Select value", "Type to search", "Apply Filters"]


@pytest.mark.parametrize("language", ["de", "sl"])
@pytest.mark.parametrize("page", ["programmes_organisation_changelist", "programmes_membership_add"])
def test_the_theme_of_the_admin_speaks_the_reader_s_language(client, language, page):
    programme = make_programme()
    make_organisation(programme)
    coordinator = make_member(programme)
    User.objects.filter(pk=coordinator.pk).update(language=language)
    sign_in(client, coordinator)
    content = client.get(reverse(f"admin:{page}")).content.decode()
    assert f'<html lang="{language}"' in content
    assert [words for words in ENGLISH if words in content] == []
