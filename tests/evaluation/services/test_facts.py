"""What the database keeps about participants for the figures is what their answers say, whoever writes them and how."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.models import FactCheck, MonthCount, ParticipantFact, ParticipantRecord
from evaluation.queries import contributions
from evaluation.queries import figures as counting
from evaluation.queries.contributions import (
    CONTRIBUTIONS,
    Contribution,
    Period,
    as_facts,
    participants,
    participants_in,
)
from evaluation.queries.figures import count, months_of, rows_at
from evaluation.services import facts
from evaluation.services.facts import check_facts, fold_months, install_rule, mend_facts, write_facts_anew
from evaluation.services.records import answer_exit
from portal.notifications.models import Notification
from programmes.constants import EnrolmentStatus
from programmes.models import Enrolment
from tests.evaluation.long_way import rows_behind
from tests.factories import make_enrolment, make_member, make_programme, make_record, make_user

pytestmark = pytest.mark.django_db
ENTRY = date(2026, 3, 1)
STATUSES = ["unemployed", "inactive", "employed", "self_employed", ""]


@pytest.fixture
def operator():
    return make_user("Olga", is_superuser=True)


def joined(programme, **fields):
    return make_enrolment(programme, **{"entered_on": ENTRY} | fields)


def kept() -> list[tuple]:
    return sorted(ParticipantFact.objects.values_list(*facts.FACTS))


def told() -> list[tuple]:
    """The long way."""
    return sorted(as_facts(Enrolment.objects.all()))


def month_counts() -> dict[tuple, int]:
    found: dict[tuple, int] = {}
    for *key, number in MonthCount.objects.values_list("programme", "code", "month", "gender", "number"):
        found[tuple(key)] = found.get(tuple(key), 0) + number
    return {key: number for key, number in found.items() if number}


def counts_by_answers() -> dict[tuple, int]:
    found: dict[tuple, int] = {}
    for code, contribution in CONTRIBUTIONS.items():
        rows = Enrolment.objects.filter(contribution.condition, entered_on__isnull=False)
        for programme, day, gender in rows.values_list(
            "programme", contribution.counted_on, "record__gender"
        ):
            key = programme, code, day.replace(day=1), gender or ""
            found[key] = found.get(key, 0) + 1
    return found


def are_right() -> bool:
    return kept() == told() and month_counts() == counts_by_answers()


# --- Nothing slips past -----------------------------------------------------------------------------------------------


def test_statements_by_hand_that_write_many_rows_are_heard_of():
    programme, other = make_programme(), make_programme()
    for number in range(6):
        make_record(
            joined(programme, entered_on=ENTRY + timedelta(days=20 * number)),
            status_entry=STATUSES[number % 5],
        )
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE programmes_enrolment SET left_on = entered_on + 10, status = 'left' WHERE id % 2 = 0",
            "UPDATE evaluation_participantrecord SET status_exit = 'employed', exit_checked_on = '2026-03-15'",
            f"UPDATE programmes_enrolment SET programme_id = {other.pk} WHERE id % 3 = 0",
            "UPDATE programmes_enrolment SET entered_on = NULL, left_on = NULL WHERE id % 5 = 0",
            "DELETE FROM evaluation_participantrecord WHERE id % 4 = 0",
        ):
            cursor.execute(statement)
            assert are_right(), statement
        assert ParticipantFact.objects.count() > 2
        cursor.execute("DELETE FROM evaluation_participantrecord")
        cursor.execute("DELETE FROM programmes_enrolmenthistory")
        cursor.execute("DELETE FROM programmes_enrolment WHERE id % 2 = 0")
        assert are_right()


def test_records_that_are_emptied_by_hand_leave_participants_without_answers():
    programme = make_programme()
    for number in range(3):
        make_record(joined(programme), status_entry=STATUSES[number])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE evaluation_participantrecord")
        assert are_right()
        assert {fact[-1] for fact in kept()} == {
            CONTRIBUTIONS[contributions.NOT_REPORTABLE].mask | CONTRIBUTIONS[contributions.UNANSWERED].mask
        }
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE programmes_enrolment CASCADE")
        assert (kept(), month_counts()) == ([], {})


def test_answers_that_are_moved_to_another_participation_count_there_alone():
    programme = make_programme()
    record, other = make_record(joined(programme)), joined(programme)
    ParticipantRecord.objects.filter(enrolment=other).delete()
    ParticipantRecord.objects.filter(pk=record.pk).update(enrolment=other)
    assert are_right()
    assert len({fact[-1] for fact in kept()}) == 2


def test_whoever_has_not_entered_has_no_facts():
    row = make_enrolment(make_programme(), status=EnrolmentStatus.APPLIED, entered_on=None)
    assert kept() == []
    Enrolment.objects.filter(pk=row.pk).update(entered_on=ENTRY, status=EnrolmentStatus.ACTIVE)
    assert [fact[0] for fact in kept()] == [row.pk]
    row.delete()
    assert (kept(), month_counts()) == ([], {})


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["enrolment", "record", "delete", "empty"]),
        st.integers(0, 7),
        st.integers(0, 7),
        st.fixed_dictionaries(
            {
                "entered_on": st.one_of(st.none(), st.dates(date(2025, 11, 1), date(2026, 4, 30))),
                "stays": st.one_of(st.none(), st.integers(0, 90)),
                "gender": st.sampled_from("fmd "),
                "birth_date": st.sampled_from([None, date(1998, 3, 4)]),
                "status_entry": st.sampled_from(STATUSES),
                "isced_entry": st.sampled_from([None, 0, 5]),
                "status_exit": st.sampled_from(STATUSES),
                "checked": st.one_of(st.none(), st.integers(-2, 31)),
            }
        ),
    ),
    max_size=25,
)


def make(change, rows):
    """One statement, on the enrolments between two places of the list."""
    kind, first, last, values = change
    keys = [row.pk for row in rows[min(first, last) : max(first, last) + 1]]
    entered_on = values["entered_on"]
    left_on = (
        entered_on + timedelta(days=values["stays"]) if entered_on and values["stays"] is not None else None
    )
    match kind:
        case "enrolment":
            Enrolment.objects.filter(pk__in=keys).update(
                entered_on=entered_on, left_on=left_on, status="left"
            )
        case "record":
            checked = values["checked"]
            ParticipantRecord.objects.filter(enrolment__in=keys).update(
                gender=values["gender"].strip(),
                exit_checked_on=None if checked is None else date(2026, 2, 1) + timedelta(days=checked),
                **{
                    name: values[name]
                    for name in ("birth_date", "status_entry", "isced_entry", "status_exit")
                },
            )
        case "empty":
            ParticipantRecord.objects.filter(enrolment__in=keys).delete()
            ParticipantRecord.objects.bulk_create(ParticipantRecord(enrolment_id=key) for key in keys)
        case "delete":
            ParticipantRecord.objects.filter(enrolment__in=keys[:1]).delete()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, begin=st.dates(date(2025, 12, 1), date(2026, 3, 31)), days=st.integers(0, 150))
def test_after_any_changes_every_figure_month_and_row_is_what_the_answers_say(changes, begin, days):
    period = Period(begin, begin + timedelta(days=days))
    with transaction.atomic():
        parent = make_programme()
        child = make_programme(parent=parent)
        rows = [joined(programme) for programme in (parent, child) for _number in range(4)]
        people = participants_in([parent, child], make_user("Olga", is_superuser=True))
        for change in changes:
            make(change, rows)
        assert kept() == told()
        agrees_with_the_long_way(people, participants(parent), period)
        fold_months()
        assert MonthCount.objects.count() == len(month_counts())
        agrees_with_the_long_way(people, participants(parent), period)
        transaction.set_rollback(True)


def agrees_with_the_long_way(people, answers, period):
    counted = count(people, period)
    for code in CONTRIBUTIONS:
        rows = rows_behind(code, answers, period)
        day = CONTRIBUTIONS[code].counted_on
        expected = list(rows.order_by(day, "pseudonym"))
        months = months_of(people, code, period)
        for first, last in ((0, 3), (2, 5), (5, 50)):
            listed = rows_at(answers, people.facts, code, period, months.of(), range(first, last))
            assert listed == expected[first:last]
        genders = {each: rows.filter(record__gender=each).count() for each in "fmd"}
        assert months.totals() == {"total": len(expected), **genders}
        in_programmes = {
            key: numbers[code] for key, numbers in counted.by_programme().items() if numbers[code]
        }
        assert sum(in_programmes.values()) == len(expected)
    for code, figure in counted.figures().by_code.items():
        until = Period(contributions.BEGINNING, period.ends_on)
        assert figure.total == rows_behind(code, answers, period).count()
        assert figure.so_far == rows_behind(code, answers, until).count()


@pytest.mark.django_db(transaction=True)
def test_two_who_write_one_participant_s_enrolment_and_record_at_once_leave_it_right():
    """The record waits for the enrolment, and is counted by what both say."""
    programme = make_programme()
    row = joined(programme)
    make_record(row, status_exit="employed", exit_checked_on=ENTRY + timedelta(days=40))

    def answer():
        ParticipantRecord.objects.filter(enrolment=row).update(status_entry="inactive")
        connection.close()

    with transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(left_on=ENTRY + timedelta(days=30), status="left")
        thread = Thread(target=answer)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join()
    assert are_right()
    assert kept()[0][-1] & CONTRIBUTIONS["EECR04"].mask


def test_answers_are_stored_with_the_enrolment_locked_first():
    """As whoever changes both does, so that neither waits for the other for ever."""
    programme = make_programme()
    row = joined(programme, left_on=ENTRY, status="left")
    make_record(row)
    with connection.execute_wrapper(locks := Locks()):
        answer_exit(enrolment=row, answers={"status_exit": "employed"}, by=make_member(programme))
    assert [table for table in locks.tables if table != "users_user"][:2] == [
        "programmes_enrolment",
        "evaluation_participantrecord",
    ]


class Locks:
    """The tables whose rows are locked, in their order."""

    def __init__(self):
        self.tables = []

    def __call__(self, execute, sql, params, many, context):
        if " FOR " in sql and "UPDATE" in sql.rpartition(" FOR ")[2]:
            self.tables.append(sql.partition('FROM "')[2].partition('"')[0])
        return execute(sql, params, many, context)


# --- Indicators to come -----------------------------------------------------------------------------------------------


def test_an_indicator_to_come_is_one_entry_and_one_command(monkeypatch, operator):
    """`EECO09`, of those who have finished no more than lower secondary education; the rest follows."""
    programme = make_programme()
    for isced in (1, 2, 5):
        make_record(joined(programme), isced_entry=isced)
    new = Contribution(40, contributions.COMPLETE & Q(record__isced_entry__lte=2), "entered_on")
    for module in (contributions, counting, facts):
        monkeypatch.setattr(module, "CONTRIBUTIONS", {**CONTRIBUTIONS, "EECO09": new})
    call_command("write_facts", verbosity=0)
    period = Period(date(2026, 1, 1), date(2026, 12, 30))
    people = participants_in([programme], operator)
    assert count(people, period).by_programme()[programme.pk]["EECO09"] == 2
    make_record(joined(programme), isced_entry=0)
    months = months_of(people, "EECO09", period)
    assert months.of() == {ENTRY: 3}
    rows = rows_at(Enrolment.objects.all(), people.facts, "EECO09", period, months.of(), range(50))
    assert len(rows) == 3


def test_every_indicator_has_a_bit_of_its_own():
    bits = [each.bit for each in CONTRIBUTIONS.values()]
    assert sorted(set(bits)) == sorted(bits)
    assert all(0 <= bit < 63 for bit in bits)


def test_an_indicator_that_asks_what_is_not_heard_of_is_refused(monkeypatch):
    """Its facts would be out of date as soon as the other table is written."""
    new = Contribution(41, Q(person__language="de"), "entered_on")
    monkeypatch.setattr(contributions, "CONTRIBUTIONS", {**CONTRIBUTIONS, "X1": new})
    with pytest.raises(ValueError, match="users_user"):
        install_rule()


def test_the_rule_is_put_into_the_database_once():
    assert install_rule() is False


# --- The daily check --------------------------------------------------------------------------------------------------


def unheard(statement: str) -> None:
    """Write as nothing can that the database hears of."""
    with connection.cursor() as cursor:
        for table in ("programmes_enrolment", "evaluation_participantrecord", "evaluation_participantfact"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("programmes_enrolment", "evaluation_participantrecord", "evaluation_participantfact"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def programme():
    made = make_programme("wort")
    for gender in "fmf":
        make_record(joined(made), gender=gender)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


WRONG = {
    "an answer": "UPDATE evaluation_participantrecord SET gender = 'd'",
    "a bit": "UPDATE evaluation_participantfact SET counted = 0",
    "a missing fact": "DELETE FROM evaluation_participantfact",
    "a count": "UPDATE evaluation_monthcount SET number = 7",
    "a missing count": "DELETE FROM evaluation_monthcount",
}


@pytest.mark.parametrize("statement", WRONG.values(), ids=WRONG)
def test_what_differs_is_mended_and_told_to_the_operator_once_a_day(programme, operator, statement, caplog):
    make_user("Cora")
    unheard(statement)
    assert not are_right()
    mended = check_facts()
    assert mended > 0
    assert are_right()
    check = FactCheck.objects.get(programme=programme)
    assert (check.mended, check.mended_at) == (mended, check.checked_at)
    assert [(each.recipient, each.kind) for each in Notification.objects.all()] == [
        (operator, "evaluation.figures_mended")
    ]
    assert f"facts of programme {programme.pk} were not right" in caplog.text


def test_a_programme_whose_facts_are_right_is_left_alone_until_the_next_day(programme, operator):
    assert check_facts() == 0
    unheard("DELETE FROM evaluation_monthcount")
    assert check_facts() == 0  # checked already
    FactCheck.objects.update(checked_at=F("checked_at") - timedelta(days=1))
    assert check_facts() > 0
    assert mend_facts(programme=programme) == 0


def test_facts_are_written_anew_in_portions(programme, monkeypatch):
    monkeypatch.setattr(facts, "AT_A_TIME", 2)
    unheard("DELETE FROM evaluation_participantfact")
    assert write_facts_anew() > 3  # the counts of months, too
    assert are_right()


def test_counts_of_a_month_are_folded_into_one_row(programme):
    assert MonthCount.objects.count() > len(month_counts())
    before = month_counts()
    fold_months()
    assert MonthCount.objects.count() == len(month_counts())
    assert month_counts() == before
    assert fold_months() == 0


def test_an_emptied_table_leaves_no_counts_behind(programme):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE evaluation_participantfact")
    assert MonthCount.objects.count() == 0
