"""Applications as pages show them: where they stand, and what has happened."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from matching.constants import MAX_REOPENINGS, ApplicationState
from matching.models import Application, ApplicationEvent
from matching.notices.reasons import reason_sentence
from matching.presentation.pupils import name_for_company
from matching.queries.applicants import ReadingTerms
from matching.queries.steps import times_taken_up
from matching.workflows.applications import APPLICATION
from portal.core.presentation import sentence
from portal.core.workflow import Badge, Step
from portal.users.models import User
from programmes.access import access_of


def application_timeline(
    application: Application, events: Sequence[ApplicationEvent], reader: User | AnonymousUser
) -> list[dict[str, object]]:
    """Each step with who took it, as `reader` knows them, and what they wrote: `events` as the reader sees them."""
    last = len(events) - 1
    return [
        {
            "title": _step_title(event, application, reader),
            "when": event.at,
            "by": _step_actor(event, application, reader),
            "text": "\n\n".join(filter(None, (reason_sentence(event.reason), event.message))),
            "kind": _step_kind(event.state, is_last=number == last),
        }
        for number, event in enumerate(events)
    ]


def way_back(step: Step[ApplicationState], application: Application, applicant: User) -> str:
    """Whether the applicant can come back after this step, which they read before they take it; "" of other steps."""
    if not set(step.targets) & set(APPLICATION.sources("take_up")):
        return ""
    if times_taken_up(application, applicant) >= MAX_REOPENINGS:
        return _(
            "You have taken it up again before. So this time it is final: you can't apply here any more."
        )
    if not application.placement.is_open:
        return _(
            "The offer is not open at the moment. You can take the application up again once, if the offer is shown "
            "again."
        )
    return _("You can take the application up again once, as long as the offer is open.")


def no_way_back(application: Application) -> str:
    """Why the applicant can't take up again what they have ended."""
    if application.placement.is_open:
        return _("You have taken it up again before, so this is final.")
    return _(
        "The offer is not open at the moment. While that is so, you can't take the application up again."
    )


def unheard_in_words(application: Application) -> str:
    """To an applicant who waits, or acts, in vain: why nobody at the company reads it now."""
    names = {"organisation": application.placement.organisation.name}
    if application.talent.user.restricted_at is not None:
        return (
            _(
                "You have asked to be erased, so nobody at %(organisation)s sees this application. They see it again "
                "if you take that back in time."
            )
            % names
        )
    if application.words_until is not None and application.words_until <= timezone.now():
        return (
            _(
                "The time has passed in which %(organisation)s reads this application. Nothing more comes of it here."
            )
            % names
        )
    return (
        _(
            "%(organisation)s can't see this application at the moment: no programme stands behind its offer now. "
            "Until one does, nobody there can answer."
        )
        % names
    )


def nobody_deals_with_it() -> str:
    """To an applicant whose company has nobody, or nobody any more, who deals with its offers: who can be asked."""
    return _(
        "Nobody at the company deals with its offers at the moment. Ask the coordinators of the offer's programmes."
    )


def terms_of_pupil(terms: ReadingTerms, organisation: str) -> str:
    """What both sides are told of a pupil's application: no profile goes along, and the consent decides."""
    words = _(
        "%(organisation)s reads the sentences that were chosen, at the latest until %(end)s, and nothing at once "
        "if the guardian takes the consent back. Nobody there reads the profile."
    )
    return sentence(words, organisation=organisation, end=terms.words_day())


def terms_for_company(terms: ReadingTerms) -> str:
    """What the company is told about what it reads, and until when. It reads something, or it would not be here."""
    days = {"date": terms.profile_day(), "end": terms.words_day()}
    if terms.opens_profile:
        return (
            _(
                "You see the profile and the CV at the latest until %(date)s, and what was written until %(end)s."
            )
            % days
        )
    return _("You no longer see the profile and the CV. What was written here is shown until %(end)s.") % days


def terms_for_applicant(terms: ReadingTerms, organisation: str) -> str:
    """What the applicant is told about what the company reads of them, and until when. It reads something."""
    days = {"date": terms.profile_day(), "end": terms.words_day()}
    if terms.opens_profile:
        words = _(
            "%(organisation)s sees your profile and CV at the latest until %(date)s, and what was written "
            "until %(end)s."
        )
    else:
        words = _(
            "%(organisation)s no longer sees your profile and CV. What was written here is shown to it until "
            "%(end)s."
        )
    return sentence(words, organisation=organisation, **days)


def nobody_reads_it(organisation: str) -> str:
    """The same where the company reads nothing of it."""
    return sentence(
        _("%(organisation)s no longer sees anything of this application."), organisation=organisation
    )


def _step_title(event: ApplicationEvent, application: Application, reader: User | AnonymousUser) -> str:
    if event.is_automatic and event.state == ApplicationState.DECLINED:
        return _("Closed: all places were taken")
    if event.is_automatic and not access_of(reader).is_contact_of(application.placement.organisation_id):
        return _("Ended: the guardian took the consent back")
    if event.state == ApplicationState.RECEIVED and application.talent.user_id == reader.pk:
        return _("You asked for a place") if application.is_of_minor else _("You applied")
    return str(ApplicationState(event.state).label)


def _step_actor(event: ApplicationEvent, application: Application, reader: User | AnonymousUser) -> str:
    """The applicant reads of the company, not of the people in it; the others read names, as far as they know them."""
    if event.state == ApplicationState.RECEIVED:
        return ""
    if event.actor_id == reader.pk:
        return pgettext("who took a step", "you")
    if event.is_automatic or event.actor is None:
        return ""
    if application.talent.user_id == reader.pk:
        return application.placement.organisation.name
    if event.actor_id == application.talent.user_id and application.is_of_minor:
        return name_for_company(application)
    return event.actor.get_full_name()


def _step_kind(state: str, *, is_last: bool) -> str:
    if state in APPLICATION.final_states:
        return "good" if APPLICATION.badge(state) == Badge.GOOD else "bad"
    return "current" if is_last else ""
