"""What is said of the first day of work, and four weeks later."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.constants import FirstDayState
from matching.models import FirstDay
from matching.notices.applications import AboutApplication, OfApplication, about_application
from portal.core.dates import day as in_words
from portal.notifications.extensions import register_notice
from programmes.notices.reminders import Reminding


class AboutFirstDay(AboutApplication):
    starts_on: str
    state: str
    changed_at: str


@dataclass(frozen=True, kw_only=True)
class OfFirstDay(OfApplication):
    """About the first day at one place; `changed_at` tells one change of it from the next."""

    starts_on: str
    state: str
    changed_at: str

    def names(self) -> dict[str, str]:
        return {**super().names(), "date": in_words(date.fromisoformat(self.starts_on))}

    def dedupe_key(self) -> str:
        return f"{self.application}:{self.changed_at}"

    def action(self) -> tuple[str, str]:
        return _("See the first day"), self.application_page()


@register_notice
@dataclass(frozen=True, kw_only=True)
class FirstDayChanged(OfFirstDay):
    """One side has named the day, or what belongs to it; the other reads it."""

    name = "matching.first_day_changed"
    label = gettext_lazy("A first day at work was suggested or changed")

    def title(self) -> str:
        sentences = {
            FirstDayState.SUGGESTED: _("%(organisation)s suggests your first day: %(date)s"),
            FirstDayState.WISHED: _("Another first day is wished for: %(date)s"),
            FirstDayState.AGREED: _("%(organisation)s has added to your first day: %(date)s"),
        }
        return sentences[FirstDayState(self.state)] % self.names()

    def paragraphs(self) -> list[str]:
        about = _("It is about “%(offer)s”.") % self.names()
        if self.state == FirstDayState.AGREED:
            return [about, _("The day stays as it is. See what is new.")]
        return [about, _("Please confirm the day or name another one.")]


@register_notice
@dataclass(frozen=True, kw_only=True)
class FirstDayAgreed(OfFirstDay):
    name = "matching.first_day_agreed"
    label = gettext_lazy("A first day at work was agreed on")

    def title(self) -> str:
        return _("The first day is agreed: %(date)s") % self.names()

    def paragraphs(self) -> list[str]:
        return [_("It is about “%(offer)s”.") % self.names()]


def about_first_day(day: FirstDay) -> AboutFirstDay:
    """The fields every notice about a first day has."""
    return {
        **about_application(day.application),
        "starts_on": day.starts_on.isoformat(),
        "state": str(day.state),
        "changed_at": day.updated_at.isoformat(),
    }


@register_notice
@dataclass(frozen=True, kw_only=True)
class FirstDayComes(Reminding, OfApplication):
    """To whoever starts: the day before."""

    starts_on: str
    starts_at: str = ""
    place: str = ""
    receiver: str = ""

    name = "matching.first_day_comes"
    label = gettext_lazy("Your first day at work is near")

    def names(self) -> dict[str, str]:
        return {**OfApplication.names(self), "date": in_words(date.fromisoformat(self.starts_on))}

    def title(self) -> str:
        return _("Your first day at %(organisation)s: %(date)s") % self.names()

    def words(self) -> list[str]:
        return [_("We wish you a good start. Your page says all that is known of the day.")]

    def facts(self) -> list[str]:
        told = [
            (_("Hour"), self.starts_at),
            (_("Where to come to"), self.place),
            (_("Who receives you"), self.receiver),
        ]
        return [f"{name}: {value}" for name, value in told if value]

    def action(self) -> tuple[str, str]:
        return _("See the first day"), self.application_page()
