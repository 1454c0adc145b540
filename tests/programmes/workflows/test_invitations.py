"""Who is asked by an address answers while the invitation is open; afterwards it can only be sent again or go."""

import pytest

from portal.core.workflow import Actor
from programmes.constants import InvitationState
from programmes.workflows.invitations import CONTACT_INVITATION, MEMBERSHIP_INVITATION

TABLES = pytest.mark.parametrize("table", [CONTACT_INVITATION, MEMBERSHIP_INVITATION])


@TABLES
def test_what_has_lapsed_is_answered_by_nobody(table):
    assert table.steps_from(InvitationState.LAPSED, Actor.PERSON) == []
    assert [step.name for step in table.steps_from(InvitationState.OPEN, Actor.PERSON)] == [
        "accept",
        "decline",
    ]


@TABLES
def test_what_has_lapsed_is_sent_again_or_withdrawn_by_whoever_invites(table):
    assert [step.name for step in table.steps_from(InvitationState.LAPSED, Actor.STAFF)] == [
        "withdraw",
        "ask_again",
    ]
