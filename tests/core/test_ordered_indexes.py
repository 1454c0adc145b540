"""Which columns a list of any length may be sorted by follows from the indexes of its model."""

import pytest

from evaluation.models import ParticipantRecord
from matching.models import Application, Placement, Talent
from portal.core import admin_row_list
from portal.core.ordered_indexes import has_ordered_index
from portal.users.models import User
from programmes.models import Enrolment
from tests.factories import make_enrolment, make_programme, make_user
from tests.sessions import sign_in


@pytest.mark.parametrize(
    ("model", "path", "has"),
    [
        (Enrolment, "entered_on", True),
        (Enrolment, "pk", True),
        (Enrolment, "person", True),
        (Enrolment, "person__name", True),
        (Enrolment, "exit_kind", False),
        (Enrolment, "programme", False),
        (ParticipantRecord, "enrolment__person__name", True),
        (ParticipantRecord, "entry_answered_at", False),
        (Application, "talent", True),
        (Application, "placement__organisation__name", True),
        (Talent, "headline", False),
        (Placement, "title", False),
        (User, "name", True),
        (User, "nothing", False),
    ],
)
def test_a_column_has_an_index(model, path, has):
    assert has_ordered_index(model, path) is has


@pytest.fixture
def listed(client, db):
    """A list of three people in which more than two rows are many."""
    programme = make_programme()
    for number, name in enumerate(("Žan", "Cene", "Čarna")):
        make_enrolment(programme, make_user(name), exit_kind=("", "completed", "withdrew")[number])
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    return lambda order: client.get(
        "/admin/programmes/enrolment/", {"o": order}, headers={"accept-language": "sl"}
    )


def names(answer) -> list[str]:
    return [row.person.name for row in answer.context["cl"].result_list]


PERSON, EXIT_KIND = "1", "6"


def test_a_short_list_is_sorted_by_any_column(listed):
    assert names(listed(EXIT_KIND)) == ["Žan", "Cene", "Čarna"]


def test_a_long_list_is_sorted_by_an_index_alone(listed, monkeypatch):
    monkeypatch.setattr(admin_row_list, "MOST_SORTED", 2)
    answer = listed(EXIT_KIND)
    assert "can&#x27;t be sorted" in answer.text or "ni mogoče" in answer.text
    assert not answer.context["cl"].params.get("o")
    assert answer.context["cl"].sortable_by == {"person", "entered_on", "left_on", "pseudonym"}
    assert len(names(listed(PERSON))) == 3
