"""What becomes of a file: read, tried without a trace, carried out as a whole, taken back as a whole."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from portal.core.tables import lines
from portal.notifications.models import Notification
from portal.users.models import User
from programmes.constants import IMPORT_ATTEMPTS, EnrolmentStatus, Verification
from programmes.models import Enrolment, Import, Membership, Organisation
from programmes.services import import_rows, import_work
from programmes.services.import_work import (
    carry_out_import,
    read_import,
)
from programmes.services.imports import confirm_import, undo_import
from tests.factories import (
    make_confirmed_user,
    make_contact,
    make_enrolment,
    make_member,
    make_organisation,
    make_programme,
)
from tests.importing import (
    HEAD,
    PARTICIPANTS,
    imported,
    outcomes,
    previewed,
    problems,
    sent,
    work_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make_programme("mine")


@pytest.fixture
def by(mine):
    return make_member(mine)


def kept() -> list[Path]:
    return sorted(Path(settings.MEDIA_ROOT, "imports").glob("*"))


def failure_of(batch: Import) -> str:
    return f"{batch.state} {batch.failure}: {batch.reason}"


def rows(number: int) -> str:
    return HEAD + "".join(f"mine;Works {each};company;Suhl;DE\n" for each in range(number))


# --- Reading --------------------------------------------------------------------------------------------------------


def test_a_preview_says_what_each_row_would_do_and_changes_nothing(by, mine):
    there = make_organisation(mine, name="There", city="Suhl", kind="school")
    make_organisation(mine, name="Same", city="Suhl")
    text = HEAD + "mine;New;company;Suhl;DE\nmine;There;company;Suhl;DE\nmine;Same;company;Suhl;DE\n"
    batch = previewed(by, text)
    assert outcomes(batch) == [(2, "new"), (3, "changed"), (4, "same")]
    assert (batch.state, batch.counts) == ("preview", {"new": 1, "changed": 1, "same": 1})
    there.refresh_from_db()
    assert (there.kind, Organisation.objects.count()) == ("school", 2)
    assert [each.kind for each in Notification.objects.all()] == ["programmes.import_ready"]


def test_wrong_rows_are_named_by_their_number_in_excel(by):
    text = HEAD + "mine;Good;company;Suhl;DE\n\nmine;;circus;Suhl;DE\nnowhere;Other;company;Suhl;DE\n"
    batch = previewed(by, text)
    assert problems(batch) == [
        (4, [["Name", "Fill in “Name”."], ["Kind", "“circus” is not one of the choices."]]),
        (5, [["Programme", "You have no programme with the short name “nowhere”."]]),
    ]
    assert not batch.can_be_confirmed


def test_regions_are_named_by_code_or_name_and_follow_from_the_town(by):
    head = "programme;name;kind;city;country;region\n"
    text = (
        head + "mine;A;company;Suhl;DE;\nmine;B;company;Suhl;DE;DEG\nmine;C;company;Suhl;DE;južna Turingija\n"
    )
    work_on(confirm_import(batch=previewed(by, text), by=by))
    assert dict(Organisation.objects.values_list("name", "region")) == {
        "A": "DEG04",
        "B": "DEG",
        "C": "DEG-SUED",
    }
    batch = previewed(by, head + "mine;D;company;Suhl;DE;Türingen\nmine;E;company;Madrid;ES;Madrid\n")
    assert outcomes(batch) == [(2, "wrong"), (3, "new")]


def test_two_rows_about_the_same_are_named_even_far_apart(by, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 2)
    text = rows(5) + "mine;works 0;company;SUHL;DE\nmine;WORKS 0;company;Suhl;DE\n"
    assert problems(previewed(by, text)) == [
        (7, [["", "Row 2 is about the same. Keep one of them."]]),
        (8, [["", "Row 2 is about the same. Keep one of them."]]),
    ]


def test_work_goes_in_portions_and_in_several_tasks(by, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 2)
    monkeypatch.setattr(import_work, "PORTIONS", 2)
    batch = sent(by, rows(7))
    read_import(batch_id=batch.pk, turn=batch.turn)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_total, batch.rows_done, batch.progress) == ("reading", 7, 4, 57)
    assert work_on(batch).state == "preview"


def test_the_file_goes_as_soon_as_its_rows_are_read(by, django_capture_on_commit_callbacks):
    batch = sent(by, rows(1))
    assert len(kept()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        read_import(batch_id=batch.pk, turn=batch.turn)
    assert kept() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\n\n", "This file has nothing in it."),
        (b"PK\x03\x04 not really", "This is not an Excel file that can be read. Save it anew as XLSX."),
        (
            b"name;name;programme;kind;city\nA;B;C;D;E\n",
            "Two columns mean the same: name, name. Take one of them out.",
        ),
        (b"name\nWerkzeugbau\n", "The file lacks these columns: Programme, Kind, Town."),
        (HEAD.encode(), "This file has names of columns, but no row below them."),
    ],
    ids=["blank", "not excel", "double", "missing", "no rows"],
)
def test_a_file_that_can_t_be_read_says_why_and_goes(by, content, reason, django_capture_on_commit_callbacks):
    batch = sent(by, content)
    with django_capture_on_commit_callbacks(execute=True):
        read_import(batch_id=batch.pk, turn=batch.turn)
    batch.refresh_from_db()
    assert failure_of(batch) == f"failed unreadable: {reason}"
    assert (kept(), batch.import_rows.count()) == ([], 0)
    assert [each.kind for each in Notification.objects.all()] == ["programmes.import_failed"]


def test_more_rows_than_the_limit_are_refused(by, monkeypatch):
    monkeypatch.setattr(import_rows, "ROW_LIMIT", 3)
    assert failure_of(previewed(by, rows(4))) == (
        "failed unreadable: This file has more than 3 rows. Split it up."
    )
    assert previewed(by, rows(3)).state == "preview"
    assert lines.ROW_LIMIT == 50_000


def test_sentences_are_in_the_language_of_who_sent_the_file(by):
    batch = previewed(by, "name\nx\n", language="de")
    assert "The file lacks" not in batch.reason


# --- Carrying out ---------------------------------------------------------------------------------------------------


def test_confirmed_rows_are_carried_out(by, mine):
    batch = imported(by, HEAD + "mine;Werkzeugbau Süd;company;Suhl;DE\n")
    made = Organisation.objects.get()
    assert (made.name, made.verification, list(made.programmes.all())) == (
        "Werkzeugbau Süd",
        Verification.WAITING,
        [mine],
    )
    assert (batch.state, batch.progress, batch.finished_at is not None) == ("done", 100, True)


def test_other_coordinators_are_told_once(by, mine):
    other = make_member(mine)
    imported(by, rows(3))
    assert [(each.kind, each.recipient) for each in Notification.objects.exclude(recipient=by)] == [
        ("programmes.organisations_imported", other)
    ]


def test_when_one_row_can_t_be_carried_out_any_more_none_is(by, mine, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 2)
    people = [make_confirmed_user(f"Person {number}") for number in range(5)]
    days = ["2026-02-02", "2026-02-02", "2026-02-02", "2026-01-01", "2026-02-02"]
    text = "email;programme;name;consent_received_on\n" + "".join(
        f"{each.email};mine;{each.name};{day}\n" for each, day in zip(people, days, strict=True)
    )
    batch = previewed(by, text, PARTICIPANTS)
    mine.starts_on = date(2026, 2, 1)
    mine.save()
    batch = work_on(confirm_import(batch=batch, by=by))
    assert failure_of(batch).startswith("failed changed: Row 5: ")
    assert Enrolment.objects.count() == 0


def test_a_right_that_is_lost_before_the_worker_comes_ends_it(by, mine):
    confirmed = confirm_import(batch=previewed(by, rows(1)), by=by)
    Membership.objects.all().delete()
    assert failure_of(work_on(confirmed)) == "failed not_allowed: "
    assert Organisation.objects.count() == 0


def test_a_right_that_is_lost_half_way_takes_back_what_was_done(by, mine, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 2)
    monkeypatch.setattr(import_work, "PORTIONS", 1)
    batch = confirm_import(batch=previewed(by, rows(5)), by=by)
    carry_out_import(batch_id=batch.pk, turn=batch.turn)
    assert Organisation.objects.count() == 2
    Membership.objects.all().delete()
    assert failure_of(work_on(batch)) == "failed not_allowed: "
    assert Organisation.objects.count() == 0


# --- Workers that die -----------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Nothing catches it, as nothing catches a signal that kills."""


