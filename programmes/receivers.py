"""What programmes do when a consent was withdrawn or an address confirmed."""

from functools import partial

from django.db import models, transaction

from portal.users.models import User
from programmes.models import Contact, Enrolment, Organisation
from programmes.services.appointments import close_all_appointments, release_host
from programmes.services.contacts import notify_if_last_manager, notify_where_last_manager
from programmes.services.enrolments import end_participations
from programmes.services.invitations import notify_about_invitations
from programmes.services.membership_invitations import notify_about_membership_invitations
from programmes.services.people import forget_entered, notify_about_participations
from programmes.services.responses import delete_responses


def stop_taking_part(*, pupil: User, **_kwargs: object) -> None:
    """A guardian has taken the consent back: the pupil takes part in nothing any more."""
    end_participations(person=pupil)
    close_all_appointments(person=pupil)


def cancel_appointments(*, person: User, **_kwargs: object) -> None:
    """Somebody asks to be erased: nobody is left to wait for them, and they wait for nobody."""
    close_all_appointments(person=person)
    release_host(person=person)


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


def miss_contact(
    *, instance: Contact, origin: models.Model | models.QuerySet[models.Model], **_kwargs: object
) -> None:
    """A contact is gone, whichever way. With their organisation, nobody is missed."""
    gone = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    if gone is not Organisation:
        notify_if_last_manager(contact=instance)
    if gone is Contact:  # with the person's row the database empties what points to it
        release_host(person=instance.user, organisation=instance.organisation_id)


def miss_recruiter(*, instance: Contact, raw: bool, **_kwargs: object) -> None:
    """A contact has another role, whichever way: who no longer recruits waits for no applicant."""
    if not raw and not Contact.objects.recruiting().filter(pk=instance.pk).exists():
        release_host(person=instance.user, organisation=instance.organisation_id)


def miss_person(*, instance: User, raw: bool, **_kwargs: object) -> None:
    """An account was closed, whichever way; the person stays in lists and can do nothing."""
    if not (raw or instance.is_active or instance.is_unclaimed):
        notify_where_last_manager(person=instance)
        release_host(person=instance)


def forget_responses(*, instance: models.Model, **_kwargs: object) -> None:
    """What questions were asked about is gone, whichever way, and what was answered goes with it.

    The app that owns a `QuestionnaireSubject` connects it to the deletion of its rows.
    """
    delete_responses(about=instance)
