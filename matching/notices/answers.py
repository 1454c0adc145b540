"""What is said about applications that wait for a company's answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from matching.notices.placements import AboutPlacement, StoredText
from portal.core.dates import day
from portal.core.links import PagePath
from portal.notifications.extensions import register_notice
from programmes.notices.reminders import Reminding

MOST_NAMED = 8
"""So many lines one message has at most; it says how many more there are."""


class WaitingFor(AboutPlacement):
    """`number` applications wait for an answer, the first of them since `since` (ISO)."""

    number: int
    since: str


class WaitingAt(TypedDict):
    organisation: str
    number: int
    since: str


def _lines(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_NAMED
    if more <= 0:
        return lines
    return [
        *lines[:MOST_NAMED],
        ngettext("… and %(number)d more.", "… and %(number)d more.", more) % {"number": more},
    ]


def _number_since(number: int, since: str) -> str:
    return ngettext(
        "%(number)d application, waiting since %(day)s",
        "%(number)d applications, the first waiting since %(day)s",
        number,
    ) % {"number": number, "day": day(date.fromisoformat(since))}


@register_notice
@dataclass(frozen=True, kw_only=True)
class ApplicationsWaiting(Reminding):
    """To an organisation's recruiters: all that waits for them, in one message."""

    organisation: str
    placements: list[WaitingFor]

    name = "matching.applications_waiting"
    label = gettext_lazy("Applications wait for your answer")

    @property
    def number(self) -> int:
        return sum(each["number"] for each in self.placements)

    def names(self) -> Mapping[str, object]:
        since = min(each["since"] for each in self.placements)
        return {
            "organisation": self.organisation,
            "number": self.number,
            "since": day(date.fromisoformat(since)),
        }

    def title(self) -> str:
        return ngettext(
            "%(number)d application waits for an answer from %(organisation)s",
            "%(number)d applications wait for an answer from %(organisation)s",
            self.number,
        ) % {"number": self.number, "organisation": self.organisation}

    def words(self) -> list[str]:
        return [
            _("People wait to hear from you. A no helps them, too: then they know where they stand."),
            _("You can decline several at once, with a kind reason that is ready to be chosen."),
        ]

    def facts(self) -> list[str]:
        return _lines(
            [
                f"“{LazyI18nString(each['offer'])}”: {_number_since(each['number'], each['since'])}"
                for each in self.placements
            ]
        )

    def action(self) -> tuple[str, str]:
        if len(self.placements) == 1:
            return _("Answer now"), PagePath.to("matching:placement_detail", self.placements[0]["placement"])
        return _("Answer now"), PagePath.to("matching:placement_list")


@register_notice
@dataclass(frozen=True, kw_only=True)
class CompaniesSilent(Reminding):
    """To a programme's coordinators: which companies have not answered, in one message."""

    programme: str
    organisations: list[WaitingAt]

    name = "matching.companies_silent"
    label = gettext_lazy("Companies that do not answer applications")

    @property
    def number(self) -> int:
        return sum(each["number"] for each in self.organisations)

    def names(self) -> Mapping[str, object]:
        return {"programme": self.programme, "number": self.number}

    def title(self) -> str:
        return (
            ngettext(
                "%(programme)s: %(number)d application has waited long for an answer",
                "%(programme)s: %(number)d applications have waited long for an answer",
                self.number,
            )
            % self.names()
        )

    def words(self) -> list[str]:
        return [
            ngettext(
                "The company has not answered. A call often helps.",
                "The companies have not answered. A call often helps.",
                len(self.organisations),
            )
        ]

    def facts(self) -> list[str]:
        return _lines(
            [
                f"{each['organisation']}: {_number_since(each['number'], each['since'])}"
                for each in self.organisations
            ]
        )

    def action(self) -> tuple[str, str]:
        return _("See the applications"), PagePath.to("admin:matching_application_changelist")


@dataclass(frozen=True, kw_only=True)
class Pausing(Reminding):
    """A placement is no longer shown because nobody answers."""

    placement: int
    offer: StoredText
    organisation: str
    number: int

    def names(self) -> Mapping[str, object]:
        return {
            "offer": str(LazyI18nString(self.offer)),
            "organisation": self.organisation,
            "number": self.number,
        }

    def waits(self) -> str:
        return (
            ngettext(
                "%(number)d application for it has waited so long that it is no longer shown.",
                "%(number)d applications for it have waited so long that it is no longer shown.",
                self.number,
            )
            % self.names()
        )


@register_notice
@dataclass(frozen=True, kw_only=True)
class PlacementPausedUnanswered(Pausing):
    """To the organisation's recruiters."""

    name = "matching.placement_paused_unanswered"
    label = gettext_lazy("A placement of yours is paused because applications wait")

    def title(self) -> str:
        return _("Paused until you answer: “%(offer)s”") % self.names()

    def words(self) -> list[str]:
        return [
            self.waits(),
            _(
                "Answer what has waited too long, and it is shown again by itself. You can decline all of them at "
                "once, with a kind reason."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("Answer now"), PagePath.to("matching:placement_detail", self.placement)


@register_notice
@dataclass(frozen=True, kw_only=True)
class SilentPlacementPaused(Pausing):
    """To the coordinators of its programme. They are not told what the programme says to the company.

    `told`: was anybody at the company told; of older messages somebody was.
    """

    told: bool = True

    name = "matching.silent_placement_paused"
    label = gettext_lazy("A placement is paused because the company does not answer")

    def title(self) -> str:
        return _("Paused, as nobody answers: “%(offer)s” of %(organisation)s") % self.names()

    def words(self) -> list[str]:
        return [
            self.waits(),
            _("The company was told why.")
            if self.told
            else _("Nobody of the company has an account to be told."),
            _("As soon as it answers, the placement is shown again by itself."),
        ]

    def action(self) -> tuple[str, str]:
        return _("See the placement"), PagePath.to("admin:matching_placement_change", self.placement)
