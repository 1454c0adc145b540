from portal.core.workflow import Actor
from portal.notifications.workflows import DELIVERY


def test_a_mail_waits_until_it_is_sent_skipped_or_given_up():
    assert DELIVERY.states_where(waits_for=Actor.PORTAL) == ("pending",)
    assert DELIVERY.targets("pending") == ("sent", "skipped", "failed")
    assert DELIVERY.final_states == ("sent", "skipped")


def test_what_was_given_up_waits_for_the_operator_to_send_it_again():
    assert DELIVERY.states_where(waits_for=Actor.STAFF) == ("failed",)
    assert DELIVERY.targets("failed") == ("pending",)
