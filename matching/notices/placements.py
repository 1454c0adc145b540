"""What matching says to people. The words are made when they are read; the fields hold ids and names of offers only."""

from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from matching.constants import STILL_OPEN_NOTICE_DAYS, ApplicationState
from matching.models import Application, Placement
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice

StoredText = dict[str, str] | str
"""A text in all its languages, or in the one it was written in."""


class AboutPlacement(TypedDict):
    placement: int
    offer: StoredText
    organisation: str


class AboutApplication(AboutPlacement):
    application: int


@dataclass(frozen=True, kw_only=True)
class OfPlacement(Notice):
    """About one placement: `offer` is its title as stored, in all its languages."""

    placement: int
    offer: StoredText
    organisation: str

    def names(self) -> dict[str, str]:
        """What the sentences name."""
        return {"offer": str(LazyI18nString(self.offer)), "organisation": self.organisation}

    def placement_page(self) -> str:
        return PagePath.to("matching:placement_detail", self.placement)


@dataclass(frozen=True, kw_only=True)
class OfApplication(OfPlacement):
    """About one application for the placement."""

    application: int

    def application_page(self) -> str:
        return PagePath.to("matching:application_detail", self.application)


# --- To coordinators -----------------------------------------------------------------------------------------------


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacementToReview(OfPlacement):
    """Somebody has submitted a placement, or changed a published one, and a programme has to look at it."""

    posting: int
    programme: str
    submitted_at: str

    name = "matching.placement_to_review"
    label = gettext_lazy("A placement waits for your review")

    def dedupe_key(self) -> str:
        return f"{self.posting}:{self.submitted_at}"

    def title(self) -> str:
        return _("%(organisation)s asks you to review “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("The placement is to appear in %(programme)s. Nobody else sees it until you have published it.")
            % {"programme": self.programme}
        ]

    def action(self) -> tuple[str, str]:
        return _("Review the placement"), PagePath.to("admin:matching_posting_change", self.posting)