def test_a_worker_that_dies_over_a_portion_leaves_nothing_of_it_and_the_next_goes_on(by, monkeypatch):
    monkeypatch.setattr(import_work, "PORTION", 2)
    batch = confirm_import(batch=previewed(by, rows(5)), by=by)
    real, done = import_work._note_carried_out, []

    def dies_at_the_fourth(row, carried):
        done.append(row.number)
        if len(done) == 4:
            raise Killed
        real(row, carried)

    monkeypatch.setattr(import_work, "_note_carried_out", dies_at_the_fourth)
    with pytest.raises(Killed):
        carry_out_import(batch_id=batch.pk, turn=batch.turn)
    assert Organisation.objects.count() == 2
    monkeypatch.setattr(import_work, "_note_carried_out", real)
    assert work_on(batch).state == "done"
    assert sorted(Organisation.objects.values_list("name", flat=True)) == [
        f"Works {each}" for each in range(5)
    ]


def test_an_import_over_which_workers_keep_dying_is_given_up_with_nothing_done(by, monkeypatch):
    batch = confirm_import(batch=previewed(by, rows(2)), by=by)
    real = import_work._note_carried_out

    def dies(row, carried):
        raise Killed

    monkeypatch.setattr(import_work, "_note_carried_out", dies)
    for _attempt in range(IMPORT_ATTEMPTS):
        with pytest.raises(Killed):
            carry_out_import(batch_id=batch.pk, turn=batch.turn)
    monkeypatch.setattr(import_work, "_note_carried_out", real)
    assert failure_of(work_on(batch)) == "failed broken: "
    assert Organisation.objects.count() == 0


