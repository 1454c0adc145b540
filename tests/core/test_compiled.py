"""A compiled query answers as the ORM would, each time for what it is told, and keeps no moment of its beginning."""

from datetime import timedelta

import pghistory
import pytest
from django.db import connection
from django.db.models import Count, Value
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from portal.core import compiled
from portal.core.collation import Alphabetical
from portal.core.compiled import CompiledQuery, FrozenMoment, Parameter
from portal.users.models import User
from programmes.models import Contact, Organisation, Programme
from tests.factories import make_contact, make_member, make_organisation, make_programme, make_user

pytestmark = pytest.mark.django_db


def people(name):
    return User.objects.filter(name=name).order_by("pk")


def test_an_answer_is_of_what_the_query_is_told_this_time():
    alice, bob = make_user("Alice"), make_user("Bob")
    named = CompiledQuery(lambda: people(Parameter("name")))
    assert named(name="Alice") == [alice]
    assert named(name="Bob") == [bob]
    assert named(name="Nobody") == []


def test_the_query_is_written_once():
    written = []

    def write():
        written.append(1)
        return people(Parameter("name"))

    named = CompiledQuery(write)
    for name in ("Alice", "Bob", "Alice"):
        named(name=name)
    assert written == [1]


def test_rows_are_what_the_orm_makes_of_them():
    organisation = make_organisation(make_programme("own"), name="Nails & 100 % iron")
    contact = make_contact(organisation).contacts.get()
    rows = CompiledQuery(
        lambda: (
            Contact.objects.filter(user=Parameter("user"))
            .select_related("organisation", "user")
            .annotate(places=Count("organisation__programmes"), word=Value("50 %"))
        )
    )
    with CaptureQueriesContext(connection) as captured:
        row = rows.first(user=contact.user_id)
        assert (row, row.organisation, row.user) == (contact, organisation, contact.user)
    assert len(captured) == 1
    assert (row.places, row.word, row.approved_at) == (1, "50 %", contact.approved_at)


def test_values_and_tuples_come_as_the_query_asks_for_them():
    programme = make_programme("own", modules=["events", "placements"])
    chosen = Programme.objects.filter(slug=Parameter("slug"))
    as_values = CompiledQuery(lambda: chosen.values("pk", "title", "modules"))
    as_tuples = CompiledQuery(lambda: chosen.values_list("modules", "pk"))
    as_keys = CompiledQuery(lambda: chosen.values_list("pk", flat=True))
    found = Programme.objects.filter(slug="own")
    assert as_values(slug="own") == list(found.values("pk", "title", "modules"))
    assert as_tuples(slug="own") == [(["events", "placements"], programme.pk)]
    assert as_keys(slug="own") == [programme.pk]


def test_one_parameter_may_stand_in_several_places():
    programme = make_programme("own", acronym="own")
    query = CompiledQuery(lambda: Programme.objects.filter(slug=Parameter("word"), acronym=Parameter("word")))
    assert query(word="own") == [programme]


def test_conditions_that_contradict_each_other_find_nothing_and_ask_nobody(django_assert_num_queries):
    nobody = CompiledQuery(lambda: User.objects.filter(pk__in=[], name=Parameter("name")))
    nobody(name="Alice")
    with django_assert_num_queries(0):
        assert nobody(name="Alice") == []


@pytest.mark.parametrize("told", [{}, {"nam": "Alice"}])
def test_a_parameter_that_is_missing_is_a_mistake(told):
    named = CompiledQuery(lambda: people(Parameter("name")))
    with pytest.raises(TypeError, match="name"):
        named(**told)


@pytest.mark.parametrize("moment", [timezone.now, timezone.localdate])
def test_a_moment_that_would_be_kept_is_refused(moment):
    joined = CompiledQuery(lambda: User.objects.filter(date_joined__date__gte=moment()))
    with pytest.raises(FrozenMoment):
        joined()


