"""What people are told about their account can be read in every language, and is nobody's to switch off."""

import pytest
from django.conf import settings
from django.utils.translation import override

import portal.notifications.notices as module
from portal.notifications.extensions import KINDS

SAMPLE = {
    "occasion": "7",
    "address": "alice@example.org",
    "link": "/accounts/confirm-email/key/",
    "detail": "bob@example.org",
}
NOTICES = [kind for _name, kind in KINDS.items() if kind.__module__ == module.__name__]


def test_there_is_one_for_each_thing_that_happens_to_an_account():
    assert len(NOTICES) >= 14


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("kind", NOTICES, ids=lambda kind: kind.name)
def test_every_notice_can_be_read_and_leads_somewhere(kind, language):
    notice = kind(**SAMPLE)
    with override(language):
        label, path = notice.action()
        assert all([notice.title(), label, path.startswith("/"), *notice.paragraphs()])


@pytest.mark.parametrize("kind", NOTICES, ids=lambda kind: kind.name)
def test_nobody_misses_one_by_a_wish(kind):
    assert kind.is_duty


@pytest.mark.parametrize("kind", NOTICES, ids=lambda kind: kind.name)
def test_the_same_thing_that_happens_twice_is_told_twice(kind):
    assert kind(**SAMPLE).dedupe_key() != kind(**{**SAMPLE, "occasion": "8"}).dedupe_key()


def test_a_link_with_which_its_holder_acts_as_the_person_is_a_secret():
    secret = {kind.name for kind in NOTICES if "link" in kind.secret_fields}
    with_link = {kind.name for kind in NOTICES if kind(**SAMPLE).action()[1] == SAMPLE["link"]}
    assert secret == with_link
    assert len(secret) >= 3
