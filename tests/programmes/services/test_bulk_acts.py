"""An act on many waiting rows: each once, by who may, and of the own programmes alone."""

from datetime import timedelta

import pgtrigger
import pytest
from django.utils import timezone

from events.constants import EventState
from events.models import Event
from matching.constants import UNANSWERED_DAYS
from matching.models import Application, ApplicationEvent
from portal.notifications.models import Notification
from programmes.constants import EnrolmentStatus, Verification
from programmes.extensions import bulk_acts
from programmes.models import BulkAct, Enrolment, Membership, Programme
from programmes.querysets.bulk_acts import STALE
from programmes.services import bulk_acts as services
from programmes.services.bulk_acts import (
    AT_ONCE,
    PORTION,
    NothingWaits,
    carry_out_bulk_act,
    start_bulk_act,
    sweep_bulk_acts,
)
from tests.factories import make_enrolment, make_organisation

pytestmark = pytest.mark.django_db
KINDS = [name for name, _act in bulk_acts.items()]


def everything(kind: str) -> list[int]:
    return list(bulk_acts[kind].model._default_manager.values_list("pk", flat=True))


def start(kind: str, world, **more):
    return start_bulk_act(
        kind=kind, keys=everything(kind), programmes=Programme.objects.all(), by=world.coordinator, **more
    )


def waiting(programme, number: int) -> None:
    for _number in range(number):
        make_enrolment(programme, status=EnrolmentStatus.APPLIED, entered_on=None)


OF_THEIR_OWN = ("ask-exit-answers", "show-names")
"""Acts on rows that others' programmes do not have in these tests; tested with what they are about."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OF_THEIR_OWN])
def test_only_rows_of_the_own_programmes_are_acted_on(kind, mine, foreign):
    """Whatever keys are sent, and whichever programmes are said to be in view."""
    sent_at = timezone.now() - timedelta(days=UNANSWERED_DAYS + 1)
    with pgtrigger.ignore("matching.ApplicationEvent:only_added"):
        ApplicationEvent.objects.update(at=sent_at)
    Application.objects.update(created_at=sent_at)
    Event.objects.update(state=EventState.SUBMITTED)
    act = bulk_acts[kind]
    reached = set(act.rows(mine.coordinator, Programme.objects.all()).values_list("pk", flat=True))
    others = set(act.rows(foreign.coordinator, Programme.objects.all()).values_list("pk", flat=True))
    assert reached, "nothing waits in the test's own programme"
    assert others, "nothing waits in the other one"
    assert reached & others == set()
    assert set(start(kind, mine).keys) == reached


def test_people_are_admitted_together_and_the_day_is_known(mine, foreign):
    act = start("admit-people", mine)
    assert (act.carried_out, act.left_out, act.finished_at is not None) == (1, 0, True)
    mine.enrolment.refresh_from_db()
    foreign.enrolment.refresh_from_db()
    assert (mine.enrolment.status, foreign.enrolment.status) == ("active", "applied")
    last = BulkAct.objects.administered_by(mine.coordinator).last_of_each_kind(Programme.objects.all())
    assert last == {"admit-people": act.created_at}


def test_when_it_was_done_last_elsewhere_is_nobody_s_business(mine, foreign):
    start_bulk_act(
        kind="admit-people",
        keys=everything("admit-people"),
        programmes=Programme.objects.filter(pk=foreign.programme.pk),
        by=foreign.coordinator,
    )
    for reader in (mine.coordinator, mine.person):
        rows = BulkAct.objects.administered_by(reader).last_of_each_kind(Programme.objects.all())
        assert rows == {}


def test_an_act_is_of_the_programmes_whose_rows_it_touched(mine, foreign):
    foreign.programme.memberships.create(user=mine.coordinator, role="coordinator")
    start_bulk_act(
        kind="admit-people",
        keys=[foreign.enrolment.pk],
        programmes=Programme.objects.all(),
        by=mine.coordinator,
    )
    acts, programmes = BulkAct.objects.all(), Programme.objects.all()
    assert acts.last_of_each_kind(programmes.filter(pk=mine.programme.pk)) == {}
    assert set(acts.last_of_each_kind(programmes.filter(pk=foreign.programme.pk))) == {"admit-people"}


def test_an_act_that_did_nothing_is_no_last_time(mine):
    act = start("admit-people", mine)
    BulkAct.objects.filter(pk=act.pk).update(left_out=act.done)
    assert BulkAct.objects.last_of_each_kind(Programme.objects.all()) == {}


def test_nothing_is_done_where_nothing_waits(mine):
    start("verify-organisations", mine)
    with pytest.raises(NothingWaits):
        start("verify-organisations", mine)


def test_a_row_against_which_a_rule_stands_is_left_out_and_the_others_are_not(mine):
    """The contact of an organisation that is not verified has it published in no programme."""
    act = start("publish-placements", mine)
    assert (act.done, act.left_out) == (1, 0)
    second = make_organisation(mine.programme, name="MYOWN Second", verification=Verification.WAITING)
    act = start("verify-organisations", mine)
    assert (act.done, act.left_out) == (2, 0)
    second.refresh_from_db()
    assert second.verification == Verification.VERIFIED


def test_many_are_a_worker_s_and_the_inbox_tells_when_it_is_done(mine, monkeypatch):
    waiting(mine.programme, AT_ONCE)
    act = start("admit-people", mine)
    assert (act.done, act.finished_at, act.progress) == (0, None, 0)
    carry_out_bulk_act(act_id=act.pk)
    act.refresh_from_db()
    assert (act.carried_out, act.progress) == (AT_ONCE + 1, 100)
    told = Notification.objects.filter(recipient=mine.coordinator, kind="programmes.bulk_act_done")
    assert told.count() == 1


def test_a_worker_that_dies_leaves_what_is_done_and_the_next_does_the_rest_once(mine, monkeypatch):
    waiting(mine.programme, AT_ONCE)
    act = start("admit-people", mine)
    assert services._carry_out_portion(act.pk) is True
    act.refresh_from_db()
    assert (act.done, Enrolment.objects.filter(status="active", entered_on__isnull=False).count()) == (
        PORTION,
        PORTION + 1,
    )
    BulkAct.objects.filter(pk=act.pk).update(updated_at=act.updated_at - 2 * STALE)
    sent = []
    monkeypatch.setattr(services, "enqueue", lambda *job: sent.append(job))
    assert (sweep_bulk_acts(), sent) == (1, [("programmes.carry_out_bulk_act", act.pk)])
    carry_out_bulk_act(act_id=act.pk)
    carry_out_bulk_act(act_id=act.pk)
    act.refresh_from_db()
    assert (act.done, act.left_out) == (AT_ONCE + 1, 0)


def test_whoever_has_lost_the_right_meanwhile_acts_on_nothing_more(mine):
    waiting(mine.programme, AT_ONCE)
    act = start("admit-people", mine)
    Membership.objects.filter(user=mine.coordinator).delete()
    carry_out_bulk_act(act_id=act.pk)
    act.refresh_from_db()
    assert (act.carried_out, act.left_out) == (0, AT_ONCE + 1)
