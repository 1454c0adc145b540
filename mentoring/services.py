"""What mentors change themselves; the rest is the coordinators', in the admin."""

from django.db import transaction

from mentoring.models import Mentor
from portal.core.errors import NotAllowed
from portal.users.models import User
from programmes.access import may


@transaction.atomic
def update_mentor(*, mentor: Mentor, topics: str, capacity: int, by: User) -> Mentor:
    """Say on what, and how many people at most, the mentor accompanies in a round. Raises NotAllowed."""
    if not may(by, "change", mentor):
        raise NotAllowed
    mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
    mentor.topics, mentor.capacity = topics, capacity
    mentor.save(update_fields=["topics", "capacity", "updated_at"])
    return mentor
