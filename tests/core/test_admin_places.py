"""In a long list each page can be turned to from the one beside it, in the middle too, and costs as the first."""

import pytest
from django.contrib import admin
from django.core.paginator import EmptyPage
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from portal.core import admin_totals
from portal.core.admin_places import Place, is_placed, place_in, rows_beyond
from portal.core.admin_totals import RowPaginator
from portal.core.collation import Alphabetical
from portal.users.models import User
from programmes.models import Enrolment
from tests.factories import make_enrolment, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

ORDERS = [
    ("pk",),
    ("-pk",),
    ("language", "pk"),
    ("-language", "-pk"),
    ("-language", "pk"),
    ("birth_date", "pk"),
    ("-birth_date", "-pk"),
    (Alphabetical(), "pk"),
    (Alphabetical().desc(), "-pk"),
    (F("birth_date").desc(), "language", "-pk"),
]


@pytest.fixture
def people():
    days = [None, "2001-01-01", "2001-01-01", None, "1990-05-05", "2003-03-03", None, "1990-05-05"]
    return [
        make_user(f"Person {number % 3}", language=["de", "sl", "en"][number % 3], birth_date=day)
        for number, day in enumerate(days)
    ]


@pytest.fixture
def long_list(monkeypatch):
    monkeypatch.setattr(admin_totals, "MOST_COUNTED", 6)


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_what_stands_behind_and_before_each_row_is_what_the_whole_list_says(people, order):
    rows = User.objects.order_by(*order)
    keys = list(rows.values_list("pk", flat=True))
    for number, key in enumerate(keys):
        behind = rows_beyond(rows, key).values_list("pk", flat=True)
        before = rows_beyond(rows.reverse(), key).values_list("pk", flat=True)
        assert list(behind) == keys[number + 1 :]
        assert list(before) == keys[:number][::-1]


def test_a_related_rows_own_order_names_no_place():
    assert is_placed(Enrolment.objects.order_by("-entered_on", "-pk"))
    assert is_placed(Enrolment.objects.order_by("programme__acronym", "pk"))
    assert not is_placed(Enrolment.objects.order_by("programme", "pk"))
    assert not is_placed(Enrolment.objects.order_by(F("left_on").asc(nulls_first=True)))


def test_the_place_of_a_row_that_does_not_stand_in_the_list_is_not_told(people):
    rows = User.objects.filter(language="de").order_by("pk")
    stranger = next(person for person in people if person.language == "sl")
    with pytest.raises(EmptyPage):
        rows_beyond(rows, stranger.pk)


@pytest.mark.parametrize(
    "text", ["", "3", "-1", "after-", "after-x", "behind-3", "after-3 ", "after-" + "9" * 30]
)
def test_other_words_name_no_place(text):
    assert place_in(text) is None


def test_a_place_is_written_as_it_is_read():
    for place in (Place(17, follows=True), Place(17, follows=False)):
        assert place_in(str(place)) == place


def test_pages_follow_each_other_to_the_end_and_back(people, long_list):
    rows = User.objects.order_by("language", "pk")
    keys = [row.pk for row in rows]
    pages = RowPaginator(rows, 3)
    found = [row.pk for row in pages.page(1)]
    while len(found) < len(keys):
        found += [row.pk for row in pages.page_at(Place(found[-1], follows=True))]
    assert found == keys
    assert [row.pk for row in pages.page_at(Place(keys[4], follows=False))] == keys[1:4]


def test_behind_the_last_row_stands_the_last_page(people, long_list):
    rows = User.objects.order_by("pk")
    pages = RowPaginator(rows, 3)
    assert pages.page_at(Place(rows.last().pk, follows=True)).number == -1
    assert pages.page_at(Place(rows.first().pk, follows=False)).number == 1


@pytest.fixture
def many(client, long_list, monkeypatch):
    monkeypatch.setattr(admin.site._registry[Enrolment], "list_per_page", 4)
    programme = make_programme()
    for number in range(20):
        make_enrolment(programme, make_user(f"Person {number}"))
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))


def followed(client, page, words: str):
    links = dict(page.context["cl"].turns())
    return client.get(f"/admin/programmes/enrolment/{links[words]}")


def test_every_row_of_a_long_list_is_met_by_going_on(client, many):
    page, met = client.get("/admin/programmes/enrolment/"), []
    keys = list(Enrolment.objects.values_list("pk", flat=True))
    met += [row.pk for row in page.context["cl"].result_list]
    while len(met) < len(keys):
        page = followed(client, page, "Next")
        met += [row.pk for row in page.context["cl"].result_list]
    assert met == keys
    assert "In the middle of the list" in page.text
    back = followed(client, page, "Previous")
    assert [row.pk for row in back.context["cl"].result_list] == keys[12:16]


def test_who_follows_a_row_that_has_gone_begins_anew(client, many):
    answer = client.get("/admin/programmes/enrolment/?p=after-999999")
    assert (answer.status_code, answer.url) == (302, "/admin/programmes/enrolment/?e=1")


def test_a_page_in_the_middle_is_read_from_an_index(people):
    """Rows before it are not read: the order's first column is bounded, and not only within an "or"."""
    key = make_enrolment(make_programme(), people[0]).pk
    with CaptureQueriesContext(connection) as queries:
        list(rows_beyond(Enrolment.objects.order_by("-entered_on", "-pk"), key))
    assert len(queries) == 2
    assert '"entered_on" <= ' in queries[1]["sql"].split(" AND ")[0]


@pytest.mark.parametrize(
    ("address", "reckoned"),
    [
        ("/admin/programmes/enrolment/", True),
        ("/admin/programmes/enrolment/?status__exact=active", True),
        ("/admin/programmes/enrolment/?entered_on_from=1990-01-01&entered_on_to=2100-01-01", True),
        ("/admin/programmes/enrolment/?status__exact=active&source__exact=staff", False),
        ("/admin/evaluation/participantrecord/?answers=missing", False),
        ("/admin/programmes/enrolment/?q=Person", False),
    ],
)
def test_only_what_statistics_know_is_reckoned_without_counting(client, many, address, reckoned):
    """Of one value in a column, they know how many have it; of a condition of our own, or two together, they guess."""
    pages = client.get(address).context["cl"].paginator
    assert pages.is_reckonable == reckoned
