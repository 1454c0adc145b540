"""Interviews as staff sees them on an application in the administration."""

import pytest

from tests.factories import (
    make_application,
    make_interview,
    make_member,
    make_organisation,
    make_placement,
    make_programme,
    ten_in_days,
)

pytestmark = pytest.mark.django_db


def test_staff_sees_that_an_interview_stands_and_when_and_nothing_of_where_people_meet(client):
    programme = make_programme()
    application = make_application(make_placement(make_organisation(programme)), state="interview")
    make_interview(application, starts_at=ten_in_days(3), place="Gate 2", note="Ring twice.", words="Sorry!")
    client.force_login(make_member(programme))
    html = client.get(f"/admin/matching/application/{application.pk}/change/").content.decode()
    assert "10:00" in html
    assert "Agreed" in html
    for theirs in ("Gate 2", "Ring twice.", "Sorry!"):
        assert theirs not in html
