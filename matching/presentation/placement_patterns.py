"""What a placement begins with: a text for its kind, or an earlier placement of the organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from i18nfield.strings import LazyI18nString

from matching.constants import PlacementKind
from matching.facts import WRITABLE
from matching.models import Placement

KIND_HINTS: dict[str, StrOrPromise] = {
    PlacementKind.JOB: _("A post with a contract, for a time or for good."),
    PlacementKind.INTERNSHIP: _("Weeks or months to learn the work, often as a part of studies."),
    PlacementKind.WORKING_STUDENT: _("Some hours a week beside studies."),
    PlacementKind.THESIS: _("A question from your work, answered for a degree."),
    PlacementKind.TRAINEE: _("A first year or two through several departments."),
    PlacementKind.SHADOWING: _("A day or a few at somebody’s side; for pupils too."),
    PlacementKind.VISIT: _("A group looks at how you work; for school classes too."),
    PlacementKind.RESEARCH: _("A project with a university."),
    PlacementKind.CHALLENGE: _("A task of yours that people or teams try to solve."),
}
"""What each kind is, for those who choose one."""

_WORK = _(
    "## What you would do\n\n- […one task, as you would tell it to a friend]\n- […another one]\n\n"
    "## What you find here\n\n- […the team: how many, which languages]\n- […what makes the beginning easy]\n\n"
    "## How it goes on\n\n[…who answers, and within how many days]"
)
_LEARNING = _(
    "## What you would learn\n\n- […what you can do afterwards that you can’t do now]\n- […another thing]\n\n"
    "## Who is with you\n\n[…who has time for you, and for how long]\n\n"
    "## How it goes on\n\n[…who answers, and within how many days]"
)
_QUESTION = _(
    "## The question\n\n[…what you would like to know, and what for]\n\n"
    "## What you get from us\n\n- […data, machines, a place to work]\n- […who advises you, and how often]\n\n"
    "## How it goes on\n\n[…who answers, and within how many days]"
)
_LOOKING_IN = _(
    "## What you will see\n\n- […a place or a machine]\n- […what you may try yourself]\n\n"
    "## How the day goes\n\n[…when it begins and ends, where to go, what to bring]"
)
_TASK = _(
    "## The task\n\n[…what is to be solved, and how one sees that it is]\n\n"
    "## What you get from us\n\n- […data, material, somebody to ask]\n\n"
    "## What happens with the solutions\n\n[…who looks at them, and what the best one gets]"
)

TEXTS: dict[str, StrOrPromise] = {
    PlacementKind.JOB: _WORK,
    PlacementKind.INTERNSHIP: _LEARNING,
    PlacementKind.WORKING_STUDENT: _WORK,
    PlacementKind.THESIS: _QUESTION,
    PlacementKind.TRAINEE: _LEARNING,
    PlacementKind.SHADOWING: _LOOKING_IN,
    PlacementKind.VISIT: _LOOKING_IN,
    PlacementKind.RESEARCH: _QUESTION,
    PlacementKind.CHALLENGE: _TASK,
}
"""The description that a placement of each kind begins with. What stands in […] is to be replaced before it can be
submitted (`Placement.has_gaps`)."""


def from_kind(kind: str) -> dict[str, Any]:
    """What the form of a new placement of this kind begins with, in the reader's language."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return {"kind": kind, "description": LazyI18nString({language: str(TEXTS[kind])})}


def from_earlier(placement: Placement, programmes: list[int], today: date) -> dict[str, Any]:
    """What it begins with as a copy: all that was said, but days that have passed, and until when it is shown."""
    said = {name: getattr(placement, name) for name in WRITABLE - {"expires_at"}}
    gone = {name for name in ("starts_on", "ends_on") if said[name] is not None and said[name] < today}
    return {**said, **dict.fromkeys(gone), "programmes": programmes}
