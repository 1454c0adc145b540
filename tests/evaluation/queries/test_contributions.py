import random
from datetime import date, timedelta

import pytest

from evaluation.models import ParticipantRecord
from evaluation.queries.contributions import (
    CODES,
    NOT_REPORTABLE,
    SHORT_CONTACTS,
    WITHOUT_HOURS,
    Period,
    participants,
    participants_in,
)
from evaluation.queries.figures import by_month, by_month_of, count, count_each, figures, months_of, rows_at
from evaluation.queries.periods import a_year_before
from portal.users.models import User
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment, Programme
from tests.attending import sessions_attended
from tests.evaluation.long_way import rows_behind
from tests.factories import make_enrolment, make_funding, make_programme, make_record, make_user

pytestmark = pytest.mark.django_db

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ENTRY = date(2026, 3, 1)


def participant(programme, *, entered_on=ENTRY, left_on=None, **answers):
    status = EnrolmentStatus.LEFT if left_on else EnrolmentStatus.ACTIVE
    enrolment = make_enrolment(programme, entered_on=entered_on, left_on=left_on, status=status)
    make_record(enrolment, **answers)
    return enrolment


def people_of(programme):
    """As the operator sees them: all."""
    operator = User.objects.filter(is_superuser=True).first() or make_user("Olga", is_superuser=True)
    return participants_in(Programme.objects.with_below(programme).values("pk"), operator)


def totals(programme, period=YEAR):
    found = figures(people_of(programme), period)
    return {code: figure.total for code, figure in found.by_code.items()} | {
        NOT_REPORTABLE: found.not_reportable
    }


def test_each_situation_before_joining_counts_for_its_indicator_and_the_total():
    programme = make_programme()
    for status in ("unemployed", "inactive", "employed", "self_employed"):
        participant(programme, status_entry=status)
    assert totals(programme) == {
        "EECO01": 4, "EECO02": 1, "EECO04": 1, "EECO05": 2, "EECR04": 0, NOT_REPORTABLE: 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "missing", [{"gender": ""}, {"birth_date": None}, {"status_entry": ""}, {"isced_entry": None}]
)
def test_whoever_lacks_one_entry_answer_counts_as_not_reportable_only(missing):
    programme = make_programme()
    participant(programme, left_on=ENTRY, status_exit="employed", exit_checked_on=ENTRY, **missing)
    assert totals(programme) == {**dict.fromkeys(CODES, 0), NOT_REPORTABLE: 1}


def test_somebody_without_any_record_is_not_reportable():
    programme = make_programme()
    make_enrolment(programme, entered_on=ENTRY)
    ParticipantRecord.objects.all().delete()
    assert totals(programme)[NOT_REPORTABLE] == 1


def test_no_school_certificate_is_an_answer():
    programme = make_programme()
    participant(programme, isced_entry=0)
    assert totals(programme)["EECO01"] == 1


@pytest.mark.parametrize(
    ("entered_on", "expected"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 12, 31), 1), (date(2027, 1, 1), 0)],
)
def test_outputs_count_by_the_entry_with_both_ends_of_the_period(entered_on, expected):
    programme = make_programme()
    participant(programme, entered_on=entered_on)
    assert totals(programme)["EECO01"] == expected


@pytest.mark.parametrize(
    ("left_on", "expected"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 12, 31), 1), (date(2027, 1, 1), 0)],
)
def test_immediate_results_count_by_the_exit_whenever_the_entry_was(left_on, expected):
    programme = make_programme()
    participant(
        programme,
        entered_on=date(2024, 5, 1),
        left_on=left_on,
        status_exit="employed",
        exit_checked_on=left_on,
    )
    assert totals(programme)["EECR04"] == expected


@pytest.mark.parametrize(("days_after", "expected"), [(-1, 0), (0, 1), (28, 1), (29, 0)])
def test_work_counts_as_a_result_within_28_days_of_leaving(days_after, expected):
    programme = make_programme()
    left_on = date(2026, 6, 1)
    participant(
        programme,
        left_on=left_on,
        status_exit="self_employed",
        exit_checked_on=left_on + timedelta(days=days_after),
    )
    assert totals(programme)["EECR04"] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("inactive", "employed", 1),
        ("employed", "employed", 0),
        ("unemployed", "inactive", 0),
        ("unemployed", "", 0),
    ],
)
def test_only_who_was_without_work_and_then_had_some_counts_as_a_result(before, after, expected):
    programme = make_programme()
    participant(programme, left_on=ENTRY, status_entry=before, status_exit=after, exit_checked_on=ENTRY)
    assert totals(programme)["EECR04"] == expected


def test_who_only_asked_to_join_counts_nowhere():
    programme = make_programme()
    make_enrolment(programme, status=EnrolmentStatus.APPLIED, entered_on=None)
    assert set(totals(programme).values()) == {0}


