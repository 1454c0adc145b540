"""The coordinators' workplace. Importing the modules registers their models."""

from programmes.admin import (
    conversations,
    enrolment,
    hours,
    organisation,
    people,
    plan,
    programme,
    questionnaires,
    reminders,
    school_holidays,
)

__all__ = [
    "conversations",
    "enrolment",
    "hours",
    "organisation",
    "people",
    "plan",
    "programme",
    "questionnaires",
    "reminders",
    "school_holidays",
]
