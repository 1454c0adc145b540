"""What programmes do when a consent was withdrawn or an address confirmed."""

from portal.users.models import User
from programmes.services.enrolments import end_participations
from programmes.services.invitations import notify_about_invitations
from programmes.services.membership_invitations import notify_about_membership_invitations


def stop_taking_part(*, pupil: User, **_kwargs: object) -> None:
    """A guardian has taken the consent back: the pupil takes part in nothing any more."""
    end_participations(person=pupil)


def notify_invited(*, user: User, **_kwargs: object) -> None:
    """Somebody has confirmed an address, to which an organisation or a programme may have sent an invitation."""
    notify_about_invitations(person=user)
    notify_about_membership_invitations(person=user)
