"""Suggestions of the admin's fields are rows that one works with."""

import pytest
from django.urls import reverse

from events.models import Event
from programmes.models import (
    Activity,
    Milestone,
    Partnership,
)

pytestmark = pytest.mark.django_db


def suggestions(client, model, field: str, term: str) -> list[str]:
    data = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": term,
    }
    response = client.get(reverse("admin:autocomplete"), data)
    assert response.status_code == 200
    return [row["text"] for row in response.json()["results"]]


def test_suggestions_are_own_rows_only(coordinator):
    assert suggestions(coordinator, Partnership, "organisation", "Works") == ["MYOWN Works"]
    assert suggestions(coordinator, Event, "host", "Verified") == ["MYOWN Verified"]
    assert suggestions(coordinator, Milestone, "activity", "activity") == ["MYOWN activity"]


def test_suggested_people_are_those_of_own_programmes(coordinator, mine):
    assert suggestions(coordinator, Activity, "owner", "Participant") == [
        f"MYOWN Participant · {mine.participant.person.email}"
    ]


def test_suggestions_follow_no_field_that_is_not_one_s_business(coordinator):
    for app, model, field in (("admin", "logentry", "user"), ("notifications", "notification", "recipient")):
        data = {"app_label": app, "model_name": model, "field_name": field, "term": "ALIEN"}
        assert coordinator.get(reverse("admin:autocomplete"), data).status_code == 403
