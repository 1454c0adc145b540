"""Staff enters a participant's answers in the admin."""

import pytest

from tests.workplace import address

pytestmark = pytest.mark.django_db


def test_staff_enters_a_participant_s_answers(coordinator, mine):
    page = address(type(mine.record), "change", mine.record.pk)
    data = {"gender": "f", "birth_date": "1999-01-01", "status_entry": "unemployed", "isced_entry": "6"}
    assert coordinator.post(page, data).status_code == 302
    mine.record.refresh_from_db()
    assert (mine.record.is_complete, mine.record.entry_answered_at is not None) == (True, True)
    impossible = coordinator.post(page, data | {"birth_date": "2999-01-01"})
    assert list(impossible.context["adminform"].form.errors) == ["birth_date"]
