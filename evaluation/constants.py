from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Gender(models.TextChoices):
    """What people may say of their gender. Nobody has to: whoever would rather not says so and isn't asked again."""

    WOMAN = "f", pgettext_lazy("gender", "Woman")
    MAN = "m", pgettext_lazy("gender", "Man")
    NON_BINARY = "d", pgettext_lazy("gender", "Non-binary")
    NO_ANSWER = "x", pgettext_lazy("gender", "No answer")


REPORTED_GENDERS = (Gender.WOMAN, Gender.MAN, Gender.NON_BINARY)
"""As the ESF+ common indicators break participants down: Regulation (EU) 2021/1057, Annex I."""


class EmploymentStatus(models.TextChoices):
    """Unemployed is who is registered as that by the rules of the country; to look for work is not enough.

    Regulation (EU) 2021/1057, Annex I, as the German authorities have defined it together.
    """

    UNEMPLOYED = "unemployed", _("Registered as unemployed")
    INACTIVE = (
        "inactive",
        _(
            "Neither in work nor registered as unemployed, for example studying full time, or looking for work"
        ),
    )
    EMPLOYED = "employed", _("Employed")
    SELF_EMPLOYED = "self_employed", _("Self-employed")


SHORT_STATUS = {
    EmploymentStatus.UNEMPLOYED: _("Unemployed"),
    EmploymentStatus.INACTIVE: pgettext_lazy("situation", "Inactive"),
    EmploymentStatus.EMPLOYED: _("Employed"),
    EmploymentStatus.SELF_EMPLOYED: _("Self-employed"),
}
"""One word for lists that only people see who know the rules."""

IN_WORK = (EmploymentStatus.EMPLOYED, EmploymentStatus.SELF_EMPLOYED)
OUT_OF_WORK = (EmploymentStatus.UNEMPLOYED, EmploymentStatus.INACTIVE)

MINIMUM_AGE, MAXIMUM_AGE = 10, 100
"""Years on entry. Whoever is outside has mistyped the date of birth."""

IMMEDIATE_RESULT_DAYS = 28
"""Immediate results are the situation from the exit date to 28 days after (ESF+ common indicators)."""


class Stage(models.TextChoices):
    ENTRY = "entry", _("On entry")
    EXIT = "exit", _("On leaving")


class IndicatorKind(models.TextChoices):
    OUTPUT = "output", _("Output")
    IMMEDIATE_RESULT = "result_immediate", _("Immediate result")
    LONGER_TERM_RESULT = "result_longer", _("Longer-term result")


class ReportKind(models.TextChoices):
    INDICATORS = "indicators", _("Indicator report")


class ReportState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being built")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ReportFailure(models.TextChoices):
    """What the person is told when a report could not be built, and what to do about it."""

    NOT_ALLOWED = "not_allowed", _("The person who asked for this report may no longer see these figures.")
    DISK_FULL = (
        "disk_full",
        _("There was no room left for the files. Tell whoever runs the portal, then try again."),
    )
    TOO_LONG = "too_long", _("Building the report took too long. Choose a shorter period or try again later.")
    BROKEN = (
        "broken",
        _("Something went wrong. Try again; if it fails once more, tell whoever runs the portal."),
    )


class ReportFile(models.TextChoices):
    XLSX = "xlsx", _("Excel workbook")
    CSV = "csv", _("Figures as CSV")
    MICRODATA = "microdata", _("Rows as CSV")


WEEKLY_TIME = time(5)
"""On Mondays, where the programme is: from then on the report of the week is due."""

MAX_BUILD_ATTEMPTS = 4
"""A report whose worker died this often is given up, so that it can't take down one worker after the other."""
