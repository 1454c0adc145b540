"""Participants in files: entered, ended and corrected, on days that can be true."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from programmes.constants import EnrolmentSource, EnrolmentStatus
from programmes.models import Enrolment
from tests.factories import make_confirmed_user, make_enrolment, make_member, make_programme
from tests.importing import PARTICIPANTS, imported, notes, outcomes, previewed, problems

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[2] / "data" / "imports"
HEAD = "email;programme;entered_on;left_on;exit_kind\n"


@pytest.fixture
def mine():
    return make_programme("mine", starts_on=date(2023, 1, 1))


@pytest.fixture
def by(mine):
    return make_member(mine)


def test_who_is_imported_by_address_is_asked_and_an_entry_is_left_out(by, mine):
    person = make_confirmed_user("Amira")
    text = f"email;programme;entered_on\n{person.email};mine;1.3.2026\n"
    batch = previewed(by, text, PARTICIPANTS)
    assert [column for column, _text in notes(batch)[0][1]] == ["Entry"]
    imported(by, text, PARTICIPANTS)
    made = Enrolment.objects.get(programme=mine)
    assert (made.status, made.source, made.entered_on) == (
        EnrolmentStatus.INVITED,
        EnrolmentSource.IMPORT,
        None,
    )
    assert (made.person.is_unclaimed, str(made.person)) == (True, person.email)


def test_who_agreed_on_paper_takes_part_from_the_import_on(by, mine):
    head = "email;programme;name;entered_on;consent_received_on\n"
    imported(by, head + "a@example.org;mine;Ada;2026-03-01;2026-02-27\n", PARTICIPANTS)
    made = Enrolment.objects.get(programme=mine)
    assert (made.status, made.entered_on, made.paper_consents.get().received_on) == (
        EnrolmentStatus.ACTIVE,
        date(2026, 3, 1),
        date(2026, 2, 27),
    )
    assert outcomes(previewed(by, "email;programme\na@example.org;mine\n", PARTICIPANTS)) == [(2, "same")]
    nameless = previewed(by, head + "b@example.org;mine;;;2026-02-27\n", PARTICIPANTS)
    assert problems(nameless) == [(2, [["Name", "Give a name for whoever is new here."]])]


def test_an_import_ends_participations(by, mine):
    row = make_enrolment(mine, make_confirmed_user(), entered_on=date(2026, 1, 1))
    imported(by, HEAD + f"{row.person.email};mine;;2026-02-01;completed\n", PARTICIPANTS)
    row.refresh_from_db()
    assert (row.status, row.left_on, row.entered_on) == (
        EnrolmentStatus.LEFT,
        date(2026, 2, 1),
        date(2026, 1, 1),
    )


def test_a_corrected_entry_is_carried_out_and_shown(by, mine):
    row = make_enrolment(mine, make_confirmed_user(), entered_on=date(2026, 1, 1))
    text = f"email;programme;entered_on\n{row.person.email};mine;2025-10-01\n"
    batch = previewed(by, text, PARTICIPANTS)
    assert (outcomes(batch), batch.import_rows.get().changes) == (
        [(2, "changed")],
        [["Entry", "1\xa0January 2026", "1\xa0October 2025"]],
    )
    imported(by, text, PARTICIPANTS)
    row.refresh_from_db()
    assert row.entered_on == date(2025, 10, 1)


def test_a_corrected_exit_is_carried_out(by, mine):
    row = make_enrolment(
        mine,
        make_confirmed_user(),
        entered_on=date(2026, 1, 1),
        left_on=date(2026, 2, 1),
        exit_kind="early",
        status=EnrolmentStatus.LEFT,
    )
    imported(by, HEAD + f"{row.person.email};mine;2026-01-01;2026-03-01;completed\n", PARTICIPANTS)
    row.refresh_from_db()
    assert (row.left_on, row.exit_kind) == (date(2026, 3, 1), "completed")


def test_an_emptied_exit_is_named_and_stays(by, mine):
    row = make_enrolment(
        mine,
        make_confirmed_user(),
        entered_on=date(2026, 1, 1),
        left_on=date(2026, 2, 1),
        exit_kind="early",
        status=EnrolmentStatus.LEFT,
    )
    batch = previewed(by, HEAD + f"{row.person.email};mine;2026-01-01;;\n", PARTICIPANTS, clears_cells=True)
    assert outcomes(batch) == [(2, "left_out")]
    assert [column for column, _text in notes(batch)[0][1]] == ["Exit", "Kind of exit"]


def test_columns_for_reading_are_compared(by, mine):
    row = make_enrolment(mine, make_confirmed_user("Amira Haddad"), entered_on=date(2026, 1, 1))
    head = "email;name;programme;status;entered_on;source;pseudonym\n"
    same = f"{row.person.email};Amira Haddad;mine;active;2026-01-01;self;{row.pseudonym}\n"
    assert outcomes(previewed(by, head + same, PARTICIPANTS)) == [(2, "same")]
    other = f"{row.person.email};Amira H.;mine;left;2026-01-01;staff;P-1\n"
    assert [column for column, _text in notes(previewed(by, head + other, PARTICIPANTS))[0][1]] == [
        "Name",
        "Status",
        "Source",
        "Pseudonym",
    ]


# --- Days that can't be true ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("entry-to-come.csv", "The entry lies in the future. Enter people on the day, or correct the year."),
        (
            "entry-too-early.csv",
            "The programme begins on 1\xa0January 2023; nobody has entered it before.",
        ),
    ],
)
def test_an_entry_outside_the_programme_is_refused_in_its_row(name, words):
    programme = make_programme("leipzig", starts_on=date(2023, 1, 1))
    make_confirmed_user("Eins", email="probe.eins@probe.example")
    make_confirmed_user("Vier", email="probe.vier@probe.example")
    batch = previewed(make_member(programme), (FILES / name).read_bytes(), PARTICIPANTS)
    assert problems(batch) == [(2, [["Entry", words]])]


def test_an_entry_corrected_to_before_the_programme_is_refused():
    programme = make_programme("leipzig", starts_on=date(2023, 1, 1))
    make_enrolment(programme, make_confirmed_user("Talent", email="talent.leipzig@example.org"))
    batch = previewed(make_member(programme), (FILES / "entry-corrected.csv").read_bytes(), PARTICIPANTS)
    assert [number for number, _problems in problems(batch)] == [2]


def test_an_exit_in_the_future_or_before_the_entry_is_refused(by, mine):
    row = make_enrolment(mine, make_confirmed_user(), entered_on=date(2026, 1, 1))
    tomorrow = timezone.localdate() + timedelta(days=1)
    for day in (tomorrow, date(2025, 12, 31)):
        batch = previewed(by, HEAD + f"{row.person.email};mine;;{day};early\n", PARTICIPANTS)
        assert problems(batch) == [(2, [["Exit", "The exit lies between the entry and today."]])]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("0001-01-01", "Choose a day between the years 1990 and 2100."),
        ("9999-12-31", "Choose a day between the years 1990 and 2100."),
        ("03/04/2026", "Write the day as 2026-03-01 or 01.03.2026."),
        ("gestern", "Write the day as 2026-03-01 or 01.03.2026."),
    ],
)
def test_a_day_that_is_none_or_of_a_nonsense_year_is_named(by, mine, day, sentence):
    text = f"email;programme;entered_on\n{make_confirmed_user('Amira').email};mine;{day}\n"
    assert problems(previewed(by, text, PARTICIPANTS)) == [(2, [["Entry", sentence]])]


def test_an_exit_needs_its_day_and_its_kind(by, mine):
    rows = [make_enrolment(mine, make_confirmed_user()) for _row in range(2)]
    text = HEAD + f"{rows[0].person.email};mine;;2026-02-01;\n{rows[1].person.email};mine;;;early\n"
    assert problems(previewed(by, text, PARTICIPANTS)) == [
        (2, [["Kind of exit", "Say how the participation ended."]]),
        (3, [["Exit", "Say when the participation ended."]]),
    ]


def test_participants_of_foreign_programmes_are_out_of_reach(by):
    row = make_enrolment(make_programme("foreign"), make_confirmed_user())
    text = HEAD + f"{row.person.email};foreign;;2026-02-01;early\nnobody@example.org;mine;;2026-02-01;early\n"
    assert [(number, found[0][0]) for number, found in problems(previewed(by, text, PARTICIPANTS))] == [
        (2, "Programme"),
        (3, "Exit"),
    ]


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-01",
        "1.3.2026",
        "01.03.26",
        "1. 3. 26",
        "2026/03/01",
        "2026-03-01T00:00:00",
        "2026-03-01 00:00:00.000",
        "1.3.2026 14:30",
    ],
)
def test_a_day_is_understood_in_each_writing_and_none_of_them_is_called_left_out(by, day):
    batch = previewed(
        by,
        f"email;programme;name;consent_received_on\nana@example.org;mine;Ana Beispiel;{day}\n",
        PARTICIPANTS,
    )
    assert (outcomes(batch), notes(batch)) == ([(2, "new")], [])
    assert ["Consent on paper received", "", "2026-03-01"] in batch.import_rows.get().changes
