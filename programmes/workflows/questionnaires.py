"""How questions are answered, and what apps that ask some say of what these are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.core.links import Link
    from portal.users.models import User


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    TEXT = "text", _("In words")
    CHOICE = "choice", _("One of several answers")
    SEVERAL = "several", _("As many answers as apply")
    YES_NO = "yes_no", _("Yes or no")
    SCALE = "scale", _("On a scale")


LISTED_KINDS = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
"""Kinds whose answers the questionnaire names."""

YES, NO = "yes", "no"
MOST_QUESTIONS = 60
MOST_CHOICES = 30
LONGEST_SCALE = 10
ANSWER_LENGTH = 4000
"""So much can be written, where a question doesn't set a lower limit."""


@dataclass(frozen=True, kw_only=True)
class QuestionnaireSubject:
    """What an app asks questions about, such as registrations, as the app that owns those rows knows it.

    `rows` are all that there are: what was answered about one goes with it. `ended` are those whose matter was over
    before a moment: sensitive answers are kept for so many days from then, which `note` says to whoever answers, with
    who reads them. `links` names rows, by their keys, for staff who reads answers about them; `uses` are places in
    which the questionnaire with this key is asked. Both leave out what the person may not see.
    """

    label: str | Promise
    rows: Callable[[], QuerySet[Any]]
    ended: Callable[[datetime], QuerySet[Any]]
    note: Callable[[int], str] | None = None
    links: Callable[[Collection[int], User], Mapping[int, Link]] | None = None
    uses: Callable[[int, User], Iterable[Link]] | None = None
