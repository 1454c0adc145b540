"""What the programmes show on shared pages: where people are led, and how a consent is taken back."""

import pytest
from django.urls import reverse

from programmes.dashboard.week import people_to_admit
from programmes.extensions import bulk_acts, steps_for
from programmes.models import Enrolment, Programme
from programmes.queries.programmes import current_text
from programmes.services.enrolments import join_programme
from tests.factories import make_enrolment, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_borrowed", [False, True], ids=["own text", "text of the programme above"])
def test_taking_the_consent_back_leads_to_leaving(client, is_borrowed):
    programme = make_programme()
    if is_borrowed:
        programme = make_programme(parent=programme, purpose=None)
    alice = make_user()
    enrolment = join_programme(
        person=alice, programme=programme, version=current_text(programme), language="en", by=alice
    )
    client.force_login(alice)
    leave = reverse("programmes:leave", args=[programme.slug])
    assert leave in client.get(reverse("privacy:mine")).text
    answer = client.post(reverse("privacy:withdraw", args=[enrolment.consent_id]))
    assert answer.url == leave
    assert Enrolment.objects.get().consent.withdrawn_at is None
    client.post(leave, {"exit_kind": "early"})
    assert Enrolment.objects.get().consent.withdrawn_at is not None


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


def test_who_may_only_look_at_people_in_one_programme_counts_those_they_can_admit_in_another():
    """As the act does."""
    admits, looks = make_programme(), make_programme()
    for programme in (admits, looks):
        make_enrolment(programme, status="applied", entered_on=None)
    person = make_member(admits)
    looks.memberships.create(user=person, role="adviser")
    [count] = people_to_admit(person, Programme.objects.all())
    assert count.number == bulk_acts[count.act].rows(person, Programme.objects.all()).count() == 1