def test_below_the_funder_s_hours_people_are_counted_apart_and_from_then_on_as_participants():
    programme = make_programme()
    funding = make_funding(programme, threshold_hours=8, hours_from=ENTRY)
    with sessions_attended() as sessions:
        for key, minutes in enumerate((0, 60, 400, 480), start=1):
            enrolment = participant(programme)
            if minutes:
                sessions.attend(key, enrolment.person, funding, minutes)
        left = participant(programme, left_on=ENTRY, status_exit="employed", exit_checked_on=ENTRY)
        found = figures(people_of(programme), YEAR)
        assert (found.by_code["EECO01"].total, found.by_code["EECR04"].total) == (1, 0)
        assert (found.not_reportable, found.short_contacts, found.without_hours) == (0, 2, 2)
        assert found.all_hold
        sessions.attend(9, left.person, funding, 480)
        found = figures(people_of(programme), YEAR)
        assert (found.by_code["EECO01"].total, found.by_code["EECR04"].total) == (2, 1)
        assert [found.short_contacts, found.without_hours] == [
            rows_behind(code, participants(programme), YEAR).count()
            for code in (SHORT_CONTACTS, WITHOUT_HOURS)
        ]


def test_programmes_that_had_a_threshold_before_hours_were_counted_keep_their_participants():
    programme = make_programme()
    make_funding(programme, threshold_hours=8, hours_from=None)
    participant(programme)
    participant(programme, gender="")
    found = figures(people_of(programme), YEAR)
    assert (found.by_code["EECO01"].total, found.not_reportable, found.not_participants) == (1, 1, 0)


def test_who_left_without_ever_having_entered_is_in_no_figure_and_behind_none():
    programme = make_programme()
    answers = {"status_entry": "unemployed", "status_exit": "employed", "exit_checked_on": ENTRY}
    participant(programme, entered_on=None, left_on=ENTRY, **answers)
    assert totals(programme) == {**dict.fromkeys(CODES, 0), NOT_REPORTABLE: 0}
    assert [list(rows_behind(code, participants(programme), YEAR)) for code in CODES] == [[]] * len(CODES)


def test_the_indicators_are_the_funders_and_not_reportable_is_none():
    assert CODES == ("EECO01", "EECO02", "EECO04", "EECO05", "EECR04")


def test_subprogrammes_count_for_their_parent_and_no_further():
    parent = make_programme("parent")
    child, sibling = make_programme("child", parent=parent), make_programme("sibling", parent=parent)
    stranger = make_programme("stranger")
    for programme in (parent, child, sibling, stranger):
        participant(programme)
    assert [totals(each)["EECO01"] for each in (parent, child, stranger)] == [3, 1, 1]


def test_a_person_in_two_programmes_is_a_participant_of_each():
    person = make_user("Alice")
    programmes = [make_programme(), make_programme()]
    for programme in programmes:
        make_record(make_enrolment(programme, person, entered_on=ENTRY))
    assert [totals(programme)["EECO01"] for programme in programmes] == [1, 1]


def test_the_checks_hold_when_results_of_this_year_rest_on_entries_of_the_last():
    programme = make_programme()
    participant(
        programme, entered_on=date(2025, 5, 1), left_on=ENTRY, status_exit="employed", exit_checked_on=ENTRY
    )
    found = figures(people_of(programme), YEAR)
    assert (found.by_code["EECO01"].total, found.by_code["EECR04"].total) == (0, 1)
    assert found.all_hold is True
    assert [(check.left, check.right) for check in found.checks] == [(0, 0), (0, 0), (1, 1)]


def test_months_add_up_to_the_figure():
    programme = make_programme()
    for day in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 5, 2), date(2027, 1, 1)):
        participant(programme, entered_on=day)
    months = by_month(people_of(programme), "EECO01", YEAR)
    assert months == {date(2026, 3, 1): 2, date(2026, 5, 1): 1}


MONTHS_IN_PART = Period(date(2026, 1, 2), date(2026, 11, 15))
PERIODS = [
    YEAR,
    MONTHS_IN_PART,
    a_year_before(MONTHS_IN_PART),
    Period(date(2026, 3, 10), date(2026, 3, 20)),
    Period(date(2024, 2, 29), date(2026, 2, 28)),
    Period(date(2026, 4, 16), date(2026, 11, 15)),
]


@pytest.mark.parametrize("periods", [PERIODS[:1], PERIODS[1:2], PERIODS])
def test_all_figures_of_all_periods_take_one_query_and_look_at_no_answer(periods, django_assert_num_queries):
    programme = make_programme()
    people = people_of(programme)
    for number in (1, 30):
        for _each in range(number):
            participant(programme)
        with django_assert_num_queries(1) as queries:
            assert len(count_each(people, periods)) == len(periods)
        assert "record" not in queries[0]["sql"]


def test_nobody_is_counted_of_no_programme():
    nobody = participants_in([], make_user("Olga", is_superuser=True))
    assert [each.figures().is_empty for each in count_each(nobody, PERIODS)] == [True] * len(PERIODS)
    assert count_each(nobody, []) == []


