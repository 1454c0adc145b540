"""Why an offer fits, or does not, in words. The rules behind them are in `matching.scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.constants import Field, PlacementKind, Wish
from matching.models import Placement
from matching.presentation.levels import cefr_name, degree_name, language_at, skill_level_name
from matching.queries.profiles import region_of
from matching.scoring.rules import Fit, Reason, ReasonCode
from portal.core.dates import day
from portal.core.regions.tree import region_name


@dataclass(frozen=True)
class ReasonLine:
    """One line under "Why this offer". `met` is None for what would help but is not needed."""

    met: bool | None
    title: str
    detail: str


def reason_lines(fit: Fit, placement: Placement, skills: Mapping[int, str]) -> list[ReasonLine]:
    """All reasons of a fit in words, for whichever side reads them. `skills` names the skills by id."""
    by_code: dict[ReasonCode, list[Reason]] = {code: [] for code in ReasonCode}
    for reason in fit.reasons:
        by_code[reason.code].append(reason)
    lines = [_language_line(reason) for reason in by_code[ReasonCode.LANGUAGE]]
    lines += [_degree_line(reason) for reason in by_code[ReasonCode.MINIMUM]]
    lines += _required_lines(by_code[ReasonCode.REQUIRED_SKILL], skills)
    lines += _welcome_lines(by_code[ReasonCode.WELCOME_SKILL], skills)
    lines += [_wish_line(reason, placement) for reason in by_code[ReasonCode.WISH]]
    lines += [_start_line(reason, placement) for reason in by_code[ReasonCode.START]]
    return lines


def deciding_reason(fit: Fit) -> tuple[str, str]:
    """The one reason for a card, in a few words, and its kind: "good", "warn" or ""."""
    missing = [reason for reason in fit.reasons if reason.is_hard and not reason.is_met]
    if missing:
        return _needed(missing[0]), "warn"
    required = [reason for reason in fit.reasons if reason.code is ReasonCode.REQUIRED_SKILL]
    short = sum(not reason.is_met for reason in required)
    if short:
        return (
            ngettext("one skill short", "%(count)d skills short", short) % {"count": short},
            "warn",
        )
    languages = [reason for reason in fit.reasons if reason.code is ReasonCode.LANGUAGE]
    if languages:
        return _("%(language)s is enough") % {"language": _asked_language(_most_specific(languages))}, "good"
    return (_("all skills asked for"), "good") if required else ("", "")


def sentence_list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _language_line(reason: Reason) -> ReasonLine:
    asked, has = reason.asked or 0, reason.has or 0
    if reason.is_met:
        title = language_at(str(reason.subject), has)
        return ReasonLine(True, title, _("Asked for: %(level)s") % {"level": cefr_name(asked)})
    return ReasonLine(False, _asked_language(reason), _missed_minimum(cefr_name(has) if has else ""))


def _degree_line(reason: Reason) -> ReasonLine:
    asked = reason.asked or 0
    if reason.is_met:
        return ReasonLine(
            True, degree_name(reason.has or asked), _("Asked for: %(level)s") % {"level": degree_name(asked)}
        )
    has = degree_name(reason.has) if reason.has is not None else ""
    return ReasonLine(False, degree_name(asked), _missed_minimum(has))


def _missed_minimum(has: str) -> str:
    if has:
        return _("This has to be met. In the profile: %(level)s") % {"level": has}
    return _("This has to be met. It is not in the profile.")


def _required_lines(reasons: list[Reason], skills: Mapping[int, str]) -> list[ReasonLine]:
    met = [reason for reason in reasons if reason.is_met]
    lines = []
    if met:
        detail = ngettext(
            "%(met)d of %(count)d skill asked for", "%(met)d of %(count)d skills asked for", len(reasons)
        ) % {"met": len(met), "count": len(reasons)}
        lines.append(ReasonLine(True, capfirst(_names(met, skills)), detail))
    missing = [reason for reason in reasons if not reason.is_met]
    lines += [ReasonLine(False, capfirst(_name(reason, skills)), _levels(reason)) for reason in missing]
    return lines


def _welcome_lines(reasons: list[Reason], skills: Mapping[int, str]) -> list[ReasonLine]:
    met = [reason for reason in reasons if reason.is_met]
    missing = [reason for reason in reasons if not reason.is_met]
    lines = []
    if met:
        lines.append(ReasonLine(True, capfirst(_names(met, skills)), _("Welcome, though not required")))
    if missing:
        lines.append(
            ReasonLine(None, capfirst(_names(missing, skills)), _("Not required, but it would help"))
        )
    return lines


def _levels(reason: Reason) -> str:
    asked = skill_level_name(reason.asked or 1)
    if reason.has:
        return _("Asked for: %(asked)s. In the profile: %(has)s") % {
            "asked": asked,
            "has": skill_level_name(reason.has),
        }
    return _("Asked for: %(asked)s. It is not in the profile.") % {"asked": asked}


def _wish_line(reason: Reason, placement: Placement) -> ReasonLine:
    match reason.subject:
        case Wish.FIELD:
            title = sentence_list(str(Field(field).label) for field in placement.fields)
            met, missed = _("The field of study asked for"), _("Another field of study is asked for")
        case Wish.KIND:
            title = str(PlacementKind(placement.kind).label)
            met, missed = _("A kind of offer that is sought"), _("Other kinds of offers are sought")
        case Wish.REGION:
            title = region_name(region_of(placement))
            met, missed = _("A region that suits"), _("Not among the regions in the profile")
        case _:
            raise ValueError(f"No words for this wish: {reason.subject}")
    return ReasonLine(reason.is_met or None, title, met if reason.is_met else missed)


def _start_line(reason: Reason, placement: Placement) -> ReasonLine:
    title = _("Start on %(date)s") % {"date": day(placement.starts_on)} if placement.starts_on else ""
    detail = _("Available by then") if reason.is_met else _("Available only later")
    return ReasonLine(reason.is_met or None, title, detail)


def _needed(reason: Reason) -> str:
    if reason.code is ReasonCode.LANGUAGE:
        return _("%(language)s needed") % {"language": _asked_language(reason)}
    return _("%(degree)s needed") % {"degree": degree_name(reason.asked or 0)}


def _asked_language(reason: Reason) -> str:
    return language_at(str(reason.subject), reason.asked or 0)


def _most_specific(languages: list[Reason]) -> Reason:
    """The first language minimum that is not English, if there is one."""
    return next((reason for reason in languages if reason.subject != "en"), languages[0])


def _names(reasons: Iterable[Reason], skills: Mapping[int, str]) -> str:
    return sentence_list(_name(reason, skills) for reason in reasons)


def _name(reason: Reason, skills: Mapping[int, str]) -> str:
    return skills.get(int(reason.subject), "")
