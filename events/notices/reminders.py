"""Before a date: are you still coming?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.notices.registrations import OfRegistration
from events.queries.registrations import registration_occasions
from portal.core.moments import moment_in_words
from portal.notifications.extensions import register_notice
from programmes.notices.reminders import Reminding


@register_notice
@dataclass(frozen=True, kw_only=True)
class EventSoon(Reminding, OfRegistration):
    """Before the event: are you still coming?"""

    session: int = 0
    """Of an event with several dates the one that comes."""

    name = "events.soon"
    label = gettext_lazy("Before an event that you are registered for")

    def names(self) -> dict[str, str]:
        when = moment_in_words(datetime.fromisoformat(self.starts_at), self.zone)
        return OfRegistration.names(self) | {"time": when}

    def title(self) -> str:
        return _("Are you still coming? %(event)s") % self.names()

    def words(self) -> list[str]:
        if self.session:
            return [
                _("If you come, there is nothing to do."),
                _(
                    "If you can’t on this date, say so on your registration’s page. Your place at the others stays."
                ),
            ]
        return [
            _("If you come, there is nothing to do."),
            _(
                "If you can’t, or come with fewer people, say so on the page of your registration, so that others can."
            ),
        ]

    def facts(self) -> list[str]:
        return [*self.where_and_when(), *self.what_is_due()]

    def action(self) -> tuple[str, str]:
        return _("Say whether you come"), self.page()

    def is_still_true(self) -> bool:
        """They come, and this date takes place, when it was going to."""
        rows: QuerySet[Any] = registration_occasions().filter(pk=self.registration)
        return rows.filter(moment=datetime.fromisoformat(self.starts_at)).exists()
