"""The coordinators' workplace. Importing the modules registers their models."""

from programmes.admin import enrolment, organisation, people, plan, programme, reminders

__all__ = ["enrolment", "organisation", "people", "plan", "programme", "reminders"]
