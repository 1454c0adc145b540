"""How a reminder reads: when it goes and to whom, and what the message says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.core.locales import own_language_name
from programmes.constants import OffsetUnit
from programmes.extensions import ReminderKind, reminder_kinds
from programmes.models import Reminder
from programmes.models.reminder_rules import Rule, rule_of


@dataclass(frozen=True)
class Preview:
    """The message in one language, with examples where it names something."""

    language: str
    name: str
    title: str
    paragraphs: list[str]


def kind_of(reminder: Reminder) -> ReminderKind | None:
    """None where this version of the portal knows no such kind any more."""
    return reminder_kinds[reminder.kind] if reminder.kind in reminder_kinds else None  # noqa: SIM401


def rule_shown(reminder: Reminder) -> Rule:
    """The reminder, read `with_above`, as it holds."""
    above: Mapping[str, Any] | None = getattr(reminder, "above", None)
    return rule_of(reminder, reminder.programme, Reminder(**above) if above else None)


def when(rule: Rule) -> str:
    """How long before or after what it counts from."""
    number = rule.offset
    if reminder_kinds[rule.kind].is_before:
        words = (
            ngettext("%(number)d hour before", "%(number)d hours before", number)
            if rule.unit == OffsetUnit.HOURS
            else ngettext("%(number)d day before", "%(number)d days before", number)
        )
    else:
        words = (
            ngettext("%(number)d hour after", "%(number)d hours after", number)
            if rule.unit == OffsetUnit.HOURS
            else ngettext("%(number)d day after", "%(number)d days after", number)
        )
    return words % {"number": number}


def when_exactly(rule: Rule) -> list[str]:
    """The distance, and at which hour of which days that is."""
    if rule.unit == OffsetUnit.HOURS:
        return [when(rule), _("To the hour; at most a quarter of an hour late.")]
    return [
        when(rule),
        _("In the morning at eight o'clock, where the programme is."),
        _("Days are those of the calendar, weekends among them."),
    ]


def reminder_facts(reminder: Reminder, rule: Rule) -> list[tuple[str, str]]:
    """When exactly it goes, to whom, and what stands in the way of it."""
    kind = reminder_kinds[rule.kind]
    facts = [
        (_("When"), " · ".join(when_exactly(rule))),
        (_("Counted from"), str(kind.counted_from)),
        (_("Who is told"), str(kind.told)),
    ]
    if rule.condition in kind.conditions:
        facts.append((_("Only if"), str(kind.conditions[rule.condition].label)))
    if kind.acts:
        facts.append((_("What happens besides"), str(kind.acts)))
    facts.append((_("Where this comes from"), source(reminder)))
    return facts


def source(reminder: Reminder) -> str:
    """Whose decision it is: the programme's own, that of the one it is part of, or nobody's."""
    if not reminder.standard:
        return _("This programme has added the reminder; it holds in its subprogrammes, too.")
    if reminder.programme.parent is not None:
        return _("What is left empty here is as in %(programme)s.") % {"programme": reminder.programme.parent}
    return _("What is left empty here is as the portal has it for all programmes.")


def previews(kind: ReminderKind, rule: Rule, languages: list[str]) -> Iterator[Preview]:
    """The message in each of these languages that the portal speaks."""
    for language, _name in settings.LANGUAGES:
        if language in languages:
            with override(language):
                notice = kind.example(rule.text)
                yield Preview(language, own_language_name(language), notice.title(), notice.paragraphs())
