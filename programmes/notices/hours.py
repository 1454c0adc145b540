"""What is said of hours: that somebody comes to the threshold from which a funder counts them, and has reached it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.amounts import amount_shown, counted_as
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice


@dataclass(frozen=True, kw_only=True)
class OfThreshold(Notice):
    """Said once of an enrolment and a funding, however often hours are put right. `hours` is the threshold."""

    enrolment: int
    funding: int
    programme: str
    hours: str
    asks: bool
    """Does the programme put the funder's questions to its participants?"""

    def dedupe_key(self) -> str:
        return f"{self.enrolment}:{self.funding}"

    @property
    def number(self) -> int:
        return counted_as(Decimal(self.hours))

    def threshold(self) -> dict[str, str]:
        return {"hours": amount_shown(Decimal(self.hours))}


@register_notice
@dataclass(frozen=True, kw_only=True)
class CloseToParticipation(OfThreshold):
    """To the person."""

    name = "programmes.close_to_participation"
    label = gettext_lazy("You will soon have the hours that a funder asks for")

    def title(self) -> str:
        return _("You will soon count as a participant in %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        rule = ngettext(
            "You count as a participant once you have taken part for %(hours)s hour.",
            "You count as a participant once you have taken part for %(hours)s hours.",
            self.number,
        )
        rule %= self.threshold()
        return [rule, _("Then the funder asks a few questions about your start.")] if self.asks else [rule]

    def action(self) -> tuple[str, str]:
        return _("See your hours"), PagePath.to("programmes:me")


@register_notice
@dataclass(frozen=True, kw_only=True)
class CountsAsParticipant(OfThreshold):
    """To the person."""

    name = "programmes.counts_as_participant"
    label = gettext_lazy("You have the hours that a funder asks for")

    def title(self) -> str:
        return _("You count as a participant in %(programme)s now") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        rule = ngettext(
            "You have taken part for %(hours)s hour, as the funder asks.",
            "You have taken part for %(hours)s hours, as the funder asks.",
            self.number,
        )
        rule %= self.threshold()
        asked = _("The funder asks a few questions about your start. They wait on your page.")
        return [rule, asked] if self.asks else [rule]

    def action(self) -> tuple[str, str]:
        return _("See what comes next"), PagePath.to("programmes:me")


@register_notice
@dataclass(frozen=True, kw_only=True)
class PersonCloseToParticipation(OfThreshold):
    """To coordinators. Who it is stands in the admin, not in the message."""

    name = "programmes.person_close_to_participation"
    label = gettext_lazy("Somebody will soon have the hours that your funder asks for")

    def title(self) -> str:
        return _("A person will soon count as a participant in %(programme)s") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        rule = ngettext(
            "Below %(hours)s hour, people are short contacts: the funder counts them apart.",
            "Below %(hours)s hours, people are short contacts: the funder counts them apart.",
            self.number,
        )
        return [rule % self.threshold()]

    def action(self) -> tuple[str, str]:
        return _("See the enrolment"), PagePath.to("admin:programmes_enrolment_change", self.enrolment)


@register_notice
@dataclass(frozen=True, kw_only=True)
class PersonCountsAsParticipant(OfThreshold):
    """To coordinators."""

    name = "programmes.person_counts_as_participant"
    label = gettext_lazy("Somebody has the hours that your funder asks for")

    def title(self) -> str:
        return _("A person counts as a participant in %(programme)s now") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        rule = ngettext(
            "They have taken part for %(hours)s hour.",
            "They have taken part for %(hours)s hours.",
            self.number,
        )
        rule %= self.threshold()
        asked = _("See that the answers about the start are there: without them nobody can be reported.")
        return [rule, asked] if self.asks else [rule]

    def action(self) -> tuple[str, str]:
        return _("See the enrolment"), PagePath.to("admin:programmes_enrolment_change", self.enrolment)
