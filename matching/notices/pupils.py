"""What is said when a pupil asks for a place: to them, to the coordinators, who stand between, and to the company."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.notices.applications import OfApplication
from portal.notifications.extensions import register_notice


@dataclass(frozen=True, kw_only=True)
class OfPupil(OfApplication):
    """`time`: tells one time from another, where it can come to this several times."""

    time: str = ""

    def dedupe_key(self) -> str:
        return f"{self.application}:{self.time}" if self.time else str(self.application)

    def action(self) -> tuple[str, str] | None:
        return _("See where it stands"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlaceAskedFor(OfPupil):
    """To the pupil."""

    name = "matching.place_asked_for"
    label = gettext_lazy("Your application was sent")

    def title(self) -> str:
        return _("You have asked for a place: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "%(organisation)s reads what you have chosen, and not your name. Coordinators and advisers of the "
                "programmes that show the offer see who asks."
            )
            % self.names(),
            _(
                "You can take it back until a place is offered to you; then you say whether you take it. A place that "
                "you have taken can't be given back here: tell the people of the programme."
            ),
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class PupilAsked(OfPupil):
    """To the coordinators."""

    name = "matching.pupil_asked"
    label = gettext_lazy("A pupil asks for a place, or has one")

    def title(self) -> str:
        return _("A pupil asks for a place: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "%(organisation)s reads no name and answers with set sentences. You can talk along, and you arrange "
                "with the school and the guardian what has to be arranged."
            )
            % self.names()
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class PupilTakesPlace(OfPupil):
    """To the coordinators."""

    name = "matching.pupil_takes_place"
    label = gettext_lazy("A pupil asks for a place, or has one")

    def title(self) -> str:
        return _("A pupil has taken a place: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "%(organisation)s still reads no name. Show it the name once school and guardian know of the day; the "
                "pupil is told then."
            )
            % self.names()
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class PupilEnded(OfPupil):
    """To the coordinators, who read it no more either."""

    name = "matching.pupil_ended"
    label = gettext_lazy("A pupil asks for a place, or has one")

    def title(self) -> str:
        return _("A guardian has taken the consent back: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "The pupil's application has ended, and nobody reads it any more. %(organisation)s knows that it was "
                "withdrawn, and not why. Tell the school if a day was agreed on."
            )
            % self.names()
        ]

    def action(self) -> None:
        """There is nothing of it to open."""


@register_notice
@dataclass(frozen=True, kw_only=True)
class NameShown(OfPupil):
    """To the pupil."""

    name = "matching.name_shown"
    label = gettext_lazy("A company learns your name")
    is_duty = True

    def title(self) -> str:
        return _("%(organisation)s now knows your name") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "A coordinator has told it for “%(offer)s”, where you have a place, so that they know who comes. The "
                "company still can't write to you in words of its own."
            )
            % self.names()
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class PupilNamed(OfPupil):
    """To the company."""

    name = "matching.pupil_named"
    label = gettext_lazy("You learn the name of a pupil who comes")

    def title(self) -> str:
        return _("You now see who comes: “%(offer)s”") % self.names()

    def paragraphs(self) -> list[str]:
        return [
            _(
                "A coordinator shows you the name of the pupil. Use it for this day alone, and tell nobody who needn't "
                "know it."
            )
        ]
