"""The ledger of hours: what its sources say, no more and no less, and who hears of it."""

import threading
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from portal.notifications.models import Notification
from programmes.constants import EnrolmentStatus
from programmes.extensions import hours_sources
from programmes.models import Enrolment, Funding, Hours
from programmes.services.entering import OnPaper
from programmes.services.hours import Kept, forget_unknown_sources, keep_hours, mend_standings, rebuild_hours
from programmes.services.joining import join_entered
from programmes.services.people import enter_person
from programmes.workflows.hours import HoursSource, HoursStanding
from tests.attending import DAY, SOURCE, sessions_attended
from tests.factories import make_enrolment, make_funding, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions():
    with sessions_attended() as kept:
        yield kept


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def funding(programme):
    return make_funding(programme, threshold_hours=8)


def ledger():
    return set(Hours.objects.values_list("source_key", "person", "funding", "date", "minutes"))


def standing(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).hours_standing


def told(person):
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


# --- What the ledger says ----------------------------------------------------------------------------------------


def test_what_somebody_attends_stands_in_the_ledger_once(sessions, funding):
    person = make_user()
    assert sessions.attend(1, person, funding, 90) == Kept(added=1)
    assert keep_hours(source=SOURCE, keys=[1]) == Kept()
    assert ledger() == {(1, person.pk, funding.pk, DAY, 90)}


def test_a_correction_changes_the_row_and_its_history_keeps_both(sessions, funding):
    person = make_user()
    sessions.attend(1, person, funding, 90)
    assert sessions.attend(1, person, funding, 60) == Kept(changed=1)
    assert ledger() == {(1, person.pk, funding.pk, DAY, 60)}
    assert list(Hours.objects.get().history.order_by("pgh_id").values_list("minutes", flat=True)) == [90, 60]


def test_who_did_not_come_after_all_has_no_row_any_more(sessions, funding):
    person, other = make_user(), make_user()
    sessions.attend(1, person, funding, 90)
    sessions.attend(1, other, funding, 90)
    del sessions.rows[1, person.pk]
    assert keep_hours(source=SOURCE, keys=[1]) == Kept(removed=1)
    assert ledger() == {(1, other.pk, funding.pk, DAY, 90)}


def test_a_session_counts_once_for_a_person_whoever_writes_it(sessions, funding):
    person = make_user()
    sessions.attend(1, person, funding, 90)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hours.objects.create(person=person, funding=funding, date=DAY, minutes=5, source=SOURCE, source_key=1)


@pytest.mark.parametrize("minutes", [0, 24 * 60 + 1])
def test_a_day_has_no_more_hours_than_a_day(sessions, funding, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        sessions.attend(1, make_user(), funding, minutes)


def test_rebuilding_makes_the_ledger_identical_to_its_sources_and_then_changes_nothing(
    sessions, funding, capsys
):
    person, other = make_user(), make_user()
    for key in range(1, 8):
        sessions.attend(key, person, funding, 60)
    sessions.note(9, other, funding, 30)
    Hours.objects.filter(source_key=2).update(minutes=7)
    Hours.objects.filter(source_key=3).update(person=other)
    Hours.objects.filter(source_key=4).delete()
    Hours.objects.create(person=other, funding=funding, date=DAY, minutes=5, source=SOURCE, source_key=99)
    Hours.objects.create(person=other, funding=funding, date=DAY, minutes=5, source="gone.app", source_key=1)
    call_command("rebuild_hours")
    assert ledger() == {
        (row.key, row.person, row.funding, row.date, row.minutes) for row in sessions.rows.values()
    }
    kept = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(SOURCE))
    assert kept == f"{SOURCE}: 3 added, 1 changed, 2 removed."
    assert rebuild_hours(source=SOURCE) == Kept()
    assert forget_unknown_sources() == 0


def test_a_source_that_tells_its_rows_out_of_order_is_refused(sessions, funding):
    person = make_user()
    for key in (1, 2):
        sessions.attend(key, person, funding, 60)
    rows = [*sessions.rows.values()][::-1]
    backwards = HoursSource(label="Session", attended=lambda keys: iter(rows), named=sessions.named)
    with patch.dict(hours_sources._items, {SOURCE: backwards}), pytest.raises(ValueError, match="1 after 2"):
        rebuild_hours(source=SOURCE)


