"""What is said of placements. The words are made when they are read; the fields hold ids and names of offers only."""

from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from matching.constants import STILL_OPEN_NOTICE_DAYS
from matching.models import Placement
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice

StoredText = dict[str, str] | str
"""A text in all its languages, or in the one it was written in."""


class AboutPlacement(TypedDict):
    placement: int
    offer: StoredText
    organisation: str


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
        return _("Please review: “%(offer)s” of %(organisation)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _("The placement is to appear in %(programme)s. Nobody else sees it until you have published it.")
            % {"programme": self.programme}
        ]

    def action(self) -> tuple[str, str]:
        return _("Review the placement"), PagePath.to("admin:matching_posting_change", self.posting)


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
        return _("Published: “%(offer)s”") % self.names()

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
        return _("Your placement needs a change: “%(offer)s”") % self.names()

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
        return _("Is your placement still open: “%(offer)s”?") % self.names()

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
    """`waiting`: how many applications for it wait for an answer; of older messages nobody knows."""

    expires_at: str
    waiting: int = 0

    name = "matching.placement_expired"
    label = gettext_lazy("A placement of yours has ended")

    def dedupe_key(self) -> str:
        return f"{self.placement}:{self.expires_at}"

    def title(self) -> str:
        return _("No longer shown: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        waiting = ngettext(
            "%(count)d application for it stays open; please answer it.",
            "%(count)d applications for it stay open; please answer them.",
            self.waiting,
        )
        return [
            _("Its time is up."),
            *([waiting % {"count": self.waiting}] if self.waiting else []),
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
        return _("Filled: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        told = ngettext(
            "One more person had applied and was told that the places are taken.",
            "%(count)d more people had applied and were told that the places are taken.",
            self.closed,
        )
        return [_("It is no longer shown."), *([told % {"count": self.closed}] if self.closed else [])]

    def action(self) -> tuple[str, str]:
        return _("See the placement"), self.placement_page()


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
