"""School holidays: kept by the operator, read by all staff, found by the region of a programme."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from portal.users.models import User
from programmes.models import SchoolHoliday
from tests.factories import i18n, make_member, make_programme

pytestmark = pytest.mark.django_db

LIST = reverse("admin:programmes_schoolholiday_changelist")
ADD = reverse("admin:programmes_schoolholiday_add")


def form(**fields: object) -> dict[str, object]:
    return {
        "region": "Thüringen",
        "name_0": "Winter",
        "starts_on": "2027-02-01",
        "ends_on": "2027-02-06",
    } | fields


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("operator@example.org", "secret words"))
    return client


def test_the_operator_enters_them_for_a_region_by_its_name(operator):
    assert operator.post(ADD, form()).status_code == 302
    row = SchoolHoliday.objects.get()
    assert (row.region, row.ends_on) == ("DEG", date(2027, 2, 6))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": "2027-01-31"}, "ends_on"),
        ({"region": "Atlantis"}, "region"),
        ({"ends_on": "2029-02-06"}, "ends_on"),
    ],
)
def test_what_can_not_be_is_refused_beside_its_field(operator, changed, field):
    answer = operator.post(ADD, form(**changed))
    assert list(answer.context["adminform"].form.errors) == [field]
    assert SchoolHoliday.objects.count() == 0


def test_the_database_refuses_a_last_day_before_the_first():
    with pytest.raises(IntegrityError):
        SchoolHoliday.objects.create(
            region="DEG", name=i18n("Winter"), starts_on=date(2027, 2, 6), ends_on=date(2027, 2, 5)
        )


def test_staff_looks_and_changes_nothing(client):
    client.force_login(make_member(make_programme(), "trainer"))
    row = SchoolHoliday.objects.create(
        region="DEG", name=i18n("Winter"), starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 6)
    )
    assert client.get(LIST).status_code == 200
    change = reverse("admin:programmes_schoolholiday_change", args=[row.pk])
    assert [client.post(each, form()).status_code for each in (change, ADD)] == [403, 403]


@pytest.mark.parametrize(
    ("country", "region", "found"),
    [
        ("DE", "DEG-SUED", {"DE", "DEG"}),
        ("DE", "DE803", {"DE", "DE8"}),
        ("DE", "", {"DE"}),
        ("SI", "", {"SI"}),
        ("SI", "SI034", {"SI"}),
    ],
)
def test_a_programme_s_are_those_of_its_region_and_of_what_lies_around_it(country, region, found):
    for each in ("DE", "DEG", "DE8", "SI"):
        SchoolHoliday.objects.create(
            region=each, name=i18n(each), starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 6)
        )
    programme = make_programme(country=country, region=region)
    assert set(SchoolHoliday.objects.of_programme(programme).values_list("region", flat=True)) == found


def test_both_days_belong_to_them():
    row = SchoolHoliday.objects.create(
        region="DEG", name=i18n("Winter"), starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 6)
    )
    asked = [
        (date(2027, 1, 1), date(2027, 2, 1)),
        (date(2027, 2, 6), date(2027, 3, 1)),
        (date(2027, 2, 7),) * 2,
    ]
    assert [list(SchoolHoliday.objects.between(*days)) for days in asked] == [[row], [row], []]
