"""What the evaluation says to people."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypedDict

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.constants import Stage
from portal.core.links import PagePath
from portal.notifications.extensions import Notice, register_notice


class AboutReport(TypedDict):
    """The fields every notice about a report has."""

    report: int
    programme: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class OfReport(Notice):
    """A notice about one report; the dates are ISO 8601."""

    report: int
    programme: str
    starts_on: str
    ends_on: str

    def dedupe_key(self) -> str:
        return str(self.report)

    def period(self) -> str:
        first, last = (
            formats.date_format(date.fromisoformat(day), "DATE_FORMAT")
            for day in (self.starts_on, self.ends_on)
        )
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    def action(self) -> tuple[str, str]:
        return _("Open the report"), PagePath.to("evaluation:report_detail", self.report)


@register_notice
@dataclass(frozen=True, kw_only=True)
class ReportReady(OfReport):
    name: ClassVar[str] = "evaluation.report_ready"
    label: ClassVar[str | Promise] = gettext_lazy("A report you asked for is ready")

    def title(self) -> str:
        return _("Your report on %(programme)s is ready") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _("It covers %(period)s. You can look at the figures and download the files.")
            % {"period": self.period()}
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class ReportFailed(OfReport):
    name: ClassVar[str] = "evaluation.report_failed"
    label: ClassVar[str | Promise] = gettext_lazy("A report you asked for could not be built")
    failed_at: str

    def dedupe_key(self) -> str:
        return f"{self.report}:{self.failed_at}"

    def title(self) -> str:
        return _("Your report on %(programme)s could not be built") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        return [
            _(
                "It was to cover %(period)s. The page of the report says what went wrong and lets you try again."
            )
            % {"period": self.period()}
        ]


@register_notice
@dataclass(frozen=True, kw_only=True)
class AnswersAsked(Notice):
    """To a participant: answers are missing, on joining or on leaving; the day on which it was asked is ISO 8601."""

    name: ClassVar[str] = "evaluation.answers_asked"
    label: ClassVar[str | Promise] = gettext_lazy("A programme asks you for answers that are missing")
    enrolment: int
    programme: str
    slug: str
    stage: str
    day: str

    def dedupe_key(self) -> str:
        return f"{self.enrolment}:{self.stage}:{self.day}"

    def title(self) -> str:
        if self.stage == Stage.ENTRY:
            return _("%(programme)s needs answers about your start") % {"programme": self.programme}
        return _("%(programme)s would like to know how things are since you left") % {
            "programme": self.programme
        }

    def paragraphs(self) -> list[str]:
        return [_("The funder asks for them. It takes two minutes, and you can correct them at any time.")]

    def action(self) -> tuple[str, str]:
        return _("Answer"), PagePath.to(f"evaluation:{self.stage}_questions", self.slug)


@register_notice
@dataclass(frozen=True, kw_only=True)
class FiguresMended(Notice):
    """To the operator: the figures of a programme rested on facts that were not right; the day is ISO 8601."""

    name: ClassVar[str] = "evaluation.figures_mended"
    label: ClassVar[str | Promise] = gettext_lazy(
        "Figures of a programme were not right and have been corrected"
    )
    programme: str
    slug: str
    number: int
    day: str

    def dedupe_key(self) -> str:
        return f"{self.slug}:{self.day}"

    def title(self) -> str:
        return _("Figures of %(programme)s have been corrected") % {"programme": self.programme}

    def paragraphs(self) -> list[str]:
        found = ngettext(
            "The daily check found %(number)s entry that did not agree with the participants' answers, and has "
            "corrected it.",
            "The daily check found %(number)s entries that did not agree with the participants' answers, and has "
            "corrected them.",
            self.number,
        )
        return [
            found % {"number": formats.localize(self.number)},
            _(
                "This should never happen: tell whoever develops the portal. Figures that were looked at, and reports "
                "that were built, since the day before may have been wrong; build those reports again."
            ),
        ]

    def action(self) -> tuple[str, str]:
        return _("Open the figures"), PagePath.to("evaluation:programme", self.slug)


@register_notice
@dataclass(frozen=True, kw_only=True)
class WeeklyReport(OfReport):
    name: ClassVar[str] = "evaluation.weekly_report"
    label: ClassVar[str | Promise] = gettext_lazy("The weekly report of a programme")
    participants: int
    found_work: int
    not_reportable: int

    def title(self) -> str:
        year = date.fromisoformat(self.ends_on).year
        return _("%(programme)s: figures of %(year)s") % {"programme": self.programme, "year": str(year)}

    def paragraphs(self) -> list[str]:
        people = ngettext("%(number)s participant", "%(number)s participants", self.participants)
        working = ngettext("%(number)s in work on leaving", "%(number)s in work on leaving", self.found_work)
        missing = ngettext("%(number)s not reportable", "%(number)s not reportable", self.not_reportable)
        figures = _("From %(period)s: %(participants)s, %(found_work)s, %(not_reportable)s.") % {
            "period": self.period(),
            "participants": people % {"number": formats.localize(self.participants)},
            "found_work": working % {"number": formats.localize(self.found_work)},
            "not_reportable": missing % {"number": formats.localize(self.not_reportable)},
        }
        if self.not_reportable:
            return [figures, _("Whoever is not reportable lacks an answer on entry. The report lists them.")]
        return [figures]
