"""How many hours somebody has, and who reads the ledger."""

from decimal import Decimal

import pytest

from portal.users.models import User
from programmes.access import access_of
from programmes.models import Hours
from programmes.queries.hours import Meter, ledger_of, meters_for, titles_of
from tests.attending import SOURCE, sessions_attended
from tests.factories import make_enrolment, make_funding, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions():
    with sessions_attended() as kept:
        yield kept


def test_a_person_reads_their_meters_and_nobody_else_s_in_one_question(sessions, django_assert_num_queries):
    person, other, expected = make_user(), make_user(), []
    for key, minutes in enumerate((0, 90, 480), start=1):
        programme = make_programme()
        funding = make_funding(programme, threshold_hours=8)
        enrolment = make_enrolment(programme, person)
        make_enrolment(programme, other)
        if minutes:
            sessions.attend(key, person, funding, minutes)
            sessions.attend(key, other, funding, 480)
        expected.append((enrolment, Meter(round(Decimal(minutes) / 60, 2), Decimal(8), minutes == 480)))
    make_enrolment(make_programme(), person)
    person = User.objects.get(pk=person.pk)
    access_of(person)
    with django_assert_num_queries(1):
        found = meters_for(person)
    assert sorted(found, key=lambda pair: pair[0].pk) == expected


def test_hours_are_read_by_their_owner_and_by_who_coordinates_what_they_count_for(sessions):
    whole = make_programme()
    part, sister = make_programme(parent=whole), make_programme(parent=whole)
    funding = make_funding(whole, threshold_hours=8)
    enrolment = make_enrolment(part)
    sessions.attend(1, enrolment.person, funding, 90)
    readers = {
        "owner": enrolment.person,
        "whole": make_member(whole),
        "part": make_member(part),
        "sister": make_member(sister),
        "adviser": make_member(whole, "adviser"),
        "evaluator": make_member(whole, "evaluator"),
        "stranger": make_user(),
    }
    seen = {name for name, reader in readers.items() if Hours.objects.visible_to(reader).exists()}
    assert seen == {"owner", "whole", "part"}
    assert [row.minutes for row in ledger_of(enrolment, readers["part"])] == [90]
    assert ledger_of(enrolment, readers["sister"]) == []


def test_rows_are_named_by_their_sources_and_those_of_none_are_not(sessions):
    programme = make_programme()
    funding, person = make_funding(programme), make_user()
    sessions.attend(1, person, funding, 90)
    Hours.objects.create(
        person=person, funding=funding, date="2026-03-02", minutes=5, source="gone", source_key=1
    )
    assert titles_of(Hours.objects.all()) == {(SOURCE, 1): "Session 1"}
