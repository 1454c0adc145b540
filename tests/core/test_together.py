"""What is asked together is what each question has for an answer, in one statement."""

from datetime import date

import pytest
from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from portal.core.together import InParts, counts_together, rows_together
from portal.users.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    for number in range(5):
        make_user(f"Person {number}", birth_date=date(2000 + number, 5, 4), is_active=number != 3)


def since(year):
    return ExpressionWrapper(Q(birth_date__year__gte=year), output_field=BooleanField())


def test_parts_of_cut_rows_are_counted_with_them_in_one_statement(django_assert_num_queries):
    newest = User.objects.order_by("-birth_date").annotate(young=since(2003), since_2002=since(2002))[:4]
    with django_assert_num_queries(1):
        found = counts_together(
            [User.objects.all(), InParts(newest, ("young", "since_2002")), User.objects.all()[:2]]
        )
    assert found == [5, 4, 2, 3, 2]


def test_rows_of_several_tables_come_in_one_statement_by_their_names(django_assert_num_queries):
    by_state = User.objects.order_by("is_active").values("is_active").annotate(number=Count("pk"))
    first = User.objects.order_by("birth_date").values("name", "birth_date")[:1]
    with django_assert_num_queries(1):
        found = rows_together([by_state, first])
    assert found == [
        [{"is_active": False, "number": 1}, {"is_active": True, "number": 4}],
        [{"name": "Person 0", "birth_date": "2000-05-04"}],
    ]


def test_conditions_that_contradict_each_other_have_no_rows_and_no_parts():
    nobody = User.objects.filter(pk__in=[]).annotate(young=since(2003))
    assert counts_together([nobody, InParts(nobody, ("young",)), User.objects.none()]) == [0, 0, 0, 0]
    assert rows_together([nobody.values("name"), User.objects.values("name").order_by("pk")[:1]]) == [
        [],
        [{"name": "Person 0"}],
    ]


def test_nothing_is_asked_where_there_is_no_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert (counts_together([]), rows_together([])) == ([], [])