def test_a_task_that_comes_twice_or_too_late_does_nothing(by):
    batch = imported(by, rows(2))
    for task in (read_import, carry_out_import):
        task(batch_id=batch.pk, turn=batch.turn)
    batch.refresh_from_db()
    assert (batch.state, Organisation.objects.count()) == ("done", 2)


# --- Taking back ----------------------------------------------------------------------------------------------------


def undone(batch: Import, by) -> Import:
    return work_on(undo_import(batch=batch, by=by))


def test_an_import_is_undone_as_a_whole(by, mine):
    there = make_organisation(mine, name="There", city="Suhl", website="https://there.example/")
    batch = imported(
        by,
        "programme;name;kind;city;website\nmine;There;school;Suhl;https://new.example/\nmine;New;company;Suhl;\n",
    )
    there.refresh_from_db()
    assert (there.kind, Organisation.objects.count()) == ("school", 2)
    assert undone(batch, by).state == "undone"
    there.refresh_from_db()
    assert (there.kind, there.website, list(Organisation.objects.all())) == (
        "company",
        "https://there.example/",
        [there],
    )


def test_a_programme_that_an_import_added_is_taken_away_again(by, mine):
    other = make_programme("other")
    Membership.objects.create(user=by, programme=other, role="coordinator")
    there = make_organisation(other, name="There", city="Suhl")
    batch = imported(by, HEAD + "mine;There;company;Suhl;DE\n")
    assert set(there.programmes.all()) == {mine, other}
    undone(batch, by)
    assert set(there.programmes.all()) == {other}


def reasons(batch: Import) -> list[tuple[int, str]]:
    return list(
        batch.import_rows.exclude(kept_because="").order_by("number").values_list("number", "kept_because")
    )


def test_what_somebody_has_changed_since_is_left_and_named(by, mine):
    there = make_organisation(mine, name="There", city="Suhl")
    batch = imported(
        by, HEAD + "mine;There;school;Suhl;DE\nmine;New;company;Suhl;DE\nmine;Other;company;Suhl;DE\n"
    )
    Organisation.objects.filter(pk=there.pk).update(kind="university")
    made = Organisation.objects.get(name="New")
    made.website = "https://new.example/"
    made.save()
    make_contact(Organisation.objects.get(name="Other"))
    batch = undone(batch, by)
    assert reasons(batch) == [
        (2, "It has been changed since."),
        (3, "It has been changed since."),
        (4, "Something has been added to it since."),
    ]
    there.refresh_from_db()
    assert (there.kind, Organisation.objects.count()) == ("university", 3)


def test_what_somebody_has_deleted_since_is_no_hindrance(by, mine):
    batch = imported(by, rows(2))
    Organisation.objects.get(name="Works 0").delete()
    batch = undone(batch, by)
    assert (batch.state, reasons(batch), Organisation.objects.count()) == ("undone", [], 0)


def test_participants_an_import_entered_or_ended_are_put_back(by, mine, django_capture_on_commit_callbacks):
    ended = make_enrolment(mine, make_confirmed_user(), entered_on=date(2026, 1, 1))
    text = (
        "email;programme;left_on;exit_kind\n"
        f"{ended.person.email};mine;2026-02-01;completed\namira@example.org;mine;;\n"
    )
    batch = imported(by, text, PARTICIPANTS)
    ended.refresh_from_db()
    assert (ended.status, User.objects.unclaimed().count()) == (EnrolmentStatus.LEFT, 1)
    with django_capture_on_commit_callbacks(execute=True):
        batch = undone(batch, by)
    ended.refresh_from_db()
    assert (
        ended.status,
        ended.left_on,
        ended.exit_kind,
        User.objects.unclaimed().count(),
        reasons(batch),
    ) == (
        EnrolmentStatus.ACTIVE,
        None,
        "",
        0,
        [],
    )


# --- What has happened between the preview and the import ----------------------------------------------------------


def test_undoing_the_second_of_two_imports_of_one_file_leaves_what_the_first_has_entered(by):
    first, second = previewed(by, rows(2)), previewed(by, rows(2))
    work_on(confirm_import(batch=first, by=by))
    work_on(confirm_import(batch=second, by=by))
    second.refresh_from_db()
    assert (second.counts, outcomes(second)) == ({"same": 2}, [(2, "same"), (3, "same")])
    work_on(undo_import(batch=second, by=by))
    assert Organisation.objects.count() == 2
    work_on(undo_import(batch=first, by=by))
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize("there_before", [True, False], ids=["changed", "entered"])
def test_what_somebody_has_changed_or_entered_since_the_preview_is_not_overwritten(by, mine, there_before):
    if there_before:
        make_organisation(mine, name="Works", city="Suhl", size="micro")
    batch = previewed(by, "programme;name;kind;city;size\nmine;Works;company;Suhl;large\n")
    if there_before:
        Organisation.objects.update(size="small")
    else:
        make_organisation(mine, name="Works", city="Suhl", size="small")
    work_on(confirm_import(batch=batch, by=by))
    assert batch.refresh_from_db() is None
    assert (
        failure_of(batch)
        == "failed changed: Row 2: It would change something else than the preview has shown."
    )
    assert Organisation.objects.get().size == "small"
