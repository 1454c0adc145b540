"""A list reads what it shows: of rows that others lead to their names, and no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.models import Placement
from portal.core.admin_columns import with_shown_columns
from portal.users.models import User
from programmes.models import Enrolment, Membership
from tests.factories import make_enrolment, make_member, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

PAIRS = ("person", "programme")


def statement(rows) -> str:
    return str(with_shown_columns(rows).query)


def test_a_related_row_is_read_by_its_name_alone():
    read = statement(Enrolment.objects.select_related(*PAIRS))
    assert '"programmes_programme"."acronym"' in read
    assert '"programmes_programme"."description"' not in read
    assert '"users_user"."name"' in read
    assert '"users_user"."words"' not in read


def test_what_describes_a_row_is_read_on_its_own_page():
    read = statement(Placement.objects.select_related("organisation"))
    assert '"matching_placement"."title"' in read
    for column in ("description", "search", "words"):
        assert f'"matching_placement"."{column}"' not in read


def test_it_is_called_the_same_without_asking_again():
    make_enrolment(make_programme("wort"), make_user(""))
    (row,) = with_shown_columns(Enrolment.objects.select_related(*PAIRS))
    with CaptureQueriesContext(connection) as asked:
        said = str(row.person), str(row.programme), str(row)
    assert len(asked) == 0
    row = Enrolment.objects.get()
    assert said == (str(row.person), str(row.programme), str(row))


def test_other_columns_are_read_where_a_list_shows_them():
    read = str(with_shown_columns(Enrolment.objects.select_related(*PAIRS), ["programme__status"]).query)
    assert '"programmes_programme"."status"' in read


def test_rows_that_say_themselves_what_is_read_of_them_are_left_alone():
    rows = User.objects.only("name")
    assert with_shown_columns(rows) is rows


def test_a_list_of_staff_asks_as_often_for_ten_as_for_one(client):
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    programme = make_programme()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/programmes/membership/").status_code == 200
        return len(queries)

    make_member(programme)
    asked()
    first = asked()
    for _number in range(9):
        make_member(programme)
    assert Membership.objects.count() == 10
    assert asked() == first
