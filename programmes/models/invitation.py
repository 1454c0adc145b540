from datetime import datetime, timedelta

from django.utils import timezone

from portal.core.models import TimeStampedModel
from programmes.constants import INVITATION_DAYS, LAPSED_DAYS, InvitationState


class Invitation(TimeStampedModel):
    """The owner of an address is asked something, and answers within a time that is known beforehand."""

    class Meta:
        abstract = True

    @property
    def lapses_at(self) -> datetime:
        return self.created_at + timedelta(days=INVITATION_DAYS)

    @property
    def forgotten_at(self) -> datetime:
        return self.lapses_at + timedelta(days=LAPSED_DAYS)

    @property
    def state(self) -> InvitationState:
        return InvitationState.OPEN if timezone.now() < self.lapses_at else InvitationState.LAPSED
