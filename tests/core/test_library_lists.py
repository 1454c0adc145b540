"""The theme's headers of a list are built once, whatever the number of its rows."""

import pytest
from django.contrib.admin.utils import label_for_field
from unfold.templatetags import unfold_list

from portal.users.models import User
from tests.factories import make_user
from tests.sessions import sign_in


@pytest.mark.django_db
def test_headers_are_built_once_for_all_rows(client, monkeypatch):
    for number in range(30):
        make_user(f"Person {number}")
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    asked = []

    def counted(name, *args, **kwargs):
        asked.append(name)
        return label_for_field(name, *args, **kwargs)

    monkeypatch.setattr(unfold_list, "label_for_field", counted)
    page = client.get("/admin/users/user/")
    assert len(page.context["cl"].result_list) == 31
    assert sorted(asked) == sorted(page.context["cl"].list_display)
