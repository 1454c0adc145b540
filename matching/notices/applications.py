"""What is said of applications. The words are made when they are read; the fields hold ids and names of offers only."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.constants import ApplicationState
from matching.models import Application
from matching.notices.placements import AboutPlacement, OfPlacement, about_placement
from matching.notices.reasons import reason_sentence
from portal.core.links import PagePath
from portal.notifications.extensions import register_notice


class AboutApplication(AboutPlacement):
    application: int


@dataclass(frozen=True, kw_only=True)
class OfApplication(OfPlacement):
    """About one application for the placement."""

    application: int

    def application_page(self) -> str:
        return PagePath.to("matching:application_detail", self.application)


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationReceived(OfApplication):
    name = "matching.application_received"
    label = gettext_lazy("Somebody has applied")

    def dedupe_key(self) -> str:
        return str(self.application)

    def quotes(self) -> tuple[str, int]:
        return "matching.application", self.application

    def title(self) -> str:
        return _("Somebody has applied for “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("The person sees when you open the application, and waits for your answer.")]

    def action(self) -> tuple[str, str]:
        return _("Open the application"), self.application_page()


class Ending(StrEnum):
    """What an application leaves behind that has ended by itself and is read no more."""

    CLOSED = "closed"
    FREED = "freed"
    FREED_UNSEEN = "freed_unseen"


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicantAnswered(OfApplication):
    """The applicant took the place, or didn't; withdrew, or came back. `ending` (an `Ending`): nobody did anything."""

    state: str
    step: int = 0
    ending: str = ""

    name = "matching.applicant_answered"
    label = gettext_lazy("An applicant has accepted or withdrawn")

    def dedupe_key(self) -> str:
        return f"{self.application}:{self.state}:{self.step}"

    def quotes(self) -> tuple[str, int] | None:
        return ("matching.step", self.step) if self.step else None

    def title(self) -> str:
        sentences = {
            ApplicationState.ACCEPTED: _("Your place was accepted: “%(offer)s”"),
            ApplicationState.NOT_TAKEN: _("Your place was not taken: “%(offer)s”"),
            ApplicationState.WITHDRAWN: _("An application was withdrawn: “%(offer)s”"),
            ApplicationState.RECEIVED: _("An application was taken up again: “%(offer)s”"),
        }
        return sentences[ApplicationState(self.state)] % self.names()

    def paragraphs(self) -> list[str]:
        sentences = {
            ApplicationState.ACCEPTED: _("Suggest the first day now, on the page of the application."),
            ApplicationState.NOT_TAKEN: _("You can offer the place to somebody else."),
            ApplicationState.WITHDRAWN: _("There is nothing to do. The person is no longer interested."),
            ApplicationState.RECEIVED: _(
                "The person is interested again. You see the application, and decide anew."
            ),
        }
        return [self._left_behind() if self.ending else sentences[ApplicationState(self.state)]]

    def _left_behind(self) -> str:
        sentences = {
            Ending.CLOSED: _("You can no longer open it. There is nothing to do."),
            Ending.FREED: _("You can no longer open it. The place is free again, and others can have it."),
            Ending.FREED_UNSEEN: _(
                "You can no longer open it. The place is free again, but the offer is not shown at the moment. If "
                "somebody else is to have the place, show the offer again on its page."
            ),
        }
        return sentences[Ending(self.ending)]

    def action(self) -> tuple[str, str]:
        if self.ending:
            return _("See the placement"), self.placement_page()
        return _("Open the application"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationSent(OfApplication):
    name = "matching.application_sent"
    label = gettext_lazy("Your application was sent")

    def dedupe_key(self) -> str:
        return str(self.application)

    def title(self) -> str:
        return _("Your application was sent: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("%(organisation)s has your profile and what you wrote. We tell you about each step.")
            % self.names(),
            _(
                "You can withdraw the application until the place is offered to you; then you say whether you take it. "
                "A place that you have taken can't be given back here: talk to the company."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("See your application"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(OfApplication):
    """The company has taken a step. What it wrote along with it is quoted as long as it can be read."""

    state: str
    has_message: bool = False
    reason: str = ""
    step: int = 0

    name = "matching.application_moved"
    label = gettext_lazy("A company has answered your application")

    def dedupe_key(self) -> str:
        return f"{self.application}:{self.state}:{self.step}"

    def quotes(self) -> tuple[str, int] | None:
        return ("matching.step", self.step) if self.has_message and self.step else None

    def title(self) -> str:
        sentences = {
            ApplicationState.VIEWED: _("%(organisation)s has opened your application"),
            ApplicationState.SHORTLISTED: _("%(organisation)s has put you on its shortlist"),
            ApplicationState.INTERVIEW: _("%(organisation)s invites you to an interview"),
            ApplicationState.OFFERED: _("%(organisation)s offers you the place"),
            ApplicationState.DECLINED: _("%(organisation)s has declined your application"),
        }
        return sentences[ApplicationState(self.state)] % self.names()

    def paragraphs(self) -> list[str]:
        about = [_("It is about “%(offer)s”.") % self.names()]
        if self.reason:
            about.append(reason_sentence(self.reason))
        if self.has_message:
            about.append(_("You can answer on the page of your application."))
        if self.state == ApplicationState.OFFERED:
            about.append(
                _("Please take the place or say that you don't, so that others know where they stand.")
            )
        if self.state == ApplicationState.DECLINED:
            about.append(_("See which other offers are open."))
        return about

    def action(self) -> tuple[str, str]:
        return _("See your application"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacesTaken(OfApplication):
    """The application was closed because others have the places."""

    name = "matching.places_taken"
    label = gettext_lazy("A place you applied for is taken")

    def dedupe_key(self) -> str:
        return str(self.application)

    def title(self) -> str:
        return _("All places are taken: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("%(organisation)s has filled its places, so your application is closed.") % self.names(),
            _("See which other offers are open."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See other offers"), PagePath.to("matching:offer_list")


def about_application(application: Application) -> AboutApplication:
    """The fields every notice about an application has."""
    return {**about_placement(application.placement), "application": application.pk}