def test_rebuilding_asks_as_little_for_many_rows_as_for_few(sessions, funding, django_assert_num_queries):
    for key in range(1, 61):
        sessions.attend(key, make_user(), funding, 60)
    Hours.objects.all().delete()
    with django_assert_num_queries(7):
        rebuild_hours(source=SOURCE)


# --- Where somebody stands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (1, HoursStanding.SHORT),
        (383, HoursStanding.SHORT),
        (384, HoursStanding.NEAR),
        (479, HoursStanding.NEAR),
        (480, HoursStanding.REACHED),
        (600, HoursStanding.REACHED),
    ],
)
def test_standing_follows_the_hours(sessions, programme, funding, minutes, expected):
    enrolment = make_enrolment(programme)
    assert standing(enrolment) == HoursStanding.NONE
    sessions.attend(1, enrolment.person, funding, minutes)
    assert standing(enrolment) == expected


def test_standing_falls_again_when_hours_are_taken_back(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    sessions.attend(1, enrolment.person, funding, 480)
    sessions.rows.clear()
    keep_hours(source=SOURCE, keys=[1])
    assert standing(enrolment) == HoursStanding.NONE


@pytest.mark.parametrize(
    "fields",
    [{"threshold_hours": None}, {"threshold_hours": 8, "hours_from": None}, {"threshold_hours": 0}],
)
def test_who_counts_without_hours_has_no_standing(sessions, programme, fields):
    funding = make_funding(programme, **fields)
    enrolment = make_enrolment(programme)
    sessions.attend(1, enrolment.person, funding, 60)
    assert standing(enrolment) == HoursStanding.NOT_COUNTED


def test_who_joined_before_hours_were_counted_counts_anyway(sessions, programme, funding):
    enrolment = make_enrolment(programme, entered_on=programme.today() - timedelta(days=1))
    sessions.attend(1, enrolment.person, funding, 60)
    assert standing(enrolment) == HoursStanding.NOT_COUNTED
    Funding.objects.update(hours_from=enrolment.entered_on)
    assert standing(enrolment) == HoursStanding.SHORT


def test_standing_follows_the_threshold(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    sessions.attend(1, enrolment.person, funding, 60)
    funding.threshold_hours = Decimal(1)
    funding.save()
    assert standing(enrolment) == HoursStanding.REACHED


def test_hours_from_before_somebody_joined_count(sessions, programme, funding):
    person = make_user()
    sessions.attend(1, person, funding, 480)
    enrolment = make_enrolment(programme, person)
    assert standing(enrolment) == HoursStanding.REACHED


def test_an_old_copy_of_a_row_does_not_bring_back_an_old_standing(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    sessions.attend(1, enrolment.person, funding, 480)
    enrolment.save()
    assert standing(enrolment) == HoursStanding.REACHED


def test_hours_for_another_funding_do_not_count(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    other = make_funding(programme, threshold_hours=8)
    sessions.attend(1, enrolment.person, other, 480)
    assert standing(enrolment) == HoursStanding.NONE


def test_a_standing_that_nobody_kept_is_put_right(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    sessions.attend(1, enrolment.person, funding, 480)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE programmes_enrolment DISABLE TRIGGER programmes_enrolment_by_hours")
        Enrolment.objects.update(hours_standing=HoursStanding.NONE)
        cursor.execute("ALTER TABLE programmes_enrolment ENABLE TRIGGER programmes_enrolment_by_hours")
    assert (mend_standings(), standing(enrolment)) == (1, HoursStanding.REACHED)
    assert mend_standings() == 0


def test_two_who_are_one_have_the_hours_of_both_and_each_session_once(sessions, programme, funding):
    by = make_member(programme)
    gone, kept = (
        enter_person(
            programme=programme, name="Paula", paper=OnPaper(received_on=programme.today()), by=by
        ).person
        for _ in "12"
    )
    for person, keys in ((gone, (1, 2)), (kept, (2, 3))):
        for key in keys:
            sessions.attend(key, person, funding, 160)
    join_entered(gone=gone, kept=kept, by=by)
    assert {(row.person, row.source_key) for row in Hours.objects.all()} == {(kept, key) for key in (1, 2, 3)}
    assert standing(Enrolment.objects.get(person=kept)) == HoursStanding.REACHED


# --- Who is told -------------------------------------------------------------------------------------------------


def test_person_and_coordinators_hear_of_the_threshold_once_each(sessions, programme, funding):
    coordinator, enrolment = make_member(programme), make_enrolment(programme)
    person = enrolment.person
    sessions.attend(1, person, funding, 60)
    assert (told(person), told(coordinator)) == ([], [])
    sessions.attend(2, person, funding, 360)
    assert told(person) == ["programmes.close_to_participation"]
    sessions.attend(2, person, funding, 60)
    sessions.attend(2, person, funding, 361)
    sessions.attend(3, person, funding, 120)
    sessions.attend(3, person, funding, 121)
    assert told(person) == ["programmes.close_to_participation", "programmes.counts_as_participant"]
    assert told(coordinator) == [
        "programmes.person_close_to_participation",
        "programmes.person_counts_as_participant",
    ]


def test_who_reaches_the_threshold_at_once_hears_only_that(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    sessions.attend(1, enrolment.person, funding, 480)
    assert told(enrolment.person) == ["programmes.counts_as_participant"]


def test_who_has_left_or_waits_for_erasure_or_has_no_account_hears_nothing(sessions, programme, funding):
    coordinator = make_member(programme)
    left = make_enrolment(programme, status=EnrolmentStatus.LEFT, left_on=programme.today())
    sessions.attend(1, left.person, funding, 480)
    assert told(coordinator) == []
    closed = make_enrolment(programme, make_user(is_active=False))
    sessions.attend(2, closed.person, funding, 480)
    assert (told(closed.person), len(told(coordinator))) == ([], 1)


def test_nobody_is_told_of_what_was_taken_back_with_its_cause(sessions, programme, funding):
    enrolment = make_enrolment(programme)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sessions.attend(1, enrolment.person, funding, 480)
        raise ZeroDivisionError
    assert (ledger(), told(enrolment.person), standing(enrolment)) == (set(), [], HoursStanding.NONE)


def test_many_who_attend_at_once_are_kept_in_as_many_questions_as_a_few(
    sessions, programme, funding, django_assert_num_queries
):
    make_member(programme)
    people = [make_enrolment(programme).person for _ in range(40)]
    for person in people[:2]:
        sessions.note(1, person, funding, 480)
    for person in people[2:]:
        sessions.note(2, person, funding, 480)
    with django_assert_num_queries(13) as few:
        keep_hours(source=SOURCE, keys=[1])
    with django_assert_num_queries(len(few)):
        keep_hours(source=SOURCE, keys=[2])


# --- Two at once -------------------------------------------------------------------------------------------------


def run(*acts):
    errors = []

    def carry_out(act):
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_of_two_sessions_noted_at_once_the_second_brings_the_threshold(sessions):
    programme = make_programme()
    funding = make_funding(programme, threshold_hours=8)
    enrolment = make_enrolment(programme)
    together = threading.Barrier(2)

    def attend(key):
        with transaction.atomic():
            together.wait(10)
            sessions.attend(key, enrolment.person, funding, 240)

    run(lambda: attend(1), lambda: attend(2))
    assert standing(enrolment) == HoursStanding.REACHED
    assert told(enrolment.person) == ["programmes.counts_as_participant"]


@pytest.mark.django_db(transaction=True)
def test_what_is_attended_while_the_ledger_is_rebuilt_is_not_lost(sessions):
    programme = make_programme()
    funding = make_funding(programme, threshold_hours=8)
    person = make_user()
    sessions.note(1, person, funding, 60)
    has_written, may_commit = threading.Event(), threading.Event()

    def correct():
        with transaction.atomic():
            sessions.attend(1, person, funding, 120)
            has_written.set()
            may_commit.wait(10)

    def rebuild():
        has_written.wait(10)
        timer = threading.Timer(0.5, may_commit.set)
        timer.start()
        rebuild_hours(source=SOURCE)

    run(correct, rebuild)
    assert ledger() == {(1, person.pk, funding.pk, DAY, 120)}