# --- To an organisation's contacts ---------------------------------------------------------------------------------


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacementPublished(OfPlacement):
    posting: int
    programme: str
    reviewed_at: str

    name = "matching.placement_published"
    label = gettext_lazy("A placement of yours was published")

    def dedupe_key(self) -> str:
        return f"{self.posting}:{self.reviewed_at}"

    def title(self) -> str:
        return _("“%(offer)s” is published") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("%(programme)s shows it from now on. You get a message for each application.")
            % {"programme": self.programme}
        ]

    def action(self) -> tuple[str, str]:
        return _("See the placement"), self.placement_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacementRejected(OfPlacement):
    posting: int
    programme: str
    reviewed_at: str
    note: str

    name = "matching.placement_rejected"
    label = gettext_lazy("A placement of yours was not published")

    def dedupe_key(self) -> str:
        return f"{self.posting}:{self.reviewed_at}"

    def title(self) -> str:
        return _("“%(offer)s” needs a change before it is published") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("%(programme)s does not show it yet, for this reason:") % {"programme": self.programme},
            self.note,
            _("You can change the placement and submit it again."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Change the placement"), PagePath.to("matching:placement_edit", self.placement)


@register_notice
@dataclass(frozen=True, kw_only=True)
class StillOpen(OfPlacement):
    """Asked once for each date until which a placement is shown."""

    expires_at: str

    name = "matching.still_open"
    label = gettext_lazy("A placement of yours ends soon")

    def dedupe_key(self) -> str:
        return f"{self.placement}:{self.expires_at}"

    def title(self) -> str:
        return _("Is “%(offer)s” still open?") % self.names()

    def paragraphs(self) -> list[str]:
        sentence = ngettext(
            "It is shown for %(days)d more day, then it disappears from the offers.",
            "It is shown for %(days)d more days at most, then it disappears from the offers.",
            STILL_OPEN_NOTICE_DAYS,
        )
        return [
            sentence % {"days": STILL_OPEN_NOTICE_DAYS},
            _("If you still look for somebody, extend it with one click. If not, there is nothing to do."),
        ]

    def action(self) -> tuple[str, str]:
        return _("Say that it is still open"), PagePath.to("matching:placement_extend", self.placement)


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacementExpired(OfPlacement):
    expires_at: str

    name = "matching.placement_expired"
    label = gettext_lazy("A placement of yours has ended")

    def dedupe_key(self) -> str:
        return f"{self.placement}:{self.expires_at}"

    def title(self) -> str:
        return _("“%(offer)s” is no longer shown") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("Its time is up. Applications you have received stay open; please answer them."),
            _("If you still look for somebody, extend it and it is shown again."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See the placement"), self.placement_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacementFilled(OfPlacement):
    """`closed`: how many applications were closed by it; of older messages nobody knows."""

    filled_at: str
    closed: int = 0

    name = "matching.placement_filled"
    label = gettext_lazy("All places of a placement are taken")

    def dedupe_key(self) -> str:
        return f"{self.placement}:{self.filled_at}"

    def title(self) -> str:
        return _("“%(offer)s” is filled") % self.names()

    def paragraphs(self) -> list[str]:
        told = ngettext(
            "One more person had applied and was told that the places are taken.",
            "%(count)d more people had applied and were told that the places are taken.",
            self.closed,
        )
        return [_("It is no longer shown."), *([told % {"count": self.closed}] if self.closed else [])]

    def action(self) -> tuple[str, str]:
        return _("See the placement"), self.placement_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationReceived(OfApplication):
    name = "matching.application_received"
    label = gettext_lazy("Somebody has applied")

    def dedupe_key(self) -> str:
        return str(self.application)

    def title(self) -> str:
        return _("Somebody has applied for “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("The person sees when you open the application, and waits for your answer.")]

    def action(self) -> tuple[str, str]:
        return _("Open the application"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicantAnswered(OfApplication):
    """The applicant took the place, or didn't; withdrew, or came back."""

    state: str
    step: int = 0

    name = "matching.applicant_answered"
    label = gettext_lazy("An applicant has accepted or withdrawn")

    def dedupe_key(self) -> str:
        return f"{self.application}:{self.state}:{self.step}"

    def title(self) -> str:
        sentences = {
            ApplicationState.ACCEPTED: _("Your place was accepted: “%(offer)s”"),
            ApplicationState.NOT_TAKEN: _("Your place was not taken: “%(offer)s”"),
            ApplicationState.WITHDRAWN: _("An application for “%(offer)s” was withdrawn"),
            ApplicationState.RECEIVED: _("An application for “%(offer)s” was taken up again"),
        }
        return sentences[ApplicationState(self.state)] % self.names()

    def paragraphs(self) -> list[str]:
        sentences = {
            ApplicationState.ACCEPTED: _(
                "Suggest the first day now. You do it on the page of the application, where you also see how to "
                "reach the person."
            ),
            ApplicationState.NOT_TAKEN: _("You can offer the place to somebody else."),
            ApplicationState.WITHDRAWN: _("There is nothing to do. The person is no longer interested."),
            ApplicationState.RECEIVED: _(
                "The person is interested again. You see the application and the profile, and decide anew."
            ),
        }
        return [sentences[ApplicationState(self.state)]]

    def action(self) -> tuple[str, str]:
        return _("Open the application"), self.application_page()


# --- To talents ----------------------------------------------------------------------------------------------------


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationSent(OfApplication):
    name = "matching.application_sent"
    label = gettext_lazy("Your application was sent")

    def dedupe_key(self) -> str:
        return str(self.application)

    def title(self) -> str:
        return _("Your application for “%(offer)s” was sent") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("%(organisation)s has your profile and what you wrote. We tell you about each step.")
            % self.names(),
            _("You can withdraw the application at any time."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See your application"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(OfApplication):
    """The company has taken a step. What it wrote stays on the page, out of the mail."""

    state: str
    has_message: bool = False
    step: int = 0

    name = "matching.application_moved"
    label = gettext_lazy("A company has answered your application")

    def dedupe_key(self) -> str:
        return f"{self.application}:{self.state}:{self.step}"

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
        if self.has_message:
            about.append(_("They have written to you. You find the message on the page of your application."))
        if self.state == ApplicationState.OFFERED:
            about.append(
                _("Please take the place or say that you don't, so that others know where they stand.")
            )
        if self.state == ApplicationState.DECLINED:
            about.append(_("There are other offers that fit you."))
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
            _("There are other offers that fit you."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See other offers"), PagePath.to("matching:offer_list")


class FittingOffer(AboutPlacement):
    score: int


@register_notice
@dataclass(frozen=True, kw_only=True)
class OffersFit(Notice):
    """New offers that fit, the best first; each is told of once."""

    day: str
    offers: list[FittingOffer]

    name = "matching.offers_fit"
    label = gettext_lazy("New offers that fit you")
    is_asked_for = True

    def dedupe_key(self) -> str:
        return self.day

    def title(self) -> str:
        count = len(self.offers)
        return ngettext("%(count)d new offer fits you", "%(count)d new offers fit you", count) % {
            "count": count
        }

    def paragraphs(self) -> list[str]:
        words = _("“%(offer)s”, %(organisation)s: %(score)d %% fit")
        return [words % {**each, "offer": LazyI18nString(each["offer"])} for each in self.offers]

    def action(self) -> tuple[str, str]:
        return _("See the offers that fit"), PagePath.to("matching:offer_list")


def about_placement(placement: Placement) -> AboutPlacement:
    """The fields every notice about a placement has."""
    title = placement.title
    return {
        "placement": placement.pk,
        "offer": getattr(title, "data", title),
        "organisation": placement.organisation.name,
    }


def about_application(application: Application) -> AboutApplication:
    """The fields every notice about an application has."""
    return {**about_placement(application.placement), "application": application.pk}
