from datetime import date

import pytest
from django.db import connection
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.copied_rows import copied_rows, copy_rows
from portal.users.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12), max_size=6
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=NAMES)
def test_whatever_stands_in_a_text_comes_back_as_it_was(tmp_path, names):
    User.objects.all().delete()
    User.objects.bulk_create(User(username=f"user-{number}", name=name) for number, name in enumerate(names))
    path = tmp_path / "rows"
    assert copy_rows(User.objects.order_by("pk").values_list("name", "email"), path) == len(names)
    found = [cells for portion in copied_rows(path, at_a_time=4) for cells in portion]
    assert found == [[name, ""] for name in names]


def test_rows_come_in_portions_and_values_are_asked_for_as_values(tmp_path):
    for number in range(5):
        make_user(f"%s {number}")
    rows = User.objects.filter(name__startswith="%s").order_by("pk").values_list("name", "restricted_at")
    copy_rows(rows, tmp_path / "rows")
    portions = list(copied_rows(tmp_path / "rows", at_a_time=2))
    assert [len(portion) for portion in portions] == [2, 2, 1]
    assert portions[0][0] == ["%s 0", ""]


@pytest.mark.django_db(transaction=True)
def test_days_are_written_as_iso_says_whatever_the_server_is_set_to(tmp_path):
    make_user("Day")
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET datestyle = 'German, DMY'")
    try:
        connection.close()
        copy_rows(User.objects.values_list(Value(date(2026, 3, 1))), tmp_path / "rows")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} RESET datestyle")
        connection.close()
    assert [*copied_rows(tmp_path / "rows", at_a_time=2)] == [[["2026-03-01"]]]
