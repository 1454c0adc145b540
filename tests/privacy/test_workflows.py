from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.workflow import Badge
from portal.privacy.constants import GuardianState
from portal.privacy.models import GuardianConsent
from portal.privacy.workflows import GUARDIAN_CONSENT
from tests.factories import make_pupil

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("lapses_in", "given", "withdrawn", "state"),
    [
        (DAY, False, False, GuardianState.ASKED),
        (-DAY, False, False, GuardianState.LAPSED),
        (DAY, True, False, GuardianState.GIVEN),
        (-DAY, True, False, GuardianState.GIVEN),
        (DAY, True, True, GuardianState.WITHDRAWN),
        (-DAY, True, True, GuardianState.WITHDRAWN),
    ],
)
@pytest.mark.django_db
def test_a_guardian_s_consent_stands_where_its_dates_say(lapses_in, given, withdrawn, state):
    now = timezone.now()
    make_pupil(has_consent=given)
    GuardianConsent.objects.update(expires_at=now + lapses_in, withdrawn_at=now if withdrawn else None)
    asked = GuardianConsent.objects.get()
    assert asked.state == state
    assert asked.is_in_force == GuardianConsent.objects.in_force().exists() == (state == GuardianState.GIVEN)
    assert asked.is_open == (state == GuardianState.ASKED)


def test_a_consent_is_shown_as_what_it_means():
    badges = {state.value: GUARDIAN_CONSENT.badge(state.value) for state in GUARDIAN_CONSENT.states}
    assert badges == {
        GuardianState.ASKED: Badge.NEEDS_SOMEBODY,
        GuardianState.LAPSED: Badge.BAD,
        GuardianState.GIVEN: Badge.GOOD,
        GuardianState.WITHDRAWN: Badge.BAD,
    }
