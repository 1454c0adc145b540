"""A talent asks for a placement, the company answers, step by step.

Locks are always taken in the same order, placement before application, so that two people acting at once wait for
each other instead of blocking each other, and the last place goes to one of them.
"""

from collections.abc import Collection
from typing import Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.constants import (
    ASKING_WORDS,
    INTERVIEWED,
    MESSAGE_LIMIT,
    SHOWN_TO_PUPILS,
    ApplicationState,
    DeclineReason,
)
from matching.models import Application, ApplicationEvent, Document, Interview, Placement, Talent
from matching.notices.applications import (
    ApplicantAnswered,
    ApplicationMoved,
    ApplicationReceived,
    ApplicationSent,
    about_application,
)
from matching.notices.pupils import PlaceAskedFor, PupilAsked, PupilTakesPlace
from matching.queries.steps import (
    application_steps,
    are_places_left,
    is_heard,
    needs_a_place,
    seats_taken,
    speaks_for_company,
)
from matching.services.interviews import Proposal, close_interviews, open_interview
from matching.services.placements.silence import resume_if_answered
from matching.services.pupils import tell_coordinators_of_pupil
from matching.services.seats import mark_filled
from matching.workflows.applications import APPLICATION
from portal.core.errors import DomainError, NotAllowed, WrongState
from portal.notifications.services.notifications import notify, notify_all
from portal.privacy.models import GuardianConsent
from portal.users.models import User
from portal.users.querysets import UserQuerySet
from programmes.access import access_of, may


class AlreadyApplied(DomainError):
    message = _("You have applied for this offer already. You can follow your application on its page.")


class NotOpen(DomainError):
    message = _("This offer is no longer open, so you can't apply for it any more.")


class OwnOrganisation(DomainError):
    message = _("You speak for this organisation, so you can't apply for its offers.")


class SeatsTaken(DomainError):
    message = _("All places are taken.")


class MessageTooLong(DomainError):
    field = "message"


class NotHeard(DomainError):
    message = _("The company can't see this application at the moment, so nobody there would be told.")


class TimesMissing(DomainError):
    message = _("Propose between one and three times for the interview.")


class NoFreeText(DomainError):
    message = _("Nothing is written to or by minors but set sentences.")
    field = "message"


class NotYourDocument(DomainError):
    message = _("Choose one of your own documents.")
    field = "cv"


@transaction.atomic
def apply(
    *,
    talent: Talent,
    placement: Placement,
    message: str,
    cv: Document | None,
    set_words: Collection[str] = (),
    by: User,
) -> Application:
    """Send an application to the organisation. Only the person can apply, and only once.

    A pupil, who asks for what is meant for pupils alone, sends nothing but chosen sentences (`ASKING_WORDS`); nobody
    else sends those.
    Raises NotAllowed, OwnOrganisation, NotOpen, AlreadyApplied, MessageTooLong, NotYourDocument,
    NoFreeText.
    """
    if talent.user_id != by.pk:
        raise NotAllowed
    _check_may_apply(placement, by)
    if cv is not None and cv.talent_id != talent.pk:
        raise NotYourDocument
    message = _checked(message)
    is_of_minor = access_of(by).is_pupil
    if is_of_minor and (message or cv or not ASKING_WORDS.keys() >= set(set_words)):
        raise NoFreeText
    _hold_guardians_consent(by)
    placement = _placement_locked(placement.pk)
    if Application.objects.filter(talent=talent, placement=placement).exists():
        raise AlreadyApplied
    if not placement.is_open:
        raise NotOpen
    try:
        with transaction.atomic():
            application = Application.objects.create(
                talent=talent,
                placement=placement,
                message=message,
                cv=cv,
                is_of_minor=is_of_minor,
                set_words=[word for word in ASKING_WORDS if is_of_minor and word in set_words],
            )
    except IntegrityError as error:
        raise AlreadyApplied from error
    ApplicationEvent.objects.create(application=application, state=application.state, actor=by)
    _tell_of_new(application, by)
    return application


def _tell_of_new(application: Application, by: User) -> None:
    """The person, and the company; of a pupil's the coordinators, too, who stand between."""
    about = about_application(application)
    notify(by, PlaceAskedFor(**about) if application.is_of_minor else ApplicationSent(**about))
    recruiters = User.objects.recruiting_for(application.placement.organisation)
    notify_all(recruiters, ApplicationReceived(**about))
    if application.is_of_minor:
        tell_coordinators_of_pupil(application=application, notice=PupilAsked(**about))


@transaction.atomic
def mark_viewed(*, application: Application, by: User) -> Application:
    """The company has opened the application, which the person was promised to see. Later openings change nothing.

    Raises NotAllowed.
    """
    if not APPLICATION.allows("view", application.state):
        return application
    if not speaks_for_company(application, by):
        raise NotAllowed
    application = _locked(application)
    if not APPLICATION.allows("view", application.state):
        return application
    return _moved(application, ApplicationState.VIEWED, "", by)


