"""Moments as people agree on them: on the clocks of a place, which may be another than the reader's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, get_format, time_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _


def moment_in_words(moment: datetime, zone: str) -> str:
    """Day of the week, day and time, as the clocks of the zone show them."""
    local = timezone.localtime(moment, ZoneInfo(zone))
    return f"{date_format(local, 'l')}, {date_format(local, 'DATETIME_FORMAT')}"


def span_in_words(start: datetime, end: datetime, zone: tzinfo) -> str:
    """From when to when, on the clocks of the zone: German says 18–21 Uhr, English 18:00–21:00."""
    start, end = timezone.localtime(start, zone), timezone.localtime(end, zone)
    if start.date() != end.date():
        return f"{date_format(start, 'DATETIME_FORMAT')} – {date_format(end, 'DATETIME_FORMAT')}"
    hours = pgettext("from an hour to an hour", "%(start)s–%(end)s") % {
        "start": _hour(start),
        "end": _hour(end),
    }
    return f"{date_format(start, 'DATE_FORMAT')}, {hours}"


def _hour(moment: datetime) -> str:
    """`FULL_HOUR_FORMAT` and `HOUR_FORMAT` are the portal's own (portal/formats)."""
    return time_format(moment, get_format("HOUR_FORMAT" if moment.minute else "FULL_HOUR_FORMAT"))


def zone_in_words(zone: str) -> str:
    """Whose clocks are meant: people know towns, not zones."""
    return _("local time in %(town)s") % {"town": _town(zone, get_language() or "en")}


@lru_cache(maxsize=256)
def _town(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=language.replace("-", "_"), return_city=True)


def duration_in_words(duration: timedelta) -> str:
    minutes = int(duration.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return ngettext("takes %(number)d hour", "takes %(number)d hours", hours) % {"number": hours}
    return ngettext("takes %(number)d minute", "takes %(number)d minutes", minutes) % {"number": minutes}


def next_working_days(count: int, *, after: date) -> list[date]:
    """Days that are no Saturday or Sunday. Public holidays are not known here."""
    days: list[date] = []
    while len(days) < count:
        after += timedelta(days=1)
        if after.weekday() < 5:
            days.append(after)
    return days


class MomentWidget(forms.SplitDateTimeWidget):
    """A day and a time, each as browsers let them be chosen; without that, each is typed."""

    def __init__(self) -> None:
        super().__init__(
            date_attrs={"type": "date"},
            time_attrs={"type": "time", "step": "300"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )


class MomentInput(forms.SplitDateTimeField):
    """A day and a time on the clocks of `zone`, which the form sets. One without the other is a mistake."""

    widget = MomentWidget
    zone = "UTC"
    default_error_messages = {
        "invalid_date": gettext_lazy("Enter the day, as in 1.3.2027."),
        "invalid_time": gettext_lazy("Enter the time, as in 14:30."),
        "incomplete": gettext_lazy("Enter both: the day and the time."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            require_all_fields=False, input_time_formats=["%H:%M", "%H:%M:%S", "%H.%M"], **kwargs
        )
        for field in self.fields:
            field.required = self.required
            field.error_messages["incomplete"] = self.error_messages["incomplete"]

    def clean(self, value: Any) -> datetime | None:
        parts = [each for each in value or () if each not in (None, "")]
        if len(parts) == 1:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return super().clean(value)

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list or None in data_list:
            return None
        return self._moment(*data_list)

    def _moment(self, day: date, clock: time) -> datetime:
        """A time that the clocks skip on that day is none; of one that they show twice, the first is meant."""
        zone = ZoneInfo(self.zone)
        moment = datetime.combine(day, clock, tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone) != moment:
            raise ValidationError(_("The clocks skip this time on that day. Choose another."), code="skipped")
        return moment