# --- Against counting by hand --------------------------------------------------------------------------------------


def naive(code, row, period):
    """The indicators as a person would count them, one participant at a time."""
    complete = row["gender"] and row["birth_date"] and row["status_entry"] and row["isced_entry"] is not None
    entered = period.starts_on <= row["entered_on"] <= period.ends_on
    if code == NOT_REPORTABLE:
        return entered and not complete
    if not complete:
        return False
    if code == "EECR04":
        checked, left_on = row["exit_checked_on"], row["left_on"]
        return bool(
            left_on
            and period.starts_on <= left_on <= period.ends_on
            and row["status_entry"] in ("unemployed", "inactive")
            and row["status_exit"] in ("employed", "self_employed")
            and checked
            and 0 <= (checked - left_on).days <= 28
        )
    statuses = {
        "EECO01": ("unemployed", "inactive", "employed", "self_employed"),
        "EECO02": ("unemployed",),
        "EECO04": ("inactive",),
        "EECO05": ("employed", "self_employed"),
    }
    return entered and row["status_entry"] in statuses[code]


def random_row(dice):
    statuses = ["unemployed", "inactive", "employed", "self_employed", ""]
    entered_on = date(2025, 10, 1) + timedelta(days=dice.randrange(500))
    left_on = entered_on + timedelta(days=dice.randrange(200)) if dice.random() < 0.6 else None
    return {
        "entered_on": entered_on,
        "left_on": left_on,
        "gender": dice.choice(["f", "m", "d", "f", "m", ""]),
        "birth_date": dice.choice([date(1998, 3, 4), date(1980, 1, 1), date(2001, 9, 9), None]),
        "status_entry": dice.choice(statuses),
        "isced_entry": dice.choice([0, 3, 6, 7, None]),
        "status_exit": dice.choice(statuses) if left_on else "",
        "exit_checked_on": left_on + timedelta(days=dice.randrange(-2, 32))
        if left_on and dice.random() < 0.8
        else None,
    }


def random_people(dice):
    """A programme, what was told of each of its people, and their enrolments."""
    programme = make_programme()
    rows = [random_row(dice) for _number in range(150)]
    person = [make_user(f"Person {number}") for number in range(len(rows))]
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            person=person[number],
            programme=programme,
            entered_on=row["entered_on"],
            left_on=row["left_on"],
            status=EnrolmentStatus.LEFT if row["left_on"] else EnrolmentStatus.ACTIVE,
        )
        for number, row in enumerate(rows)
    )
    answers = [{key: row[key] for key in row if key not in ("entered_on", "left_on")} for row in rows]
    ParticipantRecord.objects.bulk_create(
        ParticipantRecord(enrolment=enrolment, **answer)
        for enrolment, answer in zip(enrolments, answers, strict=True)
    )
    return programme, rows, enrolments


@pytest.mark.parametrize("seed", range(3))
def test_several_periods_at_once_are_what_each_is_that_is_asked_for_alone(seed):
    programme, _rows, _enrolments = random_people(random.Random(seed))
    people = people_of(programme)
    together, alone = count_each(people, PERIODS), [count(people, each) for each in PERIODS]
    assert [each.figures() for each in together] == [each.figures() for each in alone]
    assert [each.by_programme() for each in together] == [each.by_programme() for each in alone]
    for counted, period in zip(together, PERIODS, strict=True):
        for code in CODES:
            assert by_month_of(counted, people, code, period) == by_month(people, code, period)
    assert len({each.figures().by_code["EECO01"].total for each in together}) > 3


@pytest.mark.parametrize("seed", range(3))
def test_one_pass_figures_and_lists_equal_counting_by_hand(seed):
    programme, rows, enrolments = random_people(random.Random(seed))
    period = Period(date(2026, 1, 1), date(2026, 6, 30))
    answers, people = participants(programme), people_of(programme)
    found = figures(people, period)
    for code in (*CODES, NOT_REPORTABLE):
        expected = {
            enrolment.pk for enrolment, row in zip(enrolments, rows, strict=True) if naive(code, row, period)
        }
        assert set(rows_behind(code, answers, period).values_list("pk", flat=True)) == expected, code
        months = months_of(people, code, period)
        listed = rows_at(Enrolment.objects.all(), people.facts, code, period, months.of(), range(len(rows)))
        assert (len(listed), {row.pk for row in listed}) == (len(expected), expected), code
        assert expected, f"the dice left nothing to count for {code}"
        if code == NOT_REPORTABLE:
            assert found.not_reportable == len(expected)
            continue
        by_gender = {
            gender: sum(1 for row in rows if naive(code, row, period) and row["gender"] == gender)
            for gender in ("f", "m", "d")
        }
        assert (found.by_code[code].total, found.by_code[code].by_gender) == (len(expected), by_gender), code
        assert sum(by_month(people, code, period).values()) == len(expected)
    assert found.all_hold is True
