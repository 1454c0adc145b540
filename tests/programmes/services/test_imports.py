"""What a person does with an import: by whom, in which state, and what is forgotten when."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.core.tables.lines import FILE_LIMIT
from portal.privacy.extensions import retention_rules
from portal.privacy.models import RetentionResult
from portal.privacy.services.retention import apply_retention
from programmes.constants import PREVIEW_DAYS, UNDO_DAYS
from programmes.models import Import, ImportRow, Membership
from programmes.services import imports
from programmes.services.imports import (
    FileEmpty,
    FileTooLarge,
    NothingToImport,
    TooLateToUndo,
    TooManyImports,
    confirm_import,
    discard_import,
    request_import,
    undo_import,
)
from tests.factories import make_member, make_programme, make_user
from tests.importing import HEAD, ORGANISATIONS, imported, previewed, sent

pytestmark = pytest.mark.django_db

ROW = HEAD + "mine;Works;company;Suhl;DE\n"


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def kept() -> list[Path]:
    return sorted(Path(settings.MEDIA_ROOT, "imports").glob("*"))


def age(batch: Import, days: int) -> None:
    before = timezone.now() - timedelta(days=days, minutes=1)
    Import.objects.filter(pk=batch.pk).update(updated_at=before)
    Import.objects.filter(pk=batch.pk, finished_at__isnull=False).update(finished_at=before)
    batch.refresh_from_db()


@pytest.mark.parametrize("role", ["assistant", "adviser", "trainer", "evaluator"])
def test_only_who_may_import_sends_a_file(mine, role):
    with pytest.raises(NotAllowed):
        sent(make_member(mine, role), ROW)
    assert (kept(), Import.objects.count()) == ([], 0)


@pytest.mark.parametrize(("size", "refusal"), [(0, FileEmpty), (FILE_LIMIT + 1, FileTooLarge)])
def test_a_file_has_something_in_it_and_not_too_much(by, size, refusal):
    more = {"name": "x", "clears_cells": False, "language": "en", "by": by}
    with pytest.raises(refusal):
        request_import(kind=ORGANISATIONS, file=io.BytesIO(b"x"), size=size, **more)
    assert kept() == []


def test_one_person_fills_no_queue(by, monkeypatch):
    monkeypatch.setattr(imports, "OPEN_IMPORTS", 2)
    for _file in range(2):
        sent(by, ROW)
    with pytest.raises(TooManyImports):
        sent(by, ROW)


def test_a_preview_is_confirmed_once_and_by_who_sent_it(by, mine):
    batch = previewed(by, ROW)
    for other in (make_member(mine), make_user()):
        with pytest.raises(NotAllowed):
            confirm_import(batch=batch, by=other)
    assert confirm_import(batch=batch, by=by).state == "importing"
    with pytest.raises(WrongState):
        confirm_import(batch=batch, by=by)


def test_a_right_lost_since_the_preview_stands_against_its_confirmation(by):
    batch = previewed(by, ROW)
    Membership.objects.all().delete()
    by = type(by).objects.get(pk=by.pk)
    with pytest.raises(NotAllowed):
        confirm_import(batch=batch, by=by)


def test_a_right_lost_in_one_of_two_programmes_hides_an_import_that_names_both(by, mine):
    other = make_programme("other")
    membership = Membership.objects.create(user=by, programme=other, role="coordinator")
    batch = previewed(by, ROW + "other;Elsewhere;company;Suhl;DE\n")
    assert list(Import.objects.visible_to(type(by).objects.get(pk=by.pk))) == [batch]
    membership.delete()
    again = type(by).objects.get(pk=by.pk)
    assert list(Import.objects.visible_to(again)) == []
    assert list(ImportRow.objects.visible_to(again)) == []


@pytest.mark.parametrize("text", [HEAD + "mine;;company;Suhl;DE\n", ROW + "mine;Other;circus;Suhl;DE\n"])
def test_an_import_with_a_wrong_row_can_t_be_confirmed(by, text):
    with pytest.raises(NothingToImport):
        confirm_import(batch=previewed(by, text), by=by)


def test_an_import_that_would_do_nothing_can_t_be_confirmed(by):
    imported(by, ROW)
    with pytest.raises(NothingToImport):
        confirm_import(batch=previewed(by, ROW), by=by)


def test_an_import_is_undone_within_its_time_and_by_who_sent_it(by, mine):
    batch = imported(by, ROW)
    with pytest.raises(NotAllowed):
        undo_import(batch=batch, by=make_member(mine))
    age(batch, UNDO_DAYS)
    with pytest.raises(TooLateToUndo):
        undo_import(batch=batch, by=by)


def test_a_preview_is_forgotten_on_wish_and_what_was_imported_is_not(by):
    batch = previewed(by, ROW)
    discard_import(batch=batch, by=by)
    assert (Import.objects.count(), ImportRow.objects.count()) == (0, 0)
    with pytest.raises(WrongState):
        discard_import(batch=imported(by, ROW), by=by)


def test_what_nobody_confirms_is_forgotten_with_its_file_after_a_day(by):
    fresh, old, waiting = previewed(by, ROW), previewed(by, ROW), sent(by, ROW)
    age(old, PREVIEW_DAYS)
    age(waiting, PREVIEW_DAYS)
    apply_retention()
    assert set(Import.objects.all()) == {fresh, waiting}
    results = RetentionResult.objects.filter(rule__startswith="imports").values_list("rule", "rows")
    assert list(results) == [("imports-unconfirmed", 1)]


def test_of_an_import_that_can_t_be_undone_any_more_only_the_numbers_stay(by):
    batch, younger = imported(by, ROW), imported(by, ROW.replace("Works", "Other"))
    age(batch, UNDO_DAYS)
    apply_retention()
    batch.refresh_from_db()
    assert (batch.import_rows.count(), batch.counts, batch.state) == (0, {"new": 1}, "done")
    assert younger.import_rows.count() == 1


def test_rows_are_never_forgotten_while_their_import_can_be_undone():
    assert retention_rules["imports-rows"].least == UNDO_DAYS
