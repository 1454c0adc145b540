"""Lists of the admin are filtered by a period, and by values that are looked up one after the other."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.admin_filters import KnownValues, _values_in_index
from portal.notifications.extensions import KINDS
from portal.notifications.models import Notification, kind_in_words
from portal.users.models import User
from programmes.models import Enrolment
from tests.factories import make_enrolment, make_programme, make_user
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

LIST = "/admin/programmes/enrolment/"


@pytest.fixture
def operator(client):
    sign_in(client, User.objects.create_superuser("operator@example.org", "x"))
    return client


@pytest.fixture
def entries():
    programme = make_programme()
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    return [make_enrolment(programme, entered_on=day, status="active") for day in days]


def days(client, **asked) -> list[int]:
    rows = client.get(LIST, asked).context["cl"].result_list
    return sorted((row.entered_on.month, row.entered_on.day) for row in rows)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"entered_on_from": "2026-03-01", "entered_on_to": "2026-03-31"}, [(3, 1), (3, 31)]),
        ({"entered_on_from": "2026-03-31"}, [(3, 31), (4, 1)]),
        ({"entered_on_to": "2026-03-01"}, [(2, 28), (3, 1)]),
        ({"entered_on_from": "", "entered_on_to": "2026-02-28"}, [(2, 28)]),
    ],
)
def test_both_days_of_a_period_belong_to_it(operator, entries, asked, shown):
    assert days(operator, **asked) == shown


def test_the_last_day_of_moments_ends_at_midnight_where_the_portal_is(operator):
    zone = timezone.get_current_timezone()
    for hour in (0, 23):
        at = datetime(2026, 3, 31, hour, 59, tzinfo=ZoneInfo(str(zone)))
        make_user(f"At {hour}", date_joined=at)
    asked = {"date_joined_from": "2026-03-31", "date_joined_to": "2026-03-31"}
    listed = operator.get(reverse("admin:users_user_changelist"), asked).context["cl"]
    assert sorted(person.name for person in listed.result_list) == ["At 0", "At 23"]


def test_the_form_keeps_what_else_the_address_asks(operator, entries):
    page = operator.get(LIST, {"status__exact": "active", "q": "a", "entered_on_to": "2026-03-01"}).text
    form = page[page.index('class="period-filter"') :].split("</form>")[0]
    for kept in (
        'name="status__exact" value="active"',
        'name="q" value="a"',
        'name="entered_on_to" value="2026-03-01"',
    ):
        assert kept in form


def test_a_day_that_is_none_is_refused(operator):
    assert operator.get(LIST, {"entered_on_from": "2026-02-30"}).status_code == 302


def test_known_values_are_those_that_occur():
    person = make_user()
    for number, kind in enumerate(("b", "a", "b", "c")):
        Notification.objects.create(recipient=person, kind=kind, dedupe_key=str(number))
    assert _values_in_index("notifications_notification", "kind") == ["a", "b", "c"]
    assert _values_in_index(Enrolment._meta.db_table, "status") == []


def test_values_that_read_alike_are_one_choice_and_find_all_of_them(client):
    """Kinds of messages that people set together have one name."""
    operator = make_user(is_superuser=True)
    sign_in(client, operator)
    labels = [str(notice.label) for notice in KINDS]
    shared = next(label for label in labels if labels.count(label) > 1)
    alike = {notice.name for notice in KINDS if str(notice.label) == shared}
    other = next(notice.name for notice in KINDS if str(notice.label) != shared)
    for kind in (*alike, other):
        Notification.objects.create(recipient=operator, kind=kind, dedupe_key=kind)
    listed = client.get("/admin/notifications/notification/").context["cl"]
    (spec,) = [spec for spec in listed.filter_specs if isinstance(spec, KnownValues)]
    choices = {choice["display"]: choice["query_string"] for choice in list(spec.choices(listed))[1:]}
    assert sorted(choices) == sorted({shared, kind_in_words(other)})
    found = client.get("/admin/notifications/notification/" + choices[shared]).context["cl"]
    assert {row.kind for row in found.result_list} == alike