def test_a_moment_that_the_query_is_told_is_this_times_moment():
    alice = make_user("Alice")
    before = CompiledQuery(lambda: User.objects.filter(date_joined__lt=Parameter("moment")))
    assert before(moment=alice.date_joined) == []
    assert before(moment=alice.date_joined + timedelta(seconds=1)) == [alice]


def test_the_databases_own_clock_goes_on():
    alice = make_user("Alice", date_joined=timezone.now() + timedelta(days=1))
    joined = CompiledQuery(lambda: User.objects.filter(date_joined__lt=Now()))
    assert joined() == []
    User.objects.update(date_joined=timezone.now() - timedelta(days=1))
    assert joined() == [alice]


def test_prefetches_are_refused_for_they_would_be_left_out():
    with pytest.raises(TypeError):
        CompiledQuery(lambda: User.objects.prefetch_related("memberships"))()


def test_the_server_keeps_the_statement_and_the_plan():
    named = CompiledQuery(lambda: people(Parameter("name")).values_list("pk"))
    for name in ("Alice", "Bob", "Alice"):
        named(name=name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ['%SELECT "users_user"."id"%."name" = ($1)%'],
        )
        ((statement, times),) = cursor.fetchall()
    assert (statement.count("$1"), times) == (1, 3)


def test_what_was_asked_can_be_read_in_logs_and_tests():
    named = CompiledQuery(lambda: people(Parameter("name")))
    for name in ("Alice", "Bob"):
        with CaptureQueriesContext(connection) as captured:
            named(name=name)
        assert [query["sql"].count(f"= ('{name}')") for query in captured] == [1]


def test_without_prepared_statements_the_answer_is_the_same(monkeypatch):
    person = make_member(make_programme("own"))
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    assert CompiledQuery(lambda: people(Parameter("name")))(name=person.name) == [person]


def test_what_several_queries_find_together_is_found_also_while_a_history_is_written():
    """pghistory puts a statement before whatever doesn't begin as a question, and one of two can't be prepared."""
    alice, bob = make_user("Alice"), make_user("Bob")
    both = CompiledQuery(
        lambda: (
            people(Parameter("one"))
            .order_by()
            .values_list("pk", "name")
            .union(people(Parameter("other")).order_by().values_list("pk", "name"), all=True)
        )
    )
    with pghistory.context(user=alice.pk):
        found = both(one="Alice", other="Bob")
    assert sorted(found) == [(alice.pk, "Alice"), (bob.pk, "Bob")]


def test_what_is_sorted_in_the_readers_language_is_sorted_in_each():
    for name in ("Zora", "Čebela", "Cilka", "Äbte", "Apfel"):
        make_organisation(make_programme(name), name=name)
    by_name = CompiledQuery(
        lambda: Organisation.objects.order_by(Alphabetical()).values_list("name", flat=True)
    )
    for language in ("sl", "de", "sl"):
        with override(language):
            assert by_name() == list(
                Organisation.objects.order_by(Alphabetical()).values_list("name", flat=True)
            )
    with override("sl"):
        assert by_name().index("Cilka") < by_name().index("Čebela")


def test_of_many_values_those_with_an_answer_are_found_in_one_statement(django_assert_num_queries):
    alice, bob = make_user("Alice"), make_user("100% Bob")
    joined = CompiledQuery(
        lambda: (
            people(Parameter("name"))
            .filter(pk=Parameter("user"), date_joined__lt=compiled.moment())
            .exclude(name__contains="50 %")
        )
    )
    names, keys = ["Alice", "Alice", "100% Bob", "Nobody"], [alice.pk, bob.pk, bob.pk, 0]
    asked = {"name": ("text", names), "user": ("bigint", keys)}
    joined.among(asked)
    with django_assert_num_queries(1):
        assert joined.among(asked) == {("Alice", alice.pk), ("100% Bob", bob.pk)}
    with django_assert_num_queries(0):
        assert joined.among({"name": ("text", []), "user": ("bigint", [])}) == set()
