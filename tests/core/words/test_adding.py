"""A column of words comes into a table that has rows already, and is kept from then on whoever writes."""

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from portal.core.words import adding
from portal.core.words.adding import AddWords, MakeWordsAnew
from portal.core.words.column import WordsField

pytestmark = pytest.mark.django_db
TABLE = "tests_bead"


@pytest.fixture
def states(monkeypatch) -> tuple[ProjectState, ProjectState]:
    """Before and after, of a table with seven rows; two are written at a time."""
    monkeypatch.setattr(adding, "AT_A_TIME", 2)
    before = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=80))]
    before.add_model(ModelState("tests", "bead", fields))
    after = before.clone()
    operation().state_forwards("tests", after)
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(before.apps.get_model("tests", "bead"))
    for number in range(7):
        write(f"INSERT INTO {TABLE} (name) VALUES ('Müller {number}')")
    return before, after


def operation() -> AddWords:
    return AddWords(model_name="bead", name="words", field=WordsField("name"))


def forwards(states: tuple[ProjectState, ProjectState]) -> None:
    with connection.schema_editor(atomic=False) as editor:
        operation().database_forwards("tests", editor, *states)


def write(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def found(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE} WHERE words @@ %s::tsquery", [word])
        return cursor.fetchone()[0]


def test_rows_of_before_have_their_words(states):
    forwards(states)
    assert (found("mueller"), found("muller & 6")) == (7, 1)


def test_words_follow_whatever_is_written(states):
    forwards(states)
    write(f"INSERT INTO {TABLE} (name) VALUES ('Novak')")
    write(f"UPDATE {TABLE} SET name = 'Kovač' WHERE name = 'Müller 3'")
    assert (found("novak"), found("kovac"), found("muller & 3")) == (1, 1, 0)


def test_it_may_be_broken_off_and_begun_again(states):
    forwards(states)
    write(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_words")
    write(f"UPDATE {TABLE} SET words = NULL WHERE id > 4")
    forwards(states)
    assert found("mueller") == 7


def test_words_that_are_made_in_another_way_now_are_made_anew(states):
    forwards(states)
    write(f"UPDATE {TABLE} SET words = 'of:1 before:2'::tsvector")
    with connection.schema_editor(atomic=False) as editor:
        MakeWordsAnew("bead", "words").database_forwards("tests", editor, *states)
    assert (found("mueller"), found("before")) == (7, 0)


def test_a_generated_column_of_before_becomes_one_that_a_trigger_keeps(states):
    write(
        f"ALTER TABLE {TABLE} ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED"
    )
    write(f"CREATE INDEX beads_by_word ON {TABLE} USING gin (words)")
    forwards(states)
    write(f"INSERT INTO {TABLE} (name) VALUES ('Kovač')")
    assert (found("mueller"), found("kovac")) == (7, 1)


def test_the_words_are_kept_in_sessions_that_hear_no_other_trigger(states):
    forwards(states)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = %s", [f"{TABLE}_words"])
        assert cursor.fetchone() == ("A",)


def test_the_way_back_leaves_nothing(states):
    forwards(states)
    before, after = states
    with connection.schema_editor(atomic=False) as editor:
        operation().database_backwards("tests", editor, after, before)
    write(f"INSERT INTO {TABLE} (name) VALUES ('Novak')")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc(%s)", [f"{TABLE}_words"])
        assert cursor.fetchone() == (None,)
