"""Participants are found by words of their names, and by the pseudonym they are known by."""

import pytest

from evaluation.models import ParticipantRecord
from programmes.admin.search import pseudonym_beginning
from programmes.models import Enrolment
from tests.factories import make_enrolment, make_member, make_programme, make_record, make_user
from tests.sessions import sign_in
from tests.workplace import address


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("P-2A3B4C5D", "P-2A3B4C5D"),
        ("p-2a3", "P-2A3"),
        ("2a3b4c5d", "P-2A3B4C5D"),
        (" p-2a ", "P-2A"),
        ("P-", ""),
        ("Petra", ""),
        ("Johannes", ""),
        ("petra-2", ""),
        ("", ""),
    ],
)
def test_what_may_be_a_pseudonym(typed, beginning):
    assert pseudonym_beginning(typed) == beginning


@pytest.fixture
def people(db):
    programme = make_programme("own")
    rows = [
        make_enrolment(programme, make_user("Jana Müller"), pseudonym="P-2A3B4C5D"),
        make_enrolment(programme, make_user("Milan 2a3 Novak"), pseudonym="P-9Z8Y7X6W"),
    ]
    for row in rows:
        make_record(row)
    make_enrolment(make_programme("other"), make_user("Jana Mülleroff"), pseudonym="P-2A3B9999")
    return programme


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mueller", ["Jana Müller"]),
        ("jana", ["Jana Müller"]),
        ("p-2a3", ["Jana Müller"]),
        ("9z8y7x6w", ["Milan 2a3 Novak"]),
        ("P-2A3B9999", []),
        ("mülleroff", []),
    ],
)
@pytest.mark.parametrize("model", [Enrolment, ParticipantRecord])
def test_a_coordinator_finds_who_takes_part_here(client, people, model, typed, names):
    sign_in(client, make_member(people))
    rows = client.get(address(model, "changelist"), {"q": typed}).context["cl"].result_list
    assert [str(getattr(row, "enrolment", row).person) for row in rows] == names
