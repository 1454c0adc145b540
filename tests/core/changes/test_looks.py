from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import Skill
from portal.core.changes import looks
from portal.core.models import Change
from portal.core.tasks import sweep_changes
from tests import database
from tests.core.changes.others import another_connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def noted():
    """Keys of the skills that were noted since somebody asked for the last time."""
    position = looks.look().position

    def since() -> list[int | None]:
        nonlocal position
        found = looks.look()
        rows = found.notes.since(position, found.position)
        position = found.position
        return [each.row for each in rows if each.kind == "matching.skill"]

    return since


def test_change_is_news_once(noted):
    row = Skill.objects.create(key="welding")

    assert noted() == [row.pk]
    assert noted() == []


def test_long_transaction_elsewhere_makes_no_change_news_twice(noted):
    with another_connection() as other:
        other.set_autocommit(False)
        other.cursor().execute("SELECT pg_current_xact_id()")
        row = Skill.objects.create(key="welding")

        assert noted() == [row.pk]
        assert noted() == []
        other.rollback()

    assert noted() == []


def test_transaction_that_ends_late_is_not_missed(noted):
    with another_connection() as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO matching_skill (key, type, created_at, updated_at) "
                "VALUES ('slow', 'skill', now(), now()) RETURNING id"
            )
            slow = cursor.fetchone()[0]
        fast = Skill.objects.create(key="fast").pk
        assert noted() == [fast]

        other.commit()

    assert noted() == [slow]
    assert noted() == []


def test_transaction_is_private_once_it_has_written_something():
    with transaction.atomic():
        assert not looks.look().is_private
        row = Skill.objects.create(key="welding")
        found = looks.look()
        assert found.is_private
        assert row.pk in {each.row for each in found.own.values()}
        position = found.position

    found = looks.look()
    assert not found.is_private
    assert row.pk in {each.row for each in found.notes.since(position, found.position)}


def test_transaction_that_goes_on_seeing_what_is_over_is_private():
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert looks.look().is_private


def test_who_ask_within_one_block_share_one_question_until_something_is_written():
    looks.look()
    with looks.shared(), CaptureQueriesContext(connection) as asked:
        first = looks.look()
        assert looks.look() is first
        assert len(asked) == 1

        row = Skill.objects.create(key="welding")
        second = looks.look()

    assert row.pk in {each.row for each in second.notes.since(first.position, second.position)}


def test_other_database_begins_notes_anew():
    before = looks.look().notes
    name = f"{connection.settings_dict['NAME']}_other"
    connection.close()
    database.copy(connection.settings_dict["NAME"], name)
    try:
        with database.connected_to(name):
            assert looks.look().notes is not before
    finally:
        database.drop(name)


def test_numbers_that_a_backup_brought_along_are_no_news(noted):
    """A dump that is played back into another server brings numbers of transactions which that one has yet to reach."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_change (kind, \"row\", \"transaction\") VALUES ('matching.skill', 1, '9000000000')"
        )

    assert noted() == []
    assert noted() == []


def test_process_that_slept_too_long_begins_anew(noted):
    before = looks.look().notes
    before.at -= looks.TRUSTED

    assert looks.look().notes is not before


def test_process_that_missed_too_much_begins_anew(monkeypatch):
    monkeypatch.setattr(looks, "MOST_NEWS", 3)
    before = looks.look().notes
    for number in range(4):
        Skill.objects.create(key=f"skill-{number}")

    after = looks.look()

    assert after.notes is not before
    assert looks.look().notes is after.notes


def test_transaction_that_writes_very_much_takes_everything_for_changed(monkeypatch):
    monkeypatch.setattr(looks, "MOST_NEWS", 3)
    with transaction.atomic():
        for number in range(5):
            Skill.objects.create(key=f"skill-{number}")
        first = looks.look()
        Skill.objects.create(key="more")
        second = looks.look()

    assert list(first.own.values()) == list(second.own.values()) == [looks.EVERYTHING]
    assert first.own.keys() != second.own.keys()


def test_notes_forget_what_is_long_ago(monkeypatch):
    monkeypatch.setattr(looks, "MOST_NOTES", 3)
    start = looks.look()
    for number in range(7):
        Skill.objects.create(key=f"skill-{number}")

    now = looks.look()

    assert now.notes is start.notes
    assert now.notes.since(start.position, now.position) is None
    assert len(now.notes.since(now.position - 3, now.position)) == 3


def test_look_costs_the_same_however_much_was_noted(noted):
    """It reads what is new, by the index, and not what was there."""
    Change.objects.bulk_create(Change(kind="matching.skill", row=number) for number in range(5000))
    noted()
    connection.cursor().execute("ANALYZE core_change")
    question = looks._question(looks.look().notes.snapshot)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {question}")
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "Seq Scan on core_change" not in plan
    assert "change_by_transaction" in plan


def test_changes_are_swept_after_a_day():
    now = timezone.now()
    for hours in (1, 23, 25):
        Change.objects.create(kind="tests.row", row=hours, at=now - timedelta(hours=hours))

    sweep_changes()

    assert set(Change.objects.filter(kind="tests.row").values_list("row", flat=True)) == {1, 23}
