"""A list is counted as far as that is cheap, and each of its pages costs the same."""

import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.utils import translation

from portal.core import admin_totals
from portal.core.admin_totals import About, RowPaginator, counted_together, total
from portal.users.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [make_user(f"Person {number:02}") for number in range(10)]


@pytest.fixture
def rows(people):
    return User.objects.order_by("name", "pk")


@pytest.fixture
def long_list(monkeypatch):
    monkeypatch.setattr(admin_totals, "MOST_COUNTED", 6)


def names(page) -> list[str]:
    return [person.name[-2:] for person in page]


def test_a_short_list_is_counted(rows):
    assert (total(rows, is_reckonable=True), RowPaginator(rows, 3).num_pages) == (10, 4)


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_list_of_nothing_is_counted_without_asking(is_whole, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert total(User.objects.none(), is_reckonable=is_whole) == 0


def test_a_long_list_says_about_how_many_it_has(rows, long_list):
    pages = RowPaginator(rows, 3)
    assert isinstance(pages.count, About)
    assert (pages.is_long, pages.num_pages, pages.count >= 7) == (True, 2, True)


def test_a_long_list_reads_no_more_rows_than_it_counts(rows, long_list, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert isinstance(total(rows, is_reckonable=False), About)
    assert "LIMIT 7" in queries[0]["sql"]


@pytest.mark.parametrize(
    ("most", "found"),
    [(3, "about 10"), (4, "about 10"), (7, "5"), (20, "5")],
    ids=["sure", "long", "grown", "short"],
)
def test_what_the_planner_is_sure_to_be_long_is_not_counted(rows, people, monkeypatch, most, found):
    """Statistics say ten of the five that are left; it is sure of three times as many as are counted."""
    monkeypatch.setattr(admin_totals, "MOST_COUNTED", most)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE users_user")
    User.objects.filter(pk__in=[person.pk for person in people[5:]]).delete()
    assert str(total(rows, is_reckonable=True)) == found


@pytest.mark.parametrize(("language", "said"), [("en", "about 1,000,000"), ("de", "etwa 1.000.000")])
def test_what_is_reckoned_is_said_so(language, said):
    with translation.override(language):
        assert str(About(1_012_345)) == said


def test_what_is_reckoned_is_still_a_number():
    assert About(1_012_345) > 1_000_000


@pytest.mark.parametrize(("number", "shown"), [(1, ["00", "01", "02"]), (4, ["09"])])
def test_pages_of_a_short_list(rows, number, shown):
    assert names(RowPaginator(rows, 3).page(number)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, ["00", "01", "02"]),
        (2, ["03", "04", "05"]),
        (-1, ["07", "08", "09"]),
        (-2, ["04", "05", "06"]),
    ],
)
def test_a_long_list_is_turned_from_both_ends(rows, long_list, number, shown):
    assert names(RowPaginator(rows, 3).page(number)) == shown


@pytest.mark.parametrize("number", [0, 3, -3, 10**12])
def test_pages_that_are_not_there(rows, long_list, number):
    with pytest.raises(EmptyPage):
        RowPaginator(rows, 3).page(number)


def test_a_short_list_has_no_pages_from_the_end(rows):
    with pytest.raises(EmptyPage):
        RowPaginator(rows, 3).page(-1)


def test_a_page_is_found_by_keys_and_its_rows_alone_are_fetched(rows, django_assert_num_queries):
    pages = RowPaginator(rows.select_related("joined_into"), 3)
    assert pages.count == 10
    with django_assert_num_queries(1) as queries:
        assert names(pages.page(3)) == ["06", "07", "08"]
    fetched, found = queries[0]["sql"].split(" IN (")
    assert "OFFSET" not in fetched
    assert found.startswith('SELECT U0."id" AS "pk" FROM "users_user" U0 ORDER BY')
    assert "LIMIT 3 OFFSET 6" in found


def test_what_was_asked_for_the_keys_is_not_asked_again_for_the_rows(rows, django_assert_num_queries):
    pages = RowPaginator(rows.filter(name__endswith="3", restricted_at=None).select_related("joined_into"), 3)
    assert pages.count == 1
    with django_assert_num_queries(1) as queries:
        assert names(pages.page(1)) == ["03"]
    assert queries[0]["sql"].count("%3") == 1


def searched(rows) -> RowPaginator:
    pages = RowPaginator(rows, 3)
    pages.is_search = True
    return pages


def test_of_a_search_it_is_said_that_more_was_found(rows, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(admin_totals, "MOST_FOUND", 6)
    pages = searched(rows)
    with django_assert_num_queries(1) as queries:
        assert (pages.count, str(pages.count)) == (6, "more than 6")
    assert "LIMIT 7" in queries[0]["sql"]
    assert (pages.is_long, pages.num_pages) == (True, 2)
    assert names(pages.page(2)) == ["03", "04", "05"]
    assert names(pages.page(-1)) == ["07", "08", "09"]


def test_what_a_search_found_is_looked_for_once(rows, django_assert_num_queries):
    pages = searched(rows.filter(name__startswith="Person"))
    with django_assert_num_queries(2) as queries:
        assert (pages.count, names(pages.page(2))) == (10, ["03", "04", "05"])
    assert ("Person%" in queries[0]["sql"], "Person%" in queries[1]["sql"]) == (True, False)
    assert names(pages.page(4)) == ["09"]


def test_many_are_counted_by_one_statement(rows, django_assert_num_queries):
    nobody = rows.filter(name="Nobody")
    with django_assert_num_queries(1):
        assert counted_together([rows, nobody, rows.none(), rows.filter(name__endswith="3")]) == [10, 0, 0, 1]


def test_no_more_of_them_are_read_than_are_told(rows, django_assert_num_queries):
    """Where there are as many, they are counted; one more reads "more than 3"."""
    with django_assert_num_queries(1) as queries:
        numbers = counted_together(
            [rows, rows.filter(name__endswith="3"), rows.filter(name__lt="Person 03")], 3
        )
    assert [(number, str(number)) for number in numbers] == [(3, "more than 3"), (1, "1"), (3, "3")]
    assert queries[0]["sql"].count("LIMIT 4") == 3


def test_where_nothing_is_to_be_counted_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counted_together([]) == []