@transaction.atomic
def move_application(
    *, application: Application, state: str, message: str, reason: str = "", by: User
) -> Application:
    """Take the next step: the company's by a contact of it, the applicant's by the applicant.

    Accepting an offered place takes a seat; the last one fills the placement and closes what else is under way. What
    the applicant has ended themselves they can take up again once, as whoever may apply for the offer now.
    An interview has a service of its own (`invite_to_interview`). Who declines may choose a reason (`DeclineReason`),
    which the applicant reads in their own language.
    Raises NotAllowed, OwnOrganisation, SeatsTaken, WrongState when the step does not follow from where things stand,
    NotHeard where a place is accepted that nobody at the company knows of, MessageTooLong, TimesMissing, NoFreeText.
    """
    if not may(by, "change", application):
        raise NotAllowed
    message = _checked(message)
    _hold_guardians_consent(by)
    application = _locked(application)
    placement = application.placement
    taken = seats_taken(placement) if needs_a_place(state) else 0
    if needs_a_place(state) and not are_places_left(placement, taken=taken):
        raise SeatsTaken
    if state not in [step.target for step in application_steps(application, by)]:
        _check_heard(application, state, by)
        raise WrongState
    if state == ApplicationState.RECEIVED:
        _check_may_apply(placement, by)
    if state == ApplicationState.INTERVIEW:
        raise TimesMissing
    application = _moved(application, ApplicationState(state), message, by, _reason_for(state, reason))
    if state == ApplicationState.ACCEPTED and not are_places_left(placement, taken=taken + 1):
        mark_filled(placement)
    elif placement.is_paused_unanswered:
        resume_if_answered(placement=placement)
    return application


@transaction.atomic
def invite_to_interview(
    *, application: Application, message: str, by: User, **proposal: Unpack[Proposal]
) -> Interview:
    """The step "invite": propose one to three times, of which the applicant chooses one or proposes others.

    Who is in the interviews already, or has an offer, is invited to a further one while none lies ahead.
    Raises NotAllowed, WrongState, MessageTooLong, OneAhead, and what `propose_appointment` raises.
    """
    if not speaks_for_company(application, by):
        raise NotAllowed
    message = _checked(message)
    application = _locked(application)
    if application.state not in INTERVIEWED:
        APPLICATION.check("invite", application.state)
        application = _moved(application, ApplicationState.INTERVIEW, message, by)
    return open_interview(application, proposal, message, by)


def _hold_guardians_consent(by: User) -> None:
    """Keep a pupil's consent as it is until all is written: whoever takes it back comes before, or after.

    Locked before anything else, as taking it back does. Raises NotAllowed where it is no longer in force.
    """
    if not access_of(by).is_pupil:
        return
    if GuardianConsent.objects.in_force().select_for_update().filter(pupil=by).first() is None:
        raise NotAllowed


def _check_heard(application: Application, state: str, by: User) -> None:
    """Say more of a place that can't be accepted than that it can't: nobody at the company would know."""
    is_offered = state == ApplicationState.ACCEPTED and application.state in APPLICATION.sources("accept")
    if is_offered and not is_heard(application, by):
        raise NotHeard


def _reason_for(state: str, reason: str) -> str:
    """What is chosen as a reason says something of a declined application, and of no other."""
    return DeclineReason(reason) if reason and state == ApplicationState.DECLINED else ""


def _check_may_apply(placement: Placement, by: User) -> None:
    if not may(by, "add", Application):
        raise NotAllowed
    access = access_of(by)
    if access.is_pupil and placement.kind not in SHOWN_TO_PUPILS:
        raise NotAllowed
    if access.is_contact_of(placement.organisation_id):
        raise OwnOrganisation


def _locked(application: Application) -> Application:
    """The application as it stands now: the placement's row locked first, then its own."""
    placement = _placement_locked(application.placement_id)
    rows = Application.objects.select_for_update(of=("self",)).select_related("talent__user")
    application = rows.get(pk=application.pk)
    application.placement = placement
    return application


def _placement_locked(key: int) -> Placement:
    """With its organisation, which is named to whomever is told; that one is nobody's to wait for."""
    rows = Placement.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=key)


def _checked(message: str) -> str:
    message = message.strip()
    if len(message) > MESSAGE_LIMIT:
        raise MessageTooLong(
            ngettext(
                "Write at most %(limit)d character.", "Write at most %(limit)d characters.", MESSAGE_LIMIT
            )
            % {"limit": MESSAGE_LIMIT}
        )
    return message


def _moved(
    application: Application, state: ApplicationState, message: str, by: User, reason: str = ""
) -> Application:
    """Write the step down and tell the other side."""
    if message and application.is_of_minor:
        raise NoFreeText
    application.state = state
    application.save(update_fields=["state", "updated_at"])
    event = ApplicationEvent.objects.create(
        application=application, state=state, actor=by, message=message, reason=reason
    )
    if state in APPLICATION.final_states:
        close_interviews(Application.objects.filter(pk=application.pk), by)
    fields = about_application(application)
    if application.is_of_minor and state == ApplicationState.ACCEPTED:
        notice = PupilTakesPlace(**fields, time=str(event.pk))
        tell_coordinators_of_pupil(application=application, notice=notice)
    if application.is_of_minor and state == ApplicationState.RECEIVED:
        tell_coordinators_of_pupil(application=application, notice=PupilAsked(**fields, time=str(event.pk)))
    if application.talent.user_id == by.pk:
        notify_all(_readers(application), ApplicantAnswered(**fields, state=state.value, step=event.pk))
    elif state != ApplicationState.INTERVIEW:  # the proposal of times tells of it
        moved = ApplicationMoved(
            **fields, state=state.value, has_message=bool(message), reason=reason, step=event.pk
        )
        notify(application.talent.user, moved)
    return application


def _readers(application: Application) -> UserQuerySet:
    """Whom at the company a step of the applicant is told: those who can still read the application, if anybody can."""
    is_read = Application.objects.readable().filter(pk=application.pk).exists()
    people = User.objects.recruiting_for(application.placement.organisation)
    return people if is_read else people.none()
