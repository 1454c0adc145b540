"""One reader before one application: who they are to it, and what they see of it. Each is asked once for all parts."""

from django.db.models import QuerySet
from django.utils.functional import cached_property

from matching.constants import ApplicationState, PlacementState
from matching.models import Application, ApplicationEvent, Document, FirstDay, Placement, Talent
from matching.presentation.pupils import name_for_company
from matching.queries.applicants import with_what_is_seen
from matching.queries.arrivals import start_of_work
from matching.queries.contacts import person_in_charge, recruiters_of, shows_contacts
from matching.queries.profiles import skill_rows, take_profiles, with_both_profiles
from matching.queries.skills import skill_labels
from matching.queries.steps import application_steps, is_heard, may_show_name, speaks_for_company
from matching.querysets.applications import ApplicationQuerySet
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor, Badge, Button, Step
from portal.users.models import User
from programmes.models import Organisation
from programmes.scoping import CompiledForReader, granted_or_404


def read_for_its_page(reader: User, pk: int) -> Application:
    """The application with all that its page asks of it, in one question. Raises Http404."""
    application = granted_or_404(_WITH_ALL.first(reader, pk=pk))
    take_profiles(application)
    return application


def _with_all(reader: User, pk: int) -> ApplicationQuerySet:
    rows = Application.objects.visible_to(reader).filter(pk=pk).with_reading().with_recruiters()
    rows = with_what_is_seen(with_both_profiles(rows), reader, pk=pk).annotate(start=start_of_work())
    return rows.select_related(
        *("placement__organisation", "talent__user", "conversation", "first_day", "arrival_answer")
    )


def _steps(reader: User, application: int) -> QuerySet[ApplicationEvent]:
    return ApplicationEvent.objects.visible_to(reader).filter(application=application).select_related("actor")


_WITH_ALL = CompiledForReader(_with_all)
_STEPS = CompiledForReader(_steps)


class ApplicationView:
    """`application` was read by `read_for_its_page`.

    `is_opened`: somebody looks at it, and no browser that only fetches ahead.
    """

    def __init__(self, application: Application, reader: User, *, is_opened: bool = False) -> None:
        self.application = application
        self.reader = reader
        self.is_opened = is_opened
        self.is_own: bool = application.talent.user_id == reader.pk
        self.speaks_for_company = speaks_for_company(application, reader)

    @property
    def placement(self) -> Placement:
        return self.application.placement

    @property
    def organisation(self) -> Organisation:
        return self.placement.organisation

    @property
    def applicant(self) -> User:
        return self.application.talent.user

    @property
    def applicant_name(self) -> str:
        """As the reader may know it: a company reads no name of a pupil before it was shown to it."""
        return (
            name_for_company(self.application) if self.speaks_for_company else self.applicant.get_full_name()
        )

    @property
    def shows_name(self) -> bool:
        """Can the reader, who looks after the pupil, tell the company the name now?"""
        is_due = self.is_accepted and self.application.name_shown_at is None
        return is_due and not self.speaks_for_company and may_show_name(self.application, self.reader)

    @property
    def state(self) -> str:
        return self.application.state

    @property
    def badge(self) -> Badge:
        return APPLICATION.badge(self.state)

    @cached_property
    def steps(self) -> list[Step[ApplicationState]]:
        """What the reader can do by a button of this page."""
        if self.is_own:
            self.application.seen_events = self.taken_steps  # type: ignore[attr-defined]
        steps = application_steps(self.application, self.reader)
        return [step for step in steps if step.button is not Button.NONE]

    @cached_property
    def profile(self) -> Talent | None:
        """The profile behind it, with all that fitting needs, if the reader sees it beside this application."""
        return self.application.talent if self.application.sees_profile else None  # type: ignore[attr-defined]

    @cached_property
    def skill_names(self) -> dict[int, str]:
        """Of the skills on both sides."""
        both = (self.application.talent, self.application.placement)
        return skill_labels(sorted({row["skill"] for owner in both for row in skill_rows(owner)}))

    @cached_property
    def taken_steps(self) -> list[ApplicationEvent]:
        """The steps as the reader sees them, in the order in which they were taken."""
        steps = _STEPS(self.reader, application=self.application.pk)
        for step in steps:
            step.application = self.application
        return steps

    @cached_property
    def offer(self) -> Placement | None:
        """The placement with all that it asks for, if the reader sees it."""
        return self.application.placement if self.application.sees_offer else None  # type: ignore[attr-defined]

    @cached_property
    def first_day(self) -> FirstDay | None:
        """What has been said of the first day, if the reader is one of the two sides or looks after them."""
        if not self.is_accepted:
            return None
        if self.agrees_on_first_day:  # read with the application
            found: FirstDay | None = getattr(self.application, "first_day", None)
            return found
        day = FirstDay.objects.visible_to(self.reader).filter(application=self.application).first()
        if day:
            day.application = self.application  # with its placement, which the day leads to
        return day

    @property
    def has_ended_with_consent(self) -> bool:
        """Did a guardian's consent end it, and nobody who wanted it to end?"""
        last = self.taken_steps[-1] if self.taken_steps else None
        return self.state == ApplicationState.WITHDRAWN and last is not None and last.is_automatic

    @property
    def is_on_pause(self) -> bool:
        """Does the applicant have to know that the offer is not shown, while theirs is being decided?"""
        is_paused = self.placement.state == PlacementState.PAUSED
        return self.is_own and is_paused and self.state not in APPLICATION.final_states

    @cached_property
    def is_unheard(self) -> bool:
        """Does the applicant wait, or act, in vain: does the company read nothing of it, though it has not ended?"""
        goes_on = self.is_accepted or self.state not in APPLICATION.final_states
        return self.is_own and goes_on and not is_heard(self.application, self.reader)

    @property
    def has_nobody(self) -> bool:
        """Is there nobody at the company today who could answer the applicant?"""
        return self.is_own and not self.application.has_recruiters  # type: ignore[attr-defined]

    @property
    def is_accepted(self) -> bool:
        return self.state == ApplicationState.ACCEPTED

    @property
    def sees_contacts(self) -> bool:
        """Is the reader one of the two who are shown how to reach each other now? A pupil and a company never are."""
        is_side = self.is_own or self.speaks_for_company
        return is_side and not self.application.is_of_minor and shows_contacts(self.application)

    @cached_property
    def recruiters(self) -> list[User]:
        return recruiters_of(self.application)

    @cached_property
    def in_charge(self) -> User | None:
        """Who at the company answers for it."""
        actors = [event.actor_id for event in reversed(self.taken_steps)]
        return person_in_charge(self.application, self.recruiters, actors)

    @property
    def agrees_on_first_day(self) -> bool:
        """Is the reader one of the two who agree on it?"""
        return self.is_accepted and (self.is_own or self.speaks_for_company)

    @property
    def side(self) -> Actor:
        return Actor.PERSON if self.is_own else Actor.ORGANISATION

    @cached_property
    def cv(self) -> Document | None:
        """The file it was sent with, if the reader may open it."""
        if self.profile is None or not self.application.cv_id:
            return None
        return Document.objects.visible_to(self.reader).filter(applications=self.application).first()
