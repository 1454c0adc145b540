"""What has happened to a placement, from the history the database keeps: its states, and each fact that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from matching.constants import PlacementState, SkillNeedKind
from matching.facts import PLACEMENT_FACTS
from matching.models import Placement
from matching.presentation.placements import PLACEMENT_WORDS
from matching.queries.placement_history import Version, placement_versions
from portal.core.facts import Fact, Shown, shown_in
from portal.core.presentation import all_spoken, plain

LONGEST_VALUE = 60
"""Of longer texts it is only said that they have changed."""


def placement_timeline(placement: Placement) -> list[dict[str, object]]:
    """Items of components/timeline.html, newest first: where it stood, and what was changed, old and new."""
    versions = placement_versions(placement)
    entries = []
    for before, now in zip([None, *versions], versions, strict=False):
        if entry := _entry(before, now):
            entries.append(entry)
    if entries:
        entries[-1]["kind"] = "current"
    return entries[::-1]


def _entry(before: Version | None, now: Version) -> dict[str, object] | None:
    lines = [] if before is None else list(changes(before, now))
    moved = before is None or before.state != now.state
    if not moved and not lines:
        return None
    title = str(PlacementState(now.state).label) if moved else _("Changed")
    return {
        "title": title,
        "text": format_html_join("\n", "{}", zip(lines, strict=True)),
        "when": now.pgh_created_at,
        "kind": "",
    }


def changes(before: Version, now: Version) -> Iterable[str]:
    """A line for each fact that is different now."""
    for fact in shown_in(PLACEMENT_FACTS, Shown.HISTORY):
        if _compared(fact, before) != _compared(fact, now):
            yield _change(fact, before, now)


def _change(fact: Fact, before: Version, now: Version) -> str:
    """ "Town: Suhl → Erfurt", or the name of the fact alone where that says more."""
    words = PLACEMENT_WORDS[fact.name]
    values = (words.value(cast(Placement, version)) for version in (before, now))
    old, new = (value.replace("\n", "; ") for value in values)
    label = capfirst(str(words.label))
    if old == new or max(len(old), len(new)) > LONGEST_VALUE:
        return label
    if fact.name in ("title", "description"):
        old, new = (all_spoken(getattr(version, fact.name)) for version in (before, now))
    return format_html("{}: {} → {}", label, old or "–", new or "–")


def _compared(fact: Fact, version: Version) -> object:
    """What the fact is made of, so that only what differs is put into words."""
    if fact.has_rows:
        return _ROWS[fact.name](version)
    return [plain(getattr(version, name)) for name in fact.fields]


def _skills(need: SkillNeedKind) -> Callable[[Version], object]:
    return lambda version: [row for row in version.skill_rows if row["need"] == need]


_ROWS: dict[str, Callable[[Version], object]] = {
    "languages": lambda version: version.language_rows,
    "skills_required": _skills(SkillNeedKind.REQUIRED),
    "skills_welcome": _skills(SkillNeedKind.WELCOME),
    "programmes": lambda version: version.programme_rows,
}
