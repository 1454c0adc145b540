"""Pages that everybody may read say what holds here."""

import pytest
from django.urls import reverse

from portal.privacy.extensions import retention_rules
from portal.privacy.models import RetentionPeriod

pytestmark = pytest.mark.django_db


def test_the_privacy_page_says_for_how_many_days_each_thing_is_kept_as_it_was_decided_here(client):
    before = client.get(reverse("privacy:privacy")).text
    for rule in dict(retention_rules.items()).values():
        assert f"{rule.title}: " in before.replace("&#x27;", "'")
    assert "Messages in inboxes: 365 days" in before
    RetentionPeriod.objects.create(rule="notifications", days=77)
    assert "Messages in inboxes: 77 days" in client.get(reverse("privacy:privacy")).text


@pytest.mark.parametrize("page", ["privacy", "accessibility", "imprint"])
def test_nobody_is_promised_an_answer_in_a_time_that_nothing_keeps(client, page):
    text = client.get(reverse(f"privacy:{page}")).text
    assert [promise for promise in ("We answer within", "two weeks", "working days") if promise in text] == []


def test_guardians_are_sent_to_who_can_make_a_link(client):
    """That is the operator alone: programmes can make none, whoever works for them."""
    page = client.get(reverse("privacy:guardians")).text
    sent = client.post(reverse("privacy:guardian_link"), {"email": "ute@example.org"}).text
    for text in (page, sent):
        assert "Write to whoever runs this portal" in text or "write to whoever runs this portal" in text
        assert reverse("privacy:imprint") in text
        assert "to the programme or" not in text
