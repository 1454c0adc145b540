"""What programmes do when a consent was withdrawn or an address confirmed."""

from functools import partial

from django.db import transaction

from portal.users.models import User
from programmes.models import Enrolment
from programmes.services.enrolments import end_participations
from programmes.services.invitations import notify_about_invitations
from programmes.services.membership_invitations import notify_about_membership_invitations
from programmes.services.people import forget_entered, notify_about_participations


def stop_taking_part(*, pupil: User, **_kwargs: object) -> None:
    """A guardian has taken the consent back: the pupil takes part in nothing any more."""
    end_participations(person=pupil)


def forget_with_last_participation(*, instance: Enrolment, **_kwargs: object) -> None:
    """Whichever way a participation went, such as with an import that is undone: nobody is kept without any.

    After the commit, when it is known whether the person was joined with another.
    """
    transaction.on_commit(partial(forget_entered, person_id=instance.person_id))


def notify_invited(*, user: User, **_kwargs: object) -> None:
    """Somebody has confirmed an address, to which an organisation or a programme may have sent an invitation."""
    notify_about_invitations(person=user)
    notify_about_membership_invitations(person=user)
    notify_about_participations(person=user)
