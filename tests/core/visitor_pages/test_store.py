from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from portal.core.changes.looks import EVERYTHING, ChangedRow, Look, Notes, Snapshot
from portal.core.visitor_pages.store import MOST_MARKS, KeptPage, PageStore, packed

SKILL = "matching.skill"


@pytest.fixture
def notes() -> Notes:
    return Notes("here", Snapshot(1, frozenset()), timezone.now())


def look(notes: Notes) -> Look:
    return Look(notes, notes.end, None, False, {})


def page(notes: Notes, *marks: tuple[object, ...], content: bytes = b"page", minutes: float = 5) -> KeptPage:
    body, name = packed(content)
    return KeptPage(body, name, {}, notes.end, timezone.now() + timedelta(minutes=minutes), marks)


@pytest.fixture
def store(notes) -> PageStore:
    store = PageStore()
    store.find("nothing", look(notes))
    return store


@pytest.mark.parametrize(
    ("mark", "changed", "stays"),
    [
        ((SKILL,), ChangedRow(SKILL, 7, None), False),
        ((SKILL,), ChangedRow("events.event", 7, None), True),
        ((SKILL, "row", 7), ChangedRow(SKILL, 8, None), True),
        ((SKILL, "row", 7), ChangedRow(SKILL, 7, None), False),
        ((SKILL, "row", None), ChangedRow(SKILL, None, None), False),
        ((SKILL, "programme", 3), ChangedRow(SKILL, 7, 4), True),
        ((SKILL, "programme", 3), ChangedRow(SKILL, 7, 3), False),
        ((SKILL, "programme", None), ChangedRow(SKILL, 7, None), False),
        ((SKILL,), EVERYTHING, False),
    ],
)
def test_page_is_gone_with_a_change_of_what_it_shows_and_with_no_other(store, notes, mark, changed, stays):
    store.put("key", page(notes, mark), look(notes))
    assert store.find("key", look(notes)) is not None

    notes.rows.append(changed)

    assert (store.find("key", look(notes)) is not None) == stays


def test_page_made_before_a_change_that_was_seen_meanwhile_is_not_found(store, notes):
    """Somebody else has seen the change while the page was made of what was before."""
    before, made = look(notes), page(notes, (SKILL,))
    notes.rows.append(ChangedRow(SKILL, 1, None))
    store.find("other", look(notes))

    store.put("key", made, before)

    assert store.find("key", look(notes)) is None


def test_page_whose_time_is_up_is_not_found(store, notes):
    store.put("key", page(notes, minutes=-1), look(notes))

    assert store.find("key", look(notes)) is None
    assert store.size == 0


def test_new_notes_begin_with_an_empty_store(store, notes):
    store.put("key", page(notes), look(notes))
    others = Notes("elsewhere", notes.snapshot, notes.at)

    assert store.find("key", look(others)) is None
    store.put("key", page(notes), look(notes))
    assert store.find("key", look(others)) is None


def test_who_has_slept_through_more_than_is_noted_begins_with_an_empty_store(store, notes):
    store.put("key", page(notes), look(notes))
    notes.first = 10

    assert store.find("key", look(notes)) is None


def test_store_is_bounded_under_very_many_addresses(notes):
    store = PageStore(most_bytes=1_000_000)
    store.find("nothing", look(notes))
    one = page(notes, content=b"x" * 500)
    for number in range(100_000):
        store.put(number, one, look(notes))

    assert store.size == sum(each.size for each in store.pages.values()) <= 1_000_000
    assert list(store.pages)[-1] == 99_999


def test_page_that_is_asked_for_stays_longer_than_others(notes):
    one = page(notes)
    store = PageStore(most_bytes=3 * one.size)
    store.find("nothing", look(notes))
    for key in ("a", "b", "c"):
        store.put(key, one, look(notes))
    store.find("a", look(notes))

    store.put("d", one, look(notes))

    assert list(store.pages) == ["c", "a", "d"]


def test_marks_are_bounded(store, notes):
    notes.rows += [ChangedRow(SKILL, number, None) for number in range(MOST_MARKS + 1)]
    store.find("key", look(notes))
    notes.rows.append(ChangedRow(SKILL, 1, None))
    store.find("key", look(notes))

    assert len(store._marks) < 10


def test_body_is_the_same_in_every_encoding(notes):
    import gzip

    made = page(notes, content=b"words " * 500)

    assert brotli.decompress(made.body("br")) == gzip.decompress(made.body("gzip")) == made.body("")
    assert made.body("gzip") is made.body("gzip")
