"""What staff does with the plan of a programme."""

from django.db import transaction
from django.utils import timezone

from portal.core.errors import NotAllowed
from portal.users.models import User
from programmes.access import may_administer
from programmes.models import Milestone
from programmes.workflows.programmes import MILESTONE


@transaction.atomic
def reach_milestone(*, milestone: Milestone, by: User) -> Milestone:
    """Say that the milestone was reached today; its evidence can follow. Raises NotAllowed and WrongState."""
    if not may_administer(by, "change", milestone):
        raise NotAllowed
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    MILESTONE.check("reach", milestone.state)
    milestone.done_on = timezone.localdate()
    milestone.save(update_fields=["done_on", "updated_at"])
    return milestone
