"""Exports as people ask for them, fetch them and lose them: each row is asked for again when the file is taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.errors import NotAllowed, WrongState
from portal.privacy.models import AccessLog
from portal.privacy.services.erasing import erase
from portal.privacy.services.erasures import request_erasure
from portal.privacy.services.retention import apply_retention
from programmes.constants import OPEN_EXPORTS, ExportState
from programmes.models import Export, ExportPortion, Membership
from programmes.services import export_work
from programmes.services.exports import (
    RowsOutOfReach,
    TooManyExports,
    discard_export,
    drop_exports_with,
    note_fetched,
    retry_export,
)
from tests.exporting import PARTICIPANTS, PURPOSE, asked, content_of, made, work_on
from tests.factories import make_enrolment, make_member, make_organisation, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def taken() -> list[tuple[str, int, str]]:
    return list(AccessLog.objects.filter(kind="download").values_list("object_label", "rows", "purpose"))


# --- Asking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["assistant", "adviser", "trainer", "evaluator"])
def test_who_may_not_export_a_list_gets_no_file_of_it(mine, role):
    with pytest.raises(NotAllowed):
        asked(make_member(mine, role))


def test_asked_twice_while_it_is_under_way_it_is_made_once(by):
    assert asked(by) == asked(by)
    assert asked(by) != asked(by, format="xlsx")
    assert asked(by) != asked(by, query="q=Suhl")


def test_one_person_has_a_few_exports_under_way_at_a_time(by, mine):
    for number in range(OPEN_EXPORTS):
        asked(by, query=f"q={number}")
    with pytest.raises(TooManyExports):
        asked(by, query="q=more")
    assert asked(make_member(mine))


# --- Whose it is ----------------------------------------------------------------------------------------------------


def test_an_export_is_there_for_who_asked_and_for_nobody_else(by, mine):
    make_organisation(mine)
    export = made(by)
    for person in (make_member(mine), make_member(make_programme("other")), make_user(is_superuser=True)):
        assert not Export.objects.visible_to(person).exists()
        assert not ExportPortion.objects.visible_to(person).exists()
        for act in (note_fetched, discard_export):
            with pytest.raises(NotAllowed):
                act(export=export, by=person)
    assert list(Export.objects.visible_to(by)) == [export]
    assert ExportPortion.objects.visible_to(by).count() == 1


def test_each_download_is_written_down(by, mine):
    make_organisation(mine)
    export = made(by)
    note_fetched(export=export, by=by)
    assert taken() == [("programmes.organisation", 1, PURPOSE)]


# --- Rights that end ------------------------------------------------------------------------------------------------


def test_whoever_has_lost_the_role_finds_no_export_any_more(by, mine):
    make_organisation(mine)
    export = made(by)
    make_member(mine)
    Membership.objects.filter(user=by).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert not Export.objects.visible_to(type(by).objects.get(pk=by.pk)).exists()
    with pytest.raises(NotAllowed):
        note_fetched(export=export, by=type(by).objects.get(pk=by.pk))
    assert taken() == []


def test_whoever_has_lost_one_of_two_programmes_does_not_get_its_rows(by, mine):
    other = make_programme("other")
    lost = Membership.objects.create(user=by, programme=other, role="coordinator")
    make_organisation(mine), make_organisation(other)
    export = made(by)
    note_fetched(export=export, by=by)
    lost.delete()
    with pytest.raises(RowsOutOfReach):
        note_fetched(export=export, by=type(by).objects.get(pk=by.pk))
    assert len(taken()) == 1


def test_a_file_with_a_row_that_is_gone_is_not_handed_out(by, mine):
    row = make_enrolment(mine)
    export = made(by, PARTICIPANTS)
    note_fetched(export=export, by=by)
    row.delete()
    with pytest.raises(RowsOutOfReach):
        note_fetched(export=export, by=by)


def test_who_waits_for_their_erasure_is_taken_away_in_no_file(by, mine):
    person, other = make_enrolment(mine).person, make_enrolment(mine)
    before = made(by, PARTICIPANTS)
    request_erasure(person=person, by=person)
    with pytest.raises(RowsOutOfReach):
        note_fetched(export=before, by=by)
    after = made(by, PARTICIPANTS)
    assert (after.rows, list(after.portions.get().keys)) == (1, [other.pk])
    note_fetched(export=after, by=by)


def test_a_row_that_comes_later_keeps_nobody_from_the_file(by, mine):
    make_enrolment(mine)
    export = made(by, PARTICIPANTS)
    make_enrolment(mine)
    note_fetched(export=export, by=by)


# --- Trying again and deleting --------------------------------------------------------------------------------------


def test_what_failed_is_tried_again_and_nothing_else_is(by, mine):
    make_organisation(mine)
    export = made(by)
    with pytest.raises(WrongState):
        retry_export(export=export, by=by)
    Export.objects.update(state=ExportState.FAILED, failure="broken", attempts=3)
    export = retry_export(export=export, by=by)
    assert (export.state, export.failure, export.attempts) == ("queued", "", 0)


def test_an_export_is_deleted_with_its_file_but_not_while_it_is_made(by, mine):
    make_organisation(mine)
    waiting = asked(by, format="xlsx")
    with pytest.raises(WrongState):
        discard_export(export=waiting, by=by)
    export = made(by)
    storage, name = export.file.storage, export.file.name
    discard_export(export=export, by=by)
    assert (storage.exists(name), Export.objects.filter(pk=export.pk).exists()) == (False, False)


# --- When the data ends ---------------------------------------------------------------------------------------------


def test_when_somebody_is_erased_files_with_a_line_about_them_go_and_others_stay(by, mine):
    gone, other = make_enrolment(mine), make_enrolment(mine)
    with_them, without = made(by, PARTICIPANTS), made(by, PARTICIPANTS, chosen=[other.pk])
    name = with_them.file.name
    assert drop_exports_with(person=gone.person) == [("programmes.export", "file", name)]
    with_them.refresh_from_db(), without.refresh_from_db()
    assert (with_them.state, with_them.file.name, with_them.portions.count()) == ("expired", "", 0)
    assert (without.state, without.portions.count()) == ("ready", 1)


def test_a_file_that_is_being_made_while_somebody_is_erased_is_begun_anew(by, mine, monkeypatch):
    """The worker had written the line about them, and noted no portion of the last ones yet."""
    person, other = make_enrolment(mine, make_user("Mia Muster")).person, make_enrolment(mine)
    export, write = asked(by, PARTICIPANTS), export_work._write

    def and_meanwhile(*args):
        number = write(*args)
        erase(person)
        return number

    monkeypatch.setattr(export_work, "_write", and_meanwhile)
    work_on(export)
    assert (export.state, Export.objects.ready().count()) == ("queued", 0)
    monkeypatch.setattr(export_work, "_write", write)
    assert work_on(export).state == "ready"
    assert (export.rows, list(export.portions.get().keys)) == (1, [other.pk])
    assert b"Muster" not in content_of(export)


def test_after_some_weeks_nothing_is_left_of_an_export(by, mine):
    make_organisation(mine)
    export, waiting = made(by), asked(by)
    storage, name = export.file.storage, export.file.name
    Export.objects.update(updated_at=timezone.now() - timedelta(days=31))
    apply_retention()
    assert list(Export.objects.all()) == [waiting]
    assert not storage.exists(name)
