import pytest
from django.urls import reverse

from programmes.extensions import steps_for
from tests.factories import make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("coordinator", ["admin:index"]),
        ("assistant", ["admin:index"]),
        ("evaluator", ["evaluation:home"]),
    ],
)
def test_staff_is_led_to_where_their_work_is(role, places):
    member = make_member(make_programme(), role)
    assert [step.url for step in steps_for(member)] == [reverse(place) for place in places]


def test_a_newcomer_is_led_to_the_programmes():
    urls = [step.url for step in steps_for(make_user())]
    assert reverse("programmes:list") in urls
    assert reverse("admin:index") not in urls
