import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from matching.models import Skill
from portal.core.changes import looks
from portal.core.changes.following import Changed, Follower
from programmes.models import Organisation
from tests.core.changes.others import another_connection
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


class Keys(Follower[dict[int, str]]):
    """The keys of all skills; counts how it was made."""

    follows = (Skill,)

    def __init__(self) -> None:
        super().__init__()
        self.built = self.patched = 0

    def build(self) -> dict[int, str]:
        self.built += 1
        return dict(Skill.objects.values_list("pk", "key"))

    def patch(self, thing: dict[int, str], changed: Changed) -> dict[int, str]:
        if changed.everything_of(Skill):
            return self.build()
        self.patched += 1
        rows = changed.rows_of(Skill)
        kept = {pk: key for pk, key in thing.items() if pk not in rows}
        return kept | dict(Skill.objects.filter(pk__in=rows).values_list("pk", "key"))


def keys_now() -> dict[int, str]:
    return dict(Skill.objects.values_list("pk", "key"))


@pytest.fixture
def keys() -> Keys:
    return Keys()


def test_it_is_built_once_and_patched_by_what_has_changed(keys):
    Skill.objects.create(key="welding")
    assert keys.current() == keys_now()

    gone, changed = Skill.objects.create(key="gone"), Skill.objects.create(key="soldering")
    assert keys.current() == keys_now()
    gone.delete()
    Skill.objects.filter(pk=changed.pk).update(key="brazing")
    assert keys.current() == keys_now()
    assert keys.current() == keys_now()

    assert (keys.built, keys.patched) == (1, 2)


def test_it_costs_one_question_when_nothing_has_changed(keys):
    keys.current()

    with CaptureQueriesContext(connection) as asked:
        keys.current()

    assert len(asked) == 1


def test_change_of_another_kind_leaves_it_as_it_is(keys):
    before = keys.current()
    make_organisation()

    assert keys.current() is before


def test_follower_that_cannot_patch_builds():
    class Names(Follower[list[str]]):
        follows = (Organisation,)

        def build(self) -> list[str]:
            return sorted(Organisation.objects.values_list("name", flat=True))

    names = Names()
    assert names.current() == []
    make_organisation(name="Mill")
    assert names.current() == ["Mill"]


def test_emptied_table_is_seen(keys):
    Skill.objects.create(key="welding")
    assert len(keys.current()) == 1

    connection.cursor().execute("TRUNCATE matching_skill CASCADE")

    assert keys.current() == {}


def test_own_writing_is_seen_by_oneself_alone_and_leaves_nothing_when_it_is_taken_back(keys):
    before = keys.current()
    seen_by_another = {}

    def look() -> None:
        seen_by_another.update(keys.current())
        connection.close()

    with transaction.atomic():
        Skill.objects.create(key="welding")
        assert keys.current() == keys_now() != before
        other = threading.Thread(target=look)
        other.start()
        other.join()
        transaction.set_rollback(True)

    assert seen_by_another == before
    assert keys.current() == before == keys_now()


def test_transaction_that_goes_on_writing_sees_each_step(keys):
    keys.current()
    with transaction.atomic():
        for number in range(3):
            Skill.objects.create(key=f"skill-{number}")
            assert keys.current() == keys_now()

    assert keys.built == 1


def test_part_of_a_transaction_that_is_taken_back_leaves_nothing(keys):
    with transaction.atomic():
        Skill.objects.create(key="stays")
        assert keys.current() == keys_now()
        with transaction.atomic():
            Skill.objects.create(key="goes")
            assert len(keys.current()) == 2
            transaction.set_rollback(True)
        assert keys.current() == keys_now()
        assert len(keys.current()) == 1


def test_thing_built_inside_a_part_that_is_taken_back_leaves_nothing(keys):
    looks.forget()
    with transaction.atomic():
        Skill.objects.create(key="stays")
        with transaction.atomic():
            Skill.objects.create(key="goes")
            assert len(keys.current()) == 2
            transaction.set_rollback(True)
        assert keys.current() == keys_now()


def test_change_of_another_process_is_seen(keys):
    keys.current()
    with another_connection() as other, other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matching_skill (key, type, created_at, updated_at) VALUES ('theirs', 'skill', now(), now())"
        )

    assert keys.current() == keys_now()
    assert keys.patched == 1


def test_change_while_it_is_built_is_read_again():
    class Slow(Keys):
        def build(self) -> dict[int, str]:
            thing = super().build()
            with another_connection() as other, other.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO matching_skill (key, type, created_at, updated_at) "
                    "VALUES ('meanwhile', 'skill', now(), now())"
                )
            return thing

    slow = Slow()
    slow.current()

    assert slow.current() == keys_now()
    assert (slow.built, slow.patched) == (1, 1)


def test_it_is_built_anew_after_a_long_sleep(keys):
    keys.current()
    looks.look().notes.at -= looks.TRUSTED
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_change")

    keys.current()

    assert keys.built == 2


def test_two_threads_that_build_at_once_do_not_wait_for_each_other():
    both_inside = threading.Barrier(2, timeout=20)

    class Meeting(Keys):
        def build(self) -> dict[int, str]:
            both_inside.wait()  # would break if one of them waited for the other to be done
            return super().build()

    meeting, answers = Meeting(), []

    def ask() -> None:
        answers.append(meeting.current())
        connection.close()

    Skill.objects.create(key="welding")
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [keys_now(), keys_now()]


def test_many_threads_that_read_and_write_end_with_what_is_there(keys):
    def work(number: int) -> None:
        for step in range(10):
            row = Skill.objects.create(key=f"skill-{number}-{step}")
            assert row.pk in keys.current()
            if step % 3 == 0:
                row.delete()
                assert row.pk not in keys.current()
        connection.close()

    failed = []

    def run(number: int) -> None:
        try:
            work(number)
        except AssertionError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert keys.current() == keys_now()


def test_transaction_that_goes_on_seeing_what_is_over_leaves_nothing_to_the_next(keys):
    """Neither has a number by which one could tell them apart."""
    keys.current()
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        Skill.objects.count()  # from here on it sees what there is now
        with another_connection() as other:
            other.cursor().execute(
                "INSERT INTO matching_skill (key, type, created_at, updated_at) VALUES ('new', 'skill', now(), now())"
            )
        thread = threading.Thread(target=looks.look)
        thread.start()
        thread.join()
        keys.current()
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert "new" in keys.current().values()
