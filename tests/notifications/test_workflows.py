from portal.core.workflow import Actor
from portal.notifications.workflows import DELIVERY


def test_a_mail_waits_until_it_is_sent_skipped_or_given_up():
    assert DELIVERY.states_where(waits_for=Actor.PORTAL) == ("pending",)
    assert DELIVERY.targets("pending") == DELIVERY.final_states == ("sent", "skipped", "failed")
