"""One reader before one application: who they are to it, and what they see of it. Each is asked once for all parts."""

from django.utils.functional import cached_property

from matching.constants import ApplicationState
from matching.models import Application, Document, FirstDay, Placement, Talent
from matching.queries.applicants import profiles_behind
from matching.queries.contacts import person_in_charge, recruiters_of, shows_contacts
from matching.queries.profiles import with_placement_profile, with_talent_profile
from matching.queries.steps import application_steps, speaks_for_company
from matching.workflows.applications import APPLICATION
from portal.core.workflow import Actor, Badge, Button, Step
from portal.users.models import User
from programmes.models import Organisation


class ApplicationView:
    """`application` was read `with_reading` and `with_minors`, with its placement, organisation and applicant.

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
    def state(self) -> str:
        return self.application.state

    @property
    def badge(self) -> Badge:
        return APPLICATION.badge(self.state)

    @cached_property
    def steps(self) -> list[Step[ApplicationState]]:
        """What the reader can do by a button of this page."""
        steps = application_steps(self.application, self.reader)
        return [step for step in steps if step.button is not Button.NONE]

    @cached_property
    def profile(self) -> Talent | None:
        """The profile behind it, with all that fitting needs, if the reader sees it beside this application."""
        seen = Application.objects.visible_to(self.reader).filter(pk=self.application.pk)
        rows = profiles_behind(seen, self.reader).filter(pk=self.application.talent_id)
        return with_talent_profile(rows).first()

    @cached_property
    def offer(self) -> Placement | None:
        """The placement with all that it asks for, if the reader sees it."""
        rows = Placement.objects.visible_to(self.reader).filter(pk=self.application.placement_id)
        return with_placement_profile(rows).first()

    @cached_property
    def first_day(self) -> FirstDay | None:
        """What has been said of the first day, if the reader is one of the two sides or looks after them."""
        if not self.is_accepted:
            return None
        if self.agrees_on_first_day:  # read with the application
            found: FirstDay | None = getattr(self.application, "first_day", None)
            return found
        return FirstDay.objects.visible_to(self.reader).filter(application=self.application).first()

    @property
    def is_accepted(self) -> bool:
        return self.state == ApplicationState.ACCEPTED

    @property
    def sees_contacts(self) -> bool:
        """Is the reader one of the two who are shown how to reach each other now?"""
        return (self.is_own or self.speaks_for_company) and shows_contacts(self.application)

    @cached_property
    def recruiters(self) -> list[User]:
        return recruiters_of(self.application)

    @cached_property
    def in_charge(self) -> User | None:
        """Who at the company answers for it."""
        return person_in_charge(self.application, self.recruiters, self.reader)

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
