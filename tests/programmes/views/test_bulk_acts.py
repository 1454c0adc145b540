"""The page on which one looks at what waits, and the one that says what was done."""

import pytest
from django.utils import timezone

from programmes.models import BulkAct
from programmes.views import bulk_acts
from tests.factories import make_enrolment, make_member
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db
ADMIT = "/week/admit-people/"


def test_what_is_acted_on_is_listed_first_and_nothing_is_done_by_looking(coordinator, mine, foreign):
    page = coordinator.get(ADMIT).content.decode()
    assert ("MYOWN Person" in page, "ALIEN" in page, BulkAct.objects.count()) == (True, False, 0)


def test_only_what_is_still_ticked_is_acted_on(coordinator, mine, foreign):
    left_out = make_enrolment(mine.programme, status="applied", entered_on=None)
    sent = {"row": [mine.enrolment.pk, foreign.enrolment.pk, "x", "9" * 30]}
    answer = coordinator.post(ADMIT, sent, follow=True)
    for row in (mine.enrolment, left_out, foreign.enrolment):
        row.refresh_from_db()
    assert (mine.enrolment.status, left_out.status, foreign.enrolment.status) == (
        "active",
        "applied",
        "applied",
    )
    assert "Done for 1." in answer.content.decode()


def test_nothing_ticked_is_said_so_and_nothing_is_ticked_again(coordinator, mine):
    page = coordinator.post(ADMIT, {}).content.decode()
    assert "Nothing is ticked." in page
    assert "Nothing of what you ticked waits any more." not in page
    assert [is_ticked for *_row, is_ticked in coordinator.post(ADMIT, {}).context["rows"]] == [False]
    assert [is_ticked for *_row, is_ticked in coordinator.get(ADMIT).context["rows"]] == [True]
    assert not BulkAct.objects.exists()


def test_what_was_ticked_and_waits_no_more_is_said_so_beside_what_still_waits(coordinator, mine):
    make_enrolment(mine.programme, status="applied", entered_on=None)
    sent = {"row": [mine.enrolment.pk]}
    coordinator.post(ADMIT, sent)
    page = coordinator.post(ADMIT, sent)
    assert "Nothing of what you ticked waits any more." in page.content.decode()
    assert [is_ticked for *_row, is_ticked in page.context["rows"]] == [False]


def test_whoever_may_not_is_refused(client, mine):
    sign_in(client, make_member(mine.programme, "trainer"))
    assert client.get(ADMIT).status_code == 403
    assert client.get("/week/no-such-act/").status_code == 404


def test_the_result_of_another_programme_does_not_exist(coordinator, client, mine, foreign):
    act = BulkAct.objects.create(kind="admit-people", requested_by=foreign.coordinator, keys=[1])
    act.programmes.set([foreign.programme])
    assert coordinator.get(act.get_absolute_url()).status_code == 404
    act.programmes.set([mine.programme])
    assert coordinator.get(act.get_absolute_url()).status_code == 200


def test_whoever_has_sent_it_twice_is_not_told_that_somebody_else_was_first(coordinator, mine):
    asked = {"kind": "admit-people", "requested_by": mine.coordinator, "keys": [1], "done": 1, "left_out": 1}
    act = BulkAct.objects.create(**asked, keys_left_out=[1], finished_at=timezone.now())
    act.programmes.set([mine.programme])
    page = coordinator.get(act.get_absolute_url()).content.decode()
    assert "For 1 it was not possible: it was done already, or a rule does not allow it." in page


def test_a_few_hundred_are_listed_as_often_asked_as_one(coordinator, mine, django_assert_max_num_queries):
    for _number in range(30):
        make_enrolment(mine.programme, status="applied", entered_on=None)
    with django_assert_max_num_queries(12):
        coordinator.get(ADMIT)


@pytest.mark.parametrize(("most", "is_said"), [(1, True), (2, False)])
def test_where_more_wait_than_one_act_takes_it_is_said(coordinator, mine, monkeypatch, most, is_said):
    monkeypatch.setattr(bulk_acts, "MOST", most)
    make_enrolment(mine.programme, status="applied", entered_on=None)
    assert ("More wait than are acted on at once." in coordinator.get(ADMIT).text) is is_said
