"""One answer to several applications for a placement: each is taken by itself, and told to each applicant."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matching.constants import AT_ONCE, ApplicationState
from matching.models import Application
from matching.services.applications import move_application
from portal.core.errors import DomainError, NotAllowed
from portal.users.models import User

MAY_BE_ANSWERED_AT_ONCE = (ApplicationState.DECLINED, ApplicationState.SHORTLISTED)
"""What can be said to many with the same words. A place or an interview is offered to one."""


@dataclass
class Answered:
    """How many were answered, and which were not, with what stands against it."""

    number: int = 0
    refused: list[tuple[Application, DomainError]] = field(default_factory=list)


def answer_applications(
    *, applications: Sequence[Application], state: str, reason: str = "", message: str = "", by: User
) -> Answered:
    """Decline, or put on the shortlist, all of these that still can be; the others are named and stay as they are.

    Each is a transaction of its own: whoever has withdrawn meanwhile keeps nobody else from an answer. Raises
    NotAllowed where `by` may not answer one, ValueError for an answer that is for one person alone.
    """
    if state not in MAY_BE_ANSWERED_AT_ONCE:
        raise ValueError(state)
    answered = Answered()
    for application in applications[:AT_ONCE]:
        try:
            move_application(application=application, state=state, message=message, reason=reason, by=by)
            answered.number += 1
        except NotAllowed:
            raise
        except DomainError as error:
            answered.refused.append((application, error))
    return answered
